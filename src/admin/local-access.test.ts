import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownFolder } from '../../test/support/cli.ts';
import { findLocalAccess, leaveLocalAccess } from './local-access.ts';

const URL_HERE = 'http://127.0.0.1:8081';
const PLACE = { host: '127.0.0.1', port: 8081 };
/** A process that is gone, and stays so: ids do not go that far. */
const GONE = 2 ** 30;

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('what a gateway leaves for the commands of its user', () => {
  it('is a random token, for the eyes of this user alone', () => {
    const state = ownFolder();
    const env = { XDG_STATE_HOME: state };
    const left = leaveLocalAccess(URL_HERE, PLACE, process.pid, { env });
    expect(left.path).toBe(join(state, 'dspatch/127.0.0.1_8081.json'));
    expect([modeOf(left.path), modeOf(join(state, 'dspatch'))]).toEqual(['600', '700']);
    const token = left.token.reveal();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(JSON.parse(readFileSync(left.path, 'utf8'))).toEqual({ url: URL_HERE, token, pid: process.pid });
    expect(`${left.token}`).toBe('[redacted]');
    const found = findLocalAccess(URL_HERE, { env });
    expect([found?.url, found?.token.reveal()]).toEqual([URL_HERE, token]);
  });

  it('is replaced at each start, and gone after the stop', () => {
    const env = { XDG_STATE_HOME: ownFolder() };
    const first = leaveLocalAccess(URL_HERE, PLACE, process.pid, { env });
    const second = leaveLocalAccess(URL_HERE, PLACE, process.pid, { env });
    expect(second.token.reveal()).not.toBe(first.token.reveal());
    // It stopped late: what is there is the other's.
    first.remove();
    expect(findLocalAccess(URL_HERE, { env })?.token.reveal()).toBe(second.token.reveal());
    second.remove();
    second.remove();
    expect(findLocalAccess(URL_HERE, { env })).toBeUndefined();
    expect(readdirSync(join(env.XDG_STATE_HOME, 'dspatch'))).toEqual([]);
  });

  it('lies below the home of the user, where nothing else is said', () => {
    const home = ownFolder();
    for (const env of [{}, { XDG_STATE_HOME: '' }, { XDG_STATE_HOME: 'not/absolute' }]) {
      const { path, remove } = leaveLocalAccess(URL_HERE, PLACE, process.pid, { env, home });
      expect(path).toBe(join(home, '.local/state/dspatch/127.0.0.1_8081.json'));
      remove();
    }
  });

  it.each<[host: string, listens: string, address: string]>([
    ['by another name of this machine', '127.0.0.1', 'http://localhost:8081/'],
    ['by its IPv6 address', '::1', 'http://[::1]:8081'],
    ['where it listens on all addresses', '0.0.0.0', 'http://127.0.0.1:8081'],
    ['by the address it listens on', '192.0.2.7', 'http://192.0.2.7:8081'],
  ])('is found %s', (_, listens, address) => {
    const env = { XDG_STATE_HOME: ownFolder() };
    leaveLocalAccess('http://its.own:8081', { host: listens, port: 8081 }, process.pid, { env });
    // And the token goes to the address that stands beside it.
    expect(findLocalAccess(address, { env })?.url).toBe('http://its.own:8081');
  });

  it.each(['http://127.0.0.1:8082', 'http://192.0.2.7:8081', 'http://127.0.0.1', 'https://127.0.0.1', 'nonsense', ''])(
    'is not for %j',
    (address) => {
      const env = { XDG_STATE_HOME: ownFolder() };
      leaveLocalAccess(URL_HERE, PLACE, process.pid, { env });
      expect(findLocalAccess(address, { env })).toBeUndefined();
    },
  );

  it('is worth nothing when its gateway is gone, when others can read it, and when it is half a file', () => {
    const env = { XDG_STATE_HOME: ownFolder() };
    const { path } = leaveLocalAccess(URL_HERE, PLACE, GONE, { env });
    expect(findLocalAccess(URL_HERE, { env })).toBeUndefined();
    leaveLocalAccess(URL_HERE, PLACE, process.pid, { env });
    expect(findLocalAccess(URL_HERE, { env })).toBeDefined();
    chmodSync(path, 0o644);
    expect(findLocalAccess(URL_HERE, { env })).toBeUndefined();
    chmodSync(path, 0o600);
    for (const text of ['', '{"url":', '[]', '{"url":1,"token":"x"}', `{"url":"${URL_HERE}","token":"x","pid":0}`]) {
      writeFileSync(path, text);
      expect(findLocalAccess(URL_HERE, { env })).toBeUndefined();
    }
  });

  it('says where it cannot be written, and why', () => {
    const state = ownFolder();
    writeFileSync(join(state, 'file'), '');
    const env = { XDG_STATE_HOME: join(state, 'file') };
    const leave = (): unknown => leaveLocalAccess(URL_HERE, PLACE, process.pid, { env });
    expect(leave).toThrow(expect.objectContaining({ code: 'local_access' }));
    expect(leave).toThrow(/file\/dspatch\/127\.0\.0\.1_8081\.json cannot be written: .*ENOTDIR/);
  });

  it('makes its folder private, and leaves nothing in one that is only a sign to another', () => {
    const state = ownFolder();
    mkdirSync(join(state, 'dspatch'), { mode: 0o755 });
    leaveLocalAccess(URL_HERE, PLACE, process.pid, { env: { XDG_STATE_HOME: state } });
    expect(modeOf(join(state, 'dspatch'))).toBe('700');
    rmSync(join(state, 'dspatch'), { recursive: true });
    symlinkSync(ownFolder(), join(state, 'dspatch'));
    expect(() => leaveLocalAccess(URL_HERE, PLACE, process.pid, { env: { XDG_STATE_HOME: state } })).toThrow(
      /is not a folder of this user/,
    );
  });
});

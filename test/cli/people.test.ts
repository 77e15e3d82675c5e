import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { leaveLocalAccess } from '../../src/admin/local-access.ts';
import { DAY } from '../../src/base/durations.ts';
import { AdminClient } from '../../src/cli/admin-client.ts';
import { auditCommand } from '../../src/cli/audit.ts';
import { tokensCommand } from '../../src/cli/tokens.ts';
import { usersCommand } from '../../src/cli/users.ts';
import { cli, type Ended, jsonLines, ownFolder } from '../support/cli.ts';
import { serve } from '../support/loopback-server.ts';
import { PASSWORD } from '../support/people.ts';
import { LOCAL_TOKEN, type PeopleAdmin, peopleAdmin } from '../support/people-admin.ts';
import { type Printed, runCommand } from '../support/run-command.ts';

afterEach(() => vi.unstubAllEnvs());

/** A server that listens, and the token of an admin for its commands. */
async function listening(): Promise<PeopleAdmin & { url: string; port: number; token: string }> {
  const admin = peopleAdmin();
  const url = await admin.app.listen({ host: '127.0.0.1', port: 0 });
  vi.stubEnv('DSPATCH_ADMIN', url);
  vi.stubEnv('DSPATCH_TOKEN', LOCAL_TOKEN);
  return { ...admin, url, port: Number(new URL(url).port), token: LOCAL_TOKEN };
}

const users = (...args: readonly string[]): Promise<Printed> => runCommand(usersCommand(), ...args);
const tokens = (...args: readonly string[]): Promise<Printed> => runCommand(tokensCommand(), ...args);
const audit = (...args: readonly string[]): Promise<Printed> => runCommand(auditCommand(), ...args);

/** The same in a process of its own, with something on its standard input. */
const process2 = (args: readonly string[], input: string, env: Readonly<Record<string, string>>): Promise<Ended> =>
  cli([join(import.meta.dirname, '../support/people-cli.ts'), ...args], { bin: process.execPath, input, env });

describe('dspatch users', () => {
  it('lists nobody, then who was added, with a link by which they set their password', async () => {
    const { url, people, ask } = await listening();
    expect(await users('list')).toEqual({
      ...{ out: '', err: 'Nobody has an account yet: dspatch users add makes one.\n' },
    });
    const { out } = await users('add', 'Ada@example.com', '--name', 'Ada Lovelace', '--role', 'admin');
    const [, link = ''] =
      /^ada@example\.com is added as admin\.\nBy this link ada@example\.com sets a password, once, until 2026-11-23 12:00 UTC:\n {2}(\S+)\n$/.exec(
        out,
      ) ?? [];
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8081\/password#[0-9a-f]{16}\.[\w-]{43}$/);
    const reply = await ask('POST', '/api/password', { token: new URL(link).hash.slice(1), password: PASSWORD });
    expect(reply.status).toBe(204);
    await people.signIn.withPassword('ada@example.com', PASSWORD, '');
    const lines = (await users('list')).out.split('\n');
    expect(lines[0]).toMatch(/^E-MAIL +NAME +ROLE +STATE +SIGNED IN \(UTC\) +ID$/);
    expect(lines[1]).toMatch(/^ada@example\.com +Ada Lovelace +admin +password +2026-11-20 12:00 +[0-9a-f]{16}$/);
    const json = JSON.parse((await users('list', '--json')).out);
    expect(json).toMatchObject([{ email: 'ada@example.com', hasPassword: true }]);
    expect(JSON.parse((await users('--json', 'list')).out)).toEqual(json);
    expect(url).toMatch(/^http/);
  });

  it('disables, enables, gives roles, resets and removes, by address or id', async () => {
    const { people } = await listening();
    await people.addPerson('admin', { email: 'root@example.com' });
    const { id } = await people.addPerson('read_only', { email: 'bob@example.com' });
    expect((await users('disable', 'Bob@example.com')).out).toBe('bob@example.com is disabled, as read_only.\n');
    expect((await users('list')).out).toMatch(/^bob@example\.com .* disabled /m);
    expect((await users('enable', id)).out).toBe('bob@example.com is enabled, as read_only.\n');
    expect((await users('role', id, 'deployment_manager')).out).toMatch(/is enabled, as deployment_manager\.\n/);
    expect((await users('reset-password', id)).out).toMatch(/^By this link bob@example\.com sets a password, once/);
    expect(JSON.parse((await users('reset-password', id, '--json')).out)).toMatchObject({
      ...{ person: { id }, link: { url: expect.stringContaining('/password#') } },
    });
    const createdBy = { kind: 'person', id, name: 'Bob' } as const;
    await people.tokens.create({ name: 'left behind', role: 'read_only', createdBy });
    expect(await users('remove', 'bob@example.com')).toEqual({
      out: 'bob@example.com is removed.\n',
      err: 'Tokens they made go on: left behind. dspatch tokens revoke ends one.\n',
    });
    expect(await people.accounts.get(id)).toBeUndefined();
  });

  it('says what cannot be, in the words of the gateway or its own', async () => {
    const { people } = await listening();
    await people.addPerson('admin', { email: 'root@example.com' });
    await expect(users('remove', 'root@example.com')).rejects.toThrow(
      'the gateway answers 409: nobody else can sign in as an admin: make somebody else an admin first',
    );
    await expect(users('disable', 'eve')).rejects.toThrow(
      'nobody has an account as "eve": dspatch users list shows who has',
    );
    const bad = users('add', 'nowhere', '--name', 'A', '--role', 'admin');
    await expect(bad).rejects.toThrow(/answers 400: the body is not right: email: must be an e-mail address/);
  });

  it('takes passwords from standard input, and from no argument', async () => {
    const { url, people } = await listening();
    const env = { DSPATCH_ADMIN: url, DSPATCH_TOKEN: LOCAL_TOKEN };
    const add = ['users', 'add', 'ada@example.com', '--name', 'Ada', '--role', 'admin'];
    expect(await process2([...add, '--password'], `${PASSWORD}\n`, env)).toEqual({
      ...{ code: 0, stdout: 'ada@example.com is added as admin.\n', stderr: '' },
    });
    await people.signIn.withPassword('ada@example.com', PASSWORD, '');
    const reset = ['users', 'reset-password', 'ada@example.com', '--password'];
    const { stdout } = await process2(reset, 'eleven green otters\n', env);
    expect(stdout).toBe('ada@example.com has another password, and is signed out.\n');
    await people.signIn.withPassword('ada@example.com', 'eleven green otters', '');
    const argument = await process2([...add, '--password', PASSWORD], '', env);
    expect([argument.code, argument.stdout]).toEqual([1, '']);
    const weak = await process2(reset, 'password1234\n', env);
    expect([weak.code, weak.stderr]).toEqual([
      ...[1, expect.stringMatching(/^dspatch: the gateway answers 400: the password cannot be taken: it is among/)],
    ]);
  }, 60_000);
});

describe('dspatch tokens', () => {
  it('makes tokens that it prints alone, lists and revokes them', async () => {
    const { url } = await listening();
    expect((await tokens('list')).err).toBe('There are no tokens: dspatch tokens create makes one.\n');
    const { out, err } = await tokens('create', 'ci', '--role', 'read_only');
    expect([out, err]).toEqual([
      expect.stringMatching(/^dsp_[\w-]{43}\n$/),
      'The token "ci" (read_only). Keep it well: it is not shown again.\n',
    ]);
    const json = JSON.parse((await tokens('create', 'ci', '--role', 'admin', '--json')).out);
    expect(json).toMatchObject({ secret: expect.stringMatching(/^dsp_/), token: { name: 'ci', role: 'admin' } });
    const info = await new AdminClient(url, out).call('GET /api/session');
    expect(info.caller).toMatchObject({ kind: 'token', name: 'ci', role: 'read_only' });
    const listed = (await tokens('list')).out;
    expect(listed).toMatch(/^ci +read_only +2026-11-20 12:00 +this machine +never +2026-11-20 12:00 +[0-9a-f]{16}$/m);
    expect(listed).not.toContain('dsp_');
    const lasting = JSON.parse((await tokens('create', 'nightly', '--role', 'admin', '--days', '3000', '--json')).out);
    expect(Math.abs(lasting.token.expiresAt - Date.now() - 3_000 * DAY)).toBeLessThan(DAY);
    await expect(tokens('revoke', 'ci')).rejects.toThrow('2 tokens are called "ci": name one by its id');
    expect((await tokens('revoke', json.token.id)).out).toBe('The token "ci" is revoked.\n');
    expect((await tokens('revoke', 'ci')).out).toBe('The token "ci" is revoked.\n');
    await expect(tokens('revoke', 'ci')).rejects.toThrow('there is no token "ci": dspatch tokens list shows them');
  });
});

describe('dspatch audit', () => {
  it('lists who did what, through as many pages as it takes', async () => {
    const { people } = await listening();
    expect(await audit()).toEqual({ out: '', err: 'Nothing matches.\n' });
    await users('add', 'ada@example.com', '--name', 'Ada', '--role', 'admin');
    const refused = { address: '198.51.100.7', action: 'session.refused', subject: 'nobody known here' };
    for (let i = 0; i < 3; i++) await people.audit.append(refused);
    const { out, err } = await audit('--limit', '2');
    expect(out.split('\n')[0]).toMatch(/^WHEN +WHO +ROLE +FROM +ACTION +WHAT +CHANGE$/);
    expect(out).toMatch(/^2026-11-20T12:00:00\.000Z +- +198\.51\.100\.7 +session\.refused +nobody known here$/m);
    expect([out.trim().split('\n').length, err]).toEqual([3, 'There may be more: --limit 4 shows more of them.\n']);
    const added = await audit('--action', 'person.', '--subject', 'ADA', '--who', 'this machine', '--since', '1h');
    expect(added.out).toMatch(
      / this machine +admin +127\.0\.0\.1 +person\.added +person ada@example\.com +\{"name":"Ada"/,
    );
    expect(jsonLines((await audit('--json')).out).map(({ action }) => action)).toEqual([
      ...Array(3).fill('session.refused'),
      'person.added',
    ]);
    await expect(audit('--until', 'noon')).rejects.toThrow(/answers 400: until: is not a time/);
  });
});

describe('a command finds its way in', () => {
  it('by what the gateway left for its user, where no token is given', async () => {
    const { url, port } = await listening();
    const state = ownFolder();
    vi.stubEnv('DSPATCH_TOKEN', '');
    vi.stubEnv('XDG_STATE_HOME', state);
    await expect(users('list')).rejects.toThrow(
      /^the gateway answers 401: sign in first, or send a token: Authorization: Bearer \.\.\. \(--token, or the variable DSPATCH_TOKEN\)$/,
    );
    const server = await serve((_, out) => out.end('{"people":[]}'));
    onTestFinished(() => server.close());
    const left = leaveLocalAccess(server.url, { host: '127.0.0.1', port }, process.pid, { env: process.env });
    await users('list', '--admin', `http://localhost:${port}`);
    // It went to the address beside the token, with the token.
    expect(server.received.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/api/people', `Bearer ${left.token.reveal()}`],
    ]);
    left.remove();
    await expect(users('list', '--admin', url)).rejects.toThrow(/answers 401/);
    expect((await users('list', '--token', LOCAL_TOKEN)).err).toMatch(/^Nobody has an account yet/);
  });

  it('by the token it is given, before any other', async () => {
    const { people, port } = await listening();
    vi.stubEnv('XDG_STATE_HOME', ownFolder());
    leaveLocalAccess('http://127.0.0.1:1', { host: '127.0.0.1', port }, process.pid, { env: process.env });
    const { secret } = await people.tokens.create({
      ...{ name: 'reader', role: 'read_only', createdBy: { kind: 'local', id: '', name: '' } },
    });
    await expect(users('list', '--token', secret)).rejects.toThrow(
      'the gateway answers 403: your role (read_only) may not do this: it takes the permission to administer',
    );
    await users('list');
  });

  it('calls operations by their names, with what stands in the path written as it must be', async () => {
    const server = await serve((_, out) => out.writeHead(204).end());
    onTestFinished(() => server.close());
    const client = new AdminClient(`${server.url}/`, 'token');
    const params = { pipeline: 'a b/../c' };
    const body = { integrations: [], variables: {} };
    await client.call('PUT /api/pipelines/:pipeline', { params, body, version: 17 });
    await client.call('GET /api/sessions', { query: { all: true } });
    expect(
      server.received.map(({ method, path, headers, body: sent }) => [method, path, headers['if-match'], sent]),
    ).toEqual([
      ['PUT', '/api/pipelines/a%20b%2F..%2Fc', '"17"', JSON.stringify(body)],
      ['GET', '/api/sessions?all=true', undefined, ''],
    ]);
  });

  it('cannot be called otherwise than the operations are: the compiler sees to that', async () => {
    const server = await serve((_, out) => out.writeHead(204).end());
    onTestFinished(() => server.close());
    const client = new AdminClient(server.url, 'token');
    await client.call('GET /api/people');
    // @ts-expect-error there is no such operation
    await client.call('GET /api/peoples');
    // @ts-expect-error it takes a person
    await client.call('GET /api/people/:person').catch(() => {});
    // @ts-expect-error it takes no body
    await client.call('GET /api/tokens', { body: {} }).catch(() => {});
    // @ts-expect-error there is no such role
    await client.call('POST /api/tokens', { body: { name: 'x', role: 'root' } });
    expect(server.received.length).toBeGreaterThanOrEqual(3);
  });

  it('follows nobody elsewhere', async () => {
    const server = await serve((_, out) => out.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    onTestFinished(() => server.close());
    const asked = new AdminClient(server.url, 'token').call('GET /api/people');
    await expect(asked).rejects.toMatchObject({ code: 'gateway_unreachable' });
  });
});

describe('the help of the commands on people', () => {
  const all = [usersCommand(), tokensCommand(), auditCommand()].flatMap((command) => [command, ...command.commands]);

  it.each(all.map((command) => [command.name(), command] as const))('%s has an example, and JSON', (name, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 }).outputHelp();
    expect(help).toMatch(new RegExp(`^Usage: (\\w+ )*${name}\\b`));
    expect(help).toMatch(/\n\n[A-Z][\s\S]*?\.\n\n/);
    expect(help).toMatch(new RegExp(`\nExample:\n  dspatch (\\w+ )*${name}\\b`));
    expect(help).toMatch(/^ {2}--json {2,}\S/m);
  });
});

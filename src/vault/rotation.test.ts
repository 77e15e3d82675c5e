import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { dataDirectory } from '../../test/support/sqlite.ts';
import { MemoryRecords } from '../catalog/memory.ts';
import { KeyRing } from './key-ring.ts';
import { keyStates, rotate } from './rotation.ts';
import type { SealedStore } from './sealed-store.ts';
import { Secret } from './secret.ts';
import { Vault } from './vault.ts';

const OLD = Buffer.alloc(32, 7).toString('base64');
const NEW = Buffer.alloc(32, 8).toString('base64');
const NAMES = ['a/CLIENT_SECRET', 'a/REFRESH_TOKEN', 'b/CLIENT_SECRET'];

let directory: string;
let records: MemoryRecords;
beforeEach(async () => {
  directory = dataDirectory();
  await mkdir(directory);
  records = new MemoryRecords();
});

type Env = Readonly<Record<string, string>>;
const keyFile = (): string => join(directory, 'dspatch.key');
const opened = async (env: Env = {}): Promise<{ keys: KeyRing; vault: Vault }> => {
  const keys = KeyRing.open(directory, env);
  return { keys, vault: await Vault.open(records, keys) };
};
const filled = async (env: Env = {}): Promise<{ keys: KeyRing; vault: Vault }> => {
  const all = await opened(env);
  for (const name of NAMES) await all.vault.put(name, new Secret(`the secret ${name}`), 1);
  return all;
};
const secrets = (vault: Vault): (string | undefined)[] => NAMES.map((name) => vault.secret(name)?.reveal());
const ALL = NAMES.map((name) => `the secret ${name}`);

describe('a rotation', () => {
  it('seals everything under a new key, and the old one is gone', async () => {
    const { keys, vault } = await filled();
    const [before, file] = [keys.current, readFileSync(keyFile(), 'utf8')];
    const rotated = await rotate(keys, [vault]);
    expect(keys.current).not.toBe(before);
    expect(rotated).toEqual({
      ...{ keptIn: 'file', resealed: 3, retired: [before] },
      keys: [{ id: keys.current, state: 'newest', sealed: { secrets: 3 } }],
    });
    expect([secrets(vault), secrets((await opened()).vault)]).toEqual([ALL, ALL]);
    writeFileSync(keyFile(), file);
    const { vault: robbed } = await opened();
    expect(() => secrets(robbed)).toThrow(/bring it back/);
  });

  it('may be cut short between any two steps: nothing is lost, and the next one ends it', async () => {
    // Its steps that are stored: the file with the new key, each secret, the file without the old key.
    for (let steps = 0; steps <= NAMES.length; steps++) {
      records = new MemoryRecords();
      const { keys, vault } = await filled();
      const { put } = records;
      let left = steps;
      records.put = (...args) => {
        if (left === 0) return Promise.reject(new Error('killed'));
        left -= 1;
        return put.apply(records, args);
      };
      if (steps < NAMES.length) await expect(rotate(keys, [vault])).rejects.toThrow('killed');
      else {
        // Killed before the last step, in which the old key is forgotten.
        keys.addKey();
        await vault.resealOld();
      }
      records.put = put;
      const again = await opened();
      expect([steps, secrets(again.vault)]).toEqual([steps, ALL]);
      const { keys: states } = await keyStates(again.keys, [again.vault]);
      const sealed = states.map((state) => state.sealed.secrets ?? 0);
      expect(sealed.reduce((sum, n) => sum + n, 0)).toBe(NAMES.length);
      expect((await rotate(again.keys, [again.vault])).keys).toHaveLength(1);
      expect([secrets(again.vault), secrets((await opened()).vault)]).toEqual([ALL, ALL]);
    }
  });

  it('does not lose what is put in meanwhile', async () => {
    const { keys, vault } = await filled();
    const puts = [...'cdef'].map((name) => vault.put(name, new Secret(name), 2));
    const rotated = await Promise.all([rotate(keys, [vault]), vault.put('g', new Secret('g'), 3), ...puts]);
    expect(rotated[0].keys).toHaveLength(1);
    const { vault: again } = await opened();
    expect([...'cdefg'].map((name) => again.secret(name)?.reveal())).toEqual([...'cdefg']);
  });

  it('of two at once harms nothing', async () => {
    const { keys, vault } = await filled();
    await Promise.all([rotate(keys, [vault]), rotate(keys, [vault])]);
    expect(secrets((await opened()).vault)).toEqual(ALL);
    expect((await keyStates(keys, [vault])).keys).toMatchObject([{ state: 'newest', sealed: { secrets: 3 } }]);
  });

  it('keeps an old key that something else is sealed under still', async () => {
    const { keys, vault } = await filled();
    const before = keys.current;
    const events: SealedStore = {
      keeps: 'events',
      keysInUse: async () => new Map([[before, 7]]),
      resealOld: async () => 0,
    };
    const { retired, keys: states } = await rotate(keys, [vault, events]);
    expect([retired, states]).toEqual([
      [],
      [
        { id: keys.current, state: 'newest', sealed: { secrets: 3 } },
        { id: before, state: 'older', sealed: { events: 7 } },
      ],
    ]);
    expect(KeyRing.open(directory, {}).ids).toEqual([keys.current, before]);
  });

  it('leaves what no key opens, and says so', async () => {
    const { keys: stranger } = await filled({ DSPATCH_MASTER_KEY: OLD });
    const { keys, vault } = await opened();
    await vault.put('mine', new Secret('mine'), 1);
    const rotated = await rotate(keys, [vault]);
    expect([rotated.resealed, rotated.keys]).toEqual([
      1,
      [
        { id: keys.current, state: 'newest', sealed: { secrets: 1 } },
        { id: stranger.current, state: 'missing', sealed: { secrets: 3 } },
      ],
    ]);
    expect(secrets((await opened({ DSPATCH_MASTER_KEY: OLD })).vault)).toEqual(ALL);
  });
});

describe('a rotation of keys that the environment has', () => {
  it('says what to do first, and then seals under the key that was put first', async () => {
    const { keys, vault } = await filled({ DSPATCH_MASTER_KEY: OLD });
    const refused = { code: 'master_key', message: expect.stringContaining('before it there, with a comma') };
    await expect(rotate(keys, [vault])).rejects.toMatchObject(refused);
    const later = await opened({ DSPATCH_MASTER_KEY: `${NEW},${OLD}` });
    expect(await rotate(later.keys, [later.vault])).toEqual({
      ...{ keptIn: 'environment', resealed: 3, retired: [keys.current] },
      keys: [
        { id: later.keys.current, state: 'newest', sealed: { secrets: 3 } },
        { id: keys.current, state: 'older', sealed: {} },
      ],
    });
    expect(secrets((await opened({ DSPATCH_MASTER_KEY: NEW })).vault)).toEqual(ALL);
  });
});

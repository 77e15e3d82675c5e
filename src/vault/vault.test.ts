import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { dataDirectory } from '../../test/support/sqlite.ts';
import { MemoryRecords } from '../catalog/memory.ts';
import { KeyRing } from './key-ring.ts';
import { Secret } from './secret.ts';
import { Vault } from './vault.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER = Buffer.alloc(32, 8).toString('base64');
const SECRET = 'canary-secret-4711';

let directory: string;
beforeEach(async () => {
  directory = dataDirectory();
  await mkdir(directory);
});
const keyFile = (): string => join(directory, 'dspatch.key');

describe('the master key', () => {
  it('is made at the first start, readable by its owner alone, and is the same at the next', () => {
    const first = KeyRing.open(directory, {});
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(KeyRing.open(directory, {}).current).toBe(first.current);
  });

  it('comes from the environment where it is there, and leaves no file', () => {
    const ring = KeyRing.open(directory, { DSPATCH_MASTER_KEY: KEY });
    const sealed = ring.seal(new Secret(SECRET), 'p', 'c');
    expect(() => statSync(keyFile())).toThrow('ENOENT');
    const later = KeyRing.open(directory, { DSPATCH_MASTER_KEY: `${OTHER},${KEY}` });
    expect(later.unseal(sealed, 'p', 'c').reveal()).toBe(SECRET);
    expect(later.isOld(sealed)).toBe(true);
    expect(() => ring.addKey()).toThrow(/put the new key first in DSPATCH_MASTER_KEY/);
  });

  it.each([
    ['a file that others can read', () => chmodSync(keyFile(), 0o644), /chmod 600/],
    ['a file without a key', () => writeFileSync(keyFile(), '# nothing\n'), /holds no key/],
    ['a key that is none', () => writeFileSync(keyFile(), 'c2hvcnQ=\n'), /openssl rand -base64 32/],
  ])('is refused in %s', (_, spoil, says) => {
    KeyRing.open(directory, {});
    spoil();
    expect(() => KeyRing.open(directory, {})).toThrow(says);
  });

  it('opens nothing that was sealed for another purpose or place, by another key, or was changed', () => {
    const ring = KeyRing.open(directory, {});
    const sealed = ring.seal(new Secret(SECRET), 'vault', 'a');
    expect(ring.unseal(sealed, 'vault', 'a').reveal()).toBe(SECRET);
    const changed = sealed.slice(0, -9) + (sealed.at(-9) === 'A' ? 'B' : 'A') + sealed.slice(-8);
    for (const [text, purpose, context] of [
      [sealed, 'other', 'a'],
      [sealed, 'vault', 'b'],
      [changed, 'vault', 'a'],
      ['nonsense', 'vault', 'a'],
    ] as const) {
      expect(() => ring.unseal(text, purpose, context)).toThrow(expect.objectContaining({ code: 'seal_broken' }));
    }
    const stranger = KeyRing.open(directory, { DSPATCH_MASTER_KEY: OTHER });
    expect(() => stranger.unseal(sealed, 'vault', 'a')).toThrow(/is not in DSPATCH_MASTER_KEY: bring it back/);
  });
});

describe('the vault', () => {
  const texts = async (records: MemoryRecords): Promise<string> => JSON.stringify(await records.list(''));

  it('gives a secret to whoever uses it, and shows it to nobody', async () => {
    const records = new MemoryRecords();
    const vault = await Vault.open(records, KeyRing.open(directory, {}));
    await vault.put('amazon-us/CLIENT_SECRET', new Secret(SECRET), 17);
    const secret = vault.secret('amazon-us/CLIENT_SECRET');
    expect(secret?.reveal()).toBe(SECRET);
    expect(vault.updatedAt('amazon-us/CLIENT_SECRET')).toBe(17);
    expect([vault.secret('nothing'), vault.updatedAt('nothing')]).toEqual([undefined, undefined]);
    const shown = [
      await texts(records),
      inspect(vault, { depth: 9 }),
      inspect(secret),
      String(secret),
      readFileSync(keyFile(), 'utf8'),
    ];
    expect(shown.join()).not.toContain(SECRET);
  });

  it('replaces a secret at once, also for who holds it already', async () => {
    const vault = await Vault.open(new MemoryRecords(), KeyRing.open(directory, {}));
    await vault.put('s', new Secret('old'), 1);
    const held = vault.secret('s');
    await vault.put('s', new Secret('new'), 2);
    expect(held?.reveal()).toBe('new');
    await vault.remove('s');
    expect(() => held?.reveal()).toThrow(/holds no "s" any more/);
  });

  it('keeps secrets over a restart', async () => {
    const records = new MemoryRecords();
    await (await Vault.open(records, KeyRing.open(directory, {}))).put('s', new Secret(SECRET), 1);
    const again = await Vault.open(records, KeyRing.open(directory, {}));
    expect(again.secret('s')?.reveal()).toBe(SECRET);
  });
});

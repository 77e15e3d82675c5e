import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealedConformance, sealedEvent } from '../../test/support/sealed-conformance.ts';
import { dataDirectory } from '../../test/support/sqlite.ts';
import { DAY } from '../base/durations.ts';
import { openDatabase } from '../sqlite/open.ts';
import { KeyRing } from '../vault/key-ring.ts';
import { MemorySealedEvents } from './memory.ts';
import { openSqliteSealedEvents, removeSealedEvents, SEALED_FILE, SqliteSealedEvents } from './sqlite.ts';

const keyRing = (): KeyRing => KeyRing.open('', { DSPATCH_MASTER_KEY: randomBytes(32).toString('base64') });
const KEYS = keyRing();
const BOUNDS = { max: 100, keepMs: DAY };

sealedConformance('memory', (bounds) => new MemorySealedEvents(bounds));
sealedConformance('sqlite', (bounds) => openSqliteSealedEvents(dataDirectory(), KEYS, bounds));

describe('sealed events on disk', () => {
  it('are there after a start, and encrypted', async () => {
    const directory = dataDirectory();
    const store = openSqliteSealedEvents(directory, KEYS, BOUNDS);
    await store.put([sealedEvent('a', { event: 'Page' })]);
    await store.close();
    expect(readFileSync(join(directory, SEALED_FILE.name)).includes('properties')).toBe(false);
    const again = openSqliteSealedEvents(directory, KEYS, BOUNDS);
    expect(await again.recent({ pipeline: 'web' }, 1)).toMatchObject([sealedEvent('a', { event: 'Page' })]);
    await again.close();
  });

  it('are not there where their master key is gone, and others are found behind them', async () => {
    const directory = dataDirectory();
    const store = openSqliteSealedEvents(directory, KEYS, BOUNDS);
    await store.put(['a', 'b'].map((id) => sealedEvent(id, { reason: 'unmapped' })));
    await store.close();
    const other = openSqliteSealedEvents(directory, keyRing(), BOUNDS);
    await other.put([sealedEvent('c', { reason: 'unmapped' })]);
    expect((await other.recent({ pipeline: 'web' }, 9)).map(({ messageId }) => messageId)).toEqual(['c']);
    const { events, next } = await other.mendable({ pipeline: 'web' }, 2);
    expect([events, next]).toEqual([[], expect.any(Number)]);
    expect((await other.mendable({ pipeline: 'web', after: next }, 2)).events).toHaveLength(1);
    await other.close();
  });

  it('are sealed anew under a new master key, and open when the old one is gone', async () => {
    const [older, newer] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64'));
    const ringOf = (...keys: (string | undefined)[]): KeyRing =>
      KeyRing.open('', { DSPATCH_MASTER_KEY: keys.join(',') });
    const directory = dataDirectory();
    const before = openSqliteSealedEvents(directory, ringOf(older), BOUNDS);
    await before.put([sealedEvent('a', {}), sealedEvent('b', {})]);
    await before.close();
    const keys = ringOf(newer, older);
    const store = openSqliteSealedEvents(directory, keys, BOUNDS);
    await store.put([sealedEvent('c', {})]);
    expect([...(await store.keysInUse()).values()].sort()).toEqual([1, 2]);
    expect([await store.resealOld(), await store.resealOld()]).toEqual([2, 0]);
    expect([...(await store.keysInUse())]).toEqual([[keys.current, 3]]);
    await store.close();
    const after = openSqliteSealedEvents(directory, ringOf(newer), BOUNDS);
    expect(await after.recent({ pipeline: 'web' }, 9)).toHaveLength(3);
    await after.close();
  });

  it('stay as they were where sealing them anew fails, and others are kept all the same', async () => {
    const [older, newer] = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString('base64'));
    const ring = KeyRing.open('', { DSPATCH_MASTER_KEY: `${newer},${older}` });
    const directory = dataDirectory();
    const before = openSqliteSealedEvents(directory, KeyRing.open('', { DSPATCH_MASTER_KEY: older }), BOUNDS);
    await before.put([sealedEvent('a', {})]);
    await before.close();
    const db = openDatabase(directory, SEALED_FILE);
    db.exec(`CREATE TEMP TRIGGER full BEFORE UPDATE ON main.sealed BEGIN SELECT RAISE(FAIL, 'disk is full'); END`);
    const store = new SqliteSealedEvents(db, ring, BOUNDS);
    await expect(store.resealOld()).rejects.toThrow('disk is full');
    await store.put([sealedEvent('b', {})]);
    expect([...(await store.keysInUse()).values()]).toEqual([1, 1]);
    await store.close();
  });

  it('go where they are not to be kept any more', async () => {
    const directory = dataDirectory();
    await openSqliteSealedEvents(directory, KEYS, BOUNDS).close();
    removeSealedEvents(directory);
    removeSealedEvents(directory);
    expect(existsSync(join(directory, SEALED_FILE.name))).toBe(false);
  });
});

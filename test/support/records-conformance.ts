import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import type { Change, Records } from '../../src/catalog/records.ts';
import { anyJson } from './arbitrary.ts';

/** What a driver must offer to be tested: empty records, and the same opened again. */
export interface RecordsHarness {
  open(): Promise<Records>;
  /** Closes and opens again; undefined where nothing survives that. */
  reopen?: (records: Records) => Promise<Records>;
}

/** The behaviours every driver of the catalog's store must show. */
export function recordsConformance(name: string, harness: () => RecordsHarness): void {
  describe(`the contract of records: ${name}`, () => {
    let h: RecordsHarness;
    let records: Records;
    beforeEach(async () => {
      h = harness();
      records = await h.open();
    });
    afterEach(() => records.close());

    const keysOf = async (prefix: string, range = {}): Promise<string[]> =>
      (await records.list(prefix, range)).map(({ key }) => key);

    it('gives back what was put, with its version', async () => {
      const version = await records.put('pipeline/web', { name: 'web', keys: ['a'] }, 'absent');
      expect(await records.get('pipeline/web')).toEqual({
        ...{ key: 'pipeline/web', version, value: { name: 'web', keys: ['a'] } },
      });
      expect(await records.get('pipeline/app')).toBeUndefined();
    });

    it('takes any JSON, and shares it with nobody', async () => {
      await fc.assert(
        fc.asyncProperty(anyJson(), async (value) => {
          await records.put('k', value as Json, 'any');
          // As JSON writes it: -0 is 0 there.
          expect((await records.get('k'))?.value).toEqual(JSON.parse(JSON.stringify(value)));
        }),
        { numRuns: 50 },
      );
      const value = { list: [1] };
      await records.put('k', value, 'any');
      value.list.push(2);
      expect((await records.get('k'))?.value).toEqual({ list: [1] });
    });

    it('gives out versions that only grow, over all keys and removals', async () => {
      const versions = [await records.put('a', 1, 'any'), await records.put('b', 1, 'any')];
      await records.remove('b');
      versions.push(await records.put('b', 2, 'absent'), await records.put('a', 2, 'any'));
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    });

    it('writes only what the writer expects to find', async () => {
      const first = await records.put('k', 1, 'absent');
      const conflict = { code: 'record_conflict' };
      await expect(records.put('k', 2, 'absent')).rejects.toMatchObject(conflict);
      const second = await records.put('k', 2, first);
      await expect(records.put('k', 3, first)).rejects.toMatchObject(conflict);
      await expect(records.put('other', 3, first)).rejects.toMatchObject(conflict);
      await expect(records.remove('k', first)).rejects.toMatchObject(conflict);
      expect((await records.get('k'))?.value).toBe(2);
      expect(await records.remove('k', second)).toBe(true);
      await expect(records.put('k', 4, second)).rejects.toMatchObject(conflict);
    });

    it('lets one of many writers win who expect the same', async () => {
      const version = await records.put('k', 0, 'absent');
      const writes = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => records.put('k', i + 1, version)));
      const won = writes.flatMap((write, i) => (write.status === 'fulfilled' ? [i + 1] : []));
      expect(won).toHaveLength(1);
      expect((await records.get('k'))?.value).toBe(won[0]);
    });

    it('says whether there was something to remove', async () => {
      await records.put('k', 1, 'any');
      expect([await records.remove('k'), await records.remove('k')]).toEqual([true, false]);
      expect(await records.get('k')).toBeUndefined();
    });

    it('lists what is below a prefix, in the order of keys, forwards and backwards, in pages', async () => {
      for (const key of ['r/b/2', 'r/a', 'r/b/10', 'r/b', 'r', 's/a', 'r/b/2x', 'R/a'])
        await records.put(key, 1, 'any');
      expect(await keysOf('r/b')).toEqual(['r/b', 'r/b/10', 'r/b/2', 'r/b/2x']);
      expect(await keysOf('r/b', { limit: 2 })).toEqual(['r/b', 'r/b/10']);
      expect(await keysOf('r/b', { after: 'r/b/10' })).toEqual(['r/b/2', 'r/b/2x']);
      expect(await keysOf('r/b', { backwards: true, limit: 2 })).toEqual(['r/b/2x', 'r/b/2']);
      expect(await keysOf('r/b', { backwards: true, after: 'r/b/2' })).toEqual(['r/b/10', 'r/b']);
      expect(await keysOf('', { limit: 100 })).toHaveLength(8);
      expect(await keysOf('nothing/')).toEqual([]);
    });

    it('refuses what cannot be a key', async () => {
      for (const key of ['', 'a b', 'ä', 'a*', 'x'.repeat(501)]) {
        await expect(records.put(key, 1, 'any')).rejects.toMatchObject({ code: 'record_key' });
      }
    });

    it('tells watchers of every change below their prefix, in order, until they stop', async () => {
      const told: Change[] = [];
      const stop = records.watch('p/', (change) => told.push(change));
      await records.put('p/a', 1, 'any');
      await records.put('q/a', 1, 'any');
      await records.put('p/a', 2, 'any');
      await expect(records.put('p/a', 3, 'absent')).rejects.toThrow();
      await records.remove('p/a');
      await records.remove('p/a');
      stop();
      await records.put('p/a', 4, 'any');
      expect(told.map(({ key, record }) => [key, record?.value])).toEqual([
        ['p/a', 1],
        ['p/a', 2],
        ['p/a', undefined],
      ]);
    });

    it('keeps everything, and goes on with its versions, when it is opened again', async () => {
      if (h.reopen === undefined) return;
      const version = await records.put('k', { a: 1 }, 'absent');
      await records.put('gone', 1, 'absent');
      await records.remove('gone');
      records = await h.reopen(records);
      expect(await records.get('k')).toEqual({ key: 'k', version, value: { a: 1 } });
      expect(await records.put('gone', 1, 'absent')).toBeGreaterThan(version + 2);
    });
  });
}

import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backups, type Copied } from './backups.ts';

const T0 = Date.UTC(2026, 10, 20, 12);

describe('backups', () => {
  let dataDir: string;
  let now: number;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dspatch-backups-'));
    now = T0;
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const database = (copy: Copied['copy'] = (path) => writeFile(path, 'whole').then(() => 5)): Copied => ({
    file: 'dspatch.db',
    copy,
  });
  const backups = (one = database()): Backups =>
    new Backups({ dataDir, databases: [one], files: ['dspatch.tokens.json'], clock: { now: () => now } });

  it('hold a copy of each database, and of the files that are there', async () => {
    await writeFile(join(dataDir, 'dspatch.tokens.json'), '{}');
    await writeFile(join(dataDir, 'dspatch.key'), 'secret');
    const made = await backups().make(7);
    expect(made).toEqual({ name: '2026-11-20T12-00-00.000Z', at: T0, bytes: 7 });
    const folder = join(dataDir, 'dspatch-backups', made.name);
    expect((await readdir(folder)).sort()).toEqual(['dspatch.db', 'dspatch.tokens.json']);
    expect(await readFile(join(folder, 'dspatch.db'), 'utf8')).toBe('whole');
  });

  it('are for their owner alone', async () => {
    const { name } = await backups().make(7);
    for (const path of [join(dataDir, 'dspatch-backups'), join(dataDir, 'dspatch-backups', name)]) {
      expect(statSync(path).mode & 0o077).toBe(0);
    }
  });

  it('are listed newest first; there are none at first', async () => {
    const all = backups();
    expect(await all.list()).toEqual([]);
    for (const at of [T0, T0 + 1_000, T0 + 2_000]) {
      now = at;
      await all.make(7);
    }
    expect((await all.list()).map(({ at }) => at - T0)).toEqual([2_000, 1_000, 0]);
  });

  it('are removed beyond the number that is kept, oldest first, once the new one is whole', async () => {
    for (const at of [T0, T0 + 1_000, T0 + 2_000]) {
      now = at;
      await backups().make(2);
    }
    expect((await backups().list()).map(({ at }) => at - T0)).toEqual([2_000, 1_000]);
    now += 1_000;
    await expect(backups(database(() => Promise.reject(new Error('I/O error')))).make(1)).rejects.toThrow('I/O error');
    expect(await backups().list()).toHaveLength(2);
  });

  it('that fail leave nothing behind, and say so', async () => {
    const failing = database(async (path) => {
      await writeFile(path, 'half');
      throw new Error('disk I/O error');
    });
    await expect(backups(failing).make(7)).rejects.toMatchObject({
      code: 'backup_failed',
      message: 'the backup was not made, and nothing is left of it (disk I/O error)',
    });
    expect(await readdir(join(dataDir, 'dspatch-backups'))).toEqual([]);
  });

  it('that a lost process left unfinished are no backups, and give way to the next', async () => {
    const hanging = backups(database((path) => writeFile(path, 'half').then(() => new Promise(() => {}))));
    void hanging.make(7);
    const unfinished = join(dataDir, 'dspatch-backups', 'unfinished', 'dspatch.db');
    await expect.poll(() => existsSync(unfinished)).toBe(true);
    expect(await backups().list()).toEqual([]);
    const released = Promise.withResolvers<void>();
    const slow = backups(
      database(async (path) => {
        await released.promise;
        await writeFile(path, 'whole');
        return 5;
      }),
    );
    const making = slow.make(7);
    await expect(slow.make(7)).rejects.toMatchObject({ code: 'in_use' });
    released.resolve();
    expect((await making).bytes).toBe(5);
    expect(existsSync(unfinished)).toBe(false);
  });
});

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
  let logged: string[];
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dspatch-backups-'));
    now = T0;
    logged = [];
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const database = (copy: Copied['copy'] = (path) => writeFile(path, 'whole').then(() => 5)): Copied => ({
    file: 'dspatch.db',
    copy,
  });
  const backups = (one = database()): Backups =>
    new Backups({
      ...{ dataDir, databases: [one], files: ['dspatch.tokens.json'], spare: 0 },
      ...{ log: { error: ({ message }: { message: string }) => logged.push(message) }, clock: { now: () => now } },
    });

  /** Makes one to its end; gives why it failed, if it did. */
  const make = async (all: Backups, keep = 7): Promise<string | undefined> => {
    await all.begin(keep);
    await all.settled();
    return (await all.making()).failed?.message;
  };

  it('hold a copy of each database, and of the files that are there', async () => {
    await writeFile(join(dataDir, 'dspatch.tokens.json'), '{}');
    await writeFile(join(dataDir, 'dspatch.key'), 'secret');
    const all = backups();
    expect(await make(all)).toBeUndefined();
    const [made] = await all.list();
    expect(made).toEqual({ name: '2026-11-20T12-00-00.000Z', at: T0, bytes: 7 });
    const folder = join(all.folder, made?.name ?? '');
    expect((await readdir(folder)).sort()).toEqual(['dspatch.db', 'dspatch.tokens.json']);
    expect(await readFile(join(folder, 'dspatch.db'), 'utf8')).toBe('whole');
  });

  it('are for their owner alone', async () => {
    const all = backups();
    await make(all);
    for (const path of [all.folder, join(all.folder, (await all.list())[0]?.name ?? '')]) {
      expect(statSync(path).mode & 0o077).toBe(0);
    }
  });

  it('are listed newest first; there are none at first', async () => {
    const all = backups();
    expect(await all.list()).toEqual([]);
    for (const at of [T0, T0 + 1_000, T0 + 2_000]) {
      now = at;
      await make(all);
    }
    expect((await all.list()).map(({ at }) => at - T0)).toEqual([2_000, 1_000, 0]);
  });

  it('are removed beyond the number that is kept, oldest first, once the new one is whole', async () => {
    for (const at of [T0, T0 + 1_000, T0 + 2_000]) {
      now = at;
      await make(backups(), 2);
    }
    expect((await backups().list()).map(({ at }) => at - T0)).toEqual([2_000, 1_000]);
    now += 1_000;
    const failing = backups(database(() => Promise.reject(new Error('disk I/O error'))));
    expect(await make(failing, 1)).toContain('disk I/O error');
    expect(await backups().list()).toHaveLength(2);
  });

  it('that fail leave nothing behind, and say so until another is made', async () => {
    let isBroken = true;
    const all = backups(
      database(async (path) => {
        await writeFile(path, 'half');
        if (isBroken) throw new Error('disk I/O error');
        return 4;
      }),
    );
    expect(await make(all)).toBe('the backup was not made, and nothing is left of it (disk I/O error)');
    expect(await readdir(all.folder)).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('disk I/O error')]);
    isBroken = false;
    expect(await make(all)).toBeUndefined();
  });

  it('begin only where there is room for them and for events to be taken on', async () => {
    const MB = 1024 * 1024;
    const statfs = { bavail: 512 + 66, bsize: MB };
    const all = new Backups({
      ...{ dataDir, databases: [database()], files: [], spare: 512 * MB, log: { error: () => {} } },
      ...{ clock: { now: () => now }, statfs: async () => statfs },
    });
    await writeFile(join(dataDir, 'dspatch.db'), 'x'.repeat(3 * MB));
    await expect(all.begin(7)).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringContaining('takes 67 MB, and the disk has 66 MB for it'),
    });
    statfs.bavail += 1;
    expect(await make(all)).toBeUndefined();
  });

  it('are given up when the gateway stops', async () => {
    const all = backups(
      database(
        (path, signal) =>
          new Promise((_, reject) => {
            void writeFile(path, 'half');
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
      ),
    );
    await all.begin(7);
    await all.stop();
    expect((await all.making()).failed?.message).toContain('the gateway stops');
    expect(await readdir(all.folder)).toEqual([]);
  });

  it('that a lost process left unfinished are no backups, and are removed at the next start', async () => {
    const lost = backups(database((path) => writeFile(path, 'half').then(() => new Promise(() => {}))));
    await lost.begin(7);
    const unfinished = join(lost.folder, 'unfinished', 'dspatch.db');
    await expect.poll(() => existsSync(unfinished)).toBe(true);
    expect(await backups().list()).toEqual([]);
    await backups().tidy();
    expect(existsSync(unfinished)).toBe(false);
  });

  it('tell how they get on, and are made one at a time', async () => {
    await writeFile(join(dataDir, 'dspatch.db'), 'whole');
    const released = Promise.withResolvers<void>();
    const all = backups(
      database(async (path) => {
        await writeFile(path, 'who');
        await released.promise;
        await writeFile(path, 'whole');
        return 5;
      }),
    );
    await all.begin(7);
    await expect(all.begin(7)).rejects.toMatchObject({ code: 'in_use' });
    await expect.poll(async () => (await all.making()).now).toEqual({ begunAt: T0, bytes: 3, of: 5 });
    released.resolve();
    await all.settled();
    expect(await all.making()).toEqual({ now: undefined, failed: undefined });
    expect(await all.list()).toMatchObject([{ bytes: 5 }]);
  });
});

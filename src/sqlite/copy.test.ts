import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyDatabase } from './copy.ts';

// A copy of a database that is written to meanwhile.

let folder: string;
let db: DatabaseSync;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dspatch-copy-'));
  db = new DatabaseSync(join(folder, 'used.db'));
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a)');
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});
const copied = (path: string): unknown => {
  const copy = new DatabaseSync(path, { readOnly: true });
  expect(copy.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const n = copy.prepare('SELECT count(*) AS n FROM t').get()?.n;
  copy.close();
  return n;
};

it('waits for the end of the transaction that it begins in', async () => {
  db.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (1)');
  const path = join(folder, 'copy.db');
  const copying = copyDatabase(db, path, new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 100));
  db.exec('INSERT INTO t VALUES (2); COMMIT');
  expect(await copying).toBeGreaterThan(4_000);
  expect(copied(path)).toBe(2);
});

it('is made while one transaction follows the other', async () => {
  let isDone = false;
  const path = join(folder, 'copy.db');
  const copying = copyDatabase(db, path, new AbortController().signal).finally(() => {
    isDone = true;
  });
  for (let i = 0; !isDone; i++) {
    db.exec(`BEGIN IMMEDIATE; INSERT INTO t VALUES (${i})`);
    await new Promise((resolve) => setTimeout(resolve, 3));
    db.exec('COMMIT');
    await new Promise(setImmediate);
  }
  await copying;
  expect(copied(path)).toBeTypeOf('number');
});

it('says so when it never comes to begin', { timeout: 60_000 }, async () => {
  db.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (1)');
  const copying = copyDatabase(db, join(folder, 'copy.db'), new AbortController().signal);
  await expect(copying).rejects.toThrow('the database was being written to whenever a copy of it was begun');
  db.exec('COMMIT');
});

it('ends while it waits', async () => {
  db.exec('BEGIN IMMEDIATE; INSERT INTO t VALUES (1)');
  const ending = new AbortController();
  const copying = copyDatabase(db, join(folder, 'copy.db'), ending.signal);
  const ended = expect(copying).rejects.toThrow(/abort/i);
  await new Promise((resolve) => setTimeout(resolve, 50));
  ending.abort();
  await ended;
  db.exec('COMMIT');
});

it('tells what the disk says', async () => {
  await expect(copyDatabase(db, join(folder, 'no', 'copy.db'), new AbortController().signal)).rejects.toThrow('ENOENT');
});

import { chmodSync, closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

/** Pages that are copied in one step; between steps the database is written to as always. One takes a few milliseconds. */
const PAGES_A_STEP = 256;
/** How often a copy is begun whose beginning falls into a transaction, and how long it waits in between, in milliseconds. */
const BEGINNINGS = 2_000;
const BETWEEN = 5;

/**
 * Copies a database that is open and being written to, as of the moment at which the copy ends, into a file that does not exist yet and that
 * only its owner may read. Gives the copy's bytes, once they are on the disk. Rejects with what the disk says, and once `signal` has aborted.
 */
export async function copyDatabase(db: DatabaseSync, path: string, signal: AbortSignal): Promise<number> {
  closeSync(openSync(path, 'wx', 0o600));
  await pagesOf(db, path, signal);
  chmodSync(path, 0o600);
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return statSync(path).size;
}

/**
 * Node waits for the end of a transaction between two steps, but takes one that is open at the first for the end of the copy, and rejects with
 * SQLite's words for "nothing happened": its code is 0. Nothing was copied then, and it is begun again.
 */
async function pagesOf(db: DatabaseSync, path: string, signal: AbortSignal): Promise<void> {
  for (let beginning = 1; ; beginning++) {
    try {
      await backup(db, path, { rate: PAGES_A_STEP, progress: () => signal.throwIfAborted() });
      return;
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== 0) throw error;
    }
    if (beginning === BEGINNINGS) throw new Error('the database was being written to whenever a copy of it was begun');
    await setTimeout(BETWEEN, undefined, { signal });
  }
}

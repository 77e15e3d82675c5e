import { chmodSync, closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';

/** Pages that are copied in one step; between steps the database is written to as always. One takes a few milliseconds. */
const PAGES_A_STEP = 256;

/**
 * Copies a database that is open and being written to, as of the moment at which the copy ends, into a file that does not exist yet and that
 * only its owner may read. Gives the copy's bytes, once they are on the disk. Rejects with what the disk says, and once `signal` has aborted.
 */
export async function copyDatabase(db: DatabaseSync, path: string, signal: AbortSignal): Promise<number> {
  closeSync(openSync(path, 'wx', 0o600));
  await backup(db, path, { rate: PAGES_A_STEP, progress: () => signal.throwIfAborted() });
  chmodSync(path, 0o600);
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return statSync(path).size;
}

import { chmodSync, closeSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DspatchError, messageOf } from '../base/errors.ts';
import { prepareDirectory, usingDirectory } from './directory.ts';
import { type Migration, migrate } from './migrate.ts';

/** Versions whose write-ahead log can be damaged by a race, unless repaired by a back-port (sqlite.org, 3.51.3). */
export function isSound(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 3) return major > 3;
  if (minor === 44) return patch >= 6;
  if (minor === 50) return patch >= 7;
  return minor > 51 || (minor === 51 && patch >= 3);
}

/** Which database of a data directory, and its schema. */
export interface DatabaseFile {
  /** The file's name. */
  readonly name: string;
  /** The numbered steps from an empty file to today's tables (migrate.ts). */
  readonly migrations: readonly Migration[];
}

/** How a database is opened. `synchronous` below FULL is for what may be lost, and for the test that proves what FULL is for. */
export interface OpenOptions {
  readonly synchronous?: 'FULL' | 'NORMAL' | 'OFF';
}

/**
 * Opens a database of a data directory: created where missing (directory 0700, file 0600), in WAL mode with `synchronous=FULL`,
 * held exclusively. Every setting is read back; what is not as it should be throws, with what to do:
 * `database_locked` (another process has it), `database_unsafe` (settings, SQLite version, network disk, permissions), `database_newer`,
 * `database_damaged`, `database_unusable` (the folder cannot be made, the disk or its permissions fail us).
 */
export function openDatabase(directory: string, file: DatabaseFile, options: OpenOptions = {}): DatabaseSync {
  const path = join(directory, file.name);
  prepareDirectory(directory);
  usingDirectory(directory, () => {
    // Before SQLite opens it: the log beside it takes over its mode. An existing file is not opened here: closing it again would
    // end the locks that another part of this process holds on it.
    createPrivately(path);
    chmodSync(path, 0o600);
  });
  const db = connect(path);
  return whileOpening(db, path, () => {
    configure(db, path, options.synchronous ?? 'FULL');
    migrate(db, path, file.migrations);
    return db;
  });
}

function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function connect(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw explain(error, path);
  }
}

/** Does what an opened database needs before it is used. If that fails, closes it, and says where and what to do. */
export function whileOpening<T>(db: DatabaseSync, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw explain(error, path);
  }
}

/** SQLITE_BUSY: somebody else holds it. */
const BUSY = 5;
/** SQLITE_PERM, _READONLY, _IOERR, _FULL, _CANTOPEN: it is not the file that is wrong. */
const SURROUNDINGS = new Set([3, 8, 10, 13, 14]);

function explain(error: unknown, path: string): DspatchError {
  if (error instanceof DspatchError) return error;
  const code = ((error as { errcode?: number }).errcode ?? 0) % 256;
  const cause = { cause: error };
  if (code === BUSY) {
    const message = `another dspatch runs on ${path}: stop it, or use another data directory`;
    return new DspatchError('database_locked', message, cause);
  }
  if (SURROUNDINGS.has(code)) {
    const message = `${path} cannot be used (${messageOf(error)}): see to the disk, its free space and the permissions`;
    return new DspatchError('database_unusable', message, cause);
  }
  const message = `${path} is damaged (${messageOf(error)}): restore a copy of ${dirname(path)}, or move it away to begin anew`;
  return new DspatchError('database_damaged', message, cause);
}

function configure(db: DatabaseSync, path: string, synchronous: string): void {
  const { version } = db.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  if (!isSound(version)) {
    throw new DspatchError(
      'database_unsafe',
      `SQLite ${version} of this Node can damage its log: use Node 22.23, 24.15, 26 or later`,
    );
  }
  // Exclusive before WAL: then the log's index lives in memory, and nobody else can open the file.
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('BEGIN IMMEDIATE; COMMIT');
  db.exec(`PRAGMA synchronous = ${synchronous}`);
  // The commit that makes the log 64 MB long copies it into the file, and the acknowledgements of that commit wait for it. Seldom and
  // large rather than often and small: a page that changed many times is copied once. Closing copies the rest.
  db.exec('PRAGMA wal_autocheckpoint = 16000');
  db.exec('PRAGMA cache_size = -4000');
  const journal = (db.prepare('PRAGMA journal_mode').get() as { journal_mode: string }).journal_mode;
  const level = (db.prepare('PRAGMA synchronous').get() as { synchronous: number }).synchronous;
  if (journal !== 'wal' || (synchronous === 'FULL' && level !== 2)) {
    throw new DspatchError(
      'database_unsafe',
      `${path} must run with journal_mode=wal and synchronous=FULL, and runs with ${journal} and ${level}`,
    );
  }
}

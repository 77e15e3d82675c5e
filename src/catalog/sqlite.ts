import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Json } from '../base/json.ts';
import { copyDatabase } from '../sqlite/copy.ts';
import { type DatabaseFile, openDatabase } from '../sqlite/open.ts';
import {
  badKey,
  type Change,
  conflict,
  type Expected,
  isKey,
  type Range,
  type Records,
  type StoredRecord,
} from './records.ts';
import { Watchers } from './watchers.ts';

/** The file a data directory keeps its catalog in. */
export const CATALOG_FILE: DatabaseFile = {
  name: 'dspatch-catalog.db',
  migrations: [
    `
    CREATE TABLE records (
      key TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      value TEXT NOT NULL              -- JSON
    ) WITHOUT ROWID;

    -- One row: the last version given out. A removal takes one, too.
    CREATE TABLE versions (last INTEGER NOT NULL);
    INSERT INTO versions VALUES (0);
    `,
  ],
};

/**
 * The catalog in a database of its own, on one connection, in WAL mode with `synchronous=FULL`. It is read at start and written when people
 * change something: in the thread of the gateway, which it holds up for a millisecond then.
 */
export class SqliteRecords implements Records {
  readonly #db: DatabaseSync;
  readonly #watchers = new Watchers();
  readonly #get: StatementSync;
  readonly #forwards: StatementSync;
  readonly #backwards: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #nextVersion: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#get = db.prepare('SELECT key, version, value FROM records WHERE key = ?');
    // U+FFFF sorts behind every character of a key.
    this.#forwards = db.prepare(
      'SELECT key, version, value FROM records WHERE key >= ? AND key < ? AND key > ? ORDER BY key LIMIT ?',
    );
    this.#backwards = db.prepare(
      'SELECT key, version, value FROM records WHERE key >= ? AND key < ? AND key < ? ORDER BY key DESC LIMIT ?',
    );
    this.#put = db.prepare('INSERT OR REPLACE INTO records (key, version, value) VALUES (?, ?, ?)');
    this.#remove = db.prepare('DELETE FROM records WHERE key = ?');
    this.#nextVersion = db.prepare('UPDATE versions SET last = last + 1 RETURNING last');
  }

  async get(key: string): Promise<StoredRecord | undefined> {
    return this.#read(key);
  }

  async list(
    prefix: string,
    { after, limit = 1_000, backwards = false }: Range = {},
  ): Promise<readonly StoredRecord[]> {
    const end = `${prefix}${END}`;
    const rows = backwards
      ? this.#backwards.all(prefix, end, after ?? end, limit)
      : this.#forwards.all(prefix, end, after ?? '', limit);
    return rows.map(recordOf);
  }

  async put(key: string, value: Json, expected: Expected): Promise<number> {
    if (!isKey(key)) throw badKey(key);
    const record = this.#transaction(() => {
      this.#expect(key, expected);
      const version = this.#version();
      this.#put.run(key, version, JSON.stringify(value));
      return this.#read(key);
    });
    this.#watchers.tell({ key, record });
    return record?.version ?? 0;
  }

  async remove(key: string, expected: Exclude<Expected, 'absent'> = 'any'): Promise<boolean> {
    const removed = this.#transaction(() => {
      if (this.#read(key) === undefined) return false;
      this.#expect(key, expected);
      this.#version();
      this.#remove.run(key);
      return true;
    });
    if (removed) this.#watchers.tell({ key, record: undefined });
    return removed;
  }

  watch(prefix: string, listener: (change: Change) => void): () => void {
    return this.#watchers.add(prefix, listener);
  }

  /** Copies the catalog into a new file, and gives its bytes. Rejects with what the disk says, and once `signal` has aborted. */
  copy(path: string, signal: AbortSignal): Promise<number> {
    return copyDatabase(this.#db, path, signal);
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  #read(key: string): StoredRecord | undefined {
    const row = this.#get.get(key);
    return row && recordOf(row);
  }

  #version(): number {
    return Number(this.#nextVersion.get()?.last);
  }

  #expect(key: string, expected: Expected): void {
    const found = this.#read(key)?.version;
    if (expected !== 'any' && found !== (expected === 'absent' ? undefined : expected)) throw conflict(key);
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}

const END = '\uffff';

function recordOf(row: Record<string, unknown>): StoredRecord {
  return { key: String(row.key), version: Number(row.version), value: JSON.parse(String(row.value)) as Json };
}

/** Opens (or makes) the catalog of a data directory. Throws with the codes of sqlite/open.ts. */
export function openSqliteRecords(directory: string): SqliteRecords {
  return new SqliteRecords(openDatabase(directory, CATALOG_FILE));
}

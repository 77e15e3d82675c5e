import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { copyDatabase } from '../sqlite/copy.ts';
import { type DatabaseFile, openDatabase } from '../sqlite/open.ts';
import type { KeyRing } from '../vault/key-ring.ts';
import type { SealedStore } from '../vault/sealed-store.ts';
import { Secret } from '../vault/secret.ts';
import { isMendableResult } from './mendable.ts';
import type { SealedCopy } from './seal.ts';
import type {
  KeptEvent,
  MendableQuery,
  SealedBounds,
  SealedEvent,
  SealedEvents,
  SealedQuery,
  SealedResult,
} from './sealed-events.ts';

/** The file a data directory keeps its sealed events in. */
export const SEALED_FILE: DatabaseFile = {
  name: 'dspatch-sealed.db',
  migrations: [
    `
    CREATE TABLE sealed (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      pipeline TEXT NOT NULL,
      message_id TEXT NOT NULL,
      event TEXT NOT NULL,
      received_at INTEGER NOT NULL,
      mendable INTEGER NOT NULL,       -- 1: an integration dropped it for something that can be mended
      results TEXT NOT NULL,           -- JSON: what each integration made of it
      copy TEXT NOT NULL               -- the sealed copy, encrypted under the master key
    );
    CREATE UNIQUE INDEX sealed_message ON sealed (pipeline, message_id);
    CREATE INDEX sealed_newest ON sealed (pipeline, mendable, id);
    CREATE INDEX sealed_oldest ON sealed (received_at);
    `,
  ],
};

const PURPOSE = 'sealed';
/** How many one call of housekeep forgets. */
const STEP = 1_000;

/**
 * Sealed events in a database of their own, each encrypted under the master key. On one connection in the thread of the gateway: the rate at
 * which events are kept is bounded, and a batch of them holds it up for a millisecond. `synchronous=NORMAL`: a loss of power takes
 * the last seconds of it, and damages nothing.
 */
export class SqliteSealedEvents implements SealedEvents, SealedStore {
  readonly keeps = 'sealed events';
  readonly #db: DatabaseSync;
  readonly #keys: KeyRing;
  readonly #bounds: SealedBounds;
  readonly #insert: StatementSync;
  readonly #trim: StatementSync;
  readonly #recent: StatementSync;
  readonly #mendable: StatementSync;
  readonly #setResults: StatementSync;
  readonly #forget: StatementSync;

  constructor(db: DatabaseSync, keys: KeyRing, bounds: SealedBounds) {
    this.#db = db;
    this.#keys = keys;
    this.#bounds = bounds;
    this.#insert = db.prepare(
      `INSERT OR REPLACE INTO sealed (pipeline, message_id, event, received_at, mendable, results, copy)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#trim = db.prepare(
      `DELETE FROM sealed WHERE pipeline = ? AND mendable = ? AND id <=
         (SELECT id FROM sealed WHERE pipeline = ? AND mendable = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
    );
    this.#recent = db.prepare(
      `SELECT * FROM sealed WHERE pipeline = ? AND (? IS NULL OR event = ?) AND (? IS NULL OR message_id = ?)
       ORDER BY id DESC LIMIT ?`,
    );
    this.#mendable = db.prepare(
      `SELECT * FROM sealed WHERE pipeline = ? AND mendable = 1 AND id > ? AND (? IS NULL OR event = ?)
         AND (? IS NULL OR message_id IN (SELECT value FROM json_each(?))) AND received_at >= ? AND received_at < ?
       ORDER BY id LIMIT ?`,
    );
    this.#setResults = db.prepare('UPDATE sealed SET results = ?, mendable = ? WHERE id = ?');
    this.#forget = db.prepare(
      'DELETE FROM sealed WHERE id IN (SELECT id FROM sealed WHERE received_at <= ? ORDER BY received_at LIMIT ?)',
    );
  }

  async put(events: readonly SealedEvent[]): Promise<void> {
    const groups = new Map<string, readonly [pipeline: string, mendable: number]>();
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const { pipeline, messageId, event, receivedAt, results, copy } of events) {
        const mendable = mendableOf(results);
        const sealed = this.#keys.seal(new Secret(JSON.stringify(copy)), PURPOSE, placeOf(pipeline, messageId));
        this.#insert.run(pipeline, messageId, event, receivedAt, mendable, JSON.stringify(results), sealed);
        groups.set(`${pipeline} ${mendable}`, [pipeline, mendable]);
      }
      const half = Math.ceil(this.#bounds.max / 2);
      for (const group of groups.values()) this.#trim.run(...group, ...group, half);
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  async recent({ pipeline, event, messageId }: SealedQuery, limit: number): Promise<readonly KeptEvent[]> {
    const rows = this.#recent.all(pipeline, ...twice(event), ...twice(messageId), limit);
    return rows.map((row) => this.#open(row)).filter((kept) => kept !== undefined);
  }

  async mendable(
    { pipeline, event, ids, since = 0, until = Number.MAX_SAFE_INTEGER, after = 0 }: MendableQuery,
    limit: number,
  ): Promise<{ readonly events: readonly KeptEvent[]; readonly next: number | undefined }> {
    const listed = ids && JSON.stringify(ids);
    const rows = this.#mendable.all(pipeline, after, ...twice(event), ...twice(listed), since, until, limit);
    const events = rows.map((row) => this.#open(row)).filter((kept) => kept !== undefined);
    return { events, next: rows.length < limit ? undefined : Number(rows.at(-1)?.id) };
  }

  async setResults(id: number, results: readonly SealedResult[]): Promise<void> {
    this.#setResults.run(JSON.stringify(results), mendableOf(results), id);
  }

  async housekeep(now: number): Promise<void> {
    this.#forget.run(now - this.#bounds.keepMs, STEP);
  }

  async keysInUse(): Promise<ReadonlyMap<string, number>> {
    const rows = this.#db.prepare(
      "SELECT substr(copy, 1, instr(copy, '.') - 1) AS key, count(*) AS n FROM sealed GROUP BY key",
    );
    return new Map(rows.all().map((row) => [String(row.key), Number(row.n)]));
  }

  async resealOld(): Promise<number> {
    const next = this.#db.prepare('SELECT id, pipeline, message_id, copy FROM sealed WHERE id > ? ORDER BY id LIMIT ?');
    const set = this.#db.prepare('UPDATE sealed SET copy = ? WHERE id = ?');
    let [after, count] = [0, 0];
    for (let rows = next.all(after, STEP); rows.length > 0; rows = next.all(after, STEP)) {
      after = Number(rows.at(-1)?.id);
      const resealed = rows.flatMap((row) => this.#resealed(row));
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        for (const { id, copy } of resealed) set.run(copy, id);
        this.#db.exec('COMMIT');
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
      count += resealed.length;
      // Thousands of them take a while, in which events are to be taken.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return count;
  }

  /** A row's copy under the newest key, where an older one opens it; what none opens goes by its age. */
  #resealed(row: Record<string, unknown>): { readonly id: number; readonly copy: string }[] {
    const copy = String(row.copy);
    if (!this.#keys.isOld(copy)) return [];
    const place = placeOf(String(row.pipeline), String(row.message_id));
    let opened: Secret;
    try {
      opened = this.#keys.unseal(copy, PURPOSE, place);
    } catch {
      return [];
    }
    return [{ id: Number(row.id), copy: this.#keys.seal(opened, PURPOSE, place) }];
  }

  /** Copies what is kept into a new file, and gives its bytes. Rejects with what the disk says, and once `signal` has aborted. */
  copy(path: string, signal: AbortSignal): Promise<number> {
    return copyDatabase(this.#db, path, signal);
  }

  async close(): Promise<void> {
    this.#db.close();
  }

  /** Undefined for what does not open: sealed under a master key that was changed since, or damaged. */
  #open(row: Record<string, unknown>): KeptEvent | undefined {
    const [pipeline, messageId] = [String(row.pipeline), String(row.message_id)];
    let copy: SealedCopy;
    try {
      const opened = this.#keys.unseal(String(row.copy), PURPOSE, placeOf(pipeline, messageId));
      copy = JSON.parse(opened.reveal()) as SealedCopy;
    } catch {
      return undefined;
    }
    const results = JSON.parse(String(row.results)) as readonly SealedResult[];
    const { event } = copy;
    // JSON leaves out what is undefined.
    const whole = { ...copy, event: { ...event, timestamp: event.timestamp } };
    return {
      ...{ id: Number(row.id), pipeline, messageId, event: String(row.event), receivedAt: Number(row.received_at) },
      ...{ results, copy: whole },
    };
  }
}

function mendableOf(results: readonly SealedResult[]): number {
  return results.some(isMendableResult) ? 1 : 0;
}

function placeOf(pipeline: string, messageId: string): string {
  return `${pipeline} ${messageId}`;
}

function twice(value: string | undefined): [string | null, string | null] {
  return [value ?? null, value ?? null];
}

/** Opens (or makes) the sealed events of a data directory. Throws with the codes of sqlite/open.ts. */
export function openSqliteSealedEvents(directory: string, keys: KeyRing, bounds: SealedBounds): SqliteSealedEvents {
  return new SqliteSealedEvents(openDatabase(directory, SEALED_FILE, { synchronous: 'NORMAL' }), keys, bounds);
}

/** Forgets all sealed events of a data directory: they are not to be kept any more. */
export function removeSealedEvents(directory: string): void {
  const path = join(directory, SEALED_FILE.name);
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) rmSync(file);
}

import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { DspatchError, messageOf } from '../../base/errors.ts';
import type { Entry, EntryPage, EntryQuery } from '../../ledger/ledger.ts';
import { copyDatabase } from '../../sqlite/copy.ts';
import { type OpenOptions, openDatabase, whileOpening } from '../../sqlite/open.ts';
import type {
  Appended,
  IntakeState,
  LaneStats,
  QueueStats,
  Refusals,
  ReplayQuery,
  Retention,
  Settlement,
} from '../queue.ts';
import { Appender } from './append.ts';
import { type CountReader, prepareCountReader } from './count-reader.ts';
import type { FlatIntakes } from './flat.ts';
import { prepareForget } from './forget.ts';
import { timeOfId } from './ids.ts';
import { prepareFirstDue, prepareReadDue, prepareReadFirst } from './read.ts';
import { prepareReplay, type ReplayStep } from './replay.ts';
import { Reserve } from './reserve.ts';
import { QUEUE_FILE } from './schema.ts';
import { prepareEntries, prepareSearch } from './search.ts';
import { prepareSettle } from './settle.ts';
import { type InHand, prepareSweep } from './sweep.ts';
import { Tables } from './tables.ts';

/** Where and within what bounds a database is kept. */
export interface StoreOptions extends OpenOptions {
  readonly directory: string;
  readonly retention: Retention;
  /** Deliveries that may wait before intake closes. */
  readonly maxWaiting: number;
  /** Free disk space below which intake closes, in bytes. */
  readonly minFreeDisk: number;
}

/** SQLITE_FULL: the disk, or the file's page limit, is full. */
const SQLITE_FULL = 13;

function isFull(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === SQLITE_FULL;
}

/**
 * The queue and the ledger on one SQLite connection. Synchronous: it lives in a thread of its own (thread.ts), and the driver
 * (driver.ts) speaks to it.
 */
export class Store {
  readonly db: DatabaseSync;
  readonly #tables: Tables;
  readonly #options: StoreOptions;
  readonly #reserve: Reserve;
  readonly #appender: Appender;
  readonly #replay: ReturnType<typeof prepareReplay>;
  readonly #sweep: ReturnType<typeof prepareSweep>;
  readonly #forget: ReturnType<typeof prepareForget>;
  readonly #size: () => number;
  readonly #oldest: (lane: string) => number | undefined;
  readonly #dead: () => number;
  readonly readFirst: ReturnType<typeof prepareReadFirst>;
  readonly readDue: ReturnType<typeof prepareReadDue>;
  readonly firstDue: ReturnType<typeof prepareFirstDue>;
  /** Part of a group. */
  readonly settle: (settlements: readonly Settlement[], now: number) => void;
  readonly search: (query: EntryQuery) => EntryPage;
  readonly entries: (ids: readonly number[]) => readonly Entry[];
  readonly counted: CountReader;
  #diskLow: string | undefined;

  /** `db` is the database of the options' directory. */
  constructor(db: DatabaseSync, options: StoreOptions) {
    this.db = db;
    this.#options = options;
    this.#tables = new Tables(db);
    this.#reserve = new Reserve(options.directory);
    this.#appender = new Appender(this.#tables);
    this.settle = prepareSettle(this.#tables);
    this.readFirst = prepareReadFirst(this.#tables);
    this.readDue = prepareReadDue(this.#tables);
    this.firstDue = prepareFirstDue(this.#tables);
    this.#replay = prepareReplay(this.#tables);
    this.#sweep = prepareSweep(this.#tables);
    this.#forget = prepareForget(this.#tables, options.retention);
    this.search = prepareSearch(this.#tables);
    this.entries = prepareEntries(this.#tables);
    this.counted = prepareCountReader(this.#tables);
    const size = db.prepare('SELECT page_count * page_size AS n FROM pragma_page_count(), pragma_page_size()');
    this.#size = () => Number(size.get()?.n);
    const oldest = db.prepare(
      `SELECT min(id) AS id FROM (
         SELECT min(id) AS id FROM deliveries WHERE lane = ? AND dead_at IS NULL
         UNION ALL SELECT min(id) FROM parcels WHERE lane = ? AND waiting > 0)`,
    );
    this.#oldest = (lane) => Number(oldest.get(lane, lane)?.id ?? 0) || undefined;
    const dead = db.prepare('SELECT count(*) AS n FROM deliveries WHERE dead_at IS NOT NULL');
    this.#dead = () => Number(dead.get()?.n);
    this.#lookAtDisk();
  }

  /** Several calls' work in one transaction, which is what makes durability cheap: all of it is stored, or none. */
  group<T>(now: number, work: () => T): T {
    try {
      return this.#tables.transaction(now, () => {
        const result = work();
        this.#appender.pack(now);
        return result;
      });
    } catch (error) {
      this.#appender.clear();
      if (!isFull(error)) throw error;
      this.#diskLow = 'the disk is full';
      throw new DspatchError('disk_full', 'the disk is full: free some space', { cause: error });
    }
  }

  /** The same for work that must not fail for want of space: on a full disk it takes what the reserve gives back. */
  groupForSettling<T>(now: number, work: () => T): T {
    try {
      return this.group(now, work);
    } catch (error) {
      if (!(error instanceof DspatchError && error.code === 'disk_full' && this.#reserve.giveUp())) throw error;
      return this.group(now, work);
    }
  }

  /** Part of a group. */
  append(intakes: FlatIntakes, now: number): Appended {
    return this.#appender.take(intakes, now);
  }

  replay(query: ReplayQuery, options: { after?: number | undefined; dryRun?: boolean }, now: number): ReplayStep {
    return this.group(now, () => this.#replay(query, options, now));
  }

  countRefused(refusals: readonly Refusals[], now: number): void {
    const { sources, counters } = this.#tables;
    this.group(now, () => {
      for (const { pipeline, code, n } of refusals) {
        counters.add(sources.numberOf(pipeline, '', '', ''), 'refused', code, n);
      }
    });
  }

  housekeep(inHand: readonly InHand[], now: number): void {
    this.#lookAtDisk();
    this.groupForSettling(now, () => {
      this.#sweep(inHand, now);
      this.#forget(now);
    });
  }

  intake(): IntakeState {
    if (this.#diskLow !== undefined) return { open: false, reason: 'disk_low', message: this.#diskLow };
    const { total } = this.#tables.waiting;
    if (total < this.#options.maxWaiting) return { open: true };
    const message = `${total} deliveries wait, and the limit is ${this.#options.maxWaiting}`;
    return { open: false, reason: 'high_water', message };
  }

  stats(): QueueStats {
    const lanes = [...this.#tables.waiting.lanes()].map(([lane, waiting]): LaneStats => {
      const oldest = waiting === 0 ? undefined : this.#oldest(lane);
      return { lane, waiting, oldest: oldest === undefined ? undefined : timeOfId(oldest) };
    });
    return { lanes, dead: this.#dead(), bytes: this.#size(), intake: this.intake() };
  }

  /** The settings in force, read back from the database. */
  settings(): { readonly journalMode: string; readonly synchronous: number; readonly sqliteVersion: string } {
    const one = (sql: string, column: string): unknown => this.db.prepare(sql).get()?.[column];
    return {
      journalMode: String(one('PRAGMA journal_mode', 'journal_mode')),
      synchronous: Number(one('PRAGMA synchronous', 'synchronous')),
      sqliteVersion: String(one('SELECT sqlite_version() AS v', 'v')),
    };
  }

  /** Copies the database into a new file, while it is used. Gives its bytes. */
  copy(path: string, signal: AbortSignal): Promise<number> {
    return copyDatabase(this.db, path, signal);
  }

  close(): void {
    try {
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The log is complete all the same, and is read at the next start.
    }
    this.db.close();
  }

  #lookAtDisk(): void {
    const { minFreeDisk } = this.#options;
    try {
      this.#reserve.take(minFreeDisk);
      const free = this.#reserve.free();
      const low = free < minFreeDisk || !(this.#reserve.isHeld || minFreeDisk === 0);
      this.#diskLow = low ? `${mb(free)} MB are free on the disk, and the limit is ${mb(minFreeDisk)} MB` : undefined;
    } catch (error) {
      this.#diskLow = `the disk cannot be looked at: ${messageOf(error)}`;
    }
  }
}

/** Opens (or makes) the store of a data directory. Throws with the codes of open.ts. */
export function openStore(options: StoreOptions): Store {
  const db = openDatabase(options.directory, QUEUE_FILE, options);
  return whileOpening(db, join(options.directory, QUEUE_FILE.name), () => new Store(db, options));
}

function mb(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}

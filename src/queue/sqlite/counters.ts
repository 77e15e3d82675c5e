import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { typesOf } from '../../identity/readiness.ts';
import type { Counted, Tally } from '../../ledger/ledger.ts';
import { beginOf, keptSince, STEP_MS } from '../../ledger/steps.ts';
import { addTo, type Counting, count, countedName } from '../../ledger/tally.ts';
import { tookName } from '../../ledger/took.ts';
import type { MatchMasks } from '../queue.ts';

/** The column `step` of what was counted since ever; those of steps are their milliseconds. */
export const EVER = 0;

/** The bits of a mask of match keys: two of them make a number that is still small. */
const MASK_BITS = 15;

/** What one transaction counts of a source. */
interface Pending {
  readonly counts: Counting;
  /** Match keys by what was found of each event: few combinations occur, and a dozen counts for each event would cost more. */
  readonly matches: Map<number, number>;
}

/**
 * Counts what happens, by source (sources.ts). Gathered in memory within a transaction, and written at its end: a row for each source that it
 * touched. That row is of the newest minute; hours, days and what was counted since ever hold everything before that minute, and get it when
 * another begins.
 */
export class Counters {
  readonly #put: StatementSync;
  readonly #find: StatementSync;
  readonly #purge: StatementSync;
  readonly #pending = new Map<number, Pending>();
  /** The newest minute, and its counts as they are stored, by source. */
  #minute = 0;
  #newest = new Map<number, Counting>();
  /** Of the transaction under way: the newest minute and its changed rows. */
  #written: { readonly minute: number; readonly rows: Map<number, Counting> } | undefined;

  constructor(db: DatabaseSync) {
    this.#put = db.prepare('INSERT OR REPLACE INTO counts (step, at, source, counts) VALUES (?, ?, ?, ?)');
    this.#find = db.prepare('SELECT counts FROM counts WHERE step = ? AND at = ? AND source = ?');
    this.#purge = db.prepare('DELETE FROM counts WHERE step = ? AND at < ?');
    const row = db.prepare('SELECT max(at) AS at FROM counts WHERE step = ?').get(STEP_MS.minute);
    this.#minute = Number(row?.at ?? 0);
    const rows = db.prepare('SELECT source, counts FROM counts WHERE step = ? AND at = ?');
    for (const { source, counts } of rows.iterate(STEP_MS.minute, this.#minute)) {
      this.#newest.set(Number(source), countingOf(counts));
    }
  }

  /** The newest minute, epoch milliseconds, and its counts by source: hours and days do not have them yet. */
  get newest(): { readonly minute: number; readonly counts: ReadonlyMap<number, Counting> } {
    return { minute: this.#minute, counts: this.#newest };
  }

  add(source: number, counted: Counted, reason = '', n = 1): void {
    count(this.#of(source).counts, countedName(counted, reason), n);
  }

  /** Counts deliveries that were done after so many milliseconds. */
  addDelivered(source: number, ms: number, n = 1): void {
    const { counts } = this.#of(source);
    const took = Math.max(0, ms);
    count(counts, 'delivered', n);
    count(counts, 'took', took * n);
    count(counts, tookName(took), n);
  }

  /** Counts the match keys of one event. */
  addMatch(source: number, { present, unusable }: MatchMasks): void {
    const { matches } = this.#of(source);
    const masks = (present << MASK_BITS) | unusable;
    matches.set(masks, (matches.get(masks) ?? 0) + 1);
  }

  /** Writes what was gathered; part of the caller's transaction. */
  write(now: number): void {
    if (this.#pending.size === 0) return;
    // Never back to a minute that the hours have: the clock may have been set back.
    const minute = Math.max(this.#minute, beginOf('minute', now));
    const isNew = minute > this.#minute;
    if (isNew) this.#fold();
    const rows = new Map<number, Counting>();
    for (const [source, pending] of this.#pending) {
      const counts = new Map(isNew ? undefined : this.#newest.get(source));
      addTo(counts, tallyOf(pending));
      this.#put.run(STEP_MS.minute, minute, source, textOf(counts));
      rows.set(source, counts);
    }
    this.#written = { minute, rows };
  }

  /** The transaction is stored. */
  committed(): void {
    this.#pending.clear();
    if (this.#written === undefined) return;
    const { minute, rows } = this.#written;
    if (minute > this.#minute) this.#newest = rows;
    else for (const [source, counts] of rows) this.#newest.set(source, counts);
    this.#minute = minute;
    this.#written = undefined;
  }

  /** The transaction is undone. */
  rolledBack(): void {
    this.#pending.clear();
    this.#written = undefined;
  }

  /** Forgets what is not kept any more; `ledger` is the ledger's retention. Part of the caller's transaction. */
  purge(now: number, ledger: number): void {
    this.#purge.run(STEP_MS.minute, Math.min(this.#minute, keptSince('minute', now, ledger)));
    this.#purge.run(STEP_MS.hour, keptSince('hour', now, ledger));
    this.#purge.run(STEP_MS.day, keptSince('day', now, ledger));
  }

  /** Adds the newest minute to its hour, its day, and what was counted since ever. */
  #fold(): void {
    const { hour, day } = STEP_MS;
    const steps = [
      [hour, beginOf('hour', this.#minute)],
      [day, beginOf('day', this.#minute)],
      [EVER, 0],
    ] as const;
    for (const [source, counts] of this.#newest) {
      for (const [step, at] of steps) {
        const sum = countingOf(this.#find.get(step, at, source)?.counts);
        addTo(sum, counts);
        this.#put.run(step, at, source, textOf(sum));
      }
    }
  }

  #of(source: number): Pending {
    let pending = this.#pending.get(source);
    if (pending === undefined) {
      pending = { counts: new Map(), matches: new Map() };
      this.#pending.set(source, pending);
    }
    return pending;
  }
}

/** What was gathered, with the match keys by type. */
function tallyOf({ counts, matches }: Pending): Counting {
  for (const [masks, n] of matches) {
    count(counts, 'matchable', n);
    for (const type of typesOf(masks >> MASK_BITS)) count(counts, `key:${type}`, n);
    for (const type of typesOf(masks & (2 ** MASK_BITS - 1))) count(counts, `key_unusable:${type}`, n);
  }
  matches.clear();
  return counts;
}

function textOf(counts: Counting): string {
  return JSON.stringify(Object.fromEntries(counts));
}

function countingOf(text: unknown): Counting {
  return new Map(Object.entries(parseCounts(text)));
}

/** The column `counts`; nothing where a damaged file holds something else. */
export function parseCounts(text: unknown): Tally {
  if (typeof text !== 'string') return {};
  try {
    return JSON.parse(text) as Tally;
  } catch {
    return {};
  }
}

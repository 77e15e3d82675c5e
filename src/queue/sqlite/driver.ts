import { release } from '../../base/release.ts';
import { joinSeries } from '../../ledger/count-sums.ts';
import type {
  Count,
  CountQuery,
  Entry,
  EntryPage,
  EntryQuery,
  Series,
  SeriesQuery,
  SourceCounts,
} from '../../ledger/ledger.ts';
import type {
  Appended,
  Intake,
  IntakeState,
  Leased,
  LeaseOptions,
  QueueStats,
  Refusals,
  Replayed,
  ReplayQuery,
  Settlement,
} from '../queue.ts';
import type { Storage } from '../storage.ts';
import type { SeriesPart } from './count-reader.ts';
import { flatten, flattenSettlements } from './flat.ts';
import { Lane } from './lane.ts';
import { type Link, startThread } from './link.ts';
import type { Settings } from './protocol.ts';
import { type Reading, type Stored, storedIn } from './read.ts';
import type { StoreOptions } from './store.ts';

/**
 * How many parcels of first tries are read from disk at a time, and with how many deliveries left they are asked for. The thread answers
 * once a commit: with half as many, or asked for at the last, delivery fell behind an intake of 25 thousand events a second.
 */
const READ_AHEAD = 8;
const READ_BELOW = 400;

/**
 * The embedded queue. The database is in a thread of its own, asked by messages; here is who holds what, and the next deliveries of each
 * lane. Leases are in memory alone: one process owns the file, so a lease that dies with the process has done what it should.
 */
export class SqliteQueue implements Storage {
  readonly durability = 'full';
  readonly #link: Link;
  readonly #lanes = new Map<string, Lane>();
  /** What somebody has in hand. If it comes back, it is read again. */
  readonly #held = new Map<number, Stored>();
  readonly #ready = new Set<(lanes: ReadonlySet<string>) => void>();
  /** Refused since they were last stored, by pipeline and code. */
  readonly #refused = new Map<string, Refusals>();
  #refusedAt = 0;
  #token = 0;
  /** How often settle was called. */
  #calls = 0;

  constructor(link: Link) {
    this.#link = link;
  }

  /** The database's settings, read back when it was opened. */
  get settings(): Settings {
    return this.#link.settings;
  }

  append(intakes: readonly Intake[], now: number): Promise<Appended> {
    const lanes = new Set<string>();
    for (const { routes } of intakes) for (const route of routes) if (route.drop === undefined) lanes.add(route.lane);
    // Nothing here may hold the intakes while they are stored: they are large, and would outlive the young generation.
    return this.#appended(lanes, this.#link.ask('append', { intakes: flatten(intakes), now }));
  }

  async #appended(lanes: ReadonlySet<string>, answer: Promise<Appended>): Promise<Appended> {
    const appended = await answer;
    for (const name of lanes) this.#lane(name).behind = true;
    this.#tell(lanes);
    return appended;
  }

  intake(): IntakeState {
    return this.#link.intake;
  }

  countRefused({ pipeline, code, n }: Refusals, now: number): void {
    const key = `${pipeline}\n${code}`;
    this.#refused.set(key, { pipeline, code, n: n + (this.#refused.get(key)?.n ?? 0) });
    this.#refusedAt = now;
  }

  async lease(name: string, options: LeaseOptions, now: number): Promise<readonly Leased[]> {
    const lane = this.#lane(name);
    this.#token += 1;
    const batch = new Batch(options);
    const token = this.#token;
    const until = now + options.leaseMs;
    const take = (delivery: Stored): boolean => {
      if (this.#held.has(delivery.id)) return true;
      if (!batch.add(delivery)) return false;
      delivery.lease = token;
      delivery.until = until;
      this.#held.set(delivery.id, delivery);
      return true;
    };
    if (lane.mayBeDue(now)) {
      const limit = options.max + this.#retriesHeld(lane).length;
      const reading = await this.#link.ask('readDue', { lane: lane.name, now, limit });
      // At once: what is settled after this reading, while more is asked for, would be taken for free.
      for (const delivery of storedIn(reading, name, true)) if (!take(delivery)) break;
      await this.#bury(reading, now);
      if (!reading.more) await this.#learnDue(lane);
    }
    while (!batch.isFull) {
      const delivery = lane.peek();
      if (delivery !== undefined) {
        if (!take(delivery)) break;
        lane.shift();
      } else if (lane.behind || lane.reading !== undefined) {
        // What is being read ahead counts as there: nobody is told when it has come.
        await this.#readFirst(lane, now);
      } else break;
    }
    // The next first tries are fetched while these are sent.
    if (lane.behind && lane.size < READ_BELOW) void this.#readFirst(lane, now).catch(() => {});
    return batch.leased;
  }

  async nextDue(name: string, now: number): Promise<number | undefined> {
    const lane = this.#lane(name);
    if (lane.firstDue === 'unknown' || (lane.firstDue !== undefined && lane.firstDue <= now))
      await this.#learnDue(lane);
    return typeof lane.firstDue === 'number' ? lane.firstDue : undefined;
  }

  onReady(listener: (lanes: ReadonlySet<string>) => void): () => void {
    this.#ready.add(listener);
    return () => this.#ready.delete(listener);
  }

  onFailure(listener: (error: Error) => void): void {
    this.#link.onFailure(listener);
  }

  async settle(settlements: readonly Settlement[], now: number): Promise<readonly number[]> {
    this.#calls += 1;
    const call = this.#calls;
    const stale: number[] = [];
    const known: Settlement[] = [];
    const settled: Stored[] = [];
    for (const settlement of settlements) {
      const delivery = this.#held.get(settlement.id);
      if (delivery === undefined || delivery.lease !== settlement.lease || delivery.settledBy === call) {
        stale.push(settlement.id);
        continue;
      }
      delivery.settledBy = call;
      known.push(settlement);
      settled.push(delivery);
    }
    if (known.length === 0) return stale;
    await this.#link.ask('settle', { settlements: flattenSettlements(known), now });
    for (const [place, delivery] of settled.entries()) this.#settled(known[place] as Settlement, delivery);
    return stale;
  }

  #settled(settlement: Settlement, { run, isRetry, lane: name }: Stored): void {
    // Counted once, however often it was settled at a time: emptied too soon, another of the run would be sent empty.
    if (this.#held.delete(settlement.id)) run.left -= 1;
    if (run.left === 0) release(run.bytes);
    if (!isRetry) this.#lane(name).forget(settlement.id);
    if (settlement.to !== 'again') return;
    const lane = this.#lane(settlement.as?.lane ?? name);
    const at = Math.max(1, settlement.at);
    if (lane.firstDue !== 'unknown') lane.firstDue = Math.min(at, lane.firstDue ?? at);
  }

  async replay(
    query: ReplayQuery,
    { after, dryRun = false }: { after?: number | undefined; dryRun?: boolean },
    now: number,
  ): Promise<Replayed> {
    const { lanes, ...replayed } = await this.#link.ask('replay', { query, after, dryRun, now });
    for (const name of lanes) this.#lane(name).firstDue = 'unknown';
    this.#tell(new Set(lanes));
    return replayed;
  }

  async housekeep(now: number): Promise<void> {
    await this.#storeRefused();
    this.#endLeases(now);
    await this.#endExpired(now);
    const inHand = [...this.#lanes.values()].map((lane) => ({
      ...{ lane: lane.name, upTo: lane.upTo, ids: this.#idsHeld(lane, ({ id, isRetry }) => isRetry || id > lane.upTo) },
    }));
    await this.#link.ask('housekeep', { inHand, now });
    // Retries may have expired, or have been made due because the clock was set back.
    for (const lane of this.#lanes.values()) if (lane.firstDue !== undefined) lane.firstDue = 'unknown';
  }

  stats(): Promise<QueueStats> {
    return this.#link.ask('stats', {});
  }

  search(query: EntryQuery): Promise<EntryPage> {
    return this.#link.ask('search', query);
  }

  entries(ids: readonly number[]): Promise<readonly Entry[]> {
    return this.#link.ask('entries', ids);
  }

  counts(query: CountQuery): Promise<readonly Count[]> {
    // The thread works what it is asked in order.
    void this.#storeRefused();
    return this.#link.ask('counts', query);
  }

  async series(query: SeriesQuery): Promise<Series> {
    void this.#storeRefused();
    const parts: SeriesPart[] = [];
    let before: number | undefined;
    do {
      const part: SeriesPart = await this.#link.ask('seriesPart', { query, before });
      parts.push(part);
      before = part.before;
    } while (before !== undefined);
    return joinSeries(parts);
  }

  totals(): Promise<readonly SourceCounts[]> {
    void this.#storeRefused();
    return this.#link.ask('totals', {});
  }

  /** Copies queue and ledger into a new file while they are used, and gives its bytes. Rejects with what the disk says, and once `signal` has aborted. */
  async copy(path: string, signal: AbortSignal): Promise<number> {
    const end = (): void => void this.#link.ask('endCopy', {}).catch(() => {});
    signal.addEventListener('abort', end, { once: true });
    try {
      return await this.#link.ask('copy', { path });
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  async close(): Promise<void> {
    await this.#storeRefused();
    return this.#link.close();
  }

  /** Stores what was gathered. What cannot be stored just now is gathered again. */
  async #storeRefused(): Promise<void> {
    if (this.#refused.size === 0) return;
    const refusals = [...this.#refused.values()];
    const now = this.#refusedAt;
    this.#refused.clear();
    await this.#link.ask('countRefused', { refusals, now }).catch(() => {
      for (const each of refusals) this.countRefused(each, now);
    });
  }

  #lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane = new Lane(name);
    this.#lanes.set(name, lane);
    return lane;
  }

  #tell(lanes: ReadonlySet<string>): void {
    if (lanes.size > 0) for (const listener of this.#ready) listener(lanes);
  }

  /** Reads the next first tries from disk. Calls that meet share one reading. */
  #readFirst(lane: Lane, now: number): Promise<void> {
    lane.reading ??= this.#fill(lane, now).finally(() => {
      lane.reading = undefined;
    });
    return lane.reading;
  }

  async #fill(lane: Lane, now: number): Promise<void> {
    // What is appended from now on sets it again.
    lane.behind = false;
    try {
      const after = lane.upTo;
      const reading = await this.#link.ask('readFirst', { lane: lane.name, after, limit: READ_AHEAD });
      // Rewound meanwhile: what was read comes again.
      if (lane.upTo === after) lane.fill(storedIn(reading, lane.name, false), reading.upTo);
      lane.behind ||= reading.more;
      await this.#bury(reading, now);
    } catch (error) {
      lane.behind = true;
      throw error;
    }
  }

  async #learnDue(lane: Lane): Promise<void> {
    lane.firstDue = undefined;
    const first = await this.#link.ask('firstDue', { lane: lane.name, except: this.#retriesHeld(lane) });
    if (first !== undefined && lane.firstDue !== 'unknown') lane.firstDue = Math.min(first, lane.firstDue ?? first);
  }

  /** What is damaged is never handed out: it becomes a dead letter. */
  async #bury({ damaged }: Reading, now: number): Promise<void> {
    const settlements = damaged.map((id): Settlement => ({ id, lease: 0, to: 'dead', reason: 'corrupted' }));
    if (settlements.length > 0) await this.#settleUnheld(settlements, now);
  }

  async #settleUnheld(settlements: readonly Settlement[], now: number): Promise<void> {
    await this.#link.ask('settle', { settlements: flattenSettlements(settlements), now });
  }

  #retriesHeld(lane: Lane): number[] {
    return this.#idsHeld(lane, ({ isRetry }) => isRetry);
  }

  /** Ids of a lane that somebody holds, of those that are asked for. */
  #idsHeld({ name }: Lane, isAskedFor: (delivery: Stored) => boolean): number[] {
    const ids: number[] = [];
    for (const [id, held] of this.#held) if (held.lane === name && isAskedFor(held)) ids.push(id);
    return ids;
  }

  /** Ends leases that have run out: their deliveries can be handed out again. */
  #endLeases(now: number): void {
    const told = new Set<string>();
    for (const [id, { lane: name, isRetry, until }] of this.#held) {
      if (until > now) continue;
      this.#held.delete(id);
      const lane = this.#lane(name);
      if (isRetry) lane.firstDue = 'unknown';
      else lane.rewind(id);
      told.add(name);
    }
    this.#tell(told);
  }

  /** What grew too old while it was ready becomes a dead letter; the sweep sees to what is on disk alone. */
  async #endExpired(now: number): Promise<void> {
    for (const lane of this.#lanes.values()) {
      // After a rewind, what somebody holds is among them: it is left to him, and read again if his lease ends.
      const expired = lane.takeExpired(now).filter((id) => !this.#held.has(id));
      if (expired.length === 0) continue;
      const settlements = expired.map((id): Settlement => ({ id, lease: 0, to: 'dead', reason: 'expired' }));
      try {
        await this.#settleUnheld(settlements, now);
      } catch (error) {
        lane.rewind(Math.min(...expired));
        throw error;
      }
    }
  }
}

/** What one call of lease hands out. */
class Batch {
  readonly leased: Leased[] = [];
  readonly #max: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor({ max, maxBytes }: LeaseOptions) {
    this.#max = max;
    this.#maxBytes = maxBytes;
  }

  get isFull(): boolean {
    return this.leased.length >= this.#max;
  }

  /** False when it would not fit. */
  add(delivery: Stored): boolean {
    const bytes = this.#bytes + delivery.wire.length;
    if (this.isFull || (this.leased.length > 0 && bytes > this.#maxBytes)) return false;
    this.#bytes = bytes;
    this.leased.push(delivery);
    return true;
  }
}

/** Opens (or makes) the queue of a data directory. Rejects with the codes of open.ts. */
export async function openSqliteQueue(options: StoreOptions): Promise<SqliteQueue> {
  return new SqliteQueue(await startThread(options));
}

import { DspatchError } from '../base/errors.ts';
import type { DeadReason } from '../delivery/outcome.ts';
import type { DropReason } from '../event/drop.ts';
import type {
  Count,
  CountQuery,
  Entry,
  EntryPage,
  EntryQuery,
  Series,
  SeriesQuery,
  Source,
  SourceCounts,
} from '../ledger/ledger.ts';
import { MemoryCounts } from './memory-counts.ts';
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
  Retention,
  Route,
  Settlement,
} from './queue.ts';
import type { Storage } from './storage.ts';

/** Bounds of a queue in memory. */
export interface MemoryQueueOptions {
  readonly maxWaiting: number;
  readonly retention: Retention;
}

interface Row {
  readonly id: number;
  readonly pipeline: string;
  readonly integration: string;
  readonly target: string;
  readonly event: string;
  readonly messageId: string;
  readonly orderKey: string | undefined;
  /** What it is counted under. */
  readonly source: Source;
  readonly receivedAt: number;
  readonly occurredAt: number;
  readonly consent: string | undefined;
  fate: Entry['fate'];
  reason: DropReason | DeadReason | undefined;
  detail: string | undefined;
  requestId: string | undefined;
  settledAt: number | undefined;
  attempts: number;
  /** What waits or is dead has these. */
  readonly expiresAt: number;
  lane: string;
  wire: string;
  dueAt: number;
  lease: { readonly token: number; readonly until: number } | undefined;
}

/** How many rows one step of a replay looks at. */
const STEP = 500;
const MAX_PAGE = 1_000;

/** The queue of `dspatch map`, of tests and of trials: the whole contract, and nothing on disk. */
export class MemoryQueue implements Storage {
  readonly durability = 'none';
  readonly #options: MemoryQueueOptions;
  /** In order of their ids, which is the order of receipt. */
  readonly #rows = new Map<number, Row>();
  readonly #byMessage = new Map<string, number[]>();
  readonly #counts = new MemoryCounts();
  readonly #ready = new Set<(lanes: ReadonlySet<string>) => void>();
  #lastId = 0;
  #token = 0;
  #closed = false;

  constructor(options: MemoryQueueOptions) {
    this.#options = options;
  }

  async append(intakes: readonly Intake[], now: number): Promise<Appended> {
    const state = this.intake();
    if (!state.open) throw new DspatchError('queue_closed_to_intake', state.message);
    let [deliveries, drops, place] = [0, 0, -1];
    const duplicated: number[] = [];
    const lanes = new Set<string>();
    for (const intake of intakes) {
      const { pipeline, event, mappedAs } = intake;
      if (mappedAs !== undefined) this.#counts.names.admit(pipeline, event, mappedAs);
      for (const route of intake.routes) {
        place += 1;
        const source = this.#sourceOf(intake, route);
        this.#counts.add(now, source, 'received');
        if (route.match !== undefined) this.#counts.addMatch(now, source, route.match);
        if (route.drop !== undefined) {
          this.#drop(intake, route, route.drop.reason, route.drop.detail, now);
          drops += 1;
        } else if (this.#wasTaken(intake, route, now)) {
          this.#drop(intake, route, 'duplicate', undefined, now);
          duplicated.push(place);
        } else {
          const { lane, target = '', wire, expiresAt } = route;
          this.#insert(intake, route, now, { fate: 'waiting', lane, target, wire, expiresAt });
          lanes.add(lane);
          deliveries += 1;
        }
      }
    }
    this.#tell(lanes);
    const duplicates = duplicated.length;
    return { deliveries, drops, duplicates, ...(duplicates === 0 ? {} : { duplicated }) };
  }

  intake(): IntakeState {
    if (this.#closed) return { open: false, reason: 'failed', message: 'the queue is closed' };
    let waiting = 0;
    for (const row of this.#rows.values()) if (row.fate === 'waiting') waiting += 1;
    if (waiting < this.#options.maxWaiting) return { open: true };
    const message = `${waiting} deliveries wait, and the limit is ${this.#options.maxWaiting}`;
    return { open: false, reason: 'high_water', message };
  }

  countRefused({ pipeline, code, n }: Refusals, now: number): void {
    this.#counts.add(now, this.#counts.names.of(pipeline, '', '', ''), 'refused', code, n);
  }

  async lease(lane: string, { max, maxBytes, leaseMs }: LeaseOptions, now: number): Promise<readonly Leased[]> {
    this.#token += 1;
    const token = this.#token;
    const leased: Leased[] = [];
    let bytes = 0;
    const due = [...this.#rows.values()]
      .filter((row) => row.lane === lane && row.fate === 'waiting' && row.lease === undefined && row.dueAt <= now)
      .sort((a, b) => Number(b.dueAt > 0) - Number(a.dueAt > 0) || a.dueAt - b.dueAt || a.id - b.id);
    for (const row of due) {
      const wire = Buffer.from(row.wire);
      bytes += wire.length;
      if (leased.length >= max || (leased.length > 0 && bytes > maxBytes)) break;
      row.lease = { token, until: now + leaseMs };
      const { id, attempts, expiresAt, receivedAt } = row;
      leased.push({ id, lease: token, wire, attempts, expiresAt, receivedAt });
    }
    return leased;
  }

  async nextDue(lane: string, now: number): Promise<number | undefined> {
    let next: number | undefined;
    for (const row of this.#rows.values()) {
      if (row.lane !== lane || row.fate !== 'waiting' || row.dueAt <= now) continue;
      if (next === undefined || row.dueAt < next) next = row.dueAt;
    }
    return next;
  }

  onReady(listener: (lanes: ReadonlySet<string>) => void): () => void {
    this.#ready.add(listener);
    return () => this.#ready.delete(listener);
  }

  onFailure(): void {
    // Memory does not fail.
  }

  async settle(settlements: readonly Settlement[], now: number): Promise<readonly number[]> {
    const stale: number[] = [];
    const lanes = new Set<string>();
    for (const settlement of settlements) {
      const row = this.#rows.get(settlement.id);
      if (row === undefined || row.lease?.token !== settlement.lease) {
        stale.push(settlement.id);
        continue;
      }
      row.lease = undefined;
      this.#settleOne(row, settlement, now);
      if (settlement.to === 'again') lanes.add(row.lane);
    }
    return stale;
  }

  #settleOne(row: Row, settlement: Settlement, now: number): void {
    if (settlement.to === 'again') {
      row.dueAt = Math.max(1, settlement.at);
      row.detail = settlement.detail;
      if (settlement.costsAttempt) row.attempts += 1;
      if (settlement.as !== undefined) {
        row.wire = settlement.as.wire;
        row.lane = settlement.as.lane;
      }
      return;
    }
    row.settledAt = now;
    row.requestId = settlement.requestId;
    if (settlement.to === 'dead') {
      row.fate = 'dead';
      row.reason = settlement.reason;
      row.detail = settlement.detail;
      if (settlement.reason === 'rejected') row.attempts += 1;
      this.#counts.add(now, row.source, 'dead', settlement.reason);
    } else {
      row.fate = 'delivered';
      row.detail = undefined;
      row.wire = '';
      row.attempts += 1;
      this.#counts.addDelivered(now, row.source, now - row.receivedAt);
    }
  }

  async replay(
    query: ReplayQuery,
    { after = 0, dryRun = false }: { after?: number | undefined; dryRun?: boolean },
    now: number,
  ): Promise<Replayed> {
    const { ids, since = 0, until = Number.MAX_SAFE_INTEGER } = query;
    const matching = [...this.#rows.values()].filter(
      (row) =>
        row.id > after &&
        fits(row, { ...query, fate: 'dead' }) &&
        (ids === undefined || ids.includes(row.id)) &&
        (row.settledAt ?? 0) >= since &&
        (row.settledAt ?? 0) < until,
    );
    const step = matching.slice(0, STEP);
    const fresh = step.filter((row) => row.expiresAt > now);
    if (!dryRun) {
      for (const row of fresh) {
        this.#counts.add(now, row.source, 'replayed', row.reason);
        row.fate = 'waiting';
        row.reason = undefined;
        row.detail = undefined;
        row.requestId = undefined;
        row.settledAt = undefined;
        row.dueAt = now;
      }
      this.#tell(new Set(fresh.map((row) => row.lane)));
    }
    return {
      replayed: fresh.length,
      tooOld: step.length - fresh.length,
      next: step.length < STEP ? undefined : step.at(-1)?.id,
    };
  }

  async housekeep(now: number): Promise<void> {
    const lanes = new Set<string>();
    for (const row of this.#rows.values()) {
      if (row.lease !== undefined && row.lease.until <= now) {
        row.lease = undefined;
        lanes.add(row.lane);
      }
      if (row.fate === 'waiting' && row.lease === undefined && row.expiresAt <= now) {
        row.fate = 'dead';
        row.reason = 'expired';
        row.settledAt = now;
        this.#counts.add(now, row.source, 'dead', 'expired');
      }
      const { ledger, dead } = this.#options.retention;
      const forgotten = row.fate === 'dead' ? (row.settledAt ?? now) < now - dead : row.receivedAt < now - ledger;
      if (forgotten && row.fate !== 'waiting') this.#forget(row);
    }
    this.#counts.purge(now, this.#options.retention.ledger);
    this.#tell(lanes);
  }

  async stats(): Promise<QueueStats> {
    const lanes = new Map<string, { lane: string; waiting: number; oldest: number | undefined }>();
    let [dead, bytes] = [0, 0];
    for (const row of this.#rows.values()) {
      bytes += row.wire.length;
      if (row.fate === 'dead') dead += 1;
      if (row.fate !== 'waiting') continue;
      const lane = lanes.get(row.lane) ?? { lane: row.lane, waiting: 0, oldest: row.receivedAt };
      lanes.set(row.lane, { ...lane, waiting: lane.waiting + 1 });
    }
    return { lanes: [...lanes.values()], dead, bytes, intake: this.intake() };
  }

  async entries(ids: readonly number[]): Promise<readonly Entry[]> {
    return ids
      .map((id) => this.#rows.get(id))
      .filter((row) => row !== undefined)
      .map(toEntry);
  }

  async search(query: EntryQuery): Promise<EntryPage> {
    const limit = Math.min(query.limit ?? 100, MAX_PAGE);
    const { messageId, orderKey } = query;
    const ids = messageId === undefined ? [...this.#rows.keys()] : (this.#byMessage.get(messageId) ?? []);
    const entries = ids
      .map((id) => this.#rows.get(id))
      .filter((row) => row !== undefined)
      .filter(
        (row) =>
          fits(row, query) &&
          (messageId !== undefined || orderKey === undefined || row.orderKey === orderKey) &&
          row.id < (query.before ?? Number.MAX_SAFE_INTEGER) &&
          row.receivedAt >= (query.since ?? 0) &&
          row.receivedAt < (query.until ?? Number.MAX_SAFE_INTEGER),
      )
      .sort((a, b) => b.id - a.id)
      .map(toEntry);
    return { entries: entries.slice(0, limit), next: entries.length > limit ? entries[limit - 1]?.id : undefined };
  }

  async counts(query: CountQuery): Promise<Count[]> {
    return this.#counts.counts(query);
  }

  async series(query: SeriesQuery): Promise<Series> {
    const waits = this.#waiting();
    return this.#counts.series(query, (source) => waits.get(source) ?? 0);
  }

  async totals(): Promise<readonly SourceCounts[]> {
    const waits = this.#waiting();
    return this.#counts.totals((source) => waits.get(source) ?? 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #wasTaken(intake: Intake, route: Extract<Route, { wire: string }>, now: number): boolean {
    return (this.#byMessage.get(intake.messageId) ?? []).some((id) => {
      const row = this.#rows.get(id);
      return (
        row !== undefined &&
        row.fate !== 'dropped' &&
        row.pipeline === intake.pipeline &&
        row.integration === route.integration &&
        row.target === (route.target ?? '') &&
        row.receivedAt > now - route.dedupeFor
      );
    });
  }

  /** How many of each source wait. */
  #waiting(): Map<Source, number> {
    const waits = new Map<Source, number>();
    for (const { fate, source } of this.#rows.values()) {
      if (fate === 'waiting') waits.set(source, (waits.get(source) ?? 0) + 1);
    }
    return waits;
  }

  #sourceOf({ pipeline, event }: Intake, { integration, definition = '' }: Route): Source {
    return this.#counts.names.of(pipeline, integration, event, definition);
  }

  #drop(intake: Intake, route: Route, reason: DropReason, detail: string | undefined, now: number): void {
    this.#insert(intake, route, now, { fate: 'dropped', reason, detail, settledAt: now });
    this.#counts.add(now, this.#sourceOf(intake, route), 'dropped', reason);
  }

  #insert(intake: Intake, route: Route, now: number, more: Partial<Row> & Pick<Row, 'fate'>): void {
    this.#lastId = Math.max(this.#lastId + 1, now * 1024);
    const { pipeline, event, messageId, orderKey, occurredAt } = intake;
    const { integration, consent } = route;
    const row: Row = {
      ...{
        id: this.#lastId,
        pipeline,
        integration,
        target: '',
        event,
        messageId,
        orderKey,
        receivedAt: now,
        occurredAt,
      },
      ...{ consent, source: this.#sourceOf(intake, route) },
      ...{ reason: undefined, detail: undefined, requestId: undefined, settledAt: undefined, attempts: 0 },
      ...{ expiresAt: 0, lane: '', wire: '', dueAt: 0, lease: undefined },
      ...more,
    };
    this.#rows.set(row.id, row);
    this.#byMessage.set(messageId, [...(this.#byMessage.get(messageId) ?? []), row.id]);
  }

  #forget(row: Row): void {
    this.#rows.delete(row.id);
    const ids = (this.#byMessage.get(row.messageId) ?? []).filter((id) => id !== row.id);
    if (ids.length === 0) this.#byMessage.delete(row.messageId);
    else this.#byMessage.set(row.messageId, ids);
  }

  #tell(lanes: ReadonlySet<string>): void {
    if (lanes.size > 0) for (const listener of this.#ready) listener(lanes);
  }
}

function fits(row: Row, query: EntryQuery): boolean {
  return (
    (query.pipeline === undefined || row.pipeline === query.pipeline) &&
    (query.integration === undefined || row.integration === query.integration) &&
    (query.event === undefined || row.event === query.event) &&
    (query.fate === undefined || row.fate === query.fate) &&
    (query.reason === undefined || row.reason === query.reason)
  );
}

function toEntry(row: Row): Entry {
  const { id, messageId, pipeline, integration, event, fate, reason, detail, requestId, attempts } = row;
  const { consent, receivedAt, occurredAt, settledAt } = row;
  return {
    ...{ id, messageId, pipeline, integration, event, fate, reason, detail, requestId, attempts },
    ...{ consent, receivedAt, occurredAt, settledAt },
  };
}

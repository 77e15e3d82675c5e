import type { StatementSync } from 'node:sqlite';
import type { DropReason } from '../../event/drop.ts';
import type { Appended, MatchMasks } from '../queue.ts';
import { type FlatEvent, type FlatIntakes, type FlatReader, readFlat } from './flat.ts';
import { messageKey, orderIndexKey } from './messages.ts';
import { PARCEL_SIZE, type Packed } from './parcels.ts';
import type { Tables } from './tables.ts';

/** A delivery that gets its id when its parcel is made. */
interface Pending extends Packed {
  readonly key: string;
  /** Of its order, where it has one. */
  readonly orderIndex: string | undefined;
}

/** The event whose routes are being read, with its keys in the message index. */
interface CurrentEvent extends FlatEvent {
  readonly key: string;
  readonly orderIndex: string | undefined;
  /** Nothing with its messageId has been seen before it. */
  readonly isNew: boolean;
  /** The routes that it was gathered for. */
  readonly gatheredFor: number[];
}

const NO_EVENT: CurrentEvent = {
  ...{
    pipeline: '',
    messageId: '',
    event: '',
    occurredAt: 0,
    key: '',
    orderIndex: undefined,
    isNew: true,
    gatheredFor: [],
  },
};
const NO_ROUTE = { integration: '', consent: undefined, source: 0 };

/**
 * Stores intakes. `take` notes the drops, and gathers the deliveries by lane; `pack` makes parcels of what was gathered, and must end the
 * transaction's appends. All of it is part of the caller's transaction.
 */
export class Appender implements FlatReader {
  readonly #tables: Tables;
  readonly #insertDrop: StatementSync;
  readonly #pending = new Map<string, Pending[]>();
  /** The (message, route) pairs gathered, which the message index does not know yet; undefined until somebody asks, whom only duplicates make. */
  #gathered: Set<string> | undefined;
  #now = 0;
  /** The event whose routes are being read. */
  #event: CurrentEvent = NO_EVENT;
  /** The route that is being read. */
  #route: { readonly integration: string; readonly consent: string | undefined; readonly source: number } = NO_ROUTE;
  #appended = nothingAppended();
  /** The place of the route that is being read, among those of this call. */
  #place = -1;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#insertDrop = tables.db.prepare(
      `INSERT INTO ledger
         (id, pipeline, integration, event, message_id, order_key, occurred_at, route, consent, settled_at, attempts, reason, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    );
  }

  take(intakes: FlatIntakes, now: number): Appended {
    this.#now = now;
    this.#appended = nothingAppended();
    this.#place = -1;
    readFlat(intakes, this);
    return this.#appended;
  }

  event(flat: FlatEvent): void {
    const { pipeline, event, mappedAs, messageId, orderKey } = flat;
    if (mappedAs !== undefined) this.#tables.sources.names.admit(pipeline, event, mappedAs);
    const orderIndex = orderKey === undefined ? undefined : orderIndexKey(orderKey);
    const key = messageKey(messageId);
    this.#event = { ...flat, key, orderIndex, isNew: this.#tables.messages.meet(key), gatheredFor: [] };
  }

  route(integration: string, definition: string, consent: string | undefined, match: MatchMasks | undefined): void {
    const { pipeline, event } = this.#event;
    const { sources, counters } = this.#tables;
    const source = sources.numberOf(pipeline, integration, event, definition);
    this.#route = { integration, consent, source };
    this.#place += 1;
    counters.add(source, 'received');
    if (match !== undefined) counters.addMatch(source, match);
  }

  delivery(lane: string, target: string, wire: Buffer, expiresAt: number, dedupeFor: number): void {
    const { routes, messages } = this.#tables;
    const { pipeline, messageId, orderKey, event, occurredAt, key, orderIndex, isNew, gatheredFor } = this.#event;
    const { integration, consent, source } = this.#route;
    const route = routes.numberOf(pipeline, target === '' ? integration : `${integration}\n${target}`);
    const isDuplicate = isNew
      ? gatheredFor.includes(route)
      : this.#wasGathered(key, route) || messages.wasTaken(key, route, this.#now - dedupeFor);
    if (isDuplicate) {
      this.#appended.duplicates += 1;
      this.#appended.duplicated ??= [];
      this.#appended.duplicated.push(this.#place);
      this.#drop('duplicate', undefined);
      return;
    }
    this.#appended.deliveries += 1;
    gatheredFor.push(route);
    this.#gathered?.add(pairOf(key, route));
    const about = { pipeline, integration, event, consent, messageId, orderKey, occurredAt, expiresAt, route, source };
    const pending = { ...about, wire, key, orderIndex };
    const sameLane = this.#pending.get(lane);
    if (sameLane === undefined) this.#pending.set(lane, [pending]);
    else sameLane.push(pending);
  }

  #wasGathered(key: string, route: number): boolean {
    this.#gathered ??= new Set([...this.#pending.values()].flat().map((one) => pairOf(one.key, one.route)));
    return this.#gathered.has(pairOf(key, route));
  }

  drop(reason: DropReason, detail: string | undefined): void {
    this.#appended.drops += 1;
    this.#drop(reason, detail);
  }

  #drop(reason: DropReason, detail: string | undefined): void {
    const { integration, consent, source } = this.#route;
    const { ids, routes, messages, counters } = this.#tables;
    const { pipeline, messageId, orderKey, event, occurredAt, key, orderIndex } = this.#event;
    const id = ids.take(1, this.#now);
    const route = -routes.numberOf(pipeline, integration);
    this.#insertDrop.run(
      ...[id, pipeline, integration, event, messageId, orderKey ?? null, occurredAt, route],
      ...[consent ?? null, this.#now, reason, detail ?? null],
    );
    messages.add(key, id, route);
    if (orderIndex !== undefined) messages.addOrder(orderIndex, id);
    counters.add(source, 'dropped', reason);
  }

  /** Makes parcels of what was gathered. */
  pack(now: number): void {
    const { ids, parcels, messages, waiting } = this.#tables;
    for (const [lane, pending] of this.#pending) {
      for (let from = 0; from < pending.length; from += PARCEL_SIZE) {
        const chunk = pending.slice(from, from + PARCEL_SIZE);
        const first = ids.take(chunk.length, now);
        parcels.insert(first, lane, chunk);
        for (let i = 0; i < chunk.length; i++) {
          const { key, orderIndex, route, source } = chunk[i] as Pending;
          messages.add(key, first + i, route);
          if (orderIndex !== undefined) messages.addOrder(orderIndex, first + i);
          waiting.change(lane, source, 1);
        }
      }
    }
    this.clear();
  }

  /** Forgets what was gathered: the transaction is undone. */
  clear(): void {
    this.#pending.clear();
    this.#gathered = undefined;
  }
}

function pairOf(key: string, route: number): string {
  return `${key}${route}`;
}

/** What an append is told to have come to, as it is being counted. */
function nothingAppended(): { deliveries: number; drops: number; duplicates: number; duplicated?: number[] } {
  return { deliveries: 0, drops: 0, duplicates: 0 };
}

import type { StatementSync } from 'node:sqlite';
import type { DropReason } from '../../event/drop.ts';
import type { Appended, MatchMasks } from '../queue.ts';
import { type FlatEvent, type FlatIntakes, type FlatReader, readFlat } from './flat.ts';
import type { Lines } from './lines.ts';
import { messageKey, orderIndexKey } from './messages.ts';
import { Packing } from './packing.ts';
import type { Tables } from './tables.ts';

/** The event whose routes are being read, with its keys in the message index. */
interface CurrentEvent extends FlatEvent {
  readonly key: string;
  readonly orderIndex: string | undefined;
  /** Nothing with its messageId has been seen before it. */
  readonly isNew: boolean;
}

const NO_EVENT: CurrentEvent = {
  ...{ pipeline: '', messageId: '', event: '', mappedAs: undefined, orderKey: undefined, occurredAt: 0 },
  ...{ key: '', orderIndex: undefined, isNew: true },
};
const NO_ROUTE = { integration: '', consent: undefined, source: 0 };

/** The most parcels that are kept to be filled again: a few megabytes, however many lanes there are. */
const SPARE = 32;

/**
 * Stores intakes. `take` notes the drops, and gathers the deliveries by lane, in a parcel that is stored when it is full; `pack` stores the
 * others, and must end the transaction's appends. All of it is part of the caller's transaction.
 */
export class Appender implements FlatReader {
  readonly #tables: Tables;
  readonly #insertDrop: StatementSync;
  /** The parcel of each lane that is being filled; and some to be filled next. */
  readonly #packings = new Map<string, Packing>();
  readonly #spare: Packing[] = [];
  /** The (message, route) pairs in them, which the message index does not know yet; undefined until somebody asks, whom only duplicates make. */
  #gathered: Set<string> | undefined;
  #now = 0;
  /** The event whose routes are being read. */
  #event: CurrentEvent = NO_EVENT;
  /** The routes that it was gathered for. */
  readonly #gatheredFor: number[] = [];
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
    this.#event = { ...flat, key, orderIndex, isNew: this.#tables.messages.meet(key) };
    this.#gatheredFor.length = 0;
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

  delivery(lane: string, target: string, wire: Lines, expiresAt: number, dedupeFor: number): void {
    const { routes, messages } = this.#tables;
    const { pipeline, messageId, orderKey, event, occurredAt, key, orderIndex, isNew } = this.#event;
    const { integration, consent, source } = this.#route;
    const route = routes.numberOf(pipeline, target === '' ? integration : `${integration}\n${target}`);
    const isDuplicate = isNew
      ? this.#gatheredFor.includes(route)
      : this.#wasGathered(key, route) || messages.wasTaken(key, route, this.#now - dedupeFor);
    if (isDuplicate) {
      this.#appended.duplicates += 1;
      this.#appended.duplicated ??= [];
      this.#appended.duplicated.push(this.#place);
      this.#drop('duplicate', undefined);
      return;
    }
    this.#appended.deliveries += 1;
    this.#gatheredFor.push(route);
    this.#gathered?.add(pairOf(key, route));
    const group = { pipeline, integration, event, consent, route, source };
    const packing = this.#packingOf(lane);
    packing.add({ group, messageId, orderKey, occurredAt, expiresAt, key, orderIndex }, wire);
    if (packing.isFull) this.#store(lane, packing, this.#now);
  }

  #packingOf(lane: string): Packing {
    let packing = this.#packings.get(lane);
    if (packing === undefined) {
      packing = this.#spare.pop() ?? new Packing();
      this.#packings.set(lane, packing);
    }
    return packing;
  }

  #wasGathered(key: string, route: number): boolean {
    this.#gathered ??= new Set(
      [...this.#packings.values()].flatMap((packing) =>
        packing.keys.map((gathered, place) => pairOf(gathered, packing.groupAt(place).route)),
      ),
    );
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

  /** Stores what was gathered. */
  pack(now: number): void {
    for (const [lane, packing] of this.#packings) if (packing.size > 0) this.#store(lane, packing, now);
    this.clear();
  }

  /** Stores a parcel, and empties it. */
  #store(lane: string, packing: Packing, now: number): void {
    const { ids, parcels, messages, waiting } = this.#tables;
    const first = ids.take(packing.size, now);
    parcels.insert(first, lane, packing);
    for (let place = 0; place < packing.size; place++) {
      const orderIndex = packing.orderIndexes[place];
      messages.add(packing.keys[place] as string, first + place, packing.groupAt(place).route);
      if (orderIndex !== undefined) messages.addOrder(orderIndex, first + place);
    }
    for (const { source, n } of packing.groups) waiting.change(lane, source, n);
    packing.clear();
  }

  /** Forgets what was gathered: the transaction has ended, or is undone. */
  clear(): void {
    for (const packing of this.#packings.values()) {
      packing.clear();
      if (this.#spare.length < SPARE) this.#spare.push(packing);
    }
    this.#packings.clear();
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

import type { StatementSync } from 'node:sqlite';
import type { DropReason } from '../../event/drop.ts';
import type { Appended, MatchMasks } from '../queue.ts';
import { type FlatIntakes, type FlatReader, readFlat } from './flat.ts';
import { messageKey } from './messages.ts';
import { PARCEL_SIZE, type Packed } from './parcels.ts';
import type { Tables } from './tables.ts';

/** A delivery that gets its id when its parcel is made. */
interface Pending extends Packed {
  readonly key: string;
}

/**
 * Stores intakes. `take` notes the drops, and gathers the deliveries by lane; `pack` makes parcels of what was gathered, and must end the
 * transaction's appends. All of it is part of the caller's transaction.
 */
export class Appender implements FlatReader {
  readonly #tables: Tables;
  readonly #insertDrop: StatementSync;
  readonly #pending = new Map<string, Pending[]>();
  /** The (message, route) pairs gathered, which the message index does not know yet. */
  readonly #gathered = new Set<string>();
  #now = 0;
  /** The event whose routes are being read. */
  #event = { pipeline: '', messageId: '', event: '', occurredAt: 0, key: '' };
  /** The route that is being read. */
  #route: { readonly integration: string; readonly consent: string | undefined } = {
    integration: '',
    consent: undefined,
  };
  #appended = nothingAppended();
  /** The place of the route that is being read, among those of this call. */
  #place = -1;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#insertDrop = tables.db.prepare(
      `INSERT INTO ledger
         (id, pipeline, integration, event, message_id, occurred_at, route, consent, settled_at, attempts, reason, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    );
  }

  take(intakes: FlatIntakes, now: number): Appended {
    this.#now = now;
    this.#appended = nothingAppended();
    this.#place = -1;
    readFlat(intakes, this);
    return this.#appended;
  }

  event(pipeline: string, messageId: string, event: string, mappedAs: string | undefined, occurredAt: number): void {
    if (mappedAs !== undefined) this.#tables.counters.admit(pipeline, event, mappedAs);
    this.#event = { pipeline, messageId, event, occurredAt, key: messageKey(messageId) };
  }

  route(integration: string, consent: string | undefined, match: MatchMasks | undefined): void {
    const { pipeline, event } = this.#event;
    this.#route = { integration, consent };
    this.#place += 1;
    this.#tables.counters.add(pipeline, integration, event, 'received');
    if (match !== undefined) this.#tables.counters.addMatch(pipeline, integration, event, match);
  }

  delivery(lane: string, target: string, wire: Buffer, expiresAt: number, dedupeFor: number): void {
    const { routes, messages } = this.#tables;
    const { pipeline, messageId, event, occurredAt, key } = this.#event;
    const { integration, consent } = this.#route;
    const route = routes.numberOf(pipeline, target === '' ? integration : `${integration}\n${target}`);
    const pair = `${key}${route}`;
    if (this.#gathered.has(pair) || messages.wasTaken(key, route, this.#now - dedupeFor)) {
      this.#appended.duplicates += 1;
      this.#appended.duplicated ??= [];
      this.#appended.duplicated.push(this.#place);
      this.#drop('duplicate', undefined);
      return;
    }
    this.#appended.deliveries += 1;
    this.#gathered.add(pair);
    const pending = { pipeline, integration, event, consent, messageId, occurredAt, expiresAt, wire, key, route };
    const sameLane = this.#pending.get(lane);
    if (sameLane === undefined) this.#pending.set(lane, [pending]);
    else sameLane.push(pending);
  }

  drop(reason: DropReason, detail: string | undefined): void {
    this.#appended.drops += 1;
    this.#drop(reason, detail);
  }

  #drop(reason: DropReason, detail: string | undefined): void {
    const { integration, consent } = this.#route;
    const { ids, routes, messages, counters } = this.#tables;
    const { pipeline, messageId, event, occurredAt, key } = this.#event;
    const id = ids.take(1, this.#now);
    const route = -routes.numberOf(pipeline, integration);
    this.#insertDrop.run(
      ...[id, pipeline, integration, event, messageId, occurredAt, route],
      ...[consent ?? null, this.#now, reason, detail ?? null],
    );
    messages.add(key, id, route);
    counters.add(pipeline, integration, event, 'dropped', reason);
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
          const { key, route } = chunk[i] as Pending;
          messages.add(key, first + i, route);
        }
      }
      waiting.change(lane, pending.length);
    }
    this.clear();
  }

  /** Forgets what was gathered: the transaction is undone. */
  clear(): void {
    this.#pending.clear();
    this.#gathered.clear();
  }
}

/** What an append is told to have come to, as it is being counted. */
function nothingAppended(): { deliveries: number; drops: number; duplicates: number; duplicated?: number[] } {
  return { deliveries: 0, drops: 0, duplicates: 0 };
}

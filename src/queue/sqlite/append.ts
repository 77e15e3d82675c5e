import type { Intake } from '../queue.ts';
import { messageKey } from './messages.ts';
import { PARCEL_SIZE, type Packed } from './parcels.ts';
import type { Tables } from './tables.ts';

/** The id of a delivery that was a duplicate. */
export const DUPLICATE = 0;

/** A delivery that gets its id when its parcel is made. */
interface Pending extends Packed {
  readonly key: string;
  readonly route: number;
  readonly setId: (id: number) => void;
}

/**
 * Stores intakes. `take` notes the drops, and gathers the deliveries by lane; `pack` makes parcels of what was gathered, and must end the
 * transaction's appends. All of it is part of the caller's transaction.
 */
export class Appender {
  readonly #tables: Tables;
  readonly #insertDrop;
  readonly #pending = new Map<string, Pending[]>();
  /** The (message, route) pairs gathered, which the message index does not know yet. */
  readonly #gathered = new Set<string>();

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#insertDrop = tables.db.prepare(
      `INSERT INTO ledger
         (id, pipeline, integration, event, message_id, occurred_at, settled_at, attempts, reason, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?)`,
    );
  }

  /** The ids of the deliveries, in order of the intakes and their routes, `DUPLICATE` for such; filled in by `pack`. */
  take(intakes: readonly Intake[], now: number): number[] {
    const { routes: routeNumbers, messages, counters } = this.#tables;
    const ids: number[] = [];
    for (const intake of intakes) {
      const key = messageKey(intake.messageId);
      for (const route of intake.routes) {
        const { pipeline, event, messageId, occurredAt } = intake;
        const { integration } = route;
        counters.add(pipeline, integration, event, 'received');
        const number = routeNumbers.numberOf(pipeline, integration);
        if (route.drop !== undefined) {
          this.#drop(intake, integration, key, number, route.drop.reason, route.drop.detail, now);
          continue;
        }
        const place = ids.push(DUPLICATE) - 1;
        const pair = `${key}${number}`;
        if (this.#gathered.has(pair) || messages.wasTaken(key, number, now - route.dedupeFor)) {
          this.#drop(intake, integration, key, number, 'duplicate', undefined, now);
          continue;
        }
        this.#gathered.add(pair);
        const { lane, wire, expiresAt } = route;
        const setId = (id: number): void => {
          ids[place] = id;
        };
        const pending = {
          pipeline,
          integration,
          event,
          messageId,
          occurredAt,
          expiresAt,
          wire,
          key,
          route: number,
          setId,
        };
        const sameLane = this.#pending.get(lane);
        if (sameLane === undefined) this.#pending.set(lane, [pending]);
        else sameLane.push(pending);
      }
    }
    return ids;
  }

  /** Makes parcels of what was gathered. */
  pack(now: number): void {
    const { ids, parcels, messages, waiting } = this.#tables;
    for (const [lane, pending] of this.#pending) {
      for (let from = 0; from < pending.length; from += PARCEL_SIZE) {
        const chunk = pending.slice(from, from + PARCEL_SIZE);
        const first = ids.take(chunk.length, now);
        parcels.insert(first, lane, chunk);
        for (const [i, one] of chunk.entries()) {
          messages.add(one.key, first + i, one.route);
          one.setId(first + i);
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

  #drop(
    { pipeline, event, messageId, occurredAt }: Intake,
    integration: string,
    key: string,
    route: number,
    reason: string,
    detail: string | undefined,
    now: number,
  ): void {
    const { ids, messages, counters } = this.#tables;
    const id = ids.take(1, now);
    this.#insertDrop.run(id, pipeline, integration, event, messageId, occurredAt, now, reason, detail ?? null);
    messages.add(key, id, -route);
    counters.add(pipeline, integration, event, 'dropped', reason);
  }
}

import type { JsonObject } from '../../base/json.ts';
import type { Settings } from '../options.ts';
import { type AcceptedEvent, dedupeIdOf, type EventQuery, type ImportApi, isAskedFor } from './accepted-event.ts';
import { DedupeIds } from './dedupe-ids.ts';
import { Ring } from './ring.ts';
import type { RequestQuery, SeenRequest } from './seen-request.ts';
import { Counters, type Summary } from './summary.ts';

// Ten thousand items of the usual few hundred bytes fit many times over; ten thousand of a megabyte each do not.
const KEEP_BYTES = 64 * 1024 * 1024;

/** What came in with an accepted item. */
export interface Arrival {
  readonly time: string;
  readonly api: ImportApi;
  readonly accountId: string;
  readonly requestId: string;
  /** Roughly the item's size. */
  readonly bytes: number;
}

/** Everything the sandbox has seen: the newest events and requests themselves, and counts of all. */
export class SandboxRecord {
  readonly #events: Ring<AcceptedEvent>;
  readonly #requests: Ring<SeenRequest>;
  readonly #counters = new Counters();
  readonly #ids: DedupeIds;

  constructor(settings: Pick<Settings, 'keep' | 'keepIds'>) {
    this.#events = new Ring(settings.keep, KEEP_BYTES);
    this.#requests = new Ring(settings.keep);
    this.#ids = new DedupeIds(settings.keepIds);
  }

  /** Notes an accepted item. The first of a dedupe id wins, over all definitions and both APIs (fact sheet 1.6). */
  accept(item: JsonObject, { bytes, ...arrival }: Arrival): void {
    const id = dedupeIdOf(arrival.api, item);
    const duplicate = id !== undefined && this.#ids.add(arrival.accountId, id) > 1;
    this.#counters.accepted(arrival.api, duplicate, id !== undefined);
    this.#events.push({ ...arrival, item, duplicate }, bytes);
  }

  /** Notes an item refused with a code. */
  refuse(code: string): void {
    this.#counters.refused(code);
  }

  request(seen: SeenRequest): void {
    this.#counters.request(seen.endpoint, seen.status);
    this.#requests.push(seen);
  }

  /** Accepted events that are still kept, newest last. */
  events(query: EventQuery = {}): AcceptedEvent[] {
    return this.#events.newest(query.limit ?? Number.POSITIVE_INFINITY, (event) => isAskedFor(event, query));
  }

  /** Requests that are still kept, newest last. */
  requests(query: RequestQuery = {}): SeenRequest[] {
    return this.#requests.newest(
      query.limit ?? Number.POSITIVE_INFINITY,
      (seen) =>
        (query.endpoint === undefined || seen.endpoint === query.endpoint) &&
        (query.status === undefined || seen.status === query.status),
    );
  }

  summary(): Summary {
    return this.#counters.summary(this.#ids.size, this.#ids.forgotten);
  }

  dedupeIds(accountId?: string): Map<string, number> {
    return this.#ids.counts(accountId);
  }

  clear(): void {
    this.#events.clear();
    this.#requests.clear();
    this.#counters.clear();
    this.#ids.clear();
  }
}

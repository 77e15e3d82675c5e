import { isMendableResult } from './mendable.ts';
import type {
  KeptEvent,
  MendableQuery,
  SealedBounds,
  SealedEvent,
  SealedEvents,
  SealedQuery,
  SealedResult,
} from './sealed-events.ts';

/** Sealed events of tests and trials: the whole contract, and nothing on disk. */
export class MemorySealedEvents implements SealedEvents {
  readonly #bounds: SealedBounds;
  /** In order of their ids. */
  #kept: readonly KeptEvent[] = [];
  #lastId = 0;

  constructor(bounds: SealedBounds) {
    this.#bounds = bounds;
  }

  async put(events: readonly SealedEvent[]): Promise<void> {
    for (const event of events) {
      this.#lastId += 1;
      const isOther = ({ pipeline, messageId }: KeptEvent): boolean =>
        pipeline !== event.pipeline || messageId !== event.messageId;
      // A copy of its own, as from a disk.
      this.#kept = [...this.#kept.filter(isOther), structuredClone({ ...event, id: this.#lastId })];
    }
    const half = Math.ceil(this.#bounds.max / 2);
    const seen = new Map<string, number>();
    const withinBounds = (event: KeptEvent): boolean => {
      const group = `${event.pipeline} ${event.results.some(isMendableResult)}`;
      seen.set(group, (seen.get(group) ?? 0) + 1);
      return (seen.get(group) ?? 0) <= half;
    };
    this.#kept = this.#kept.toReversed().filter(withinBounds).reverse();
  }

  async recent(query: SealedQuery, limit: number): Promise<readonly KeptEvent[]> {
    return this.#kept
      .filter((event) => fits(event, query))
      .slice(-limit)
      .reverse();
  }

  async mendable(
    { ids, since = 0, until = Number.MAX_SAFE_INTEGER, after = 0, ...query }: MendableQuery,
    limit: number,
  ): Promise<{ readonly events: readonly KeptEvent[]; readonly next: number | undefined }> {
    const events = this.#kept
      .filter((event) => event.id > after && event.results.some(isMendableResult) && fits(event, query))
      .filter(({ receivedAt }) => receivedAt >= since && receivedAt < until)
      .filter(({ messageId }) => ids === undefined || ids.includes(messageId))
      .slice(0, limit);
    return { events, next: events.length < limit ? undefined : events.at(-1)?.id };
  }

  async setResults(id: number, results: readonly SealedResult[]): Promise<void> {
    this.#kept = this.#kept.map((event) => (event.id === id ? { ...event, results } : event));
  }

  async housekeep(now: number): Promise<void> {
    this.#kept = this.#kept.filter(({ receivedAt }) => receivedAt > now - this.#bounds.keepMs);
  }

  async close(): Promise<void> {
    this.#kept = [];
  }
}

function fits(event: KeptEvent, query: SealedQuery): boolean {
  return (
    event.pipeline === query.pipeline &&
    (query.event === undefined || event.event === query.event) &&
    (query.messageId === undefined || event.messageId === query.messageId)
  );
}

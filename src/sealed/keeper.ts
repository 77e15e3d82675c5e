import { messageOf } from '../base/errors.ts';
import { TokenBucket } from '../base/token-bucket.ts';
import type { Event } from '../event/event.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Intake, Route } from '../queue/queue.ts';
import type { Logger } from '../telemetry/log.ts';
import { isMendableResult } from './mendable.ts';
import { sealEvent } from './seal.ts';
import type { SealedEvents, SealedResult } from './sealed-events.ts';

/** What a keeper works with. */
export interface KeeperOptions<S extends SealedEvents = SealedEvents> {
  readonly store: S;
  /** How many events of a pipeline are kept each second, and as many again that were dropped for something mendable. */
  readonly perSecond: number;
  readonly log: Logger;
}

interface Waiting {
  readonly pipeline: Pipeline;
  readonly event: Event;
  readonly intake: Intake;
}

interface Buckets {
  readonly mendable: TokenBucket;
  readonly others: TokenBucket;
}

/** How long what is to be kept is gathered, in milliseconds. */
const GATHERED = 250;

/**
 * Chooses which events are kept as sealed copies, and keeps them, after their senders have had their answer. Of an event beyond the rate nothing
 * is done but to look at a bucket. What goes wrong here is logged, and concerns nobody else.
 */
export class SealedKeeper<S extends SealedEvents = SealedEvents> {
  /** What is kept. */
  readonly events: S;
  readonly #options: KeeperOptions<S>;
  readonly #buckets = new Map<string, Buckets>();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #storing: Promise<void> = Promise.resolve();
  #failing = false;

  constructor(options: KeeperOptions<S>) {
    this.#options = options;
    this.events = options.store;
  }

  /** Takes note of events whose intakes are being stored; `stored` says when they are. */
  offer(
    pipeline: Pipeline,
    events: readonly Event[],
    intakes: readonly Intake[],
    stored: Promise<unknown>,
    now: number,
  ): void {
    const chosen = intakes.flatMap((intake, i): Waiting[] =>
      this.#isChosen(pipeline.name, intake.routes, now) ? [{ pipeline, event: events[i] as Event, intake }] : [],
    );
    if (chosen.length === 0) return;
    stored.then(
      () => this.#gather(chosen),
      // It was not accepted, and its sender knows.
      () => {},
    );
  }

  /** Keeps what was gathered. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length > 0) this.#storing = this.#storing.then(() => this.#keep(batch));
    return this.#storing;
  }

  /** To be called about once a second: what is kept long enough goes. */
  look(now: number): Promise<void> {
    return this.#logging(() => this.events.housekeep(now));
  }

  /** Keeps what was gathered, and closes. */
  async close(): Promise<void> {
    await this.flush();
    await this.events.close();
  }

  #isChosen(pipeline: string, routes: readonly Route[], now: number): boolean {
    let buckets = this.#buckets.get(pipeline);
    if (buckets === undefined) {
      const { perSecond } = this.#options;
      buckets = { mendable: new TokenBucket(perSecond, now), others: new TokenBucket(perSecond, now) };
      this.#buckets.set(pipeline, buckets);
    }
    return (routes.some(isMendableResult) ? buckets.mendable : buckets.others).take(now);
  }

  #gather(chosen: readonly Waiting[]): void {
    this.#waiting.push(...chosen);
    this.#timer ??= setTimeout(() => void this.flush(), GATHERED);
  }

  async #keep(batch: readonly Waiting[]): Promise<void> {
    await this.#logging(async () => {
      const sealed = batch.map(({ pipeline, event, intake }) => ({
        ...{ pipeline: pipeline.name, messageId: event.messageId, event: event.name, receivedAt: event.receivedAt },
        ...{ results: resultsOf(intake.routes), copy: sealEvent(event, pipeline) },
      }));
      await this.events.put(sealed);
    });
  }

  /** Does something that concerns nobody else when it fails: it is said once, for as long as that lasts. */
  async #logging(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#options.log.warn({ what: 'sealed events', message: messageOf(error) });
      this.#failing = true;
    }
  }
}

/** What each integration made of an event: where it counts several times and a part was sent, it was sent. */
export function resultsOf(routes: readonly Route[]): readonly SealedResult[] {
  const results = new Map<string, SealedResult>();
  for (const { integration, drop } of routes) {
    if (results.has(integration) && drop !== undefined) continue;
    results.set(integration, drop === undefined ? { integration } : { integration, drop });
  }
  return [...results.values()];
}

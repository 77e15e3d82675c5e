import type { Clock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';

interface Bucket {
  tokens: number;
  /** Monotonic milliseconds. */
  filledAt: number;
}

const REMEMBERED = 10_000;

/**
 * A token bucket per account: `perSecond` requests at once, and then that many per second (fact sheet 1.5). No limit when
 * `perSecond` is undefined.
 */
export class RateLimit {
  readonly #perSecond: number | undefined;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number | undefined, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** Counts a request, and says whether it may pass. */
  take(accountId: string): boolean {
    const most = this.#perSecond;
    if (most === undefined) return true;
    const now = this.#clock.monotonic();
    if (this.#buckets.size > REMEMBERED) this.#buckets.clear();
    const bucket = this.#buckets.get(accountId) ?? { tokens: most, filledAt: now };
    this.#buckets.set(accountId, bucket);
    bucket.tokens = Math.min(most, bucket.tokens + ((now - bucket.filledAt) / SECOND) * most);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

import type { Clock } from '../base/clock.ts';
import { TokenBucket } from '../base/token-bucket.ts';

/**
 * Lets `rate` requests a second pass, and as many at once after a quiet second. One for each advertiser, whose limit Amazon counts over all
 * who send for it.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #bucket: TokenBucket;

  constructor(rate: number, clock: Clock) {
    this.#clock = clock;
    this.#bucket = new TokenBucket(rate, clock.monotonic());
  }

  /** Another rate from now on. */
  setRate(rate: number): void {
    this.#bucket.setRate(rate);
  }

  /** Waits for its turn. False when `signal` aborted the wait: then no turn was taken. */
  async take(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (signal.aborted) return false;
      if (this.#bucket.take(this.#clock.monotonic())) return true;
      await this.#clock.sleep(this.#bucket.wait, signal);
    }
  }
}

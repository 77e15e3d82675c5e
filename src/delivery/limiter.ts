import type { Clock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';

/**
 * A token bucket: lets `rate` requests a second pass, and as many at once after a quiet second. One for each advertiser, whose
 * limit Amazon counts over all who send for it.
 */
export class Limiter {
  #rate: number;
  #burst: number;
  readonly #clock: Clock;
  #tokens: number;
  #at: number;

  constructor(rate: number, clock: Clock) {
    this.#rate = rate;
    this.#burst = Math.max(1, rate);
    this.#clock = clock;
    this.#tokens = this.#burst;
    this.#at = clock.monotonic();
  }

  /** Another rate from now on. */
  setRate(rate: number): void {
    this.#rate = rate;
    this.#burst = Math.max(1, rate);
  }

  /** Waits for its turn. False when `signal` aborted the wait: then no turn was taken. */
  async take(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (signal.aborted) return false;
      const now = this.#clock.monotonic();
      this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / SECOND) * this.#rate);
      this.#at = now;
      if (this.#tokens >= 1) {
        this.#tokens -= 1;
        return true;
      }
      await this.#clock.sleep(Math.ceil(((1 - this.#tokens) / this.#rate) * SECOND), signal);
    }
  }
}

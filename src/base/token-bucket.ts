import { SECOND } from './durations.ts';

/** A token bucket: lets `rate` a second pass, and as many at once after a quiet second, but always one. Times are the caller's, in milliseconds. */
export class TokenBucket {
  #rate: number;
  #tokens: number;
  #at: number;

  constructor(rate: number, now: number) {
    this.#rate = rate;
    this.#tokens = this.#burst;
    this.#at = now;
  }

  /** Another rate from now on. */
  setRate(rate: number): void {
    this.#rate = rate;
  }

  /** Takes a turn, if there is one. */
  take(now: number): boolean {
    // A clock that was set back adds nothing.
    const passed = Math.max(0, now - this.#at);
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed / SECOND) * this.#rate);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** How long until there is a turn, in milliseconds, as of the last `take`. */
  get wait(): number {
    return Math.max(0, Math.ceil(((1 - this.#tokens) / this.#rate) * SECOND));
  }

  get #burst(): number {
    return Math.max(1, this.#rate);
  }
}

import type { Clock } from '../../src/base/clock.ts';

/** How many sleepers may wake at one moment: whoever sleeps for no time again and again is caught by it. */
const CROWD = 5_000;

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock whose time passes when the test says so. It reads `start` at first. */
export class FakeClock implements Clock {
  #passed = 0;
  /** What the time of day reads at the beginning of the monotonic time. */
  #start: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start: number) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#passed;
  }

  monotonic(): number {
    return this.#passed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { at: this.#passed + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** Sets the time of day forward or back, as an administrator does: no time passes. */
  step(ms: number): void {
    this.#start += ms;
  }

  /** Lets time pass, and everyone who sleeps meanwhile do what they woke for. */
  async pass(ms: number): Promise<void> {
    const end = this.#passed + ms;
    let woken = 0;
    for (;;) {
      await calm();
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      woken = next.at > this.#passed ? 0 : woken + 1;
      if (woken > CROWD) throw new Error('somebody wakes again and again while no time passes');
      this.#passed = Math.max(this.#passed, next.at);
      next.wake();
    }
    this.#passed = end;
  }

  #next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (first === undefined || sleeper.at < first.at) first = sleeper;
    return first;
  }
}

/** Lets everything happen that waits for no time. */
async function calm(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
}

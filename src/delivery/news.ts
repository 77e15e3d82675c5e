import type { Clock } from '../base/clock.ts';
import type { Queue } from '../queue/queue.ts';

/** Tells a worker when its lane may have work. News that comes while nobody waits is kept. */
export class News {
  readonly #clock: Clock;
  readonly stop: () => void;
  #has = false;
  #wake: (() => void) | undefined;

  constructor(queue: Queue, lane: string, clock: Clock) {
    this.#clock = clock;
    this.stop = queue.onReady((lanes) => {
      if (lanes.has(lane)) this.tell();
    });
  }

  /** There is something new to look at. */
  tell(): void {
    this.#has = true;
    this.#wake?.();
  }

  /** Waits for news, at most `ms` milliseconds or until `signal` aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#has) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      await this.#clock.sleep(ms, AbortSignal.any([signal, woken.signal]));
      this.#wake = undefined;
    }
    this.#has = false;
  }
}

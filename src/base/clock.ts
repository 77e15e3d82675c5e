/**
 * Time as the program sees it. Everything below the gateway is handed a Clock, so that tests can move time.
 * This file is the only one that reads the system's clock.
 */
export interface Clock {
  /** The time of day, in milliseconds since the Unix epoch. It may jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts; it never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      // Node fires timers above 2^31-1 ms at once.
      const timer = setTimeout(wake, Math.min(ms, 0x7fffffff));
      signal?.addEventListener('abort', wake, { once: true });
    }),
};

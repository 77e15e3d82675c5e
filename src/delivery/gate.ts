import type { Clock } from '../base/clock.ts';
import { MINUTE } from '../base/durations.ts';
import { backoff } from './retry.ts';

/** How a destination stands. */
export type GateState =
  | { readonly state: 'open' }
  /** It fails or throttles: nothing is sent until a time, then one request at a time until one succeeds. */
  | { readonly state: 'slowed'; readonly until: number; readonly why: string }
  /** It refuses us, or a person has stopped it: events wait. A refusal is probed once a minute. */
  | { readonly state: 'paused'; readonly since: number; readonly why: string; readonly byPerson: boolean };

/** How often a destination that refuses us is asked again. */
const PROBE_EVERY: number = MINUTE;
/** The longest that a failing destination is left alone: it should be found soon when it is back. */
const SLOWEST: number = MINUTE;

/**
 * Stands before a destination, and decides whether a request may go now. It closes for a time when whole requests fail, so that
 * an outage costs few requests and no event its attempts, and pauses when credentials are refused.
 */
export class Gate {
  readonly #clock: Clock;
  readonly #random: () => number;
  #state: GateState = { state: 'open' };
  #failures = 0;
  #probing = false;
  /** When the next request may go while it is not open: on the clock that never jumps. */
  #closedUntil = 0;
  #wake = new Set<() => void>();

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  get state(): GateState {
    return this.#state;
  }

  /** Whether requests under way should go on being followed by others: bisection stops when it is not. */
  get isOpen(): boolean {
    return this.#state.state === 'open';
  }

  /** Waits until a request may go; false when `signal` aborted the wait. */
  async ready(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      const wait = this.#waitFor();
      if (wait === 0) return true;
      await this.#sleep(wait, signal);
    }
    return false;
  }

  /**
   * Leave for one request, if it may go now. It must be answered by one of `succeeded`, `failed`, `throttled`, `refused`, `withdrawn`:
   * while the gate is not open, one request at a time is let through to find out.
   */
  claim(): boolean {
    if (this.#waitFor() > 0) return false;
    if (this.#state.state !== 'open') this.#probing = true;
    return true;
  }

  /** Milliseconds until a request may go; 0: now. */
  #waitFor(): number {
    if (this.#state.state === 'open') return 0;
    if (this.#probing || (this.#state.state === 'paused' && this.#state.byPerson)) return MINUTE;
    return Math.max(0, this.#closedUntil - this.#clock.monotonic());
  }

  /** The destination answered: it works. */
  succeeded(): void {
    this.#probing = false;
    this.#failures = 0;
    if (this.#state.state === 'paused' && this.#state.byPerson) return;
    this.#change({ state: 'open' });
  }

  /** A whole request failed: leave the destination alone for a while. */
  failed(why: string): void {
    this.#slow(why, 0);
  }

  /** The destination asks for patience, for `afterMs` where it says how long. */
  throttled(afterMs: number | undefined): void {
    this.#slow('throttled by Amazon', afterMs ?? 0);
  }

  /** The destination refuses us: nothing of ours will be taken until somebody mends it. */
  refused(why: string): void {
    this.#probing = false;
    this.#closedUntil = this.#clock.monotonic() + PROBE_EVERY;
    const since = this.#state.state === 'paused' ? this.#state.since : this.#clock.now();
    if (this.#state.state === 'paused' && this.#state.byPerson) return;
    this.#change({ state: 'paused', since, why, byPerson: false });
  }

  /** The admitted request was not sent after all. */
  withdrawn(): void {
    this.#probing = false;
    this.#wakeAll();
  }

  /** A person stops the destination. */
  pause(why: string): void {
    this.#change({ state: 'paused', since: this.#clock.now(), why, byPerson: true });
  }

  /** How it is sent to has changed: whether it still refuses us is found out at once, by one request. */
  askNow(): void {
    this.#closedUntil = this.#clock.monotonic();
    this.#wakeAll();
  }

  /** A person, or a changed credential, opens it again. */
  resume(): void {
    this.#failures = 0;
    this.#probing = false;
    this.#change({ state: 'open' });
  }

  #slow(why: string, atLeast: number): void {
    this.#probing = false;
    const now = this.#clock.monotonic();
    if (this.#state.state === 'paused') {
      // A probe that came to nothing: the next one is as far off as after a refusal.
      this.#closedUntil = now + Math.max(atLeast, PROBE_EVERY);
      this.#wakeAll();
      return;
    }
    // Several requests that were under way fail together: one failure, not many.
    const together = this.#state.state === 'slowed' && this.#closedUntil > now;
    if (!together) this.#failures += 1;
    const wait = together ? this.#closedUntil - now : Math.min(SLOWEST, backoff(this.#failures, this.#random()));
    this.#closedUntil = now + Math.max(atLeast, wait);
    this.#change({ state: 'slowed', until: this.#clock.now() + this.#closedUntil - now, why });
  }

  #change(state: GateState): void {
    this.#state = state;
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake) wake();
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const wake = (): void => woken.abort();
    this.#wake.add(wake);
    await this.#clock.sleep(ms, AbortSignal.any([signal, woken.signal]));
    this.#wake.delete(wake);
  }
}

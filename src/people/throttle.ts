import type { Clock } from '../base/clock.ts';
import { HOUR, MINUTE, SECOND } from '../base/durations.ts';

/** How tries that fail are slowed. Milliseconds. */
export interface ThrottleLimits {
  /** Tries that wait for nothing. */
  readonly free: number;
  /** The wait after those; it doubles with each further try. */
  readonly firstWait: number;
  readonly longestWait: number;
  /** Without a try for this long all is forgotten. */
  readonly forgetAfter: number;
}

/** For one account, from wherever: some mistypings, then at most four tries an hour. */
export const BY_ACCOUNT: ThrottleLimits = { free: 5, firstWait: SECOND, longestWait: 15 * MINUTE, forgetAfter: HOUR };
/** For one address, whichever the accounts: an office may share one. */
export const BY_ADDRESS: ThrottleLimits = { free: 20, firstWait: SECOND, longestWait: 15 * MINUTE, forgetAfter: HOUR };

/** The most that is remembered; the oldest is forgotten first. */
const MOST = 10_000;

interface Tries {
  readonly count: number;
  /** When the next one is let through, on the monotonic clock. */
  readonly until: number;
}

/**
 * Counts tries by what they are for, and says how long to wait. A try counts as failed from when it begins, so that many at once count
 * each; one that turns out right is taken back.
 */
export class Throttle {
  readonly #limits: ThrottleLimits;
  readonly #clock: Clock;
  readonly #tries = new Map<string, Tries>();

  constructor(limits: ThrottleLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** How long to wait before a try is let through, milliseconds; 0 where it may be now. */
  waitFor(key: string): number {
    return Math.max(0, (this.#find(key)?.until ?? 0) - this.#clock.monotonic());
  }

  /** Counts a try. */
  count(key: string): void {
    const count = (this.#find(key)?.count ?? 0) + 1;
    this.#set(key, { count, until: this.#clock.monotonic() + this.#waitAfter(count) });
  }

  /** Takes a try back that was right: it counts as if it had not been. */
  takeBack(key: string): void {
    const count = (this.#find(key)?.count ?? 0) - 1;
    if (count < 1) this.forget(key);
    else this.#set(key, { count, until: this.#clock.monotonic() + this.#waitAfter(count) });
  }

  /** Forgets all tries: the next ones are the first again. */
  forget(key: string): void {
    this.#tries.delete(key);
  }

  #waitAfter(count: number): number {
    const { free, firstWait, longestWait } = this.#limits;
    return count < free ? 0 : Math.min(longestWait, firstWait * 2 ** (count - free));
  }

  #find(key: string): Tries | undefined {
    const found = this.#tries.get(key);
    if (found === undefined || this.#clock.monotonic() < found.until + this.#limits.forgetAfter) return found;
    this.#tries.delete(key);
    return undefined;
  }

  #set(key: string, tries: Tries): void {
    // Again at the end: the map's order is that of the last try.
    this.#tries.delete(key);
    this.#tries.set(key, tries);
    const oldest = this.#tries.size > MOST ? this.#tries.keys().next().value : undefined;
    if (oldest !== undefined) this.#tries.delete(oldest);
  }
}

/** What an address is counted as. Whoever has IPv6 has a whole network of /64: its addresses are one. */
export function networkOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined || !address.includes(':')) return v4 ?? address;
  const [before = '', after] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const groups = before === '' ? [] : before.split(':');
  const behind = after === undefined || after === '' ? [] : after.split(':');
  const gap =
    after === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - behind.length) }, () => '0');
  return [...groups, ...gap, ...behind]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import type { Tally } from './ledger.ts';

/**
 * Up to how many milliseconds each bucket of delivery times reaches; the last has no end. They are about logarithmic, and never change: counts
 * of them are stored, and add up over time.
 */
export const TOOK_BOUNDS: readonly number[] = [
  ...[100, 200, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND],
  ...[MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY],
];
const LONGER = 'longer';

const NAMES: readonly string[] = [...TOOK_BOUNDS, LONGER].map((bound) => `took:${bound}`);

/** The name under which a delivery is counted that took so many milliseconds. */
export function tookName(ms: number): string {
  const place = TOOK_BOUNDS.findIndex((bound) => ms <= bound);
  return NAMES[place < 0 ? TOOK_BOUNDS.length : place] as string;
}

/** How many deliveries are in each bucket, in the order of `TOOK_BOUNDS`, and those that took longer. */
export function bucketsOf(counts: Tally): readonly number[] {
  return NAMES.map((name) => counts[name] ?? 0);
}

/**
 * In how many milliseconds a share (0 to 1) of the deliveries was done, as near as the buckets tell: between a bucket's ends deliveries are
 * taken to lie evenly. Undefined where nothing was delivered; the last bound, where it took longer.
 */
export function tookWithin(counts: Tally, share: number): number | undefined {
  const buckets = bucketsOf(counts);
  const all = buckets.reduce((sum, n) => sum + n, 0);
  if (all === 0) return undefined;
  let left = share * all;
  for (const [place, n] of buckets.entries()) {
    const [from, to] = [TOOK_BOUNDS[place - 1] ?? 0, TOOK_BOUNDS[place]];
    if (to === undefined) break;
    if (left <= n) return Math.round(from + ((to - from) * left) / n);
    left -= n;
  }
  return TOOK_BOUNDS.at(-1);
}

import { MINUTE, SECOND } from '../base/durations.ts';

const BASE = SECOND;
const CAP: number = 15 * MINUTE;
/** Full jitter may come out near nothing; a destination in trouble gets at least this. */
const FLOOR = 100;

/**
 * How long to wait before the next try, in milliseconds: "full jitter", a random time up to a bound that doubles with each
 * failure from 1 s to 15 min. Spread like this, many retries do not meet. `failures` counts from 1; `random` is in [0, 1).
 */
export function backoff(failures: number, random: number): number {
  const bound = Math.min(CAP, BASE * 2 ** Math.min(failures - 1, 30));
  return Math.max(FLOOR, Math.round(random * bound));
}

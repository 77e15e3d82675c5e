import { type Clock, systemClock } from '../../base/clock.ts';

/** A clock whose hands the test moves; only its sleeping is real. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
}

/** A clock that starts at this time of day, by default at noon on 24 November 2026, UTC. */
export function createMovableClock(start: number = Date.UTC(2026, 10, 24, 12)): MovableClock {
  let passed = 0;
  return {
    now: () => start + passed,
    monotonic: () => passed,
    sleep: systemClock.sleep,
    advance: (ms) => {
      passed += ms;
    },
  };
}

import { describe, expect, it } from 'vitest';
import { DAY } from '../base/durations.ts';
import { type Counting, count } from './tally.ts';
import { bucketsOf, TOOK_BOUNDS, tookName, tookWithin } from './took.ts';

const counted = (times: readonly number[]): Record<string, number> => {
  const tally: Counting = new Map();
  for (const ms of times) count(tally, tookName(ms));
  return Object.fromEntries(tally);
};

describe('how long deliveries took', () => {
  it('is counted in buckets that hold every time', () => {
    expect(tookName(0)).toBe('took:100');
    expect([tookName(100), tookName(101)]).toEqual(['took:100', 'took:200']);
    expect(tookName(30 * DAY)).toBe('took:longer');
    const buckets = bucketsOf(counted([5, 150, 30 * DAY]));
    expect(buckets).toHaveLength(TOOK_BOUNDS.length + 1);
    expect([buckets[0], buckets[1], buckets.at(-1)]).toEqual([1, 1, 1]);
  });

  it('is told of a share of them to within a bucket', () => {
    const times = Array.from({ length: 1_000 }, (_, i) => 10 * i);
    const tally = counted(times);
    for (const [share, true_] of [
      [0.5, 5_000],
      [0.95, 9_500],
    ] as const) {
      const within = tookWithin(tally, share) ?? 0;
      expect(Math.abs(within - true_)).toBeLessThan(300);
    }
    expect(tookWithin({}, 0.5)).toBeUndefined();
    expect(tookWithin(counted([30 * DAY]), 0.5)).toBe(3 * DAY);
  });

  it('adds up over time as the counts do', () => {
    const [a, b] = [counted([50, 60]), counted([700, 800, 900])];
    const both = counted([50, 60, 700, 800, 900]);
    expect(bucketsOf(both)).toEqual(bucketsOf(a).map((n, i) => n + (bucketsOf(b)[i] ?? 0)));
  });
});

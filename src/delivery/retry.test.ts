import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MINUTE, SECOND } from '../base/durations.ts';
import { backoff } from './retry.ts';

/** The highest that `random` comes to. */
const ALMOST_ONE = 1 - Number.EPSILON;

it.each([
  [1, 1 * SECOND],
  [2, 2 * SECOND],
  [3, 4 * SECOND],
  [9, 256 * SECOND],
  [10, 512 * SECOND],
  [11, 15 * MINUTE],
  [40, 15 * MINUTE],
  [1_000_000, 15 * MINUTE],
])('after %d failures it is at most %d ms', (failures, most) => {
  expect(backoff(failures, ALMOST_ONE)).toBe(most);
});

it('is spread over the whole range below its bound', () => {
  expect([0.25, 0.5, 0.75].map((random) => backoff(5, random))).toEqual([4_000, 8_000, 12_000]);
});

it('is never so short that a destination in trouble is hammered, and never longer than 15 minutes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: ALMOST_ONE, noNaN: true }), (n, random) => {
      const wait = backoff(n, random);
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThanOrEqual(100);
      expect(wait).toBeLessThanOrEqual(15 * MINUTE);
    }),
  );
});

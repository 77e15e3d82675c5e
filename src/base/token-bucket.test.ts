import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

const taken = (bucket: TokenBucket, now: number): number => {
  let n = 0;
  while (bucket.take(now)) n += 1;
  return n;
};

describe('a token bucket', () => {
  it('lets as many pass at once as its rate, then its rate a second', () => {
    const bucket = new TokenBucket(4, 1_000);
    expect([1_000, 1_000, 1_500, 60_000].map((now) => taken(bucket, now))).toEqual([4, 0, 2, 4]);
  });

  it('lets one pass at a rate below one', () => {
    const bucket = new TokenBucket(0.5, 0);
    expect([0, 1_000, 2_000].map((now) => taken(bucket, now))).toEqual([1, 0, 1]);
    expect(bucket.wait).toBe(2_000);
  });

  it('gains nothing by a clock that is set back', () => {
    const bucket = new TokenBucket(1, 10_000);
    expect([10_000, 0, 500, 1_000].map((now) => taken(bucket, now))).toEqual([1, 0, 0, 1]);
  });
});

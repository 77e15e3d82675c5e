import { describe, expect, it } from 'vitest';
import { coverageOf } from './coverage.ts';
import type { Count, Counted } from './ledger.ts';

const count = (counted: Counted, reason: string, n: number, more: Partial<Count> = {}): Count => ({
  ...{ pipeline: 'web', integration: 'amazon', event: 'Page', counted, reason, n },
  ...more,
});

describe('the coverage of match keys', () => {
  it('sums the keys of an integration’s events, strongest first', () => {
    const [coverage, ...others] = coverageOf([
      count('received', '', 12),
      count('matchable', '', 8),
      count('matchable', '', 2, { event: 'Order Completed' }),
      count('key', 'MATCH_ID', 9),
      count('key', 'EMAIL', 4),
      count('key', 'EMAIL', 2, { event: 'Order Completed' }),
      count('key_unusable', 'PHONE', 1),
    ]);
    expect(others).toEqual([]);
    expect(coverage).toMatchObject({ pipeline: 'web', integration: 'amazon', events: 10 });
    expect(coverage?.keys).toEqual([
      { type: 'EMAIL', present: 6, unusable: 0 },
      { type: 'PHONE', present: 0, unusable: 1 },
      { type: 'MATCH_ID', present: 9, unusable: 0 },
    ]);
  });

  it('names the key that would add most: the strongest of what most events lack', () => {
    const next = (email: number, phone: number): string | undefined =>
      coverageOf([count('matchable', '', 10), count('key', 'EMAIL', email), count('key', 'PHONE', phone)])[0]?.next;
    expect([next(0, 0), next(9, 0), next(9, 9), next(2, 0)]).toEqual(['EMAIL', 'PHONE', 'MAID', 'EMAIL']);
  });

  it('keeps pipelines and integrations apart', () => {
    const counts = [count('matchable', '', 1), count('matchable', '', 2, { integration: 'other' })];
    expect(coverageOf(counts).map(({ integration, events }) => [integration, events])).toEqual([
      ['amazon', 1],
      ['other', 2],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { MINUTE } from '../base/durations.ts';
import { dashboardOf } from './dashboard.ts';
import type { Series, SourceCounts, Tally } from './ledger.ts';

const source = (event: string, counts: Tally, waiting = 0, definition = ''): SourceCounts => ({
  ...{ pipeline: 'web', integration: 'amazon', event, definition, counts, waiting },
});
const AT = [0, MINUTE, 2 * MINUTE];
const WINDOW = { since: 0, until: 3 * MINUTE, step: 'minute' } as const;

const orders: Tally = {
  ...{ received: 10, 'dropped:duplicate': 2, 'dropped:consent_denied': 1, 'dropped:too_old': 1 },
  ...{ delivered: 4, 'took:1000': 2, 'took:2000': 2, took: 5_000, 'dead:rejected': 1, 'replayed:rejected': 1 },
};

describe('a dashboard', () => {
  it('follows the events: received, again, dropped, for consent, delivered, dead, waiting, and how long it took', () => {
    const series: Series = {
      points: [{ at: MINUTE, counts: orders }],
      sources: [source('Order', orders, 2)],
      later: {},
    };
    const { totals, drops, deaths } = dashboardOf(series, WINDOW, AT);
    expect(totals).toEqual({
      ...{ received: 10, duplicates: 2, dropped: 2, compliance: 1, delivered: 4, dead: 1, replayed: 1, waiting: 2 },
      ...{ p50: 1_000, p95: 1_900 },
    });
    expect(drops).toEqual([
      { reason: 'duplicate', n: 2, compliance: false },
      { reason: 'consent_denied', n: 1, compliance: true },
      { reason: 'too_old', n: 1, compliance: false },
    ]);
    expect(deaths).toEqual([{ reason: 'rejected', n: 1 }]);
  });

  it('has every step, and what waited at the end of each, whatever was counted later', () => {
    const points = [
      { at: 0, counts: { received: 5 } },
      { at: 2 * MINUTE, counts: { received: 1, delivered: 4 } },
    ];
    const later = { received: 10, delivered: 3 };
    const { series, totals } = dashboardOf({ points, sources: [source('Order', {}, 9)], later }, WINDOW, AT);
    expect(series.map(({ at, received, waiting }) => [at, received, waiting])).toEqual([
      ...[
        [0, 5, 5],
        [MINUTE, 0, 5],
        [2 * MINUTE, 1, 2],
      ],
    ]);
    expect(totals.waiting).toBe(2);
  });

  it('breaks down by event and definition, most received first, without what is of no event', () => {
    const sources = [
      ...[source('Page', { received: 1 }, 0, '101'), source('Order', { received: 7 }, 3, '102')],
      source('', { 'refused:too_deep': 3 }),
    ];
    const { breakdown, more, refused } = dashboardOf(
      { points: [{ at: 0, counts: { received: 8, 'refused:too_deep': 3 } }], sources, later: {} },
      ...([WINDOW, AT] as const),
    );
    expect(breakdown.map(({ event, definition, received, waiting }) => [event, definition, received, waiting])).toEqual(
      [
        ...[
          ['Order', '102', 7, 3],
          ['Page', '101', 1, 0],
        ],
      ],
    );
    expect([more, refused]).toEqual([0, [{ reason: 'too_deep', n: 3 }]]);
  });

  it('has at most 500 rows, and says how many more there would be', () => {
    const sources = Array.from({ length: 600 }, (_, n) => source(`Event ${n}`, { received: n + 1 }));
    const { breakdown, more } = dashboardOf({ points: [], sources, later: {} }, WINDOW, AT);
    expect([breakdown.length, breakdown[0]?.event, more]).toEqual([500, 'Event 599', 100]);
  });

  it('tells which match keys there were, and which would add most', () => {
    const counts = { matchable: 10, 'key:EMAIL': 9, 'key:PHONE': 1 };
    const { coverage } = dashboardOf({ points: [], sources: [source('Order', counts)], later: {} }, WINDOW, AT);
    expect(coverage).toMatchObject([{ pipeline: 'web', events: 10, next: 'PHONE' }]);
  });
});

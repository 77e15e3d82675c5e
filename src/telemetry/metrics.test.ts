import { describe, expect, it } from 'vitest';
import type { SourceCounts } from '../ledger/ledger.ts';
import { metricsText, type Readings } from './metrics.ts';

const source = (event: string, definition: string, counts: SourceCounts['counts'], waiting = 0): SourceCounts => ({
  ...{ pipeline: 'web', integration: event === '' ? '' : 'amazon', event, definition, counts, waiting },
});

const readings: Readings = {
  ...{ version: '1.2.3', now: 1_000_000 },
  totals: [
    source(
      'Order',
      '101',
      { received: 5, 'dropped:consent_denied': 2, delivered: 2, took: 1_500, 'took:500': 1, 'took:1000': 1 },
      1,
    ),
    source('Page', '102', { received: 3, 'dropped:unmapped': 1, 'dead:rejected': 1, matchable: 2, 'key:EMAIL': 1 }),
    source('', '', { 'refused:too_deep': 4 }),
  ],
  queue: { lanes: [{ lane: 'amazon@1', waiting: 1, oldest: 940_000 }], dead: 1, bytes: 4_096, intake: { open: true } },
  destinations: [{ integration: 'amazon', lane: 'amazon@1', state: 'paused', inFlight: 2 }],
  consents: [{ integration: 'amazon', at: 400_000 }],
  alerts: new Map([['silence', 2]]),
};

describe('the metrics', () => {
  it.each([
    'dspatch_received_total{pipeline="web",integration="amazon"} 8',
    'dspatch_dropped_total{pipeline="web",integration="amazon",reason="consent_denied",compliance="true"} 2',
    'dspatch_dropped_total{pipeline="web",integration="amazon",reason="unmapped",compliance="false"} 1',
    'dspatch_delivered_total{pipeline="web",integration="amazon",event="Order",definition="101"} 2',
    'dspatch_dead_total{pipeline="web",integration="amazon",reason="rejected"} 1',
    'dspatch_refused_total{pipeline="web",code="too_deep"} 4',
    'dspatch_match_keys_total{pipeline="web",integration="amazon",type="EMAIL",usable="true"} 1',
    'dspatch_delivery_seconds_bucket{pipeline="web",integration="amazon",le="0.5"} 1',
    'dspatch_delivery_seconds_bucket{pipeline="web",integration="amazon",le="+Inf"} 2',
    'dspatch_delivery_seconds_sum{pipeline="web",integration="amazon"} 1.5',
    'dspatch_delivery_seconds_count{pipeline="web",integration="amazon"} 2',
    'dspatch_waiting{pipeline="web",integration="amazon"} 1',
    'dspatch_oldest_waiting_seconds{lane="amazon@1"} 60',
    'dspatch_intake_open 1',
    'dspatch_destination_state{integration="amazon",lane="amazon@1",state="paused"} 1',
    'dspatch_destination_state{integration="amazon",lane="amazon@1",state="open"} 0',
    'dspatch_alert_open{kind="silence"} 2',
    'dspatch_consent_age_seconds{integration="amazon"} 600',
    'dspatch_info{version="1.2.3"} 1',
  ])('have %s', async (line) => {
    expect((await metricsText(readings)).split('\n')).toContain(line);
  });

  it('can be read again and again: nothing is counted twice', async () => {
    expect(await metricsText(readings)).toBe(await metricsText(readings));
  });
});

import { describe, expect, it } from 'vitest';
import { MOST_ROWS, NOTHING, withMessages } from '../../console/api/live-rows.ts';
import type { LiveMessage } from '../../src/telemetry/live-watcher.ts';

const event = (n: number, messageId = `m${n}`): LiveMessage => ({
  ...{ event: 'event', id: `rs-${n}` },
  data: { receivedAt: n, pipeline: 'web', messageId, event: 'Order Completed', type: 'track', routes: [] },
});
const settled = (messageId: string, became: 'again' | 'delivered'): LiveMessage => ({
  ...{ event: 'settled', id: '' },
  data: { at: 9, pipeline: 'web', messageId, integration: 'amazon', event: 'Order Completed', entry: 1, became },
});

describe('what a page shows of the live stream', () => {
  it('is the newest first, each event once, with what became of it', () => {
    const first = withMessages(NOTHING, [event(1), event(2), settled('m1', 'again')]);
    const view = withMessages(first, [event(2), event(3), settled('m1', 'delivered'), settled('gone', 'delivered')]);
    expect(view.rows.map(({ id, settled }) => [id, settled.map(({ became }) => became)])).toEqual([
      ['rs-3', []],
      ['rs-2', []],
      ['rs-1', ['again', 'delivered']],
    ]);
  });

  it('puts what became of a delivery to the latest event of its messageId', () => {
    const { rows } = withMessages(NOTHING, [event(1, 'same'), event(2, 'same'), settled('same', 'delivered')]);
    expect(rows.map(({ settled }) => settled.length)).toEqual([1, 0]);
  });

  it('counts what was missed, and keeps a bounded number', () => {
    const many = Array.from({ length: MOST_ROWS + 5 }, (_, n) => event(n));
    const view = withMessages({ rows: [], missed: 2 }, [{ event: 'missed', data: { n: 3 } }, ...many]);
    expect([view.missed, view.rows.length, view.rows[0]?.id]).toEqual([5, MOST_ROWS, `rs-${MOST_ROWS + 4}`]);
  });
});

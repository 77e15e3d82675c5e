import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY } from '../../src/base/durations.ts';
import type { DropReason } from '../../src/event/drop.ts';
import type { KeptEvent, SealedBounds, SealedEvent, SealedEvents } from '../../src/sealed/sealed-events.ts';
import { NOW } from './events.ts';

/** An event as it is kept; dropped for a reason by the integration `amazon`, where one is given. */
export function sealedEvent(
  messageId: string,
  more: Partial<SealedEvent> & { readonly reason?: DropReason } = {},
): SealedEvent {
  const { reason, ...rest } = more;
  const [event, receivedAt] = [rest.event ?? 'Order Completed', rest.receivedAt ?? NOW];
  return {
    ...{ pipeline: 'web', messageId, event, receivedAt },
    results: [reason === undefined ? { integration: 'amazon' } : { integration: 'amazon', drop: { reason } }],
    copy: {
      event: {
        type: 'track',
        name: event,
        messageId,
        timestamp: undefined,
        receivedAt,
        fields: { event, properties: { total: 7 } },
        sealed: true,
      },
      leftOut: ['properties.coupon'],
    },
    ...rest,
  };
}

const idsOf = (events: readonly KeptEvent[]): string[] => events.map(({ messageId }) => messageId);

/** What every driver of sealed events must do. */
export function sealedConformance(name: string, open: (bounds: SealedBounds) => SealedEvents): void {
  const opened = (bounds: Partial<SealedBounds> = {}): SealedEvents => {
    const store = open({ max: 100, keepMs: 7 * DAY, ...bounds });
    onTestFinished(() => store.close());
    return store;
  };

  describe(`sealed events, ${name}`, () => {
    it('come back as they were put, the newest first', async () => {
      const store = opened();
      await store.put([sealedEvent('a'), sealedEvent('b')]);
      await store.put([sealedEvent('c', { reason: 'unmapped' })]);
      const kept = await store.recent({ pipeline: 'web' }, 10);
      expect(idsOf(kept)).toEqual(['c', 'b', 'a']);
      expect(kept[0]).toEqual({ ...sealedEvent('c', { reason: 'unmapped' }), id: expect.any(Number) });
      expect(idsOf(await store.recent({ pipeline: 'web' }, 2))).toEqual(['c', 'b']);
    });

    it('are found by pipeline, name and messageId', async () => {
      const store = opened();
      await store.put([sealedEvent('a'), sealedEvent('b', { event: 'Page' }), sealedEvent('a', { pipeline: 'app' })]);
      expect(idsOf(await store.recent({ pipeline: 'web', event: 'Page' }, 10))).toEqual(['b']);
      expect(idsOf(await store.recent({ pipeline: 'web', messageId: 'a' }, 10))).toEqual(['a']);
      expect(idsOf(await store.recent({ pipeline: 'nowhere' }, 10))).toEqual([]);
    });

    it('are one for each messageId of a pipeline: the last', async () => {
      const store = opened();
      await store.put([sealedEvent('a', { reason: 'unmapped' }), sealedEvent('b'), sealedEvent('a')]);
      const kept = await store.recent({ pipeline: 'web' }, 10);
      expect(kept.map(({ messageId, results }) => [messageId, results[0]?.drop?.reason])).toEqual([
        ['a', undefined],
        ['b', undefined],
      ]);
    });

    it('that were dropped for something mendable come the oldest first, a page at a time', async () => {
      const store = opened();
      const reasons = ['unmapped', 'consent_denied', 'no_identity', 'not_configured'] as const;
      await store.put(reasons.map((reason, i) => sealedEvent(reason, { reason, receivedAt: NOW + i })));
      await store.put([sealedEvent('sent')]);
      const first = await store.mendable({ pipeline: 'web' }, 2);
      expect(idsOf(first.events)).toEqual(['unmapped', 'no_identity']);
      const second = await store.mendable({ pipeline: 'web', after: first.next }, 2);
      expect([idsOf(second.events), second.next]).toEqual([['not_configured'], undefined]);
      const some = { pipeline: 'web', ids: ['no_identity', 'sent'], event: 'Order Completed' };
      expect(idsOf((await store.mendable(some, 9)).events)).toEqual(['no_identity']);
      expect(idsOf((await store.mendable({ pipeline: 'web', since: NOW + 1, until: NOW + 3 }, 9)).events)).toEqual([
        'no_identity',
      ]);
    });

    it('are mendable no more once something else came of them', async () => {
      const store = opened();
      await store.put([sealedEvent('a', { reason: 'unmapped' })]);
      const [kept] = await store.recent({ pipeline: 'web' }, 1);
      await store.setResults(kept?.id ?? 0, [{ integration: 'amazon' }]);
      await store.setResults(4711, []);
      expect((await store.mendable({ pipeline: 'web' }, 9)).events).toEqual([]);
      expect((await store.recent({ pipeline: 'web' }, 1))[0]?.results).toEqual([{ integration: 'amazon' }]);
    });

    it('are bounded in number: those that can be mended and the others, each by themselves, in each pipeline', async () => {
      const store = opened({ max: 4 });
      await store.put([sealedEvent('m-1', { reason: 'unmapped' }), sealedEvent('else', { pipeline: 'app' })]);
      for (const i of [1, 2, 3, 4]) await store.put([sealedEvent(`s-${i}`)]);
      expect(idsOf(await store.recent({ pipeline: 'web' }, 10))).toEqual(['s-4', 's-3', 'm-1']);
      expect(idsOf(await store.recent({ pipeline: 'app' }, 10))).toEqual(['else']);
    });

    it('are bounded in time', async () => {
      const store = opened({ keepMs: DAY });
      await store.put([sealedEvent('old', { receivedAt: NOW - DAY }), sealedEvent('new')]);
      await store.housekeep(NOW);
      expect(idsOf(await store.recent({ pipeline: 'web' }, 10))).toEqual(['new']);
    });
  });
}

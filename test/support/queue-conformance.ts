import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/base/durations.ts';
import type { Series, SeriesQuery } from '../../src/ledger/ledger.ts';
import { waitingBy } from '../../src/ledger/tally.ts';
import type { Intake, Leased, LeaseOptions, Route, Settlement } from '../../src/queue/queue.ts';
import type { Storage } from '../../src/queue/storage.ts';

/** What a driver must offer to be tested: an empty queue, and the same queue opened again. */
export interface Harness {
  open(bounds: { maxWaiting: number }): Promise<Storage>;
  /** Closes and opens again; undefined where nothing survives that. */
  reopen?: (queue: Storage) => Promise<Storage>;
  clean(): Promise<void>;
}

export const T0: number = Date.UTC(2026, 10, 20, 10);

const LEASE: LeaseOptions = { max: 100, maxBytes: 1_000_000, leaseMs: MINUTE };

/** A route to be delivered, with defaults. */
export function delivery(more: Partial<Extract<Route, { wire: string }>> = {}): Route {
  return {
    integration: 'amazon',
    lane: 'amazon',
    wire: '{"name":"order_completed"}',
    expiresAt: T0 + 7 * DAY,
    dedupeFor: 7 * DAY,
    ...more,
  };
}

/** An intake with defaults. */
export function intake(messageId: string, more: Partial<Intake> = {}): Intake {
  return {
    pipeline: 'web',
    messageId,
    event: 'Order Completed',
    receivedAt: T0,
    occurredAt: T0,
    routes: [delivery()],
    ...more,
  };
}

/** The behaviours every driver of the queue's contract must show. */
export function queueConformance(name: string, harness: () => Promise<Harness>): void {
  describe(`the queue contract: ${name}`, () => {
    let h: Harness;
    let queue: Storage;

    beforeEach(async () => {
      h = await harness();
      queue = await h.open({ maxWaiting: 1000 });
    });
    afterEach(async () => {
      await queue.close();
      await h.clean();
    });

    const waiting = async (lane = 'amazon'): Promise<number> =>
      (await queue.stats()).lanes.find((found) => found.lane === lane)?.waiting ?? 0;
    const fateOf = async (messageId: string): Promise<string | undefined> =>
      (await queue.search({ messageId })).entries[0]?.fate;
    const counted = async (): Promise<Record<string, number>> =>
      Object.fromEntries(
        (await queue.counts({})).map(({ counted, reason, n }) => [reason === '' ? counted : `${counted}:${reason}`, n]),
      );

    describe('append', () => {
      it('stores a delivery that can be leased', async () => {
        expect(await queue.append([intake('m1')], T0)).toEqual({ deliveries: 1, drops: 0, duplicates: 0 });
        const [leased] = await queue.lease('amazon', LEASE, T0);
        expect(leased).toMatchObject({
          wire: Buffer.from('{"name":"order_completed"}'),
          attempts: 0,
          expiresAt: T0 + 7 * DAY,
        });
      });

      it('stores a drop with its reason and detail, and nothing to lease', async () => {
        const routes: Route[] = [{ integration: 'amazon', drop: { reason: 'no_identity', detail: 'none found' } }];
        expect(await queue.append([intake('m1', { routes })], T0)).toEqual({ deliveries: 0, drops: 1, duplicates: 0 });
        expect(await queue.lease('amazon', LEASE, T0)).toEqual([]);
        const [entry] = (await queue.search({ messageId: 'm1' })).entries;
        expect(entry).toMatchObject({ fate: 'dropped', reason: 'no_identity', detail: 'none found', settledAt: T0 });
      });

      it('makes a second event with the same messageId a drop "duplicate"', async () => {
        await queue.append([intake('m1')], T0);
        expect(await queue.append([intake('m1')], T0 + HOUR)).toEqual({
          ...{ deliveries: 0, drops: 0, duplicates: 1 },
          duplicated: [0],
        });
        expect(await waiting()).toBe(1);
        expect(await counted()).toEqual({ received: 2, 'dropped:duplicate': 1 });
      });

      it('sees duplicates within one call', async () => {
        const appended = await queue.append([intake('m1'), intake('m1'), intake('m1')], T0);
        expect(appended).toEqual({ deliveries: 1, drops: 0, duplicates: 2, duplicated: [1, 2] });
      });

      it('sees a duplicate of what was delivered, and of what is dead', async () => {
        await queue.append([intake('done'), intake('dead')], T0);
        const [a, b] = await queue.lease('amazon', LEASE, T0);
        await queue.settle(
          [
            { id: a?.id ?? 0, lease: a?.lease ?? 0, to: 'done' },
            { id: b?.id ?? 0, lease: b?.lease ?? 0, to: 'dead', reason: 'rejected' },
          ],
          T0,
        );
        expect((await queue.append([intake('done'), intake('dead')], T0 + 1)).duplicates).toBe(2);
      });

      it('keeps conversions of one event for several targets apart, and each from its duplicates', async () => {
        const routes = [delivery(), delivery({ target: '110' }), delivery({ target: '111' })];
        expect(await queue.append([intake('m1', { routes })], T0)).toMatchObject({ deliveries: 3, duplicates: 0 });
        const more = [delivery(), delivery({ target: '112' })];
        const appended = await queue.append([intake('m1', { routes: more })], T0);
        expect(appended).toMatchObject({ deliveries: 1, duplicates: 1 });
        expect(await queue.lease('amazon', LEASE, T0)).toHaveLength(4);
      });

      it('notes by what the consent gate decided, whatever becomes of the event', async () => {
        const drop: Route = { integration: 'other', consent: 'tcf', drop: { reason: 'no_identity' } };
        await queue.append([intake('m1', { routes: [delivery({ consent: 'amazon' }), drop] })], T0);
        const consents = async (): Promise<(string | undefined)[]> =>
          (await queue.search({ messageId: 'm1' })).entries.map((entry) => entry.consent).sort();
        expect(await consents()).toEqual(['amazon', 'tcf']);
        for (const to of ['again', 'done'] as const) {
          const [leased] = await queue.lease('amazon', LEASE, T0);
          const { id = 0, lease = 0 } = leased ?? {};
          await queue.settle([to === 'done' ? { id, lease, to } : { id, lease, to, at: T0, costsAttempt: true }], T0);
          expect(await consents()).toEqual(['amazon', 'tcf']);
        }
      });

      it('counts the match keys of events whose identity was looked for', async () => {
        const routes = [delivery({ match: { present: 0b11, unusable: 0b100 } })];
        await queue.append([intake('m1', { routes }), intake('m2', { routes }), intake('m3')], T0);
        expect(await counted()).toEqual({
          ...{ received: 3, matchable: 2, 'key:EMAIL': 2, 'key:PHONE': 2, 'key_unusable:MAID': 2 },
        });
      });

      it('does not call an event a duplicate of one that was dropped: that one may be sent again once it is mended', async () => {
        await queue.append(
          [intake('m1', { routes: [{ integration: 'amazon', drop: { reason: 'not_configured' } }] })],
          T0,
        );
        expect((await queue.append([intake('m1')], T0 + 1)).deliveries).toBe(1);
      });

      it('keeps messageIds of pipelines and integrations apart', async () => {
        await queue.append([intake('m1')], T0);
        expect((await queue.append([intake('m1', { pipeline: 'app' })], T0)).deliveries).toBe(1);
        const other = delivery({ integration: 'amazon-eu', lane: 'amazon-eu' });
        expect((await queue.append([intake('m1', { routes: [other] })], T0)).deliveries).toBe(1);
      });

      it('forgets a messageId when the time for it is over', async () => {
        const routes = [delivery({ dedupeFor: HOUR })];
        await queue.append([intake('m1', { routes })], T0);
        expect((await queue.append([intake('m1', { routes })], T0 + HOUR - 1)).duplicates).toBe(1);
        expect((await queue.append([intake('m1', { routes })], T0 + HOUR + 1)).deliveries).toBe(1);
      });

      it('takes one event for several integrations', async () => {
        const routes: Route[] = [
          delivery(),
          delivery({ integration: 'eu', lane: 'eu' }),
          { integration: 'fe', drop: { reason: 'unmapped' } },
        ];
        expect(await queue.append([intake('m1', { routes })], T0)).toEqual({ deliveries: 2, drops: 1, duplicates: 0 });
        expect((await queue.search({ messageId: 'm1' })).entries).toHaveLength(3);
      });

      it('has an entry by its id, whatever became of it', async () => {
        const routes: Route[] = [
          delivery(),
          delivery({ target: '110' }),
          { integration: 'fe', drop: { reason: 'unmapped' } },
        ];
        await queue.append([intake('m1', { routes }), intake('m2')], T0);
        const [a, b] = await queue.lease('amazon', LEASE, T0);
        await queue.settle(
          [
            { id: a?.id ?? 0, lease: a?.lease ?? 0, to: 'done', requestId: 'r-1' },
            { id: b?.id ?? 0, lease: b?.lease ?? 0, to: 'again', at: T0 + HOUR, costsAttempt: true, detail: '503' },
          ],
          T0,
        );
        const { entries } = await queue.search({});
        const byId = await queue.entries(entries.map(({ id }) => id));
        expect(new Set(byId)).toEqual(new Set(entries));
        expect(byId.map(({ fate }) => fate).sort()).toEqual(['delivered', 'dropped', 'waiting', 'waiting']);
        expect(await queue.entries([1, a?.id ?? 0])).toEqual(byId.filter(({ id }) => id === a?.id));
      });

      it('closes intake at the high-water mark, says so, and opens it again', async () => {
        const many = Array.from({ length: 1000 }, (_, i) => intake(`m${i}`));
        await queue.append(many, T0);
        expect(queue.intake()).toMatchObject({ open: false, reason: 'high_water' });
        await expect(queue.append([intake('more')], T0)).rejects.toMatchObject({ code: 'queue_closed_to_intake' });
        const leased = await queue.lease('amazon', LEASE, T0);
        await queue.settle(
          leased.map(({ id, lease }) => ({ id, lease, to: 'done' as const })),
          T0,
        );
        expect(queue.intake()).toEqual({ open: true });
      });

      it('takes concurrent appends whole', async () => {
        const calls = Array.from({ length: 50 }, (_, i) => queue.append([intake(`m${i % 25}`)], T0));
        const results = await Promise.all(calls);
        expect(results.reduce((sum, result) => sum + result.deliveries, 0)).toBe(25);
        expect(results.reduce((sum, result) => sum + result.duplicates, 0)).toBe(25);
      });
    });

    describe('lease', () => {
      it('hands out each delivery to one holder at a time', async () => {
        await queue.append([intake('m1'), intake('m2')], T0);
        expect(await queue.lease('amazon', { ...LEASE, max: 1 }, T0)).toHaveLength(1);
        expect(await queue.lease('amazon', LEASE, T0)).toHaveLength(1);
        expect(await queue.lease('amazon', LEASE, T0)).toHaveLength(0);
      });

      it('hands out in order of receipt', async () => {
        for (let i = 0; i < 5; i++)
          await queue.append([intake(`m${i}`, { routes: [delivery({ wire: `"${i}"` })] })], T0 + i);
        const wires = (await queue.lease('amazon', LEASE, T0 + 10)).map((leased) => leased.wire.toString());
        expect(wires).toEqual(['"0"', '"1"', '"2"', '"3"', '"4"']);
      });

      it('is never empty while something is ready, however quickly it is asked again', async () => {
        for (let i = 0; i < 60; i++) await queue.append([intake(`m${i}`)], T0 + i);
        let left = 60;
        while (left > 0) {
          const leased = await queue.lease('amazon', { ...LEASE, max: 3 }, T0 + 60);
          expect(leased.length, `of ${left}`).toBeGreaterThan(0);
          left -= leased.length;
        }
        expect(await queue.lease('amazon', LEASE, T0 + 60)).toEqual([]);
      });

      it('obeys the limits of number and bytes, but always gives one', async () => {
        const routes = [delivery({ wire: 'x'.repeat(100) })];
        await queue.append(
          Array.from({ length: 5 }, (_, i) => intake(`m${i}`, { routes })),
          T0,
        );
        expect(await queue.lease('amazon', { ...LEASE, max: 2 }, T0)).toHaveLength(2);
        expect(await queue.lease('amazon', { ...LEASE, maxBytes: 250 }, T0)).toHaveLength(2);
        expect(await queue.lease('amazon', { ...LEASE, maxBytes: 10 }, T0)).toHaveLength(1);
      });

      it('keeps lanes apart', async () => {
        await queue.append([intake('m1'), intake('m2', { routes: [delivery({ lane: 'other' })] })], T0);
        expect(await queue.lease('other', LEASE, T0)).toHaveLength(1);
        expect(await queue.lease('nobody', LEASE, T0)).toHaveLength(0);
      });

      it('gives back a delivery whose lease has run out, under a new lease', async () => {
        await queue.append([intake('m1'), intake('m2')], T0);
        const before = await queue.lease('amazon', LEASE, T0);
        await queue.housekeep(T0 + MINUTE - 1);
        expect(await queue.lease('amazon', LEASE, T0 + MINUTE - 1)).toHaveLength(0);
        await queue.housekeep(T0 + MINUTE);
        const after = await queue.lease('amazon', LEASE, T0 + MINUTE);
        expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
        expect(after[0]?.lease).not.toBe(before[0]?.lease);
      });

      it('tells listeners which lanes have work, and that leases have ended', async () => {
        const told: string[] = [];
        const stop = queue.onReady((lanes) => told.push(...lanes));
        await queue.append([intake('m1')], T0);
        await queue.lease('amazon', LEASE, T0);
        await queue.housekeep(T0 + MINUTE);
        expect(told).toEqual(['amazon', 'amazon']);
        stop();
        await queue.append([intake('m2')], T0 + MINUTE);
        expect(told).toHaveLength(2);
      });
    });

    it('hands a retry out once, however leasing and settling meet', async () => {
      const ids = Array.from({ length: 60 }, (_, i) => `m${i}`);
      await queue.append(
        ids.map((id) => intake(id)),
        T0,
      );
      const first = await queue.lease('amazon', LEASE, T0);
      await queue.settle(
        first.map(({ id, lease }) => ({ id, lease, to: 'again' as const, at: T0, costsAttempt: true })),
        T0,
      );
      const handed: number[] = [];
      const settling: Promise<unknown>[] = [];
      let held: readonly Leased[] = [];
      for (let round = 0; round < 30; round++) {
        // What was handed out is settled while the next are asked for, a little later each round.
        const asked = queue.lease('amazon', { ...LEASE, max: 7 }, T0);
        for (let turns = round % 5; turns > 0; turns--) await new Promise(setImmediate);
        settling.push(
          queue.settle(
            held.map(({ id, lease }) => ({ id, lease, to: 'done' as const })),
            T0,
          ),
        );
        held = await asked;
        handed.push(...held.map(({ id }) => id));
      }
      await Promise.all(settling);
      expect(handed.sort((a, b) => a - b)).toEqual(first.map(({ id }) => id));
    });

    describe('settle', () => {
      const leaseOne = async (now = T0): Promise<{ id: number; lease: number }> => {
        const [leased] = await queue.lease('amazon', { ...LEASE, max: 1 }, now);
        return { id: leased?.id ?? -1, lease: leased?.lease ?? -1 };
      };

      it('ends what is done, with Amazon’s request id in the ledger', async () => {
        await queue.append([intake('m1')], T0);
        expect(await queue.settle([{ ...(await leaseOne()), to: 'done', requestId: 'req-7' }], T0 + 5)).toEqual([]);
        expect(await waiting()).toBe(0);
        const [entry] = (await queue.search({ messageId: 'm1' })).entries;
        expect(entry).toMatchObject({
          ...{ fate: 'delivered', requestId: 'req-7', attempts: 1, receivedAt: T0, settledAt: T0 + 5 },
          ...{ reason: undefined, event: 'Order Completed', pipeline: 'web', integration: 'amazon' },
        });
        expect(await counted()).toEqual({ received: 1, delivered: 1 });
      });

      it('keeps what goes again until its time has come, counting attempts that cost one', async () => {
        await queue.append([intake('m1')], T0);
        const held = await leaseOne();
        await queue.settle([{ ...held, to: 'again', at: T0 + MINUTE, costsAttempt: true, detail: '503' }], T0);
        expect(await queue.lease('amazon', LEASE, T0 + MINUTE - 1)).toHaveLength(0);
        expect(await queue.nextDue('amazon', T0)).toBe(T0 + MINUTE);
        const [again] = await queue.lease('amazon', LEASE, T0 + MINUTE);
        expect(again).toMatchObject({ id: held.id, attempts: 1 });
        const free = {
          id: held.id,
          lease: again?.lease ?? 0,
          to: 'again',
          at: T0 + 2 * MINUTE,
          costsAttempt: false,
        } as const;
        await queue.settle([free], T0 + MINUTE);
        expect((await queue.lease('amazon', LEASE, T0 + 2 * MINUTE))[0]?.attempts).toBe(1);
        expect(await fateOf('m1')).toBe('waiting');
      });

      it('hands out retries that are due before first tries', async () => {
        await queue.append([intake('old')], T0);
        await queue.settle([{ ...(await leaseOne()), to: 'again', at: T0 + SECOND, costsAttempt: true }], T0);
        await queue.append([intake('new')], T0 + SECOND);
        const [first] = await queue.lease('amazon', { ...LEASE, max: 1 }, T0 + SECOND);
        expect(first?.attempts).toBe(1);
      });

      it('can send again in another form, in another lane', async () => {
        await queue.append([intake('m1')], T0);
        const as = { wire: '{"stripped":true}', lane: 'other' };
        await queue.settle([{ ...(await leaseOne()), to: 'again', at: T0, costsAttempt: false, as }], T0);
        expect(await queue.lease('amazon', LEASE, T0 + 1)).toHaveLength(0);
        expect((await queue.lease('other', LEASE, T0 + 1))[0]?.wire.toString()).toBe('{"stripped":true}');
        expect([await waiting('amazon'), await waiting('other')]).toEqual([0, 1]);
      });

      it('keeps the dead, with Amazon’s words', async () => {
        await queue.append([intake('m1')], T0);
        const detail = 'FIELD_VALUE_IS_INVALID: currencyCode';
        await queue.settle([{ ...(await leaseOne()), to: 'dead', reason: 'rejected', detail, requestId: 'r' }], T0 + 9);
        const [entry] = (await queue.search({ fate: 'dead' })).entries;
        expect(entry).toMatchObject({ messageId: 'm1', reason: 'rejected', detail, requestId: 'r', settledAt: T0 + 9 });
        expect(await queue.lease('amazon', LEASE, T0 + DAY)).toHaveLength(0);
        expect((await queue.stats()).dead).toBe(1);
      });

      it('refuses a settlement under a lease that has ended: another may hold the delivery by now', async () => {
        await queue.append([intake('m1')], T0);
        const slow = await leaseOne();
        await queue.housekeep(T0 + MINUTE);
        const quick = await leaseOne(T0 + MINUTE);
        expect(await queue.settle([{ ...slow, to: 'done' }], T0 + MINUTE)).toEqual([slow.id]);
        expect(await waiting()).toBe(1);
        expect(await queue.settle([{ ...quick, to: 'done' }], T0 + MINUTE)).toEqual([]);
      });

      it('refuses a second settlement, also within one call, and stores the rest', async () => {
        await queue.append([intake('m1'), intake('m2')], T0);
        const [a, b] = [await leaseOne(), await leaseOne()];
        const stale = await queue.settle(
          [
            { ...a, to: 'done' },
            { ...a, to: 'dead', reason: 'rejected' },
            { ...b, to: 'done' },
          ],
          T0,
        );
        expect(stale).toEqual([a.id]);
        expect(await queue.settle([{ ...b, to: 'done' }], T0)).toEqual([b.id]);
        expect(await counted()).toEqual({ received: 2, delivered: 2 });
      });
    });

    describe('dead letters', () => {
      const kill = async (ids: string[], now = T0): Promise<void> => {
        await queue.append(
          ids.map((id) => intake(id)),
          now,
        );
        const leased = await queue.lease('amazon', LEASE, now);
        await queue.settle(
          leased.map(({ id, lease }) => ({ id, lease, to: 'dead' as const, reason: 'rejected' as const })),
          now,
        );
      };

      it('can be replayed, with the wire they had', async () => {
        await kill(['m1']);
        const told: string[] = [];
        queue.onReady((lanes) => told.push(...lanes));
        expect(await queue.replay({}, {}, T0 + HOUR)).toEqual({ replayed: 1, tooOld: 0, next: undefined });
        expect(told).toContain('amazon');
        const [leased] = await queue.lease('amazon', LEASE, T0 + HOUR);
        expect(leased?.wire.toString()).toBe('{"name":"order_completed"}');
        expect(await counted()).toEqual({ received: 1, 'dead:rejected': 1, 'replayed:rejected': 1 });
        expect(await fateOf('m1')).toBe('waiting');
      });

      it('are counted, not touched, by a dry run', async () => {
        await kill(['m1', 'm2']);
        expect(await queue.replay({}, { dryRun: true }, T0)).toMatchObject({ replayed: 2 });
        expect((await queue.stats()).dead).toBe(2);
      });

      it('stay where they are when Amazon would refuse them as too old', async () => {
        await kill(['m1']);
        expect(await queue.replay({}, {}, T0 + 7 * DAY)).toMatchObject({ replayed: 0, tooOld: 1 });
      });

      it('can be chosen by id, pipeline, integration, event, reason and time', async () => {
        await kill(['m1', 'm2']);
        const [newest] = (await queue.search({ fate: 'dead' })).entries;
        const dry = async (query: object): Promise<number> =>
          (await queue.replay(query, { dryRun: true }, T0)).replayed;
        expect(await dry({ ids: [newest?.id ?? 0] })).toBe(1);
        expect(await dry({ pipeline: 'web', integration: 'amazon', event: 'Order Completed' })).toBe(2);
        expect(await dry({ pipeline: 'app' })).toBe(0);
        expect(await dry({ reason: 'expired' })).toBe(0);
        expect(await dry({ since: T0, until: T0 + 1 })).toBe(2);
        expect(await dry({ until: T0 })).toBe(0);
      });
    });

    describe('growing old', () => {
      it('turns what waited too long into a dead letter "expired", whether or not anybody works the lane', async () => {
        await queue.append([intake('m1', { routes: [delivery({ expiresAt: T0 + HOUR })] }), intake('m2')], T0);
        await queue.housekeep(T0 + HOUR - 1);
        expect((await queue.stats()).dead).toBe(0);
        await queue.housekeep(T0 + HOUR);
        const [entry] = (await queue.search({ fate: 'dead' })).entries;
        expect(entry).toMatchObject({ messageId: 'm1', reason: 'expired' });
        expect(await waiting()).toBe(1);
      });

      it('forgets the ledger and the dead when their retention is over, and never what waits', async () => {
        await queue.append([intake('done'), intake('dead')], T0);
        const [a, b] = await queue.lease('amazon', LEASE, T0);
        await queue.settle(
          [
            { id: a?.id ?? 0, lease: a?.lease ?? 0, to: 'done' },
            { id: b?.id ?? 0, lease: b?.lease ?? 0, to: 'dead', reason: 'rejected' },
          ],
          T0,
        );
        await queue.append([intake('waits', { routes: [delivery({ expiresAt: T0 + 365 * DAY })] })], T0);
        await queue.housekeep(T0 + 31 * DAY);
        expect((await queue.search({})).entries.map((entry) => entry.messageId)).toEqual(['waits']);
        expect((await queue.search({ messageId: 'done' })).entries).toEqual([]);
      });
    });

    describe('the ledger', () => {
      beforeEach(async () => {
        const drop = (reason: 'unmapped' | 'no_identity'): Route[] => [{ integration: 'amazon', drop: { reason } }];
        await queue.append([intake('a', { event: 'Page', routes: drop('unmapped') })], T0);
        await queue.append([intake('b', { routes: drop('no_identity') })], T0 + 1000);
        await queue.append([intake('c')], T0 + 2000);
        await queue.append([intake('d', { pipeline: 'app' })], T0 + 3000);
      });

      const find = async (query: object): Promise<string[]> =>
        (await queue.search(query)).entries.map((entry) => entry.messageId);

      it('finds by messageId, event, fate, reason, pipeline, integration and time, newest first', async () => {
        expect(await find({})).toEqual(['d', 'c', 'b', 'a']);
        expect(await find({ messageId: 'b' })).toEqual(['b']);
        expect(await find({ event: 'Page' })).toEqual(['a']);
        expect(await find({ fate: 'waiting' })).toEqual(['d', 'c']);
        expect(await find({ fate: 'dropped' })).toEqual(['b', 'a']);
        expect(await find({ reason: 'no_identity' })).toEqual(['b']);
        expect(await find({ pipeline: 'app' })).toEqual(['d']);
        expect(await find({ integration: 'nobody' })).toEqual([]);
        expect(await find({ since: T0 + 1000, until: T0 + 3000 })).toEqual(['c', 'b']);
        expect(await find({ messageId: 'b', fate: 'waiting' })).toEqual([]);
      });

      it('gives pages that together hold everything once', async () => {
        const seen: string[] = [];
        let before: number | undefined;
        for (let page = 0; page < 10; page++) {
          const result = await queue.search({ limit: 1, before });
          seen.push(...result.entries.map((entry) => entry.messageId));
          before = result.next;
          if (before === undefined) break;
        }
        expect(seen).toEqual(['d', 'c', 'b', 'a']);
      });

      it('counts by pipeline, integration, event and reason', async () => {
        expect(await queue.counts({ pipeline: 'app' })).toEqual([
          { pipeline: 'app', integration: 'amazon', event: 'Order Completed', counted: 'received', reason: '', n: 1 },
        ]);
        expect(await counted()).toMatchObject({ 'dropped:unmapped': 1, 'dropped:no_identity': 1 });
        expect(await queue.counts({ until: T0 })).toEqual([]);
      });

      it('counts what was refused, by pipeline and code, and of no integration and no event', async () => {
        queue.countRefused({ pipeline: 'web', code: 'missing_name', n: 1 }, T0);
        queue.countRefused({ pipeline: 'web', code: 'missing_name', n: 3 }, T0 + HOUR);
        queue.countRefused({ pipeline: '', code: 'unknown_write_key', n: 2 }, T0);
        const refused = async (query: object): Promise<unknown[]> =>
          (await queue.counts(query)).filter(({ counted }) => counted === 'refused');
        const nothing = { integration: '', event: '' };
        expect(await refused({})).toEqual([
          { pipeline: '', ...nothing, counted: 'refused', reason: 'unknown_write_key', n: 2 },
          { pipeline: 'web', ...nothing, counted: 'refused', reason: 'missing_name', n: 4 },
        ]);
        expect(await refused({ pipeline: 'web' })).toHaveLength(1);
        expect(await refused({ integration: 'amazon' })).toEqual([]);
        expect(await refused({ until: T0 })).toEqual([]);
        await queue.housekeep(T0 + 2 * HOUR);
        expect(await refused({})).toHaveLength(2);
      });

      it('adds up: received = waiting + delivered + dropped + dead - replayed', async () => {
        const leased = await queue.lease('amazon', LEASE, T0 + 5000);
        await queue.settle(
          leased.map(({ id, lease }, i) =>
            i === 0 ? { id, lease, to: 'done' } : { id, lease, to: 'dead', reason: 'rejected' },
          ),
          T0 + 5000,
        );
        await queue.replay({}, {}, T0 + 6000);
        let [received, ended] = [0, 0];
        for (const { counted, n } of await queue.counts({})) {
          if (counted === 'received') received += n;
          else ended += counted === 'replayed' ? -n : n;
        }
        expect(received).toBe(ended + (await waiting()));
      });
    });

    describe('the events of an order', () => {
      const ofOrder = async (orderKey: string): Promise<string[]> =>
        (await queue.search({ orderKey })).entries.map(({ messageId, fate }) => `${messageId} ${fate}`);

      it('are found by its key, whatever became of them, and nothing else is', async () => {
        const dropped: Route[] = [{ integration: 'amazon', drop: { reason: 'no_identity' } }];
        await queue.append([intake('m1', { orderKey: 'one' }), intake('m2', { orderKey: 'two' }), intake('m3')], T0);
        await queue.append([intake('m4', { orderKey: 'one', routes: dropped })], T0 + 1);
        await queue.append([intake('m5', { orderKey: 'one' })], T0 + 2);
        expect(await ofOrder('one')).toEqual(['m5 waiting', 'm4 dropped', 'm1 waiting']);
        const leased = await queue.lease('amazon', LEASE, T0 + 3);
        const ends = ['done', 'again', 'dead', 'done'] as const;
        await queue.settle(
          leased.map(({ id, lease }, i): Settlement => {
            const to = ends[i] ?? 'done';
            if (to === 'again') return { id, lease, to, at: T0 + 3, costsAttempt: true };
            return to === 'dead' ? { id, lease, to, reason: 'rejected' } : { id, lease, to };
          }),
          T0 + 3,
        );
        expect(await ofOrder('one')).toEqual(['m5 delivered', 'm4 dropped', 'm1 delivered']);
        expect(await ofOrder('two')).toEqual(['m2 waiting']);
        expect(await ofOrder('three')).toEqual([]);
        expect((await queue.search({ orderKey: 'one', fate: 'dropped' })).entries).toHaveLength(1);
        if (h.reopen !== undefined) queue = await h.reopen(queue);
        expect(await ofOrder('one')).toHaveLength(3);
        const [again] = await queue.lease('amazon', LEASE, T0 + 4);
        await queue.settle([{ id: again?.id ?? 0, lease: again?.lease ?? 0, to: 'done' }], T0 + 4);
        expect(await ofOrder('two')).toEqual(['m2 delivered']);
      });

      it('are forgotten with their retention', async () => {
        await queue.append([intake('m1', { orderKey: 'one' })], T0);
        const [leased] = await queue.lease('amazon', LEASE, T0);
        await queue.settle([{ id: leased?.id ?? 0, lease: leased?.lease ?? 0, to: 'done' }], T0);
        await queue.housekeep(T0 + 31 * DAY);
        expect(await ofOrder('one')).toEqual([]);
      });
    });

    describe('counts over time', () => {
      const series = (query: Partial<SeriesQuery> = {}): Promise<Series> =>
        queue.series({ step: 'minute', since: T0 - HOUR, until: T0 + DAY, ...query });
      const points = async (query: Partial<SeriesQuery> = {}): Promise<[number, object][]> =>
        (await series(query)).points.map(({ at, counts }) => [(at - T0) / MINUTE, counts]);
      const sources = async (query: Partial<SeriesQuery> = {}): Promise<Record<string, [object, number]>> =>
        Object.fromEntries(
          (await series(query)).sources.map(({ event, definition, counts, waiting }) => [
            `${event} ${definition}`.trim(),
            [counts, waiting],
          ]),
        );
      const settleAll = async (now: number, to: 'done' | 'dead' = 'done'): Promise<void> => {
        const leased = await queue.lease('amazon', LEASE, now);
        await queue.settle(
          leased.map(({ id, lease }) => (to === 'done' ? { id, lease, to } : { id, lease, to, reason: 'rejected' })),
          now,
        );
      };

      it('are told by the minute, the hour and the day in which it happened', async () => {
        await queue.append([intake('m1'), intake('m2')], T0 + 10 * SECOND);
        await queue.append([intake('m3')], T0 + 50 * SECOND);
        await settleAll(T0 + 2 * MINUTE);
        await queue.append([intake('m4')], T0 + HOUR);
        await queue.append([intake('m5')], T0 + 14 * HOUR);
        const delivered = { delivered: 3, took: 110_000 + 110_000 + 70_000, 'took:300000': 3 };
        const all = { until: T0 + 2 * DAY };
        expect(await points(all)).toEqual([
          ...[
            [0, { received: 3 }],
            [2, delivered],
          ],
          ...[
            [60, { received: 1 }],
            [14 * 60, { received: 1 }],
          ],
        ]);
        expect(await points({ ...all, step: 'hour' })).toEqual([
          ...[
            [0, { received: 3, ...delivered }],
            [60, { received: 1 }],
            [14 * 60, { received: 1 }],
          ],
        ]);
        expect(await points({ ...all, step: 'day', since: T0 - DAY })).toEqual([
          ...[
            [-10 * 60, { received: 4, ...delivered }],
            [14 * 60, { received: 1 }],
          ],
        ]);
      });

      it('are of steps that begin in the time asked for; what came later is told apart', async () => {
        await queue.append([intake('m1')], T0);
        await queue.append([intake('m2')], T0 + MINUTE);
        await queue.append([intake('m3')], T0 + 2 * MINUTE);
        const found = await series({ since: T0 + 1, until: T0 + 2 * MINUTE });
        expect(found.points).toEqual([{ at: T0 + MINUTE, counts: { received: 1 } }]);
        expect(found.later).toEqual({ received: 1 });
        expect(found.sources).toMatchObject([{ counts: { received: 1 }, waiting: 3 }]);
      });

      it('are by event and definition, whatever becomes of a delivery, and tell what waits of each', async () => {
        const [a, b] = [delivery({ definition: '101' }), delivery({ definition: '102', target: '102' })];
        const dropped: Route = { integration: 'amazon', definition: '101', drop: { reason: 'consent_denied' } };
        await queue.append([intake('m1', { routes: [a, b] }), intake('m2', { routes: [dropped] })], T0);
        await queue.append([intake('m3', { event: 'Page', routes: [delivery({ definition: '103' })] })], T0);
        const leased = await queue.lease('amazon', LEASE, T0 + 1);
        const ends = leased.map(({ id, lease }, i): Settlement => {
          if (i === 0) return { id, lease, to: 'again', at: T0 + 1, costsAttempt: true };
          return i === 1 ? { id, lease, to: 'dead', reason: 'rejected' } : { id, lease, to: 'done' };
        });
        await queue.settle(ends, T0 + 1);
        expect(await sources()).toEqual({
          'Order Completed 101': [{ received: 2, 'dropped:consent_denied': 1 }, 1],
          'Order Completed 102': [{ received: 1, 'dead:rejected': 1 }, 0],
          'Page 103': [{ received: 1, delivered: 1, took: 1, 'took:100': 1 }, 0],
        });
        await queue.replay({}, {}, T0 + 2);
        if (h.reopen !== undefined) queue = await h.reopen(queue);
        await settleAll(T0 + 2);
        expect(await sources({ definition: '101' })).toEqual({
          'Order Completed 101': [
            { received: 2, 'dropped:consent_denied': 1, delivered: 1, took: 2, 'took:100': 1 },
            0,
          ],
        });
        expect((await sources({ event: 'Order Completed' }))['Order Completed 102']).toEqual([
          { received: 1, 'dead:rejected': 1, 'replayed:rejected': 1, delivered: 1, took: 2, 'took:100': 1 },
          0,
        ]);
        expect(await sources({ integration: 'nobody' })).toEqual({});
        expect(await sources({ pipeline: 'app' })).toEqual({});
      });

      it('tell how many wait at any time', async () => {
        await queue.append([intake('m1'), intake('m2'), intake('m2')], T0);
        await settleAll(T0 + MINUTE, 'dead');
        await queue.replay({}, {}, T0 + 2 * MINUTE);
        await queue.append([intake('m3')], T0 + 3 * MINUTE);
        const { points, sources } = await series();
        let waits = sources.reduce((sum, { waiting }) => sum + waiting, 0);
        const ends = [...points].reverse().map(({ counts }) => {
          const end = waits;
          waits -= waitingBy(counts);
          return end;
        });
        expect([...ends, waits]).toEqual([3, 2, 0, 2, 0]);
      });

      it('are kept by the minute for six hours, by the hour for two weeks, and by the day for more than a year', async () => {
        await queue.append([intake('m1')], T0);
        await settleAll(T0);
        await queue.append([intake('m2')], T0 + MINUTE);
        await settleAll(T0 + MINUTE);
        const received = async (step: SeriesQuery['step']): Promise<number> =>
          (await points({ step, since: 0 })).reduce(
            (sum, [, counts]) => sum + ((counts as { received?: number }).received ?? 0),
            0,
          );
        const kept = async (now: number): Promise<number[]> => {
          await queue.append(
            [intake(`at ${now}`, { routes: [{ integration: 'amazon', drop: { reason: 'filtered' } }] })],
            now,
          );
          await queue.housekeep(now);
          return [await received('minute'), await received('hour'), await received('day')];
        };
        expect(await kept(T0 + 5 * HOUR)).toEqual([3, 3, 3]);
        expect(await kept(T0 + 2 * DAY)).toEqual([0, 3, 3]);
        expect(await kept(T0 + 16 * DAY)).toEqual([0, 0, 3]);
        expect(await kept(T0 + 399 * DAY)).toEqual([0, 0, 3]);
        expect(await counted()).toMatchObject({ received: 6, delivered: 2 });
        expect(await kept(T0 + 402 * DAY)).toEqual([0, 0, 0]);
      });

      it('are bounded in the number of names and definitions, which come from outside', async () => {
        const named = (n: number): Intake => intake(`m${n}`, { event: `Event ${n}` });
        const defined = (n: number): Intake =>
          intake(`d${n}`, {
            event: 'Page',
            mappedAs: 'Page',
            routes: [{ integration: 'amazon', definition: String(n), drop: { reason: 'filtered' } }],
          });
        await queue.append(
          Array.from({ length: 700 }, (_, n) => named(n)),
          T0,
        );
        await queue.append(
          Array.from({ length: 1_500 }, (_, n) => defined(n)),
          T0,
        );
        const found = await sources();
        expect(Object.keys(found)).toHaveLength(500 + 1 + 1_000 + 1);
        expect(found['(other)']).toEqual([{ received: 200 }, 200]);
        expect(found['Page (other)']).toEqual([{ received: 500, 'dropped:filtered': 500 }, 0]);
      });

      it('tell all that was ever counted, which only grows', async () => {
        const totals = async (): Promise<unknown> =>
          (await queue.totals()).map(({ event, counts, waiting }) => [event, counts, waiting]);
        await queue.append([intake('m1')], T0);
        await queue.append([intake('m2')], T0 + DAY);
        if (h.reopen !== undefined) queue = await h.reopen(queue);
        await queue.append([intake('m3')], T0 + DAY + MINUTE);
        await queue.housekeep(T0 + 300 * DAY);
        queue.countRefused({ pipeline: 'web', code: 'too_deep', n: 2 }, T0 + 300 * DAY);
        expect(await totals()).toEqual(
          expect.arrayContaining([
            ['Order Completed', { received: 3, 'dead:expired': 3 }, 0],
            ['', { 'refused:too_deep': 2 }, 0],
          ]),
        );
      });
    });

    it('reports what waits, where, since when', async () => {
      await queue.append([intake('m1')], T0);
      await queue.append([intake('m2')], T0 + 5000);
      const stats = await queue.stats();
      expect(stats.lanes).toEqual([{ lane: 'amazon', waiting: 2, oldest: T0 }]);
      expect(stats.intake).toEqual({ open: true });
    });

    it('keeps everything over a restart, and gives back what was leased', async () => {
      if (h.reopen === undefined) return expect(queue.durability).toBe('none');
      await queue.append([intake('m1'), intake('m2'), intake('m3')], T0);
      const [first] = await queue.lease('amazon', LEASE, T0);
      await queue.settle([{ id: first?.id ?? 0, lease: first?.lease ?? 0, to: 'done', requestId: 'r' }], T0);
      queue.countRefused({ pipeline: 'web', code: 'too_deep', n: 2 }, T0);
      queue = await h.reopen(queue);
      expect(await waiting()).toBe(2);
      expect(await queue.lease('amazon', LEASE, T0)).toHaveLength(2);
      expect(await fateOf('m1')).toBe('delivered');
      expect((await queue.append([intake('m1'), intake('m4')], T0)).duplicates).toBe(1);
      expect(await counted()).toEqual({ received: 5, delivered: 1, 'dropped:duplicate': 1, 'refused:too_deep': 2 });
    });
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allDelivered,
  BAD,
  DELIVERED,
  first,
  LATER,
  named,
  REFUSED,
  type Script,
  Trial,
} from '../../test/support/delivery-trial.ts';
import { T0 } from '../../test/support/queue-conformance.ts';
import { dspV1 } from '../amazon/dsp-v1.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import type { Answer, Outcome } from './outcome.ts';

describe('what is delivered', () => {
  it('leaves the queue, with Amazon’s request id, and is never sent again', async () => {
    const trial = new Trial();
    await trial.take(['a', 'b']);
    await trial.pass(HOUR);
    expect(trial.seen.map(({ ids }) => ids)).toEqual([['a', 'b']]);
    expect(await trial.entry('a')).toMatchObject({ fate: 'delivered', requestId: 'request-1', attempts: 1 });
    expect((await trial.queue.stats()).lanes).toEqual([]);
  });
});

describe('a request that fails as a whole', () => {
  it.each<[string, Extract<Answer, { whole: unknown }>['whole'], number[], number]>([
    ['throttled', { kind: 'throttled' }, [1_000, 1_500, 2_500, 4_500], 0],
    ['throttled for 5 s', { kind: 'throttled', afterMs: 5_000 }, [1_000, 6_000, 11_000, 16_000], 0],
    ['unavailable', { kind: 'unavailable', message: '502' }, [1_000, 1_500, 2_500, 4_500], 3],
    ['ambiguous', { kind: 'ambiguous', message: 'reset' }, [1_000, 1_500, 2_500, 4_500], 3],
    ['unauthorised', { kind: 'unauthorised', message: '403' }, [1_000, 61_000, 121_000, 181_000], 0],
  ])('%s: goes again, the same, at its time', async (_, whole, times, spent) => {
    const trial = new Trial(first(3, whole));
    await trial.take(['a', 'b']);
    await trial.pass(4 * MINUTE);
    expect(trial.times()).toEqual(times);
    expect(new Set(trial.seen.map(({ wires }) => wires.join())).size).toBe(1);
    // The delivery itself is the last attempt that counts.
    expect(await trial.entry('a')).toMatchObject({ fate: 'delivered', attempts: spent + 1 });
  });

  it.each<[string, Extract<Answer, { whole: unknown }>['whole'], string, number]>([
    ['throttled', { kind: 'throttled', afterMs: 30_000 }, 'slowed', 31_000],
    ['unavailable', { kind: 'unavailable', message: '502' }, 'slowed', 1_500],
    ['ambiguous', { kind: 'ambiguous', message: 'reset' }, 'slowed', 1_500],
    ['unauthorised', { kind: 'unauthorised', message: '403' }, 'paused', 61_000],
  ])('%s: keeps whatever else waits from being sent', async (_, whole, state, next) => {
    const trial = new Trial(first(1, whole), { lingerMs: 0 });
    await trial.clock.pass(SECOND);
    await trial.take(['a']);
    await trial.clock.pass(0);
    expect(trial.worker.gate.state.state).toBe(state);
    await trial.take(named(500));
    await trial.clock.pass(next - SECOND - 1);
    expect(trial.times()).toEqual([1_000]);
    await trial.pass(10 * SECOND);
    expect(trial.times()[1]).toBe(next);
    expect(trial.worker.gate.state.state).toBe('open');
    expect(new Set(Object.values(await trial.fates()))).toEqual(new Set(['delivered']));
  });

  it('costs few requests and no more than their attempts, however much waits', async () => {
    const trial = new Trial(first(Number.POSITIVE_INFINITY, { kind: 'unavailable', message: '502' }), { lingerMs: 0 });
    await trial.take(named(1_000));
    await trial.pass(HOUR);
    // The 8 that may be under way at once, then one at a time, at most a minute apart.
    expect(trial.seen.length).toBeLessThan(8 + 70);
    expect(trial.seen.length).toBeGreaterThan(60);
    const { entries } = await trial.queue.search({ limit: 1_000 });
    expect(entries.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(trial.sizes().reduce((a, b) => a + b));
  });

  it('and never was an attempt, costs none', async () => {
    const trial = new Trial((seen, nth) =>
      nth > 3
        ? allDelivered(seen)
        : { answer: { whole: { kind: 'unavailable', message: 'login: 500' } }, attempted: false },
    );
    await trial.take(['a']);
    await trial.pass(MINUTE);
    expect(trial.times()).toEqual([1_000, 1_500, 2_500, 4_500]);
    expect(await trial.entry('a')).toMatchObject({ fate: 'delivered', attempts: 1 });
  });

  it('by a fault of our own, costs none', async () => {
    const trial = new Trial((seen, nth) => {
      if (nth < 3) throw new Error('a bug');
      return allDelivered(seen);
    });
    await trial.take(['a']);
    await trial.pass(MINUTE);
    expect(trial.seen.length).toBe(3);
    expect(trial.reports[0]).toMatchObject({ outcomes: { unavailable: 1 }, message: 'a bug' });
    expect(await trial.entry('a')).toMatchObject({ fate: 'delivered', attempts: 1 });
  });
});

describe('Retry-After', () => {
  const year = String(365 * 24 * 3600);
  it.each<[string, string | undefined, number]>([
    ['in seconds', '7', 7_000],
    ['as a date', new Date(T0 + SECOND + 7_000).toUTCString(), 7_000],
    ['absent', undefined, 500],
    ['nought', '0', 500],
    ['a year', year, 15 * MINUTE],
    ['a date in a year', new Date(T0 + 365 * DAY).toUTCString(), 15 * MINUTE],
    ['a number beyond all numbers', '9'.repeat(400), 500],
    ['negative', '-7', 500],
    ['a date that is over', new Date(T0 - HOUR).toUTCString(), 500],
    ['no time at all', 'soon', 500],
  ])('%s: the next request waits as long as it should', async (_, header, wait) => {
    const trial = new Trial((seen, nth) =>
      nth > 1
        ? allDelivered(seen)
        : dspV1.decode(
            { status: 429, headers: header === undefined ? {} : { 'retry-after': header }, body: '' },
            seen.ids.length,
            trial.clock.now(),
          ),
    );
    await trial.take(['a']);
    await trial.pass(HOUR);
    expect(trial.times()).toEqual([1_000, 1_000 + wait]);
    expect(await trial.entry('a')).toMatchObject({ fate: 'delivered', attempts: 1 });
  });
});

describe('a destination that refuses us', () => {
  it('is asked once a minute, and no event pays for it', async () => {
    const trial = new Trial(first(Number.POSITIVE_INFINITY, { kind: 'unauthorised', message: '403' }));
    await trial.take(named(250));
    await trial.pass(10 * MINUTE);
    await trial.take(named(250, 250));
    await trial.pass(50 * MINUTE);
    // At first, those that were already under way.
    const probes = trial.times().filter((at) => at > MINUTE);
    expect(probes.length).toBe(59);
    expect(probes.every((at, i) => i === 0 || at - (probes[i - 1] ?? 0) >= MINUTE)).toBe(true);
    trial.script = allDelivered;
    await trial.pass(2 * MINUTE);
    const { entries } = await trial.queue.search({ limit: 1_000 });
    expect(entries.map(({ fate, attempts }) => [fate, attempts])).toEqual(Array(500).fill(['delivered', 1]));
  });

  it('is asked no more often when the asking fails otherwise', async () => {
    const trial = new Trial((_, nth) => ({
      answer: {
        whole: nth === 1 ? { kind: 'unauthorised', message: '403' } : { kind: 'unavailable', message: 'down' },
      },
      attempted: nth === 1,
    }));
    await trial.take(['a']);
    await trial.pass(10 * MINUTE);
    expect(trial.seen.length).toBe(10);
  });
});

describe('a request that is refused as a whole', () => {
  const poison = (bad: ReadonlySet<string>): Script => {
    return (seen) => (seen.ids.some((id) => bad.has(id)) ? { whole: REFUSED, requestId: 'r4' } : allDelivered(seen));
  };

  it('by a 400 is halved until the bad items are alone, who die with Amazon’s words', async () => {
    const trial = new Trial(poison(new Set(['e13', 'e77'])));
    await trial.take(named(100));
    await trial.pass(MINUTE);
    const fates = await trial.fates();
    expect(Object.keys(fates).filter((id) => fates[id] !== 'delivered')).toEqual(['e77', 'e13']);
    expect(await trial.entry('e13')).toMatchObject({
      ...{ fate: 'dead', reason: 'rejected', detail: '400: one of them is bad', requestId: 'r4', attempts: 1 },
    });
    expect(trial.seen.length).toBeLessThan(2 * 2 * Math.ceil(Math.log2(100)) + 2);
  });

  it('by a 413 is halved until the parts are small enough', async () => {
    const trial = new Trial((seen) => (seen.ids.length > 20 ? { whole: { kind: 'too_large' } } : allDelivered(seen)));
    await trial.take(named(100));
    await trial.pass(MINUTE);
    expect(trial.sizes()).toEqual([100, 50, 25, 13, 12, 25, 13, 12, 50, 25, 13, 12, 25, 13, 12]);
    expect(new Set(Object.values(await trial.fates()))).toEqual(new Set(['delivered']));
    expect((await trial.entry('e0'))?.attempts).toBe(1);
  });

  it('by a 413 although it holds one item: that one dies of it', async () => {
    const trial = new Trial((seen) =>
      seen.ids.includes('e1') ? { whole: { kind: 'too_large' } } : allDelivered(seen),
    );
    await trial.take(named(3));
    await trial.pass(MINUTE);
    expect(await trial.fates()).toEqual({ e0: 'delivered', e1: 'rejected', e2: 'delivered' });
    expect((await trial.entry('e1'))?.detail).toMatch(/^413: /);
  });

  it('is halved within the rate', async () => {
    const trial = new Trial(poison(new Set(named(16))), { rate: 2 });
    await trial.take(named(16));
    await trial.pass(MINUTE);
    expect(trial.seen.length).toBe(31);
    expect((trial.times().at(-1) ?? 0) - (trial.times()[2] ?? 0)).toBeGreaterThanOrEqual(28 * 500);
  });

  it('is halved no further when the destination fails meanwhile; the rest waits without paying', async () => {
    const trial = new Trial((seen, nth) => {
      if (nth === 1) return { whole: REFUSED };
      return nth === 2 ? { whole: { kind: 'throttled', afterMs: MINUTE } } : allDelivered(seen);
    });
    await trial.take(named(10));
    await trial.pass(30 * SECOND);
    expect(trial.sizes()).toEqual([10, 5]);
    await trial.pass(HOUR);
    const { entries } = await trial.queue.search({});
    expect(entries.map(({ fate, attempts }) => [fate, attempts])).toEqual(Array(10).fill(['delivered', 1]));
  });
});

describe('whatever fails among the items of a request', () => {
  /** What Amazon makes of an item each time it comes: 'later' is taken at the second time. */
  type Nature = 'good' | 'bad' | 'later';

  /** Sends items of these natures; tells for each what became of it, how often it was delivered, and how often it was sent. */
  async function run(natures: readonly Nature[], by: 'item' | 'request'): Promise<void> {
    const [sends, delivered] = [new Map<string, number>(), new Map<string, number>()];
    const count = (map: Map<string, number>, id: string): number => map.set(id, (map.get(id) ?? 0) + 1).get(id) ?? 0;
    const outcomeOf = (id: string): Outcome => {
      const nature = natures[Number(id.slice(1))];
      const times = count(sends, id);
      if (nature === 'bad') return BAD;
      if (nature === 'later' && times === 1) return LATER;
      count(delivered, id);
      return DELIVERED;
    };
    const trial = new Trial(
      ({ ids }) => {
        const isRefused = by === 'request' && ids.some((id) => natures[Number(id.slice(1))] === 'bad');
        return isRefused ? { whole: REFUSED } : { items: ids.map(outcomeOf) };
      },
      { lingerMs: 0 },
    );
    const ids = named(natures.length);
    await trial.take(ids);
    await trial.pass(SECOND);
    const fates = await trial.fates();
    for (const [i, id] of ids.entries()) {
      const isBad = natures[i] === 'bad';
      const times = by === 'request' && isBad ? undefined : natures[i] === 'later' ? 2 : 1;
      expect([id, fates[id], delivered.get(id), sends.get(id)]).toEqual([
        ...[id, isBad ? 'rejected' : 'delivered', isBad ? undefined : 1, times],
      ]);
    }
    const wires = new Set(trial.seen.flatMap((seen) => seen.wires));
    expect(wires.size).toBe(ids.length);
    await trial.end();
  }

  it.each(['item', 'request'] as const)(
    'told by the %s: in every way that six or fewer can fail, what was delivered is never sent again, what was refused is not retried, and nothing is lost',
    async (by) => {
      const natures: readonly Nature[] = ['good', 'bad', 'later'];
      for (let n = 1; n <= 6; n++) {
        for (let way = 0; way < 3 ** n; way++) {
          const digits = Array.from({ length: n }, (_, i) => Math.floor(way / 3 ** i) % 3);
          await run(
            digits.map((digit) => natures[digit] ?? 'good'),
            by,
          );
        }
      }
    },
  );

  it.each(['item', 'request'] as const)('told by the %s: and so in batches of up to a hundred', async (by) => {
    const natures = fc.array(fc.constantFrom<Nature>('good', 'good', 'good', 'bad', 'later'), {
      ...{ minLength: 7, maxLength: 100, size: 'max' },
    });
    await fc.assert(
      fc.asyncProperty(natures, (given) => run(given, by)),
      { numRuns: 25 },
    );
  });

  it('an item that the answer does not name goes again', async () => {
    const trial = new Trial((seen, nth) => (nth === 1 ? { items: [DELIVERED] } : allDelivered(seen)));
    await trial.take(['a', 'b', 'c']);
    await trial.pass(MINUTE);
    expect(trial.seen.map(({ ids }) => ids)).toEqual([
      ['a', 'b', 'c'],
      ['b', 'c'],
    ]);
    expect(await trial.entry('b')).toMatchObject({ fate: 'delivered', attempts: 2 });
  });

  it('a failing item waits longer each time, and does not slow the others', async () => {
    const trial = new Trial(({ ids }) => ({ items: ids.map((id) => (id === 'bad' ? LATER : DELIVERED)) }), {
      lingerMs: 0,
    });
    await trial.take(['bad']);
    await trial.clock.pass(3 * SECOND);
    await trial.take(['good']);
    await trial.clock.pass(0);
    expect(trial.times()).toEqual([0, 500, 1_500, 3_000]);
    expect((await trial.entry('good'))?.fate).toBe('delivered');
    await trial.pass(HOUR);
    const gaps = trial.times().map((at, i, all) => at - (all[i - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15 * MINUTE);
  });
});

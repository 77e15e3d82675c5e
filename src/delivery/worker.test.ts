import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { delivery, intake, T0 } from '../../test/support/queue-conformance.ts';
import { type ApiFacts, DSP_V1 } from '../amazon/api.ts';
import type { Sent } from '../amazon/client.ts';
import { dspV1 } from '../amazon/dsp-v1.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import type { Entry } from '../ledger/ledger.ts';
import { MemoryQueue } from '../queue/memory.ts';
import { Limiter } from './limiter.ts';
import type { Answer, Outcome } from './outcome.ts';
import { type BatchReport, Worker, type WorkerOptions } from './worker.ts';

/** A request that arrived: when, on the monotonic clock, and what it held. */
interface Seen {
  readonly at: number;
  readonly ids: readonly string[];
  readonly wires: readonly string[];
}

/** What the stand-in for the client comes to: an answer, nothing sent at all, or a fault of our own (thrown). */
type Script = (seen: Seen, nth: number) => Answer | Sent | Promise<Answer>;

interface TrialOptions extends Partial<Pick<WorkerOptions, 'batchSize' | 'lingerMs' | 'maxInFlight' | 'lanes'>> {
  readonly rate?: number;
  readonly facts?: Partial<ApiFacts>;
}

/** A worker with a scripted client, on a queue in memory, in a time of its own. */
class Trial {
  readonly clock: FakeClock = new FakeClock(T0);
  readonly queue: MemoryQueue = new MemoryQueue({
    maxWaiting: 100_000,
    retention: { ledger: 90 * DAY, dead: 90 * DAY },
  });
  readonly seen: Seen[] = [];
  readonly reports: BatchReport[] = [];
  readonly worker: Worker;
  leases = 0;
  script: Script;

  constructor(script: Script = allDelivered, options: TrialOptions = {}) {
    this.script = script;
    const { rate = 1_000, facts, ...more } = options;
    const lease = this.queue.lease.bind(this.queue);
    this.queue.lease = (...given) => {
      this.leases += 1;
      return lease(...given);
    };
    this.worker = new Worker({
      ...{ integration: 'amazon', lanes: ['amazon'], batchSize: 100, lingerMs: SECOND, maxInFlight: 8 },
      ...more,
      codec: { ...dspV1, facts: { ...DSP_V1, ...facts } },
      send: (items) => this.#send(items.map(String)),
      limiter: new Limiter(rate, this.clock),
      queue: this.queue,
      clock: this.clock,
      // Half of what chance may give: a first failure waits 500 ms, the next ones 1 s, 2 s ...
      random: () => 0.5,
      report: (report) => this.reports.push(report),
    });
    this.worker.start();
    running = this;
  }

  async #send(wires: readonly string[]): Promise<Sent> {
    const ids = wires.map((wire) => String(JSON.parse(wire).clientDedupeId));
    const seen = { at: this.clock.monotonic(), ids, wires };
    this.seen.push(seen);
    const came = await this.script(seen, this.seen.length);
    return 'answer' in came ? came : { answer: came, attempted: true };
  }

  /** Events come in, each with its id as its messageId and dedupe id. */
  async take(ids: readonly string[], more: Parameters<typeof delivery>[0] & { size?: number; keys?: object[] } = {}) {
    const { size = 0, keys = [], ...route } = more;
    const now = this.clock.now();
    const intakes = ids.map((id) => {
      const wire = JSON.stringify({ clientDedupeId: id, matchKeys: keys, filler: 'x'.repeat(size) });
      return intake(id, { receivedAt: now, routes: [delivery({ expiresAt: now + 7 * DAY, wire, ...route })] });
    });
    await this.queue.append(intakes, now);
  }

  /** Time passes, and the queue is looked after. */
  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms);
    await this.queue.housekeep(this.clock.now());
    await this.clock.pass(0);
  }

  /** The ledger's entry of one event. */
  async entry(id: string): Promise<Entry | undefined> {
    return (await this.queue.search({ messageId: id })).entries[0];
  }

  /** What became of every event. */
  async fates(): Promise<Record<string, string>> {
    const { entries } = await this.queue.search({ limit: 1_000 });
    return Object.fromEntries(entries.map(({ messageId, fate, reason }) => [messageId, reason ?? fate]));
  }

  sizes(): number[] {
    return this.seen.map(({ ids }) => ids.length);
  }

  /** When the requests went. */
  times(): number[] {
    return this.seen.map(({ at }) => at);
  }

  async end(): Promise<void> {
    const stopped = this.worker.stop();
    await this.clock.pass(MINUTE);
    await stopped;
  }
}

let running: Trial | undefined;
afterEach(async () => {
  await running?.end();
  running = undefined;
});

const DELIVERED: Outcome = { kind: 'delivered' };
const BAD: Outcome = { kind: 'rejected', code: 'BAD', message: 'it is bad' };
const LATER: Outcome = { kind: 'unavailable', message: 'INTERNAL_ERROR' };
const REFUSED = { kind: 'rejected', code: '400', message: '400: one of them is bad' } as const;

function allDelivered({ ids }: Seen): Answer {
  return { items: ids.map(() => DELIVERED), requestId: 'request-1' };
}

/** The first `n` requests come to this as a whole; what follows is delivered. */
function first(n: number, whole: Extract<Answer, { whole: unknown }>['whole']): Script {
  return (seen, nth) => (nth <= n ? { whole } : allDelivered(seen));
}

const named = (n: number, from = 0): string[] => Array.from({ length: n }, (_, i) => `e${from + i}`);

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

describe('a batch', () => {
  it('leaves at once when it is full', async () => {
    const trial = new Trial();
    await trial.take(named(250));
    await trial.clock.pass(0);
    expect(trial.sizes()).toEqual([100, 100]);
    await trial.clock.pass(SECOND);
    expect(trial.sizes()).toEqual([100, 100, 50]);
  });

  it('gathers what comes until its first has lingered, and no longer', async () => {
    const trial = new Trial();
    for (const id of named(20)) {
      await trial.take([id]);
      await trial.clock.pass(100);
    }
    await trial.pass(SECOND);
    expect(trial.times()[0]).toBe(1_000);
    expect(trial.sizes()).toEqual([10, 10]);
  });

  it('does not linger for what has waited already', async () => {
    const trial = new Trial(first(1, { kind: 'throttled', afterMs: 10_000 }));
    await trial.take(['a']);
    await trial.pass(MINUTE);
    expect(trial.times()).toEqual([1_000, 11_000]);
  });

  it('holds at most what the API takes, in number and in bytes with all that is around them', async () => {
    const trial = new Trial(allDelivered, { lingerMs: 50 });
    for (let i = 0; i < 12; i++) {
      await trial.take(named(20, 20 * i), { size: 997 * (i + 1) * (i + 1) });
      await trial.clock.pass(7);
    }
    await trial.pass(MINUTE);
    const account = { advertiserId: '1', clientId: 'c' };
    for (const { wires } of trial.seen) {
      expect(wires.length).toBeLessThanOrEqual(100);
      expect(
        Buffer.byteLength(
          dspV1.request(
            wires.map((wire) => Buffer.from(wire)),
            account,
          ).body,
        ),
      ).toBeLessThanOrEqual(1_000_000);
    }
    expect(Math.max(...trial.seen.map(({ wires }) => wires.join().length))).toBeGreaterThan(800_000);
    expect(Object.values(await trial.fates())).toEqual(Array(240).fill('delivered'));
  });

  it('is one of at most so many under way at once', async () => {
    let [under, most] = [0, 0];
    const trial = new Trial(
      async (seen) => {
        most = Math.max(most, ++under);
        await trial.clock.sleep(3 * SECOND);
        under -= 1;
        return allDelivered(seen);
      },
      { maxInFlight: 3, batchSize: 10 },
    );
    await trial.take(named(200));
    await trial.pass(MINUTE);
    expect(most).toBe(3);
    expect(Object.values(await trial.fates())).toEqual(Array(200).fill('delivered'));
  });

  it('waits its turn for the rate', async () => {
    const trial = new Trial(allDelivered, { rate: 5, batchSize: 1 });
    await trial.take(named(30));
    await trial.pass(MINUTE);
    expect(trial.times().slice(5)).toEqual(Array.from({ length: 25 }, (_, i) => 200 * (i + 1)));
  });

  it('is reported in one line, with what was wrong', async () => {
    const trial = new Trial(() => ({ items: [DELIVERED, BAD, BAD, LATER], requestId: 'r' }));
    await trial.take(named(4));
    await trial.pass(1_200);
    expect(trial.reports).toEqual([
      {
        ...{ integration: 'amazon', lane: 'amazon', items: 4, bytes: expect.any(Number), ms: 0, requestId: 'r' },
        ...{ outcomes: { delivered: 1, rejected: 2, unavailable: 1 }, message: 'it is bad' },
      },
    ]);
  });
});

describe('what grows too old', () => {
  it('while the destination refuses us, dies as expired and is not sent', async () => {
    const trial = new Trial(first(Number.POSITIVE_INFINITY, { kind: 'unauthorised', message: '403' }));
    await trial.take(['old']);
    await trial.pass(7 * DAY - 2 * MINUTE);
    await trial.take(['young']);
    expect((await trial.entry('old'))?.fate).toBe('waiting');
    trial.script = allDelivered;
    trial.worker.gate.pause('over the hour');
    await trial.pass(3 * MINUTE);
    trial.worker.gate.resume();
    await trial.pass(MINUTE);
    expect(await trial.fates()).toEqual({ old: 'expired', young: 'delivered' });
    expect(trial.seen.at(-1)?.ids).toEqual(['young']);
  });

  it('between being leased and being sent, is not sent', async () => {
    const trial = new Trial();
    await trial.take(['old'], { expiresAt: T0 + 500 });
    await trial.take(['young']);
    await trial.clock.pass(MINUTE);
    expect(trial.seen.map(({ ids }) => ids)).toEqual([['young']]);
    expect(await trial.fates()).toEqual({ old: 'expired', young: 'delivered' });
  });

  it('as a whole batch, leaves the way free for the next', async () => {
    const trial = new Trial(first(1, { kind: 'throttled', afterMs: 10_000 }));
    await trial.take(['a']);
    await trial.clock.pass(1_500);
    await trial.take(['old'], { expiresAt: T0 + 10_500 });
    await trial.clock.pass(20 * SECOND);
    await trial.take(['next']);
    await trial.clock.pass(20 * SECOND);
    expect(await trial.fates()).toEqual({ a: 'delivered', old: 'expired', next: 'delivered' });
  });
});

describe.each([HOUR, -HOUR, 8 * DAY, -DAY])('when the clock is set by %d ms', (step) => {
  it('a batch lingers no longer and no shorter', async () => {
    const trial = new Trial();
    await trial.take(['a']);
    await trial.clock.pass(400);
    trial.clock.step(step);
    await trial.clock.pass(10 * SECOND);
    expect(trial.times()).toEqual(step === 8 * DAY ? [] : [1_000]);
    expect(await trial.fates()).toEqual({ a: step === 8 * DAY ? 'expired' : 'delivered' });
  });

  it('a destination that asked for patience is given it, and then gets what waits', async () => {
    const trial = new Trial(first(1, { kind: 'throttled', afterMs: MINUTE }), { lingerMs: 0 });
    await trial.take(['a'], { expiresAt: T0 + 30 * DAY });
    await trial.clock.pass(SECOND);
    trial.clock.step(step);
    await trial.take(['b']);
    await trial.clock.pass(MINUTE - SECOND - 1);
    expect(trial.times()).toEqual([0]);
    await trial.clock.pass(1);
    expect(trial.times()[1]).toBe(MINUTE);
    expect((await trial.entry('b'))?.fate).toBe('delivered');
    // A retry's own time is a time of day.
    await trial.pass(Math.max(0, -step) + MINUTE);
    expect(await trial.fates()).toEqual({ a: 'delivered', b: 'delivered' });
  });

  it('a destination that refuses us is still asked once a minute', async () => {
    const trial = new Trial(first(Number.POSITIVE_INFINITY, { kind: 'unauthorised', message: '403' }), { lingerMs: 0 });
    await trial.take(['a'], { expiresAt: T0 + 30 * DAY });
    await trial.clock.pass(30 * SECOND);
    trial.clock.step(step);
    await trial.take(['b']);
    await trial.clock.pass(10 * MINUTE);
    expect(trial.times()).toEqual(Array.from({ length: 11 }, (_, i) => i * MINUTE));
  });

  it('the queue is not asked more often', async () => {
    const trial = new Trial(({ ids }) => ({ items: ids.map(() => LATER) }));
    await trial.take(['a'], { expiresAt: T0 + 30 * DAY });
    await trial.clock.pass(MINUTE);
    trial.clock.step(step);
    const before = trial.leases;
    await trial.pass(HOUR);
    // Twice a minute for want of news, and a few for each retry.
    expect(trial.leases - before).toBeLessThan(2 * 60 + 60);
  });

  it('nothing dies before its age says so', async () => {
    const trial = new Trial(first(Number.POSITIVE_INFINITY, { kind: 'unauthorised', message: '403' }));
    await trial.take(['a']);
    trial.clock.step(step);
    await trial.pass(MINUTE);
    expect((await trial.entry('a'))?.reason).toBe(trial.clock.now() >= T0 + 7 * DAY ? 'expired' : undefined);
  });
});

describe('storage in trouble', () => {
  it('does not lead to a second delivery: what came of the first is stored as soon as that can be', async () => {
    const trial = new Trial();
    const settle = trial.queue.settle.bind(trial.queue);
    let failures = 0;
    trial.queue.settle = (...given) => {
      failures += 1;
      return failures <= 60 ? Promise.reject(new Error('the disk is full')) : settle(...given);
    };
    await trial.take(['a']);
    await trial.pass(3 * MINUTE);
    expect([trial.seen.length, (await trial.entry('a'))?.fate]).toEqual([1, 'delivered']);
  });
});

describe('stopping', () => {
  it('waits for what is on its way to be settled, and sends nothing more', async () => {
    const trial = new Trial(
      async (seen) => {
        await trial.clock.sleep(5 * SECOND);
        return allDelivered(seen);
      },
      { maxInFlight: 1, batchSize: 2 },
    );
    await trial.take(named(4));
    await trial.clock.pass(SECOND);
    const stopped = trial.worker.stop();
    await trial.clock.pass(10 * SECOND);
    await stopped;
    expect(await trial.fates()).toEqual({ e0: 'delivered', e1: 'delivered', e2: 'waiting', e3: 'waiting' });
    // What was not sent is in nobody's hands.
    const left = await trial.queue.lease('amazon', { max: 9, maxBytes: 1_000, leaseMs: MINUTE }, trial.clock.now());
    expect(left.map(({ attempts }) => attempts)).toEqual([0, 0]);
  });
});

describe('conversions with a key that Amazon’s list does not name', () => {
  const EMAIL = { type: 'EMAIL', values: ['h1'] };
  const MATCH_ID = { type: 'MATCH_ID', values: ['h2'] };
  const lanes = ['amazon', 'amazon#unlisted'] as const;
  const typesOf = (wire: string): string[] => JSON.parse(wire).matchKeys.map(({ type }: { type: string }) => type);
  const REFUSED_KEY = { kind: 'rejected', code: 'INVALID_MATCH_KEY', message: 'MATCH_ID is not one' } as const;
  const byKey = (whole: boolean): Script => {
    return (seen) => {
      const isBad = seen.wires.map((wire) => typesOf(wire).includes('MATCH_ID'));
      if (!isBad.includes(true)) return allDelivered(seen);
      return whole ? { whole: REFUSED_KEY } : { items: isBad.map((bad) => (bad ? REFUSED_KEY : DELIVERED)) };
    };
  };

  it.each([
    ['item by item', false],
    ['as a whole', true],
  ])(
    'go again without it when it is refused %s, under the same id, and those without another key die',
    async (_, whole) => {
      const trial = new Trial(byKey(whole), { lanes });
      await trial.take(['a', 'b'], { lane: lanes[1], keys: [EMAIL, MATCH_ID] });
      await trial.take(['only'], { lane: lanes[1], keys: [MATCH_ID] });
      await trial.pass(MINUTE);
      expect(await trial.fates()).toEqual({ a: 'delivered', b: 'delivered', only: 'rejected' });
      expect(trial.seen.at(-1)?.wires.map(typesOf)).toEqual([['EMAIL'], ['EMAIL']]);
      expect((await trial.entry('a'))?.attempts).toBe(1);
    },
  );

  it('go without it unasked for an hour, and then it is tried again', async () => {
    const trial = new Trial(byKey(false), { lanes });
    const tried = (): number =>
      trial.seen.flatMap(({ wires }) => wires.flatMap(typesOf)).filter((type) => type === 'MATCH_ID').length;
    for (const [id, after, times] of [
      ['a', 0, 1],
      ['b', 30 * MINUTE, 1],
      ['c', 31 * MINUTE, 2],
    ] as const) {
      await trial.pass(after);
      await trial.take([id], { lane: lanes[1], keys: [EMAIL, MATCH_ID] });
      await trial.pass(5 * SECOND);
      expect([id, (await trial.entry(id))?.fate, tried()]).toEqual([id, 'delivered', times]);
    }
  });
});

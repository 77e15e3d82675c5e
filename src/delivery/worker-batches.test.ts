import { describe, expect, it } from 'vitest';
import {
  allDelivered,
  BAD,
  DELIVERED,
  first,
  LATER,
  named,
  type Script,
  Trial,
} from '../../test/support/delivery-trial.ts';
import { T0 } from '../../test/support/queue-conformance.ts';
import { dspV1 } from '../amazon/dsp-v1.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';

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

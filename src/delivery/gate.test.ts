import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { Gate } from './gate.ts';

const RUNNING: AbortSignal = new AbortController().signal;
const T0 = Date.UTC(2026, 10, 20, 12);

let clock: FakeClock;
let gate: Gate;
beforeEach(() => {
  clock = new FakeClock(T0);
  // With half of what chance may give: a first failure closes for 500 ms, then 1 s, 2 s ...
  gate = new Gate(clock, () => 0.5);
});

/** Milliseconds until whoever waits may go; undefined when that is not within two hours. */
async function opensAfter(): Promise<number | undefined> {
  const from = clock.monotonic();
  let at: number | undefined;
  const leaving = new AbortController();
  void gate.ready(leaving.signal).then((ready) => {
    if (ready) at = clock.monotonic() - from;
  });
  for (let i = 0; i < 120 && at === undefined; i++) await clock.pass(MINUTE);
  leaving.abort();
  return at;
}

describe('an open gate', () => {
  it('lets any number pass at once', async () => {
    expect(await gate.ready(RUNNING)).toBe(true);
    expect([gate.claim(), gate.claim(), gate.claim()]).toEqual([true, true, true]);
  });
});

describe('a destination that fails', () => {
  it('is left alone for longer each time, up to a minute', async () => {
    const waits: (number | undefined)[] = [];
    for (let i = 0; i < 10; i++) {
      gate.failed('502');
      waits.push(await opensAfter());
      gate.claim();
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is asked by one request at a time until one succeeds', async () => {
    gate.failed('502');
    expect(gate.claim()).toBe(false);
    await clock.pass(500);
    expect([gate.claim(), gate.claim()]).toEqual([true, false]);
    gate.succeeded();
    expect([gate.state.state, gate.claim(), gate.claim()]).toEqual(['open', true, true]);
  });

  it('is forgiven at once when it works again', async () => {
    for (let i = 0; i < 6; i++) {
      gate.failed('502');
      await opensAfter();
    }
    gate.succeeded();
    gate.failed('502');
    expect(await opensAfter()).toBe(500);
  });

  it('has failed once when several requests under way fail together', async () => {
    for (let i = 0; i < 8; i++) gate.failed('reset');
    expect(await opensAfter()).toBe(500);
  });

  it('is asked by another when the one that was let through was not sent', async () => {
    gate.failed('502');
    await clock.pass(500);
    gate.claim();
    const next = opensAfter();
    gate.withdrawn();
    expect(await next).toBe(0);
    expect(gate.claim()).toBe(true);
  });
});

describe('a destination that asks for patience', () => {
  it('is given it to the second', async () => {
    gate.throttled(90 * SECOND);
    expect(gate.state).toMatchObject({ state: 'slowed', until: T0 + 90 * SECOND });
    expect(await opensAfter()).toBe(90 * SECOND);
  });

  it('is given more when a request under way is told so', async () => {
    gate.throttled(10 * SECOND);
    gate.throttled(30 * SECOND);
    gate.throttled(20 * SECOND);
    gate.failed('502');
    expect(await opensAfter()).toBe(30 * SECOND);
  });

  it('is given what a failure gives when it does not say how long', async () => {
    gate.throttled(undefined);
    expect(await opensAfter()).toBe(500);
  });
});

describe('a destination that refuses us', () => {
  it('is asked once a minute, however the asking ends', async () => {
    const endings = [
      () => gate.refused('403'),
      () => gate.failed('502'),
      () => gate.throttled(undefined),
      () => gate.refused('401'),
    ];
    gate.refused('403');
    for (const end of endings) {
      expect(await opensAfter()).toBe(MINUTE);
      expect([gate.claim(), gate.claim()]).toEqual([true, false]);
      end();
      expect(gate.state.state).toBe('paused');
    }
  });

  it('is paused since the first refusal', async () => {
    gate.refused('first');
    await clock.pass(5 * MINUTE);
    gate.claim();
    gate.refused('second');
    expect(gate.state).toEqual({ state: 'paused', since: T0, why: 'second', byPerson: false });
  });

  it('opens at once when a person or a new credential says so', async () => {
    gate.refused('403');
    const next = opensAfter();
    gate.resume();
    expect(await next).toBe(0);
  });

  it('is asked at once, by one request, when how it is sent to has changed', async () => {
    gate.refused('403');
    const next = opensAfter();
    gate.askNow();
    expect(await next).toBe(0);
    expect([gate.claim(), gate.claim(), gate.state.state]).toEqual([true, false, 'paused']);
    gate.refused('403');
    expect(await opensAfter()).toBe(MINUTE);
  });

  it('opens when a probe succeeds', async () => {
    gate.refused('403');
    await clock.pass(MINUTE);
    gate.claim();
    gate.succeeded();
    expect(gate.state).toEqual({ state: 'open' });
  });
});

describe('a destination that a person has stopped', () => {
  it.each<[string, () => void]>([
    ['a request under way succeeds', () => gate.succeeded()],
    ['one fails', () => gate.failed('502')],
    ['one is throttled', () => gate.throttled(SECOND)],
    ['one is refused', () => gate.refused('403')],
    ['one was not sent', () => gate.withdrawn()],
  ])('stays so when %s', async (_, event) => {
    gate.claim();
    gate.pause('maintenance');
    event();
    expect(gate.claim()).toBe(false);
    expect(await opensAfter()).toBeUndefined();
    expect(gate.state).toMatchObject({ state: 'paused', why: 'maintenance', byPerson: true });
    gate.resume();
    expect(gate.claim()).toBe(true);
  });
});

describe('setting the clock', () => {
  describe.each([HOUR, -HOUR, 8 * DAY, -DAY, 10 * MINUTE, -10 * MINUTE])('by %d ms', (step) => {
    it.each<[string, number, () => void]>([
      ['a failure', 500, () => gate.failed('502')],
      ['a Retry-After', 40 * SECOND, () => gate.throttled(40 * SECOND)],
      ['a refusal', MINUTE, () => gate.refused('403')],
    ])('makes the wait after %s neither shorter nor longer', async (_, wait, event) => {
      event();
      clock.step(step);
      expect(gate.claim()).toBe(false);
      expect(await opensAfter()).toBe(wait);
    });
  });
});

it('lets nobody through any more when the worker stops', async () => {
  gate.refused('403');
  const leaving = new AbortController();
  const waiting = gate.ready(leaving.signal);
  leaving.abort();
  expect(await waiting).toBe(false);
});

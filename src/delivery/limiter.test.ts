import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { Limiter } from './limiter.ts';

const RUNNING: AbortSignal = new AbortController().signal;

/** A limiter, and when each of `callers` got its turn, who all ask at the beginning. */
function queueing(rate: number, callers: number): { clock: FakeClock; limiter: Limiter; turns: number[] } {
  const clock = new FakeClock(0);
  const limiter = new Limiter(rate, clock);
  const turns: number[] = [];
  for (let i = 0; i < callers; i++) void limiter.take(RUNNING).then(() => turns.push(clock.monotonic()));
  return { clock, limiter, turns };
}

const within = (turns: readonly number[], from: number, to: number): number =>
  turns.filter((at) => at >= from && at < to).length;

describe('a token bucket', () => {
  it('lets a burst pass after a quiet second, and then its rate', async () => {
    const { clock, turns } = queueing(5, 100);
    await clock.pass(10 * SECOND);
    expect(turns.slice(0, 7)).toEqual([0, 0, 0, 0, 0, 200, 400]);
    for (let second = 1; second < 10; second++) {
      expect(within(turns, second * SECOND, (second + 1) * SECOND)).toBeLessThanOrEqual(5);
    }
    expect(turns.length).toBe(55);
  });

  it('saves no more than one second’s worth, however long it was quiet', async () => {
    const { clock, limiter, turns } = queueing(5, 5);
    await clock.pass(HOUR);
    for (let i = 0; i < 20; i++) void limiter.take(RUNNING).then(() => turns.push(clock.monotonic()));
    await clock.pass(0);
    expect(within(turns, HOUR, HOUR + 1)).toBe(5);
  });

  it.each([
    [0.01, 100 * SECOND],
    [0.5, 2 * SECOND],
    [1, SECOND],
    [3, 334],
    [7, 143],
  ])('of %d a second gives the second turn after the first burst in %d ms', async (rate, gap) => {
    const burst = Math.max(1, Math.floor(rate));
    const { clock, turns } = queueing(rate, burst + 1);
    await clock.pass(5 * MINUTE);
    expect(turns).toEqual([...Array(burst).fill(0), gap]);
  });

  it('keeps its pace when the clock is set', async () => {
    const { clock, turns } = queueing(5, 100);
    for (const step of [HOUR, -HOUR, 8 * DAY, -DAY]) {
      clock.step(step);
      await clock.pass(SECOND);
    }
    expect(turns.length).toBe(5 + 4 * 5);
  });

  it('takes no turn from the others for one who gives up', async () => {
    const { clock, limiter, turns } = queueing(1, 1);
    const leaving = new AbortController();
    const left = limiter.take(leaving.signal);
    void limiter.take(RUNNING).then(() => turns.push(clock.monotonic()));
    await clock.pass(500);
    leaving.abort();
    expect(await left).toBe(false);
    await clock.pass(SECOND);
    expect(turns).toEqual([0, 1000]);
    expect(await limiter.take(leaving.signal)).toBe(false);
  });
});

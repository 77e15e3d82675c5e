import { describe, expect, it } from 'vitest';
import { NOW } from '../../test/support/events.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { networkOf, Throttle } from './throttle.ts';

const LIMITS = { free: 3, firstWait: SECOND, longestWait: 15 * MINUTE, forgetAfter: HOUR };

function throttled(): { clock: FakeClock; throttle: Throttle; tryAgain: (key?: string) => number } {
  const clock = new FakeClock(NOW);
  const throttle = new Throttle(LIMITS, clock);
  return {
    clock,
    throttle,
    tryAgain: (key = 'ada') => {
      const wait = throttle.waitFor(key);
      if (wait === 0) throttle.count(key);
      return wait;
    },
  };
}

describe('a throttle', () => {
  it('lets some tries through, and doubles the wait from then on, up to the longest', async () => {
    const { clock, throttle, tryAgain } = throttled();
    expect([tryAgain(), tryAgain(), tryAgain()]).toEqual([0, 0, 0]);
    const waits: number[] = [];
    for (let i = 0; i < 12; i++) {
      const wait = throttle.waitFor('ada');
      waits.push(wait / SECOND);
      await clock.pass(wait - 1);
      expect(tryAgain()).toBe(1);
      await clock.pass(1);
      expect(tryAgain()).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  it('counts tries that come at once, each by itself', () => {
    const { tryAgain } = throttled();
    expect(Array.from({ length: 5 }, () => tryAgain())).toEqual([0, 0, 0, SECOND, SECOND]);
  });

  it('counts each key by itself', () => {
    const { tryAgain } = throttled();
    for (let i = 0; i < 4; i++) tryAgain('ada');
    expect([tryAgain('ada'), tryAgain('bob')]).toEqual([SECOND, 0]);
  });

  it('takes back what was right, and forgets what it is told to', () => {
    const { throttle, tryAgain } = throttled();
    for (let i = 0; i < 3; i++) tryAgain();
    throttle.takeBack('ada');
    expect([tryAgain(), tryAgain()]).toEqual([0, SECOND]);
    throttle.forget('ada');
    expect([tryAgain(), tryAgain(), tryAgain(), tryAgain()]).toEqual([0, 0, 0, SECOND]);
    throttle.takeBack('nobody');
    expect(tryAgain('nobody')).toBe(0);
  });

  it('forgets who has not tried for long, whatever becomes of the time of day', async () => {
    const { clock, tryAgain } = throttled();
    for (let i = 0; i < 3; i++) tryAgain();
    clock.step(30 * 24 * HOUR);
    expect(tryAgain()).toBe(SECOND);
    await clock.pass(SECOND + HOUR);
    expect([tryAgain(), tryAgain(), tryAgain(), tryAgain()]).toEqual([0, 0, 0, SECOND]);
  });

  it('remembers so many, and forgets the oldest first', () => {
    const { throttle, tryAgain } = throttled();
    for (let i = 0; i < 3; i++) tryAgain('old');
    for (let i = 0; i < 3; i++) tryAgain('new');
    for (let i = 0; i < 9_999; i++) throttle.count(`other ${i}`);
    expect([throttle.waitFor('old'), throttle.waitFor('new')]).toEqual([0, SECOND]);
  });
});

describe('an address is counted as', () => {
  it.each([
    ['198.51.100.7', '198.51.100.7'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:DB8:0001:2:a:b:c:d', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('%s -> %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

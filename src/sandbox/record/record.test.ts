import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dspEvent } from '../testing/events.ts';
import { DedupeIds } from './dedupe-ids.ts';
import { SandboxRecord } from './record.ts';
import { Ring } from './ring.ts';
import { shownHeaders } from './seen-request.ts';

describe('the ring', () => {
  test('holds the newest entries, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 5_000 }), fc.integer({ min: 1, max: 50 }), (all, most) => {
        const ring = new Ring<number>(most);
        for (const item of all) ring.push(item);
        expect(ring.newest(Number.POSITIVE_INFINITY)).toEqual(all.slice(-most));
        expect(ring.size).toBe(Math.min(most, all.length));
      }),
      { numRuns: 30 },
    );
  });

  test('gives up old entries for heavy new ones, but keeps at least the newest', () => {
    const ring = new Ring<string>(10, 100);
    ring.push('a', 60);
    ring.push('b', 60);
    expect(ring.newest(10)).toEqual(['b']);
    ring.push('c', 500);
    expect(ring.newest(10)).toEqual(['c']);
    ring.push('d', 1);
    expect(ring.newest(10)).toEqual(['d']);
  });

  test('of size 0 holds nothing', () => {
    const ring = new Ring<string>(0);
    ring.push('a');
    expect(ring.size).toBe(0);
  });
});

describe('dedupe ids', () => {
  test('are counted per account', () => {
    const ids = new DedupeIds(10);
    expect([ids.add('1', 'a'), ids.add('1', 'a'), ids.add('2', 'a')]).toEqual([1, 2, 1]);
    expect(ids.counts('1')).toEqual(new Map([['a', 2]]));
    expect(ids.counts()).toEqual(new Map([['a', 3]]));
    expect(ids.size).toBe(2);
  });

  test('that find no room are told', () => {
    const ids = new DedupeIds(1);
    ids.add('1', 'a');
    ids.add('1', 'b');
    ids.add('1', 'a');
    expect([ids.size, ids.forgotten]).toEqual([1, 1]);
    expect(ids.counts()).toEqual(new Map([['a', 2]]));
  });

  test('are not confused by names of object members', () => {
    const ids = new DedupeIds(10);
    expect([ids.add('__proto__', 'constructor'), ids.add('__proto__', 'toString')]).toEqual([1, 1]);
  });
});

test('counts outlive what is kept', () => {
  const record = new SandboxRecord({ keep: 2, keepIds: 100 });
  for (let i = 0; i < 5; i += 1) {
    const arrival = { time: '', api: 'dsp_v1', accountId: '1', requestId: '', bytes: 1 } as const;
    record.accept(dspEvent({ clientDedupeId: `order-${i}` }), arrival);
  }
  expect(record.events()).toHaveLength(2);
  expect(record.summary()).toMatchObject({ accepted: 5, uniqueDedupeIds: 5 });
  record.clear();
  expect(record.summary()).toMatchObject({ accepted: 0, uniqueDedupeIds: 0, requests: {} });
});

test('headers are shown without secrets', () => {
  expect(
    shownHeaders({ authorization: 'Bearer Atza|secret', cookie: 'a=b', accept: '*/*', 'x-long': 'x'.repeat(400) }),
  ).toEqual({
    authorization: 'Bearer (hidden)',
    cookie: '(hidden)',
    accept: '*/*',
    'x-long': `${'x'.repeat(300)}...`,
  });
});

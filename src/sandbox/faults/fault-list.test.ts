import { describe, expect, test } from 'vitest';
import type { EndpointName } from '../http/endpoint-name.ts';
import type { Fault, FaultMatch } from './fault.ts';
import { FaultList, type FaultTarget } from './fault-list.ts';

function target(endpoint: EndpointName, ids: ReadonlyArray<string | undefined> = [], accountId = '1'): FaultTarget {
  return { endpoint, accountId, items: () => ids };
}

/** Which of `count` requests to eventData a fault strikes, counted from 1. */
function struck(fault: Fault, count: number): number[] {
  const list = new FaultList();
  list.set(fault);
  const which = Array.from({ length: count }, (_, i) => i + 1);
  return which.filter(() => list.pick(target('eventData')) !== undefined);
}

const hang = (match: FaultMatch = {}, rest: Partial<Fault> = {}): Fault => ({ kind: 'hang', match, ...rest }) as Fault;

describe('a fault strikes', () => {
  test('everything, when it says nothing', () => {
    expect(struck({ kind: 'hang' }, 3)).toEqual([1, 2, 3]);
  });

  test('the next few requests', () => {
    expect(struck(hang({}, { times: 2 }), 4)).toEqual([1, 2]);
  });

  test('the nth request', () => {
    expect(struck(hang({ nth: 3 }), 5)).toEqual([3]);
  });

  test('from one request on, for so many', () => {
    expect(struck(hang({ from: 3 }), 5)).toEqual([3, 4, 5]);
    expect(struck(hang({ from: 2, count: 2 }), 5)).toEqual([2, 3]);
  });

  test('by chance, and the same ones for the same seed', () => {
    const first = struck(hang({}, { probability: 0.5, seed: 7 }), 100);
    expect(first.length).toBeGreaterThan(30);
    expect(first.length).toBeLessThan(70);
    expect(struck(hang({}, { probability: 0.5, seed: 7 }), 100)).toEqual(first);
    expect(struck(hang({}, { probability: 0.5, seed: 8 }), 100)).not.toEqual(first);
    expect(struck(hang({}, { probability: 0 }), 10)).toEqual([]);
  });

  test('an endpoint, an account, a poisoned batch, a large batch', () => {
    const strikes = (match: FaultMatch, it: FaultTarget): boolean => {
      const list = new FaultList();
      list.set(hang(match));
      return list.pick(it) !== undefined;
    };
    expect(strikes({ endpoint: 'token' }, target('eventData'))).toBe(false);
    expect(strikes({ accountId: '2' }, target('eventData'))).toBe(false);
    expect(strikes({ accountId: '2' }, target('eventData', [], '2'))).toBe(true);
    expect(strikes({ dedupeIds: ['b', 'c'] }, target('events', ['a', undefined, 'b']))).toBe(true);
    expect(strikes({ dedupeIds: ['c'] }, target('events', ['a']))).toBe(false);
    expect(strikes({ moreItemsThan: 1 }, target('events', ['a']))).toBe(false);
    expect(strikes({ moreItemsThan: 1 }, target('events', ['a', 'b']))).toBe(true);
  });
});

test('some faults keep to where they make sense', () => {
  const where = (fault: Fault): EndpointName[] => {
    const list = new FaultList();
    list.set(fault);
    return (['token', 'profiles', 'eventData', 'events'] as const).filter((it) => list.pick(target(it)) !== undefined);
  };
  expect(where({ kind: 'invalid_grant' })).toEqual(['token']);
  expect(where({ kind: 'unauthorized' })).toEqual(['profiles', 'eventData', 'events']);
  expect(where({ kind: 'items', share: 1 })).toEqual(['eventData', 'events']);
  expect(where({ kind: 'lie', lie: 'missing_all' })).toEqual(['eventData', 'events']);
  expect(where({ kind: 'lie', lie: 'html' })).toEqual(['token', 'profiles', 'eventData', 'events']);
});

test('the first that strikes takes the request, and the others do not see it', () => {
  const list = new FaultList();
  list.set([hang({}, { times: 1 }), { kind: 'forbidden' }]);
  expect(list.pick(target('eventData'))?.kind).toBe('hang');
  expect(list.pick(target('eventData'))?.kind).toBe('forbidden');
  expect(list.list()).toMatchObject([
    { seen: 1, struck: 1 },
    { seen: 1, struck: 1 },
  ]);
});

test('faults can be added, replaced and cleared', () => {
  const list = new FaultList();
  list.add({ kind: 'hang' });
  list.add({ kind: 'forbidden' });
  expect(list.list()).toHaveLength(2);
  list.set([]);
  expect(list.list()).toEqual([]);
  list.add({ kind: 'hang' });
  list.clear();
  expect(list.pick(target('eventData'))).toBeUndefined();
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import type { Json } from '../base/json.ts';
import { differencesOf } from './differences.ts';

describe('the differences of two values', () => {
  it.each<[string, Json | undefined, Json | undefined, object[]]>([
    ['are none of equal ones', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['name what came', {}, { a: 1 }, [{ path: ['a'], after: 1 }]],
    ['name what went', { a: 1 }, {}, [{ path: ['a'], before: 1 }]],
    [
      'name what changed, at its place',
      { a: { b: 1, c: 2 } },
      { a: { b: 3, c: 2 } },
      [{ path: ['a', 'b'], before: 1, after: 3 }],
    ],
    ['take lists as a whole', { a: [1, 2] }, { a: [1] }, [{ path: ['a'], before: [1, 2], after: [1] }]],
    ['take a change of kind as one', { a: { b: 1 } }, { a: 1 }, [{ path: ['a'], before: { b: 1 }, after: 1 }]],
    ['tell null from nothing', { a: null }, {}, [{ path: ['a'], before: null }]],
    ['do not mind the order of members', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['are everything where there was nothing', undefined, { a: 1 }, [{ path: [], after: { a: 1 } }]],
  ])('%s', (_, before, after, expected) => {
    expect(differencesOf(before, after)).toEqual(expected);
  });

  it('are none exactly where the values are equal', () => {
    fc.assert(
      fc.property(anyJson(), anyJson(), (a, b) => {
        expect(differencesOf(a as Json, structuredClone(a) as Json)).toEqual([]);
        const same = JSON.stringify(a) === JSON.stringify(b);
        if (!same && typeof a !== 'object') expect(differencesOf(a as Json, b as Json)).not.toEqual([]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import type { Json } from '../base/json.ts';
import type { Outcome } from '../delivery/outcome.ts';
import { decodeAnswer, decodeItems } from './items.ts';

const kinds = (outcomes: readonly Outcome[]): string[] => outcomes.map(({ kind }) => kind);
const entries = (...indexes: Json[]): Json[] => indexes.map((index) => ({ index, message: 'm' }));

describe.each([1, 0] as const)('where indexes count from %d', (base) => {
  const at = (...places: number[]): Json[] => entries(...places.map((place) => place + base));

  it.each<[string, Json, string[]]>([
    ['all succeed', { success: at(0, 1, 2), error: [] }, ['delivered', 'delivered', 'delivered']],
    ['in another order', { success: at(2, 0, 1) }, ['delivered', 'delivered', 'delivered']],
    ['all fail', { success: [], error: at(0, 1, 2) }, ['rejected', 'rejected', 'rejected']],
    ['one fails', { success: at(0, 2), error: at(1) }, ['delivered', 'rejected', 'delivered']],
    ['one is missing', { success: at(0, 2), error: [] }, ['delivered', 'ambiguous', 'delivered']],
    ['one is there twice', { success: at(0, 1, 1, 2) }, ['delivered', 'ambiguous', 'delivered']],
    ['one fails twice', { success: at(0, 2), error: at(1, 1) }, ['delivered', 'ambiguous', 'delivered']],
    ['one is in both lists', { success: at(0, 1, 2), error: at(2) }, ['delivered', 'delivered', 'ambiguous']],
    ['one is beyond the end', { success: at(0, 1, 3) }, ['delivered', 'delivered', 'ambiguous']],
    ['one is before the beginning', { success: at(-1, 1, 2) }, ['ambiguous', 'delivered', 'delivered']],
    ['one is negative', { success: at(0, 1, -3) }, ['delivered', 'delivered', 'ambiguous']],
    ['one lies between two', { success: at(0, 1, 1.5) }, ['delivered', 'delivered', 'ambiguous']],
    ['as text', { success: entries(String(base), String(base + 1)) }, ['ambiguous', 'ambiguous', 'ambiguous']],
    ['an index is no number', { success: entries(null, true, [base], {}, 1e300) }, Array(3).fill('ambiguous')],
    ['entries are no objects', { success: [base, String(base), null, [base]] }, Array(3).fill('ambiguous')],
    ['lists are no lists', { success: { 0: { index: base } }, error: 'none' }, Array(3).fill('ambiguous')],
    ['nothing is there', {}, Array(3).fill('ambiguous')],
    ['a list comes without the object', at(0, 1, 2), Array(3).fill('ambiguous')],
    ['null', null, Array(3).fill('ambiguous')],
  ])('%s', (_, body, expected) => {
    expect(kinds(decodeItems(body, 3, base))).toEqual(expected);
  });

  it('whatever the answer: each item has one outcome, and is delivered only if named once, by its number, as a success', () => {
    const index = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom<Json>('1', 1.5, null, true, -0, 1e300));
    const entry = fc.oneof({ weight: 9, arbitrary: index.map((i): Json => ({ index: i, message: 'm' })) }, anyJson());
    const list = fc.oneof({ weight: 9, arbitrary: fc.array(entry, { maxLength: 12 }) }, anyJson());
    const body = fc.record({ success: list, error: list }, { requiredKeys: [] }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(body, fc.integer({ min: 0, max: 8 }), (given, count) => {
        const named = (list: 'success' | 'error', place: number): number => {
          const value = (given as Record<string, Json>)[list];
          const is = (one: Json): boolean => (one as { index?: Json } | null)?.index === place + base;
          return Array.isArray(value) ? value.filter((one) => !Array.isArray(one) && is(one)).length : 0;
        };
        const expected = Array.from({ length: count }, (_, place) => {
          const [good, bad] = [named('success', place), named('error', place)];
          return good + bad !== 1 ? 'ambiguous' : good === 1 ? 'delivered' : 'rejected';
        });
        expect(kinds(decodeItems(given, count, base))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

it('any text, with any status, is decoded without an exception, and accounts for every item', () => {
  const body = fc.oneof(
    fc.string(),
    anyJson().map((json) => JSON.stringify(json)),
    fc.constantFrom('', '{', '[]', 'null'),
  );
  fc.assert(
    fc.property(body, fc.integer({ min: 100, max: 999 }), fc.integer({ min: 1, max: 500 }), (text, status, count) => {
      const answer = decodeAnswer({ status, headers: {}, body: text }, count, 1, 0);
      expect('items' in answer).toBe(status >= 200 && status < 300);
      if ('items' in answer) expect(answer.items.length).toBe(count);
    }),
    { numRuns: 300 },
  );
});

const DEPTH = 100_000;
const nested = (open: string, close: string): string => open.repeat(DEPTH) + close.repeat(DEPTH);
it.each([
  ['objects', `${'{"error":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}`],
  ['lists', nested('[', ']')],
  ['lists in an item', `{"error":[{"index":1,"errors":${nested('[', ']')}}]}`],
  ['lists of errors', `{"error":[{"index":1,"errors":${'[{"errors":'.repeat(DEPTH)}1${'}]'.repeat(DEPTH)}}]}`],
])('an answer of deeply nested %s is decoded all the same', (_, body) => {
  for (const status of [207, 400, 500]) {
    expect(() => decodeAnswer({ status, headers: {}, body }, 1, 1, 0)).not.toThrow();
  }
});

describe('an item error', () => {
  const decode = (error: object): Outcome | undefined =>
    decodeItems({ error: [{ index: 1, ...error }] as Json }, 1, 1)[0];

  it.each([
    ['TOO_MANY_REQUESTS'],
    ['THROTTLED'],
    ['INTERNAL_ERROR'],
    ['INTERNAL_SERVER_ERROR'],
    ['SERVICE_UNAVAILABLE'],
    ['TIMEOUT'],
    ['429'],
    ['500'],
    ['503'],
  ])('with the code %s is not for ever', (code) => {
    expect(decode({ code })?.kind).toBe('unavailable');
    expect(decode({ errors: [{ errorType: code, message: 'm' }] })?.kind).toBe('unavailable');
    if (/^\d+$/.test(code)) expect(decode({ httpStatusCode: Number(code) })?.kind).toBe('unavailable');
  });

  it.each<[string, object, string, string]>([
    ['a code of its own', { code: 'A', message: 'words' }, 'A', 'A words'],
    [
      'errors within it',
      { errors: [{ errorType: 'B', fieldName: 'countryCode', message: 'words' }] },
      'B',
      'B countryCode words',
    ],
    [
      'several',
      {
        errors: [
          { code: 'C', message: 'x' },
          { code: 'D', message: 'y' },
        ],
      },
      'C',
      'C x; D y',
    ],
    ['a number for a code', { code: 400, message: 'words' }, '400', 'words'],
    ['words alone', { message: 'words' }, 'UNKNOWN', 'words'],
    ['nothing', {}, 'UNKNOWN', 'no explanation in the answer'],
    ['things of the wrong kind', { code: {}, message: [], errors: 'x' }, 'UNKNOWN', 'x'],
  ])('with %s is final, and keeps Amazon’s words', (_, error, code, message) => {
    expect(decode(error)).toEqual({ kind: 'rejected', code, message });
  });

  it('keeps no more of Amazon’s words than a person reads', () => {
    const long = decode({ code: 'x'.repeat(10_000), message: 'y'.repeat(10_000) });
    expect(long).toMatchObject({ kind: 'rejected', code: 'x'.repeat(100) });
    expect((long as { message: string }).message.length).toBe(500);
  });
});

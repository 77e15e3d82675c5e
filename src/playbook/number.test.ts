import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { round, toNumber } from './number.ts';

describe('toNumber', () => {
  it.each([
    [59.9, 59.9],
    ['59.9', 59.9],
    [' 59.90 ', 59.9],
    ['1,299.00', 1299],
    ['1,234,567', 1234567],
    ['59,90', 59.9],
    ['59,9', 59.9],
    ['1.299,00', 1299],
    ['$59.90', 59.9],
    ['59.90 EUR', 59.9],
    ['USD 59.90', 59.9],
    ['€ 59,90', 59.9],
    ['R$ 59,90', 59.9],
    ['US$59.90', 59.9],
    ['59,90 ₺', 59.9],
    ['$5 CAD', 5],
    ['-5', -5],
    ['.5', 0.5],
    ['1e3', 1000],
    ['0', 0],
  ])('reads %s', (value, expected) => {
    expect(toNumber(value)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'free',
    '1,2,3',
    '1.2.3',
    '12 345',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '1,2345',
    '59.90.',
    'USD',
    '5 kg',
  ])('does not guess: %s', (value) => {
    expect(toNumber(value)).toBeUndefined();
  });

  it('takes nothing that is not finite, and no other types', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null, true, [], {}, undefined]) {
      expect(toNumber(value as never)).toBeUndefined();
    }
  });

  it('reads back every number that prints plainly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }), (number) => {
        expect(toNumber(String(number))).toBe(number === 0 ? toNumber(String(number)) : number);
      }),
    );
  });

  it('never throws, and gives only finite numbers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const number = toNumber(value as never);
        expect(number === undefined || Number.isFinite(number)).toBe(true);
      }),
    );
  });
});

describe('round', () => {
  it.each([
    [1.005, 2, 1.01],
    [2.675, 2, 2.68],
    [59.899999999, 2, 59.9],
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [0, 2, 0],
    [1e21, 2, 1e21],
    [1e-9, 2, 0],
    [44.98, 2, 44.98],
  ])('%s to %i decimals is %s', (value, decimals, expected) => {
    expect(round(value, decimals)).toBe(expected);
  });
});

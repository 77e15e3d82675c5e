import { expect, it } from 'vitest';
import { decimalSignOf, readAmount } from './amounts.ts';

it.each([
  [['1.234,50', '7'], ','],
  [['1,234.50'], '.'],
  [['1,234', '19,9'], ','],
  [['19,99 €'], ','],
  [['1,234,567'], '.'],
  [['1.234.567'], ','],
  [['1,234', '12'], '.'],
  [[], '.'],
] as const)('the sign before the cents is found in %j', (values, sign) => {
  expect(decimalSignOf(values)).toBe(sign);
});

it.each([
  ['1,234.50', '.', 1234.5],
  ['1.234,50 €', ',', 1234.5],
  ['$19.99', '.', 19.99],
  ['-$5', '.', -5],
  ['USD 1 234.5', '.', 1234.5],
  ['1’234.50', '.', 1234.5],
  ['.5', '.', 0.5],
  ['two', '.', undefined],
  ['1.2.3', '.', undefined],
  ['', '.', undefined],
] as const)('%s is an amount', (text, sign, amount) => {
  expect(readAmount(text, sign)).toBe(amount);
});

import { expect, it } from 'vitest';
import { table } from './table.ts';

it('stands in columns, numbers to the right with their thousands apart', () => {
  expect(
    table(
      ['NAME', 'N'],
      [
        ['a', 1],
        ['long name', 12345],
      ],
    ),
  ).toBe('NAME            N\na               1\nlong name  12,345');
});

it('is a line for each row, whatever a cell holds', () => {
  const text = table(
    ['EVENT', 'DETAIL'],
    [
      ['\u001b[31mRED\nINJECT', 'bad \u009b value\r\n\u202e'],
      ['b', ''],
    ],
  );
  expect(text).toBe('EVENT            DETAIL\n␛[31mRED␊INJECT  bad � value␍␊�\nb');
});

it('stands in columns where characters take two places, or none', () => {
  const text = table(
    ['EVENT', 'N'],
    [
      ['注文完了', 1],
      ['Cafe\u0301', 2],
      ['🛒 Cart', 3],
    ],
  );
  expect(text).toBe('EVENT     N\n注文完了  1\nCafe\u0301      2\n🛒 Cart   3');
});

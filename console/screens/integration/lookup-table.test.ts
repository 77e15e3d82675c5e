import { describe, expect, it } from 'vitest';
import { kindOf, type LookupTable, readPasted, rowsOf, tableOf, type ValueKind } from './lookup-table.ts';

describe('rows', () => {
  it.each<[LookupTable, ValueKind]>([
    [{ berlin: 'DE', paris: 'FR' }, 'text'],
    [{ small: 1, large: 2.5 }, 'number'],
    [{ berlin: 'DE', closed: false, many: [1, 'a'] }, 'json'],
    [{}, 'text'],
  ])('say the table that they were made of: %j', (table, kind) => {
    expect(kindOf(table)).toBe(kind);
    expect(tableOf(rowsOf(table), kind)).toEqual({ table, problems: new Map() });
  });

  it('are told of at their places, where they cannot be taken', () => {
    const rows = [
      { key: 'a', value: '1' },
      { key: '', value: '' },
      { key: '', value: '2' },
      { key: 'a', value: '3' },
      { key: 'b', value: '1,5' },
    ];
    const { table, problems } = tableOf(rows, 'number');
    expect(table).toEqual({ a: 1 });
    expect([...problems]).toEqual([
      [2, 'has no key'],
      [3, 'the key “a” stands above already'],
      [4, '“1,5” is no number'],
    ]);
  });
});

describe('what a spreadsheet copies', () => {
  it('is rows of two cells, with quotes as spreadsheets write them', () => {
    expect(readPasted('SKU-1\tTea\r\n"5"" pot"\t"a ""b"""\n\nSKU-2\t\n')).toEqual({
      problems: [],
      rows: [
        { key: 'SKU-1', value: 'Tea' },
        { key: '5" pot', value: 'a "b"' },
        { key: 'SKU-2', value: '' },
      ],
    });
  });

  it('is told of by its line, where it has other columns', () => {
    expect(readPasted('a;b\nc\td\te').problems).toEqual([
      'Line 1 has one cell: a key and a value are needed, with a tab between.',
      'Line 2 has 3 cells: copy two columns.',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { kindOf, textOf } from './file-text.ts';
import { guessMapping, withField } from './mapping.ts';
import { cellOf, readTable } from './table.ts';

describe('a CSV file', () => {
  it('is taken apart by the delimiter that it has, with the numbers of its rows as a spreadsheet counts', () => {
    for (const [delimiter, text] of [
      [',', 'a,b\r\n1,"x, ""y"""\r\n\r\n2,z\r\n'],
      [';', '\ufeffa;b\n1;"x, ""y"""\n;\n2;z'],
      ['\t', 'a\tb\n1\t"x, ""y"""\n\n2\tz'],
    ] as const) {
      const table = readTable(text);
      expect([table.delimiter, table.hasNames, table.problems]).toEqual([delimiter, true, []]);
      expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b']);
      expect(table.rows.map((row) => [row.number, cellOf(row, 0), cellOf(row, 1)])).toEqual([
        [2, '1', 'x, "y"'],
        [4, '2', 'z'],
      ]);
    }
  });

  it('without a row of names is known by its values, and shows none of them as a title', () => {
    const table = readTable('jo@shop.example,Jo,2026-11-20\nal@shop.example,Al,2026-11-21');
    expect([table.hasNames, table.rows.length]).toEqual([false, 2]);
    expect(table.columns.map(({ title }) => title)).toEqual(['Column 1', 'Column 2', 'Column 3']);
    const chosen = readTable('jo@shop.example,Jo\nal@shop.example,Al', { hasNames: true });
    expect(chosen.columns.map(({ title }) => title)).toEqual(['Column 1', 'Jo']);
  });

  it('that is not whole is told of, without its values', () => {
    const { problems } = readTable('a,b,c\n1,2,3\nsecret,2\n"never closed,2,3');
    expect(problems).toEqual([
      expect.stringContaining('Quotes do not fit together at row 4'),
      expect.stringContaining('2 of 3 rows have fewer cells than others, row 3 the first'),
    ]);
    expect(problems.join()).not.toContain('secret');
  });
});

describe('the bytes of a file', () => {
  it('are UTF-8, UTF-16 with its mark, or what spreadsheets write', () => {
    expect(textOf(new TextEncoder().encode('é'))).toEqual({ text: 'é', encoding: 'UTF-8' });
    expect(textOf(new Uint8Array([0xff, 0xfe, 0xe9, 0]))).toEqual({ text: 'é', encoding: 'UTF-16' });
    expect(textOf(new Uint8Array([0xe9, 0x80]))).toEqual({ text: 'é€', encoding: 'Windows-1252' });
  });

  it.each([
    ['x.txt', ' [{}]', 'json'],
    ['x.json', '\ufeff{"a":1}\n{}', 'ndjson'],
    ['x.jsonl', 'broken', 'ndjson'],
    ['x.csv', '{a},b', 'csv'],
    ['orders', 'a,b', 'csv'],
  ])('%s that begins %j is %s', (name, text, kind) => expect(kindOf(name, text)).toBe(kind));
});

describe('the columns’ names', () => {
  it.each([
    [
      'Email,Created at,Name,Currency,Total,Billing Zip,Lineitem sku,Lineitem quantity,Lineitem price,Id', // Shopify
      'email timestamp - currency value postalCode productId quantity price -',
    ],
    [
      'transaction_id,event_time,event_name,SHA256_Email,hashed-phone,user_id,message id,country_code', // conversion uploads
      'orderId timestamp event email phone userId messageId country',
    ],
    [
      'First Name,LAST_NAME,City,State/Province,Order Number,Qty,Mobile',
      'firstName lastName city - orderId quantity phone',
    ],
    ['Email,E-mail,email address', 'email - -'], // each field once
  ])('%s say where they go', (names, fields) => {
    const { columns } = readTable(`${names}\nx`);
    const mapping = guessMapping(columns);
    expect(columns.map(({ place }) => mapping.get(place) ?? '-').join(' ')).toBe(fields);
  });

  it('a field that is chosen for another column leaves the one that had it', () => {
    const mapping = withField(
      new Map([
        [0, 'email'],
        [1, 'phone'],
      ]),
      2,
      'email',
    );
    expect([...mapping]).toEqual([
      [1, 'phone'],
      [2, 'email'],
    ]);
    expect([...withField(mapping, 1, undefined)]).toEqual([[2, 'email']]);
  });
});

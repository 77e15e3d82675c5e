import { readAmount } from './amounts.ts';
import { fieldOf, isOfProduct } from './fields.ts';
import { looksHashed, looksLikeEmail } from './looks.ts';
import { sharedOrders, textsOf } from './order-groups.ts';
import { decimalsOf, type RowReading } from './row-events.ts';
import { isCurrency } from './shown.ts';
import { cellOf, type Row, type Table } from './table.ts';
import { readTime } from './times.ts';

/** What should be known of a column before its values are sent. */
export interface ColumnWarning {
  readonly message: string;
  readonly rows: number;
  /** The number of the first of them. */
  readonly first: number;
}

type Check = readonly [message: string, isWrong: (text: string, row: Row) => boolean];

/** What is to be said of a column that goes to a field. */
export function columnWarnings(table: Table, place: number, reading: RowReading): readonly ColumnWarning[] {
  const found = new Map<string, { rows: number; first: number }>();
  const checks = [...checksOf(table, place, reading), ...withinOrders(table, place, reading)];
  for (const row of table.rows) {
    const text = cellOf(row, place);
    const wrong = checks.find(([, isWrong]) => isWrong(text, row));
    if (wrong === undefined) continue;
    const seen = found.get(wrong[0]);
    if (seen === undefined) found.set(wrong[0], { rows: 1, first: row.number });
    else seen.rows += 1;
  }
  return [...found].map(([message, seen]) => ({ message, ...seen }));
}

/** The first that holds of a value is told. */
function checksOf(table: Table, place: number, { mapping, time, orders }: RowReading): readonly Check[] {
  const { id, kind } = fieldOf(mapping.get(place) ?? '') ?? {};
  const empty = (message: string): Check => [message, (text) => text === ''];
  if (id === 'event') return [empty('no name: the one above is taken')];
  if (id === 'orderId') {
    return [empty('no order id: a hash of the row is the message id'), ...(orders.isGrouped ? [] : [repeated()])];
  }
  switch (kind) {
    case 'email':
      return [
        empty('no e-mail address'),
        ['not an e-mail address', (text) => !looksLikeEmail(text) && !looksHashed(text)],
      ];
    case 'phone':
      return [
        empty('no phone number'),
        ['digits lost by a spreadsheet (4.9E+11): export it as text', (text) => /\dE\+?\d+$/i.test(text)],
        ['not a phone number', (text) => !looksHashed(text) && text.replace(/\D/g, '').length < 6],
      ];
    case 'time':
      return [
        empty('no time: they count as happening when they are sent'),
        ['not a time that can be read', (text) => readTime(text, time) === undefined],
      ];
    case 'currency':
      return [empty('no currency'), ['not a currency of ISO 4217', (text) => !isCurrency(text)]];
    case 'amount': {
      const decimal = decimalsOf(table, place);
      return [['not a number', (text) => text !== '' && readAmount(text, decimal) === undefined]];
    }
    default:
      return [];
  }
}

/** Where the rows of an order do not agree on what is said of it once. */
function withinOrders(table: Table, place: number, { mapping, orders }: RowReading): readonly Check[] {
  const id = mapping.get(place);
  const isSum = id === 'value' && orders.valuesOf === 'row';
  if (!orders.isGrouped || id === undefined || isOfProduct(id) || isSum) return [];
  const others = new Set<Row>();
  for (const rows of sharedOrders(table, mapping)) {
    const [first] = textsOf(rows, place);
    for (const row of rows) if (!['', first].includes(cellOf(row, place))) others.add(row);
  }
  return [['differs from an earlier row of the order, which counts', (_text, row) => others.has(row)]];
}

function repeated(): Check {
  const seen = new Set<string>();
  const wasSeen = (text: string): boolean => {
    const before = seen.size;
    return seen.add(text).size === before;
  };
  return ['an order id of an earlier row: only the first row of an order counts', wasSeen];
}

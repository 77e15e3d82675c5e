import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type DecimalSign, decimalSignOf, readAmount } from './amounts.ts';
import { type Field, fieldOf, isOfProduct } from './fields.ts';
import { type ItemSource, putAt } from './item.ts';
import { type Mapping, placeOf } from './mapping.ts';
import { messageIdOf } from './message-id.ts';
import { type OrderReading, rowsByEvent } from './order-groups.ts';
import { cellOf, type Row, type Table } from './table.ts';
import { readTime, type TimeReading } from './times.ts';

/** How rows become events. */
export interface RowReading {
  readonly mapping: Mapping;
  /** The events' name where no column has it. */
  readonly eventName: string;
  /** The currency where no column has it; empty: none. */
  readonly currency: string;
  readonly time: TimeReading;
  readonly orders: OrderReading;
}

/** The events of a table's rows. */
export function rowEvents(table: Table, reading: RowReading): ItemSource {
  const columns = [...reading.mapping].flatMap(([place, id]) => {
    const field = fieldOf(id);
    if (field === undefined) return [];
    return [{ place, field, decimal: field.kind === 'amount' ? decimalsOf(table, place) : '.' } satisfies MappedColumn];
  });
  const orders = placeOf(reading.mapping, 'orderId');
  const groups = rowsByEvent(table, reading.mapping, reading.orders.isGrouped);
  return {
    ...{ count: groups.length, rows: table.rows.length },
    item: async (at) => {
      const [row, ...others] = groups[at] ?? [];
      if (row === undefined) throw new Error(`there is no event at place ${at}`);
      const event = eventOf([row, ...others], columns, reading);
      const order = orders === undefined ? '' : cellOf(row, orders);
      event.messageId ??= await messageIdOf(String(event.event), order, JSON.stringify(row.cells));
      const further = others.map(({ number }) => number);
      return { row: row.number, ...(further.length > 0 && { further }), event };
    },
  };
}

/** The sign before the cents in a column's amounts. */
export function decimalsOf({ rows }: Table, place: number): DecimalSign {
  return decimalSignOf(rows.values().map((row) => cellOf(row, place)));
}

interface MappedColumn {
  readonly place: number;
  readonly field: Field;
  readonly decimal: DecimalSign;
}

/**
 * What is empty is left out. What cannot be read stays as it is: the gateway tells of it then. What is of the whole order is taken from the
 * first of its rows that says it.
 */
function eventOf(rows: readonly Row[], columns: readonly MappedColumn[], reading: RowReading): JsonObject {
  const { eventName, currency, time, orders } = reading;
  const event: JsonObject = { type: 'track', event: eventName };
  if (currency !== '') event.properties = { currency };
  for (const { place, field, decimal } of columns) {
    if (isOfProduct(field.id)) continue;
    const texts = rows.map((row) => cellOf(row, place)).filter((text) => text !== '');
    const [first] = texts;
    if (first === undefined) continue;
    const isSum = field.id === 'value' && orders.valuesOf === 'row' && texts.length > 1;
    putAt(event, field.path, isSum ? sumOf(texts, decimal) : jsonOf(first, field, decimal, time));
  }
  const products = rows.map((row) => productOf(row, columns, time)).filter((one) => one !== undefined);
  if (products.length > 0) putAt(event, ['properties', 'products'], products);
  return event;
}

/** What a row says of a product; undefined where it says nothing. */
function productOf(row: Row, columns: readonly MappedColumn[], time: TimeReading): JsonObject | undefined {
  const product: JsonObject = {};
  for (const { place, field, decimal } of columns) {
    const text = cellOf(row, place);
    if (isOfProduct(field.id) && text !== '') putAt(product, field.path.slice(-1), jsonOf(text, field, decimal, time));
  }
  return Object.keys(product).length === 0 ? undefined : product;
}

/** Amounts added up, to the millionth, as doubles would not; all of them as text where one cannot be read. */
function sumOf(texts: readonly string[], decimal: DecimalSign): Json {
  const amounts = texts.map((text) => readAmount(text, decimal) ?? Number.NaN);
  const sum = amounts.reduce((all, amount) => all + amount, 0);
  return Number.isNaN(sum) ? texts.join(' + ') : Number(sum.toFixed(6));
}

function jsonOf(text: string, { kind }: Field, decimal: DecimalSign, time: TimeReading): Json {
  if (kind === 'amount') return readAmount(text, decimal) ?? text;
  if (kind !== 'time') return text;
  const at = readTime(text, time);
  return at === undefined ? text : new Date(at).toISOString();
}

import { isOfProduct } from './fields.ts';
import { type Mapping, placeOf } from './mapping.ts';
import { cellOf, type Row, type Table } from './table.ts';

/** How rows that share an order id are read. */
export interface OrderReading {
  /** Together they are one event, and each is a product of it; else each is an event, of which the first alone counts. */
  readonly isGrouped: boolean;
  /** What an amount in the column of values is of: the whole order, as it then stands in one or all of its rows; or the row, to be added up. */
  readonly valuesOf: 'order' | 'row';
}

/** The rows of each event of a table, in the order of their first ones. Rows without an order id are events by themselves. */
export function rowsByEvent(table: Table, mapping: Mapping, isGrouped: boolean): readonly (readonly Row[])[] {
  const orders = placeOf(mapping, 'orderId');
  if (!isGrouped || orders === undefined) return table.rows.map((row) => [row]);
  const names = placeOf(mapping, 'event');
  const groups: Row[][] = [];
  const ofOrder = new Map<string, Row[]>();
  for (const row of table.rows) {
    const order = cellOf(row, orders);
    // A purchase and its refund are two events of one order.
    const key = JSON.stringify([order, names === undefined ? '' : cellOf(row, names)]);
    const group = order === '' ? undefined : ofOrder.get(key);
    if (group !== undefined) {
      group.push(row);
      continue;
    }
    const fresh = [row];
    groups.push(fresh);
    if (order !== '') ofOrder.set(key, fresh);
  }
  return groups;
}

/** The orders that have several rows. */
export function sharedOrders(table: Table, mapping: Mapping): readonly (readonly Row[])[] {
  return rowsByEvent(table, mapping, true).filter((rows) => rows.length > 1);
}

/** What a table looks like: rows of products where some order has several, and a column says something of each. */
export function guessOrders(table: Table, mapping: Mapping): OrderReading {
  const shared = sharedOrders(table, mapping);
  const values = placeOf(mapping, 'value');
  const differ = values !== undefined && shared.some((rows) => textsOf(rows, values).size > 1);
  const hasProducts = [...mapping.values()].some(isOfProduct);
  return { isGrouped: shared.length > 0 && (hasProducts || differ), valuesOf: differ ? 'row' : 'order' };
}

/** The different values, but for empty ones, that rows have in a column. */
export function textsOf(rows: readonly Row[], place: number): ReadonlySet<string> {
  return new Set(rows.map((row) => cellOf(row, place)).filter((text) => text !== ''));
}

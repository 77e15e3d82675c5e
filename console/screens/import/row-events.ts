import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type DecimalSign, decimalSignOf, readAmount } from './amounts.ts';
import { type Field, fieldOf } from './fields.ts';
import { type ItemSource, putAt } from './item.ts';
import { type Mapping, placeOf } from './mapping.ts';
import { messageIdOf } from './message-id.ts';
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
}

/** The events of a table's rows. */
export function rowEvents(table: Table, reading: RowReading): ItemSource {
  const columns = [...reading.mapping].flatMap(([place, id]) => {
    const field = fieldOf(id);
    if (field === undefined) return [];
    return [{ place, field, decimal: field.kind === 'amount' ? decimalsOf(table, place) : '.' } satisfies MappedColumn];
  });
  const orders = placeOf(reading.mapping, 'orderId');
  return {
    count: table.rows.length,
    item: async (at) => {
      const row = table.rows[at];
      if (row === undefined) throw new Error(`there is no row at place ${at}`);
      const event = eventOf(row, columns, reading);
      const order = orders === undefined ? '' : cellOf(row, orders);
      event.messageId ??= await messageIdOf(String(event.event), order, JSON.stringify(row.cells));
      return { row: row.number, event };
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

/** What is empty is left out. What cannot be read stays as it is: the gateway tells of it then. */
function eventOf(row: Row, columns: readonly MappedColumn[], { eventName, currency, time }: RowReading): JsonObject {
  const event: JsonObject = { type: 'track', event: eventName };
  if (currency !== '') event.properties = { currency };
  for (const { place, field, decimal } of columns) {
    const text = cellOf(row, place);
    if (text !== '') putAt(event, field.path, jsonOf(text, field, decimal, time));
  }
  return event;
}

function jsonOf(text: string, { kind }: Field, decimal: DecimalSign, time: TimeReading): Json {
  if (kind === 'amount') return readAmount(text, decimal) ?? text;
  if (kind !== 'time') return text;
  const at = readTime(text, time);
  return at === undefined ? text : new Date(at).toISOString();
}

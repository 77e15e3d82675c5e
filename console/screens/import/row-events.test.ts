import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { columnWarnings } from './column-warnings.ts';
import type { ItemSource } from './item.ts';
import { arrayEvents, lineEvents } from './json-events.ts';
import { guessMapping } from './mapping.ts';
import { guessOrders, sharedOrders } from './order-groups.ts';
import { type RowReading, rowEvents } from './row-events.ts';
import { readTable, type Table } from './table.ts';

const TEXT = [
  'Order ID,Email,First name,Zip,Country,Total,Currency,Qty,Created at,Coupon',
  'A-1,jo@shop.example,Jo,90210,US,"1,019.50",usd,2,2026-11-20 10:00,SAVE',
  ',no address,,,,much,GALLEONS,,soon,',
  'A-1,,,,,,,,,',
  ',no address,,,,much,GALLEONS,,soon,',
].join('\n');

const PRODUCTS = [
  'order_id,email,total,currency,sku,qty,price',
  'A-1,jo@shop.example,20.20,EUR,mug,2,10.10',
  'A-2,al@shop.example,5,EUR,jar,1,5',
  'A-1,,20.10,,pot,,20.10',
  'A-1,other@shop.example,,EUR,,1,',
  ',no@shop.example,7,EUR,jar,1,7',
].join('\n');

const reading = (table: Table, more: Partial<RowReading> = {}): RowReading => ({
  ...{ mapping: guessMapping(table.columns), eventName: 'Order Completed', currency: '' },
  ...{
    time: { zone: 'Europe/Berlin', order: 'month_first' },
    orders: { isGrouped: false, valuesOf: 'order' },
    ...more,
  },
});

async function eventsOf(source: ItemSource): Promise<JsonObject[]> {
  const items = await Promise.all(Array.from({ length: source.count }, (_, at) => source.item(at)));
  return items.map((item) => ('event' in item ? item.event : { row: item.row, code: item.code }));
}

describe('rows as events', () => {
  it('hold what columns are mapped, where the Segment spec has it; what cannot be read stays as it is', async () => {
    const table = readTable(TEXT);
    const [first, second] = await eventsOf(rowEvents(table, reading(table)));
    expect(first).toEqual({
      ...{ type: 'track', event: 'Order Completed', timestamp: '2026-11-20T09:00:00.000Z' },
      messageId: expect.stringMatching(/^import-[0-9a-f]{40}$/),
      context: {
        traits: { email: 'jo@shop.example', firstName: 'Jo', address: { postalCode: '90210', country: 'US' } },
      },
      properties: { order_id: 'A-1', value: 1019.5, currency: 'usd', products: [{ quantity: 2 }] },
    });
    expect(second).toMatchObject({ timestamp: 'soon', properties: { value: 'much', currency: 'GALLEONS' } });
  });

  it('have a message id of their order, or else of the whole row, which is the same whenever it is sent', async () => {
    const table = readTable(TEXT);
    const ids = async (more: Partial<RowReading> = {}): Promise<unknown[]> =>
      (await eventsOf(rowEvents(table, reading(table, more)))).map(({ messageId }) => messageId);
    const [order, row, sameOrder, sameRow] = await ids();
    expect([sameOrder, sameRow]).toEqual([order, row]);
    expect(row).not.toBe(order);
    expect(await ids()).toEqual([order, row, order, row]);
    expect((await ids({ eventName: 'Order Refunded' }))[0]).not.toBe(order);
    const own = readTable('message_id,email\nm-1,jo@shop.example');
    expect(await eventsOf(rowEvents(own, reading(own)))).toMatchObject([{ messageId: 'm-1' }]);
  });

  it('have the name and the currency that were given where no column has one', async () => {
    const table = readTable('event,total\nLead,5\n,6');
    const events = await eventsOf(rowEvents(table, reading(table, { currency: 'EUR' })));
    expect(events.map(({ event, properties }) => [event, properties])).toEqual([
      ['Lead', { currency: 'EUR', value: 5 }],
      ['Order Completed', { currency: 'EUR', value: 6 }],
    ]);
  });

  it('are one order with several products where they share its id, wherever they stand', async () => {
    const table = readTable(PRODUCTS);
    const orders = guessOrders(table, guessMapping(table.columns));
    expect(orders).toEqual({ isGrouped: true, valuesOf: 'row' });
    const source = rowEvents(table, reading(table, { orders }));
    expect([source.count, source.rows]).toEqual([3, 5]);
    const items = await Promise.all([0, 1, 2].map((at) => source.item(at)));
    expect(items.map((item) => [item.row, 'event' in item && item.further])).toEqual([
      [2, [4, 5]],
      [3, undefined],
      [6, undefined],
    ]);
    const [first] = await eventsOf(source);
    expect(first).toMatchObject({ context: { traits: { email: 'jo@shop.example' } } });
    expect(first?.properties).toEqual({
      ...{ order_id: 'A-1', value: 40.3, currency: 'EUR' },
      products: [{ product_id: 'mug', quantity: 2, price: 10.1 }, { product_id: 'pot', price: 20.1 }, { quantity: 1 }],
    });
    // The same order has the same id whether its rows are grouped or not: it counts once.
    const [alone] = await eventsOf(rowEvents(table, reading(table)));
    expect(first?.messageId).toBe(alone?.messageId);
  });

  it('keep what is said once of an order, and tell of rows that say something else', async () => {
    const table = readTable(PRODUCTS);
    const orders = { isGrouped: true, valuesOf: 'order' } as const;
    const [first] = await eventsOf(rowEvents(table, reading(table, { orders })));
    expect(first?.properties).toMatchObject({ value: 20.2 });
    const told = table.columns.flatMap(({ place, name }) =>
      columnWarnings(table, place, reading(table, { orders }))
        .filter(({ message }) => message.startsWith('differs'))
        .map(({ rows, first }) => [name, rows, first]),
    );
    expect(told).toEqual([
      ['email', 1, 5],
      ['total', 1, 4],
    ]);
  });

  it('are not taken for products where nothing says so', () => {
    const table = readTable('order_id,email\nA-1,jo@shop.example\nA-1,jo@shop.example');
    expect(guessOrders(table, guessMapping(table.columns)).isGrouped).toBe(false);
    const refund = readTable('order_id,event,sku\nA-1,Order Completed,mug\nA-1,Order Refunded,mug');
    expect(sharedOrders(refund, guessMapping(refund.columns))).toEqual([]);
  });

  it('with an amount that cannot be read add up to nothing that is one', async () => {
    const table = readTable('order_id,total,sku\nA-1,5,mug\nA-1,much,pot');
    const orders = { isGrouped: true, valuesOf: 'row' } as const;
    const [event] = await eventsOf(rowEvents(table, reading(table, { orders })));
    expect(event?.properties).toMatchObject({ value: '5 + much' });
  });

  it('are warned of by their columns, without their values', () => {
    const table = readTable(TEXT);
    const told = table.columns.flatMap(({ place, name }) =>
      columnWarnings(table, place, reading(table)).map(({ message, rows, first }) => [name, message, rows, first]),
    );
    expect(told).toEqual([
      ['Order ID', 'no order id: a hash of the row is the message id', 2, 3],
      ['Order ID', 'an order id of an earlier row: only the first row of an order counts', 1, 4],
      ['Email', 'not an e-mail address', 2, 3],
      ['Email', 'no e-mail address', 1, 4],
      ['Total', 'not a number', 2, 3],
      ['Currency', 'not a currency of ISO 4217', 2, 3],
      ['Currency', 'no currency', 1, 4],
      ['Created at', 'not a time that can be read', 2, 3],
      ['Created at', 'no time: they count as happening when they are sent', 1, 4],
    ]);
  });
});

describe('JSON as events', () => {
  const sourceOf = (file: ReturnType<typeof arrayEvents>): ItemSource => {
    if (!file.ok) throw new Error(file.problem);
    return file.source;
  };

  it('goes as it is, as a track call with a message id that stays', async () => {
    const text = '{"event":"A","messageId":"m-1"}\r\n\n{"type":"page","userId":9007199254740993}\nnot json\n[1]';
    const source = sourceOf(lineEvents(text));
    const [first, second, ...others] = await eventsOf(source);
    expect(first).toEqual({ type: 'track', event: 'A', messageId: 'm-1' });
    // An id that a double would round.
    expect(second).toEqual({ type: 'page', userId: '9007199254740993', messageId: expect.stringMatching(/^import-/) });
    expect(others).toEqual([
      { row: 4, code: 'invalid_json' },
      { row: 5, code: 'invalid_event' },
    ]);
    expect(await eventsOf(sourceOf(lineEvents(text)))).toEqual(await eventsOf(source));
  });

  it('of an array is counted by its items, and known by its orders', async () => {
    const order = (note: string): object => ({ event: 'A', properties: { order_id: 7, note } });
    const [one, same, other] = await eventsOf(
      sourceOf(arrayEvents(JSON.stringify([order('x'), order('y'), { event: 'B', properties: { order_id: 7 } }]))),
    );
    expect([one?.messageId === same?.messageId, one?.messageId === other?.messageId]).toEqual([true, false]);
    expect(arrayEvents('[{}, {')).toEqual({ ok: false, problem: expect.stringContaining('cut short') });
  });
});

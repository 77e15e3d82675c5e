import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import type { Event } from './event.ts';
import { orderKey, orderKeyOf } from './order-key.ts';

const of = (properties: Json): string | undefined => orderKeyOf({ fields: { properties } } as unknown as Event);

describe('the key of an order', () => {
  it('is the same for the same id, as text or number, and does not hold it', () => {
    expect(orderKey(' A-1001 ')).toBe(orderKey('A-1001'));
    expect(orderKey(1001)).toBe(orderKey('1001'));
    expect(orderKey('A-1001')).toMatch(/^[A-Za-z0-9_-]{16}$/);
    expect(orderKey('A-1001')).not.toBe(orderKey('A-1002'));
  });

  it.each<[Json]>([[''], ['  '], [null], [true], [{}], [['A-1001']]])('is none for %j', (id) => {
    expect(orderKey(id)).toBeUndefined();
  });

  it.each(['order_id', 'orderId', 'orderID', 'order_number', 'transaction_id', 'checkout_id'])(
    'is found in properties.%s',
    (name) => expect(of({ [name]: 'A-1001' })).toBe(orderKey('A-1001')),
  );

  it('is the order’s before the check-out’s, and passes over what is no id', () => {
    expect(of({ checkout_id: 'c', order_id: 'o' })).toBe(orderKey('o'));
    expect(of({ order_id: '', orderId: null, checkout_id: 'c' })).toBe(orderKey('c'));
    expect(of({ total: 5 })).toBeUndefined();
    expect(of('A-1001')).toBeUndefined();
  });
});

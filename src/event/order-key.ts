import { hash } from 'node:crypto';
import { numberText } from '../base/exact-json.ts';
import { isObject, type Json, own } from '../base/json.ts';
import type { Event } from './event.ts';

/** Where the id of its order stands in an event's properties, as shops and SDKs spell it; the first that is there counts. */
const PLACES: readonly string[] = [
  ...['order_id', 'orderId', 'orderID', 'order_number', 'orderNumber'],
  ...['transaction_id', 'transactionId', 'checkout_id', 'checkoutId', 'checkoutID'],
];

/** Characters of the key: 96 bits, enough that two orders never meet, and short: it stands in rows that are written again. */
const LENGTH = 16;

/**
 * The key by which the events of an order are found: a part of the SHA-256 of the order's id, which itself is not kept. Undefined for no id:
 * nothing, or what is no text and no whole number.
 */
export function orderKey(id: Json | undefined): string | undefined {
  const text = typeof id === 'number' ? numberText(id) : id;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  // In UTF-8 all halves of surrogate pairs are the same, and so are their orders.
  return trimmed === '' ? undefined : hash('sha256', trimmed, 'base64url').slice(0, LENGTH);
}

/** The key of the order that an event is of; undefined where it names none. */
export function orderKeyOf({ fields }: Event): string | undefined {
  const properties = own(fields, 'properties');
  if (!isObject(properties)) return undefined;
  for (const place of PLACES) {
    const id = own(properties, place);
    if (id === undefined || id === null) continue;
    const key = orderKey(id);
    if (key !== undefined) return key;
  }
  return undefined;
}

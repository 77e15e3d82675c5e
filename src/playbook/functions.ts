import { hash } from 'node:crypto';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { formatTime, parseTime } from '../event/time.ts';
import { MAX_ITEMS, MAX_TEXT } from './cost.ts';
import { toText } from './modifiers.ts';
import { round, toNumber } from './number.ts';
import { orderCurrency, orderUnits, orderValue } from './order.ts';
import { snakeCase } from './snake-case.ts';

/** Named tables of a playbook, for `lookup`. */
export type Tables = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/**
 * A function of the expression language beyond standard CEL, over JSON values. When an argument is not there the
 * expression has no value; when a result is undefined likewise. `coalesce` alone skips what is not there.
 */
export interface PlaybookFunction {
  readonly name: string;
  /** The parameters; those ending in `?` may be left out. */
  readonly params: readonly string[];
  readonly description: string;
  /** An expression over an event's properties with its result, for the reference and its test. */
  readonly example: { readonly expression: string; readonly properties: JsonObject; readonly result: Json };
  readonly call: (args: readonly Json[], tables: Tables) => Json | undefined;
}

const onText =
  (change: (text: string) => Json | undefined): PlaybookFunction['call'] =>
  ([value]) => {
    const text = toText(value);
    return text === undefined || text.length > MAX_TEXT ? undefined : change(text);
  };

/** All functions, in the order of the reference. */
export const FUNCTIONS: readonly PlaybookFunction[] = [
  {
    name: 'orderValue',
    params: ['properties'],
    description:
      'What an order is worth: the sum of price x quantity over its products; where they are missing, not all priced, or not all in the order’s currency, `revenue`, then `total`, then `value`. Two decimals.',
    example: {
      expression: 'orderValue(properties)',
      properties: { products: [{ price: 19.99, quantity: 2 }, { price: 5 }] },
      result: 44.98,
    },
    call: ([properties]) => (isObject(properties) ? orderValue(properties) : undefined),
  },
  {
    name: 'orderUnits',
    params: ['properties'],
    description: 'How many items an order has: the sum of `quantity` over its products (1 when absent).',
    example: {
      expression: 'orderUnits(properties)',
      properties: { products: [{ quantity: 2 }, {}] },
      result: 3,
    },
    call: ([properties]) => (isObject(properties) ? orderUnits(properties) : undefined),
  },
  {
    name: 'orderCurrency',
    params: ['properties'],
    description:
      'The currency of an order’s value: what the order says (`currency`, `currencyCode`, `currency_code`, `order_currency` ...), what its figures carry (`59,90 €`) and what its products say (`products[].currency` ...). Where these differ, or cannot be read, it is a text that is no currency (`EUR and USD`, `$`), and the value is not sent; no value only where nothing says it.',
    example: {
      expression: 'orderCurrency(properties)',
      properties: { revenue: '59,90 €' },
      result: 'EUR',
    },
    call: ([properties]) => (isObject(properties) ? orderCurrency(properties) : undefined),
  },
  {
    name: 'identity',
    params: [],
    description:
      'For the output key matchKeys: every identifier found in the standard places (`context.traits`, `traits`, `properties`, `userId`, the device). More can be added: `identity() + [{"type": "RAMP_ID", "value": properties.envelope}]`.',
    example: { expression: 'identity()', properties: {}, result: [{ sources: 'standard' }] },
    call: () => [{ sources: 'standard' }],
  },
  {
    name: 'sum',
    params: ['list'],
    description: 'The sum of a list of numbers; no value when one of them is not a number.',
    example: {
      expression: 'sum(properties.products.map(p, p.price * p.quantity))',
      properties: {
        products: [
          { price: 10, quantity: 2 },
          { price: 5, quantity: 1 },
        ],
      },
      result: 25,
    },
    call: ([list]) => {
      if (!Array.isArray(list) || list.length > MAX_ITEMS) return undefined;
      let total = 0;
      for (const item of list) {
        const number = toNumber(item);
        if (number === undefined) return undefined;
        total += number;
      }
      return total;
    },
  },
  {
    name: 'pluck',
    params: ['list', 'key'],
    description: 'One member of each object in a list, as a list; objects without it are passed over.',
    example: {
      expression: 'pluck(properties.products, "sku")',
      properties: { products: [{ sku: 'a' }, { sku: 'b' }] },
      result: ['a', 'b'],
    },
    call: ([list, key]) =>
      Array.isArray(list) && list.length <= MAX_ITEMS && typeof key === 'string'
        ? list.map((item) => (isObject(item) ? own(item, key) : undefined)).filter((item) => item !== undefined)
        : undefined,
  },
  {
    name: 'snakeCase',
    params: ['text'],
    description: 'The text in lower case with underscores: `Order Completed` becomes `order_completed`.',
    example: {
      expression: 'snakeCase(properties.label)',
      properties: { label: 'Order Completed' },
      result: 'order_completed',
    },
    call: onText(snakeCase),
  },
  {
    name: 'lower',
    params: ['text'],
    description: 'The text in lower case.',
    example: { expression: 'lower(properties.plan)', properties: { plan: 'PRO' }, result: 'pro' },
    call: onText((text) => text.toLowerCase()),
  },
  {
    name: 'upper',
    params: ['text'],
    description: 'The text in upper case.',
    example: { expression: 'upper(properties.currency)', properties: { currency: 'eur' }, result: 'EUR' },
    call: onText((text) => text.toUpperCase()),
  },
  {
    name: 'trim',
    params: ['text'],
    description: 'The text without the white space around it.',
    example: { expression: 'trim(properties.code)', properties: { code: ' A1 ' }, result: 'A1' },
    call: onText((text) => text.trim()),
  },
  {
    name: 'sha256',
    params: ['text'],
    description: 'SHA-256 of the text as lower-case hex.',
    example: {
      expression: 'sha256(properties.email)',
      properties: { email: 'abc@example.com' },
      result: '9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21',
    },
    call: onText((text) => hash('sha256', text, 'hex')),
  },
  {
    name: 'toFloat',
    params: ['value'],
    description: 'A number, from a number or from text that can only mean one.',
    example: { expression: 'toFloat(properties.total)', properties: { total: '1,299.00' }, result: 1299 },
    call: ([value]) => toNumber(value),
  },
  {
    name: 'toInt',
    params: ['value'],
    description: 'The number without its decimals.',
    example: { expression: 'toInt(properties.quantity)', properties: { quantity: '2.0' }, result: 2 },
    call: ([value]) => {
      const number = toNumber(value);
      return number === undefined ? undefined : Math.trunc(number);
    },
  },
  {
    name: 'round',
    params: ['number', 'decimals?'],
    description: 'The number rounded, halves away from zero; to whole numbers, or to some decimals.',
    example: { expression: 'round(properties.total, 2)', properties: { total: 1.005 }, result: 1.01 },
    call: ([value, decimals]) => {
      const number = toNumber(value);
      const places = decimals === undefined ? 0 : toNumber(decimals);
      if (number === undefined || places === undefined || places < 0 || places > 15) return undefined;
      return round(number, Math.trunc(places));
    },
  },
  {
    name: 'epochSeconds',
    params: ['time'],
    description: 'A time as whole epoch seconds, from ISO-8601 or from epoch seconds or milliseconds.',
    example: {
      expression: 'epochSeconds(properties.ordered_at)',
      properties: { ordered_at: '2026-11-20T10:15:30Z' },
      result: 1795169730,
    },
    call: ([time]) => {
      const ms = parseTime(time);
      return ms === undefined ? undefined : Math.floor(ms / 1000);
    },
  },
  {
    name: 'iso8601',
    params: ['time'],
    description: 'A time as `YYYY-MM-DDThh:mm:ssZ`, from ISO-8601 or from epoch seconds or milliseconds.',
    example: {
      expression: 'iso8601(properties.ordered_at)',
      properties: { ordered_at: 1795169730 },
      result: '2026-11-20T10:15:30Z',
    },
    call: ([time]) => {
      const ms = parseTime(time);
      return ms === undefined ? undefined : formatTime(ms);
    },
  },
  {
    name: 'lookup',
    params: ['table', 'key', 'default?'],
    description: 'The entry of one of the playbook’s `tables` for a key; else the default, where one is given.',
    example: {
      expression: 'lookup("stores", properties.store, "US")',
      properties: { store: 'berlin' },
      result: 'DE',
    },
    call: ([table, key, otherwise], tables) => {
      const entries = typeof table === 'string' && Object.hasOwn(tables, table) ? tables[table] : undefined;
      const text = toText(key);
      if (entries === undefined || text === undefined) return otherwise;
      return Object.hasOwn(entries, text) ? entries[text] : otherwise;
    },
  },
];

/** The functions by name. */
export const FUNCTION_BY_NAME: ReadonlyMap<string, PlaybookFunction> = new Map(FUNCTIONS.map((f) => [f.name, f]));

/** The table that the example of `lookup` uses. */
export const EXAMPLE_TABLES: Tables = { stores: { berlin: 'DE', london: 'GB' } };

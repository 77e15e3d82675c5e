import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf, NOW } from '../../test/support/events.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { expressionLanguage } from './expression.ts';
import { EXAMPLE_TABLES, FUNCTIONS } from './functions.ts';

const language = expressionLanguage(EXAMPLE_TABLES);

function evaluate(expression: string, properties: JsonObject = {}, more: object = {}): Json | undefined {
  const read = language.compile(expression);
  if (typeof read !== 'function') throw new Error(read.error);
  return read({ event: eventOf({ event: 'Order Completed', properties, ...more }), parameters: { REGION: 'NA' } });
}

function error(expression: string): string {
  const read = language.compile(expression);
  return typeof read === 'function' ? 'none' : read.error;
}

describe('expressions', () => {
  it.each(FUNCTIONS.map((fn) => [fn.name, fn.example] as const))('%s does what its example says', (_, example) => {
    expect(evaluate(example.expression, example.properties)).toEqual(example.result);
  });

  it.each<[string, JsonObject, Json | undefined]>([
    ['properties.total * 2', { total: 2.5 }, 5],
    ['properties.total * 2', { total: 3 }, 6],
    ['properties.total + properties.tax', { total: 1, tax: 0.5 }, 1.5],
    ['properties.total > 10', { total: 11 }, true],
    ['properties.plan == "pro" ? "PRO" : "FREE"', { plan: 'pro' }, 'PRO'],
    ['properties.products.map(p, p.price * p.quantity)', { products: [{ price: 2, quantity: 3 }] }, [6]],
    ['properties.products.filter(p, p.price > 5).size()', { products: [{ price: 2 }, { price: 7 }] }, 1],
    ['properties.products.exists(p, p.sku == "a")', { products: [{ sku: 'a' }] }, true],
    ['has(properties.coupon)', {}, false],
    ['properties.?coupon.orValue("none")', {}, 'none'],
    ['coalesce(properties.total, properties.revenue, 1)', { revenue: 7 }, 7],
    ['coalesce(properties.total, properties.revenue, 1)', { total: null }, 1],
    ['coalesce(properties.list.map(x, x * 2), "none")', {}, 'none'],
    ['snakeCase(eventName)', {}, 'order_completed'],
    ['eventType', {}, 'track'],
    ['event', {}, 'Order Completed'],
    ['parameters.REGION', {}, 'NA'],
    ['"a" + "b"', {}, 'ab'],
    ['[1, "two", true, null]', {}, [1, 'two', true, null]],
    ['{"k": properties.total}', { total: 1 }, { k: 1 }],
    ['timestamp', {}, new Date(NOW).toISOString()],
    ['size(properties.products)', { products: [1, 2] }, 2],
    ['lower(properties.Missing)', {}, undefined],
    ['properties.missing.deeper', {}, undefined],
    ['properties.total / 0', { total: 1 }, undefined],
    ['userId', {}, undefined],
    ['properties.toString', {}, undefined],
  ])('%s of %j is %j', (expression, properties, expected) => {
    expect(evaluate(expression, properties)).toEqual(expected);
  });

  it('knows the event’s own country', () => {
    expect(evaluate('country', {}, { context: { locale: 'de-AT' } })).toBe('AT');
  });

  it.each([
    ['properties.', 'at character'],
    ['1 +', 'at character'],
    ['propertis.total', 'did you mean "properties"'],
    ['snakecase(event)', 'did you mean "snakeCase"'],
    ['snakeCase()', 'snakeCase'],
    ['snakeCase(event, event)', 'snakeCase'],
    ['event.matches("(a+)+$")', 'matches() is not available'],
    ['properties.list.map(x, x.matches("a"))', 'matches() is not available'],
    ['lookup("store", event)', 'there is no table "store" under "tables" (did you mean "stores"?)'],
    ['lookup(event, event)', 'takes the table’s name as a text in quotes'],
    ['"a" * 2', 'at character'],
  ])('%s is refused: %s', (expression, message) => {
    expect(error(expression)).toContain(message);
  });

  it('as filters must be true or false', () => {
    expect(language.compileCondition('"yes"')).toMatchObject({ error: expect.stringContaining('true or false') });
    const condition = language.compileCondition('properties.total > 10.0');
    if (typeof condition !== 'function') throw new Error('not compiled');
    const test = (properties: object): boolean | undefined =>
      condition({ event: eventOf({ event: 'A', properties }), parameters: {} });
    expect(test({ total: 11 })).toBe(true);
    expect(test({ total: 9 })).toBe(false);
    expect(test({})).toBe(false);
    expect(test({ total: 'many' })).toBe(false);
  });

  it('reach no prototype', () => {
    const hostile = eventOf({ event: 'A', properties: { constructor: 'x', valueOf: 'y' } });
    for (const expression of [
      'properties.constructor',
      'properties.constructor.name',
      'properties.valueOf',
      'context.constructor',
    ]) {
      const read = language.compile(expression);
      if (typeof read !== 'function') continue;
      expect([undefined, 'x', 'y']).toContain(read({ event: hostile, parameters: {} }));
    }
  });

  it('never throw, whatever the event holds', () => {
    const expressions = [
      ...FUNCTIONS.map((fn) => fn.example.expression),
      'properties.a.b + 1',
      'properties.products.map(p, p.price * p.quantity)',
      'coalesce(properties.a, properties.b)',
    ].map((text) => language.compile(text));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'products', 'label', 'total', 'store'), anyJson()),
        (properties) => {
          const event = eventOf({ event: 'A', properties });
          for (const read of expressions) if (typeof read === 'function') read({ event, parameters: {} });
        },
      ),
    );
  });
});

describe('native expressions', () => {
  const throughEngine = (text: string, properties: JsonObject): unknown => {
    // A list and a filter are more than the native compiler takes: the engine evaluates what is within.
    const forced = language.compile(`[${text}].filter(x, true)`);
    if (typeof forced !== 'function') throw new Error(forced.error);
    const list = forced({ event: eventOf({ event: 'A', properties }), parameters: {} });
    return Array.isArray(list) ? list[0] : undefined;
  };

  it('mean what the engine means by them', () => {
    const texts = [
      ...FUNCTIONS.map((fn) => fn.example.expression).filter((text) => !text.includes('map(')),
      'properties.a',
      'properties.a.b',
      'lower(properties.a)',
      'round(properties.a)',
      'coalesce(properties.a, properties.b, "none")',
      'orderValue(properties)',
      '"text"',
      '12',
      'true',
    ];
    const values = fc.oneof(anyJson({ maxDepth: 2 }), fc.constantFrom('1.5', 2, null, '2026-11-20', ' X '));
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.dictionary(fc.constantFrom('a', 'b', 'label', 'store', 'products'), values),
        (text, properties) => {
          const native = evaluate(text, properties as JsonObject);
          const control = throughEngine(text, properties as JsonObject);
          // The engine gives no undefined inside of lists: nothing there and null are one to a playbook.
          expect(native ?? null).toEqual(control ?? null);
        },
      ),
    );
  });
});

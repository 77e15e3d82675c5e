import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../test/support/events.ts';
import { compilePath } from './path.ts';

const event = eventOf({
  event: 'Order Completed',
  messageId: 'm-1',
  timestamp: '2026-11-20T11:00:00Z',
  properties: {
    currency: 'USD',
    'order id': 7,
    'a.b': 'dotted',
    nothing: null,
    products: [
      { sku: 'a', price: 1, tags: ['x', 'y'] },
      { sku: 'b', price: 2, tags: ['z'] },
    ],
  },
});

function read(path: string): unknown {
  const compiled = compilePath(path);
  if (typeof compiled !== 'function') return compiled;
  return compiled({ event, parameters: { DEFAULT_COUNTRY: 'US' } });
}

describe('a path', () => {
  it.each([
    ['properties.currency', 'USD'],
    ['properties.products.0.sku', 'a'],
    ['properties.products[1].sku', 'b'],
    ['properties["order id"]', 7],
    ['properties["a.b"]', 'dotted'],
    ['properties.nothing', null],
    ['properties.products.*.price', [1, 2]],
    ['properties.products[*].tags.*', ['x', 'y', 'z']],
    ['properties.missing.deeper', undefined],
    ['properties.products.9.sku', undefined],
    ['properties.products.*.missing', undefined],
    ['event', 'Order Completed'],
    ['type', 'track'],
    ['messageId', 'm-1'],
    ['timestamp', '2026-11-20T11:00:00.000Z'],
    ['traits.email', undefined],
    ['parameters.DEFAULT_COUNTRY', 'US'],
  ])('%s reads %s', (path, expected) => {
    expect(read(path)).toEqual(expected);
  });

  it('reads own properties only', () => {
    for (const path of ['properties.toString', 'properties.products.length', 'properties.currency.length']) {
      expect(read(path)).toBeUndefined();
    }
  });

  it.each([
    ['', 'the path is empty'],
    ['propertis.currency', 'did you mean "properties"'],
    ['email', 'a path begins with one of'],
    ['properties.__proto__.x', '"__proto__" may not stand in a path'],
    ['properties["constructor"]', '"constructor" may not stand in a path'],
    ['properties..x', 'from character 11'],
    ['properties[x]', 'from character 11'],
    ['.properties', 'from character 1'],
    [`properties${'.x'.repeat(16)}`, 'the limit is 16'],
  ])('%s is refused: %s', (path, message) => {
    expect(read(path)).toEqual({ error: expect.stringContaining(message) });
  });

  it('gathers at most 1,000 values', () => {
    const many = eventOf({ event: 'A', properties: { list: Array(2000).fill(1) } });
    const compiled = compilePath('properties.list.*');
    expect(typeof compiled === 'function' && compiled({ event: many, parameters: {} })).toHaveLength(1000);
  });

  it('never throws, compiled or refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const path of [text, `properties.${text}`]) {
          const compiled = compilePath(path);
          if (typeof compiled === 'function') compiled({ event, parameters: {} });
          else expect(compiled.error).not.toBe('');
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import type { JsonObject } from '../base/json.ts';
import { orderCurrency, orderUnits, orderValue } from './order.ts';

describe('the value of an order', () => {
  it.each<[string, JsonObject, number | undefined]>([
    [
      'sums price x quantity',
      {
        products: [
          { price: 19.99, quantity: 2 },
          { price: 5, quantity: 1 },
        ],
      },
      44.98,
    ],
    ['counts a product without quantity once', { products: [{ price: 5 }] }, 5],
    ['reads numbers written as text', { products: [{ price: '1,299.00', quantity: '2' }] }, 2598],
    ['has two decimals', { products: [{ price: 0.1 }, { price: 0.2 }] }, 0.3],
    ['takes products before revenue', { revenue: 99, products: [{ price: 5 }] }, 5],
    ['without products is revenue', { revenue: 59.9, total: 64.9 }, 59.9],
    ['or total', { total: 64.9, value: 1 }, 64.9],
    ['or value', { value: '12.50' }, 12.5],
    ['with an empty list is revenue', { products: [], revenue: 10 }, 10],
    [
      'with a product that has no price is revenue: a part of the sum would be wrong',
      { revenue: 30, products: [{ price: 5 }, { sku: 'b' }] },
      30,
    ],
    ['with such a product and nothing else is the sum of the rest', { products: [{ price: 5 }, { sku: 'b' }] }, 5],
    ['is unknown when nothing says it', { products: [{ sku: 'a' }] }, undefined],
    ['is unknown without anything', {}, undefined],
    ['is not made of what is not finite', { products: [{ price: Number.POSITIVE_INFINITY }], revenue: 7 }, 7],
  ])('%s', (_, properties, expected) => {
    expect(orderValue(properties)).toBe(expected);
  });
});

describe('the units of an order', () => {
  it.each<[string, JsonObject, number | undefined]>([
    ['sums quantities', { products: [{ quantity: 2 }, { quantity: 3 }] }, 5],
    ['counts a product without quantity once', { products: [{}, { quantity: '2' }] }, 3],
    ['are whole', { products: [{ quantity: 2.4 }] }, 2],
    ['are at least 1', { products: [{ quantity: 0.2 }] }, 1],
    ['of nothing but returns are unknown', { products: [{ quantity: 0 }] }, undefined],
    ['without products are the order’s own quantity', { quantity: '4' }, 4],
    ['are unknown when nothing says it', {}, undefined],
  ])('%s', (_, properties, expected) => {
    expect(orderUnits(properties)).toBe(expected);
  });

  it('never throws, whatever the products are', () => {
    fc.assert(
      fc.property(anyJson(), (products) => {
        const properties = { products } as JsonObject;
        const [value, units] = [orderValue(properties), orderUnits(properties)];
        expect(value === undefined || Number.isFinite(value)).toBe(true);
        expect(units === undefined || (Number.isInteger(units) && units >= 1)).toBe(true);
      }),
    );
  });
});

describe('the currency of an order', () => {
  it.each<[string, JsonObject, string | undefined]>([
    ['is what the order says, as it says it', { currency: ' eur ', revenue: '59,90 €' }, ' eur '],
    ['is that of its figures, where it says nothing', { revenue: '59,90 €' }, 'EUR'],
    ['stands before or after a figure', { total: 'USD 1,299.00' }, 'USD'],
    ['is that of the first product’s price', { products: [{ price: '€5' }] }, 'EUR'],
    ['is found where the order’s own is empty', { currency: '', value: '12.50 gbp' }, 'GBP'],
    ['is unknown with a sign of several', { revenue: '$59.90' }, undefined],
    ['is unknown with other words around a figure', { revenue: 'from 59.90 EUR' }, undefined],
    ['is unknown when nothing says it', { revenue: 59.9, products: [{ price: 5 }] }, undefined],
  ])('%s', (_, properties, expected) => {
    expect(orderCurrency(properties)).toBe(expected);
  });

  it('is read without an error from anything', () => {
    const anything = fc.dictionary(fc.constantFrom('currency', 'revenue', 'total', 'value', 'products'), anyJson());
    fc.assert(fc.property(anything, (properties) => void orderCurrency(properties as JsonObject)));
  });
});

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

describe('the money of an order', () => {
  it.each<[string, JsonObject, number | undefined, string | undefined]>([
    ['is in the currency that the order says', { currency: ' eur ', revenue: '59,90 €' }, 59.9, 'EUR'],
    ['under any of its usual names', { currency_code: 'EUR', total: 5 }, 5, 'EUR'],
    ['such as this', { currencyCode: 'EUR', total: 5 }, 5, 'EUR'],
    ['or this', { currency: '', order_currency_code: 'EUR', total: 5 }, 5, 'EUR'],
    ['is in that of its figures, where the order says nothing', { revenue: '59,90 €' }, 59.9, 'EUR'],
    ['with the sign of one currency', { total: 'R$ 1.299,00' }, 1299, 'BRL'],
    ['before or after a figure', { total: 'USD 1,299.00' }, 1299, 'USD'],
    ['whichever figure has it', { revenue: 59.9, total: '64,90 €' }, 59.9, 'EUR'],
    ['is found where the order’s own is empty', { currency: '', value: '12.50 gbp' }, 12.5, 'GBP'],
    ['is in that of the products', { products: [{ price: 3, currency: 'EUR' }, { price: 3 }] }, 6, 'EUR'],
    ['as their prices carry it', { products: [{ price: '€5' }] }, 5, 'EUR'],
    ['also of the order’s own figure', { total: 5, products: [{ currency: 'EUR' }] }, 5, 'EUR'],
    [
      'is no sum of several currencies',
      { products: [{ price: 3, currency: 'EUR' }, { price: '$3' }] },
      undefined,
      'EUR and $',
    ],
    [
      'is the order’s own figure where the products are in several',
      {
        currency: 'EUR',
        total: 5.8,
        products: [
          { price: 3, currency: 'EUR' },
          { price: 3, currency: 'USD' },
        ],
      },
      5.8,
      'EUR',
    ],
    [
      'or in another than the order',
      { currency: 'EUR', total: 5.8, products: [{ price: 6, currencyCode: 'USD' }] },
      5.8,
      'EUR',
    ],
    [
      'of which nobody knows the currency, where only such products say one',
      {
        total: 6,
        products: [
          { price: 3, currency: 'EUR' },
          { price: 3, currency: 'USD' },
        ],
      },
      6,
      'EUR and USD',
    ],
    ['is in two where a figure says another', { currency: 'USD', total: '5 €' }, 5, 'USD and EUR'],
    ['or two members differ', { currency: 'USD', currency_code: 'EUR', total: 5 }, 5, 'USD and EUR'],
    ['is in the order’s dollars where a figure has their sign', { currency: 'CAD', total: '$5' }, 5, 'CAD'],
    ['and in no euros with it', { currency: 'EUR', total: '$5' }, 5, 'EUR and $'],
    ['is in dollars that have a name behind them', { total: '$5 CAD' }, 5, 'CAD'],
    ['is in nobody knows which dollars', { revenue: '$59.90' }, 59.9, '$'],
    ['is in what cannot be read, which is not the same as nothing', { currency: 840, total: 5 }, 5, '840'],
    ['whatever it is', { currency: { symbol: '€' }, total: 5 }, 5, 'an object'],
    ['also around a figure', { total: '5 BTC' }, 5, 'BTC'],
    ['but not around one that does not hold', { currency: 'USD', total: 5, value: '100 pts' }, 5, 'USD'],
    ['is unknown with other words around a figure', { revenue: 'from 59.90 EUR' }, undefined, undefined],
    ['is without a currency when nothing says it', { revenue: 59.9, products: [{ price: 5 }] }, 5, undefined],
    ['is not there when nothing says it', {}, undefined, undefined],
  ])('%s', (_, properties, value, currency) => {
    expect([orderValue(properties), orderCurrency(properties)]).toEqual([value, currency]);
  });

  it('is read without an error from anything', () => {
    const anything = fc.dictionary(fc.constantFrom('currency', 'revenue', 'total', 'value', 'products'), anyJson());
    fc.assert(fc.property(anything, (properties) => void orderCurrency(properties as JsonObject)));
  });
});

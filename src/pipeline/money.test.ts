import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADS_V1, type ApiFacts, DSP_V1 } from '../amazon/api.ts';
import type { Note } from '../amazon/conversion.ts';
import type { JsonObject } from '../base/json.ts';
import type { Drop } from '../event/drop.ts';
import { orderCurrency, orderValue } from '../playbook/order.ts';
import { type GivenMoney, type Money, type MoneyOptions, purchaseMoney } from './money.ts';

const NOTHING: GivenMoney = { value: undefined, currency: undefined, units: undefined };

function moneyOf(
  api: ApiFacts,
  given: Partial<GivenMoney>,
  options: Partial<MoneyOptions> = {},
): [Money | Drop, Note[]] {
  const notes: Note[] = [];
  const all = { api, currencyPolicy: 'omit_value', defaultCurrency: undefined, scores: false, ...options } as const;
  return [purchaseMoney({ ...NOTHING, ...given }, all, notes), notes];
}

describe.each([DSP_V1, ADS_V1])('a value under $name', (api) => {
  it.each<[string, Partial<GivenMoney>, Money]>([
    ['with its code', { value: 5, currency: 'eur' }, { value: 5, currencyCode: 'EUR' }],
    ['with the sign of one currency', { value: 5, currency: '€' }, { value: 5, currencyCode: 'EUR' }],
    ['that carries its currency', { value: '5,00 €' }, { value: 5, currencyCode: 'EUR' }],
    ['that carries the same as is said', { value: '5,00 €', currency: 'EUR' }, { value: 5, currencyCode: 'EUR' }],
    ['with the sign of dollars that are said', { value: '$5', currency: 'CAD' }, { value: 5, currencyCode: 'CAD' }],
    ['whose dollars are said beside it', { value: 'USD 5', currency: '$' }, { value: 5, currencyCode: 'USD' }],
    [
      'of products that all say the same',
      { value: 5, currency: ['EUR', 'eur', null] },
      { value: 5, currencyCode: 'EUR' },
    ],
  ])('%s is sent', (_, given, money) => {
    expect(moneyOf(api, given)).toEqual([money, []]);
  });

  it.each<[string, Partial<GivenMoney>, string]>([
    ['of several', { value: 5, currency: '$' }, '"$"'],
    ['that is a number', { value: 5, currency: 840 }, '"840"'],
    ['that is no text', { value: 5, currency: { code: 'EUR' } }, 'a text of 9 characters'],
    ['that there is not', { value: 5, currency: 'XYZ' }, '"XYZ"'],
    ['other than its own', { value: '5,00 €', currency: 'USD' }, 'it is in USD and EUR at once'],
    ['that its sign cannot mean', { value: '$5', currency: 'EUR' }, 'it is in EUR and $ at once'],
    ['of products that differ', { value: 5, currency: ['EUR', 'USD'] }, 'it is in EUR and USD at once'],
    ['that its sign leaves open', { value: '$5' }, '"$"'],
    ['around its figure that there is not', { value: '5 BTC' }, '"BTC"'],
  ])('in a currency %s is not sent, nor dropped unless that is asked for', (_, given, words) => {
    const [money, notes] = moneyOf(api, { ...given, units: 2 });
    expect(money).toEqual({ unitsSold: 2 });
    expect(notes).toEqual([
      {
        code: expect.stringMatching(/^currency_(mixed|not_taken)$/),
        detail: expect.stringContaining(words),
      },
    ]);
    const [drop] = moneyOf(api, given, { currencyPolicy: 'drop' });
    expect(drop).toEqual({ reason: 'invalid_field', detail: expect.stringContaining(words) });
  });

  it('of whose currency nothing is said is in the default one, and so are dollars of which it is one', () => {
    const options = { defaultCurrency: 'USD' };
    const money = { value: 5, currencyCode: 'USD' };
    for (const given of [{ value: 5 }, { value: 5, currency: ' ' }, { value: 5, currency: '$' }, { value: '$5' }]) {
      expect(moneyOf(api, given, options)).toEqual([money, []]);
    }
    expect(moneyOf(api, { value: '£5' }, options)[0]).toEqual({});
    expect(moneyOf(api, { value: 5, currency: 840 }, options)[0]).toEqual({});
    expect(moneyOf(api, { value: '5 €' }, options)[0]).toEqual({ value: 5, currencyCode: 'EUR' });
  });

  it('of any order is in a currency that was said, and without one only where none was', () => {
    const currency = fc.constantFrom(undefined, '', 'USD', 'eur', '$', 'US Dollars', 840);
    const figure = fc.constantFrom(undefined, 5, '5', '5 €', '$5', 'USD 5', '5 BTC');
    const product = fc.record({ price: figure, currency });
    const order = fc.record({ currency, currency_code: currency, total: figure, products: fc.array(product) });
    let sent = 0;
    fc.assert(
      fc.property(order, (made) => {
        const properties = JSON.parse(JSON.stringify(made)) as JsonObject;
        const given = { value: orderValue(properties), currency: orderCurrency(properties) };
        const [money] = moneyOf(api, given);
        if ('reason' in money || money.value === undefined) return;
        sent += 1;
        const said = JSON.stringify(properties).replace(/"(?:total|products|price|currency|currency_code)"/g, '');
        if (money.currencyCode === undefined) expect(said).not.toMatch(/[A-Z$€]|840/i);
        else expect(said).toMatch(money.currencyCode === 'USD' ? /USD/ : /eur|€/);
      }),
      { numRuns: 2_000 },
    );
    expect(sent).toBeGreaterThan(50);
  });
});

describe('a value of whose currency nothing is said', () => {
  it('takes that of its definition in the older API, and is not sent to the newer', () => {
    expect(moneyOf(DSP_V1, { value: 5 })).toEqual([{ value: 5 }, []]);
    expect(moneyOf(ADS_V1, { value: 5 })).toEqual([{}, [expect.objectContaining({ code: 'currency_missing' })]]);
  });
});

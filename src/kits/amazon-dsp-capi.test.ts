import { describe, expect, it } from 'vitest';
import { NOW } from '../../test/support/events.ts';
import { mapped, mapper } from '../../test/support/mapper.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { sha256 } from '../identity/hash.ts';
import { amazonDspCapi } from './amazon-dsp-capi.ts';

/** The document's nine events, with the names that Amazon gets. */
const EVENTS: readonly (readonly [string, string])[] = [
  ['Page', 'page'],
  ['Products Searched', 'products_searched'],
  ['Product List Viewed', 'product_list_viewed'],
  ['Product Clicked', 'product_clicked'],
  ['Product Viewed', 'product_viewed'],
  ['Product Added', 'product_added'],
  ['Product Removed', 'product_removed'],
  ['Cart Viewed', 'cart_viewed'],
  ['Order Completed', 'order_completed'],
];
const DEFINITIONS = Object.fromEntries(
  EVENTS.map(([name], i) => [`DEFINITION.${name}`, String(900719925474099300n + BigInt(i))]),
);

const PERSON = { traits: { email: 'abc@example.com' } };
const map = mapper(amazonDspCapi, { parameters: DEFINITIONS });

function order(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { event: 'Order Completed', messageId: 'm-1', context: PERSON, properties, ...more };
}

describe('the playbook of the document', () => {
  it.each(EVENTS)('%s goes as %s, under the definition set for it', (name, sent) => {
    const call = name === 'Page' ? { type: 'page' } : { type: 'track', event: name };
    const { wire } = mapped(map({ ...call, messageId: 'm-1', context: PERSON }));
    expect(wire).toEqual({
      name: sent,
      conversionDefinitionId: DEFINITIONS[`DEFINITION.${name}`],
      timestamp: '2026-11-20T12:00:00Z',
      countryCode: 'US',
      matchKeys: [{ type: 'EMAIL', values: ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'] }],
      clientDedupeId: 'm-1',
    });
  });

  it.each(EVENTS)('%s is not sent while its definition is the placeholder', (name) => {
    const call = name === 'Page' ? { type: 'page' } : { type: 'track', event: name };
    expect(mapper(amazonDspCapi)({ ...call, context: PERSON }).drop?.reason).toBe('not_configured');
  });

  it('knows no other event, which is no failure', () => {
    expect(map({ event: 'Newsletter Opened', context: PERSON }).drop).toEqual({ reason: 'unmapped' });
  });

  it('keeps definition ids exact beyond what a number holds', () => {
    expect(mapped(map(order({}))).wire.conversionDefinitionId).toBe('900719925474099308');
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      'price times quantity over the products',
      {
        currency: 'USD',
        products: [
          { price: 19.99, quantity: 2 },
          { price: 5, quantity: 1 },
        ],
      },
      { value: 44.98, unitsSold: 3 },
    ],
    [
      'a quantity of one where none is said',
      { currency: 'USD', products: [{ price: 19.99 }, { price: 5 }] },
      { value: 24.99, unitsSold: 2 },
    ],
    [
      'prices and quantities as text',
      { currency: 'USD', products: [{ price: '19.99', quantity: '2' }] },
      { value: 39.98, unitsSold: 2 },
    ],
    ['revenue with no products', { currency: 'USD', revenue: 50, total: 60, value: 70 }, { value: 50 }],
    ['then total', { currency: 'USD', total: 60, value: 70 }, { value: 60 }],
    ['then value', { currency: 'USD', value: 70 }, { value: 70 }],
    [
      'two decimals',
      { currency: 'USD', products: [{ price: 0.1, quantity: 3 }, { price: 1.005 }] },
      { value: 1.31, unitsSold: 4 },
    ],
    [
      'the order’s own figure where a product has no price',
      { currency: 'USD', revenue: 12, products: [{ price: 5 }, { sku: 'x' }] },
      { value: 12, unitsSold: 2 },
    ],
    ['no value, where nothing says it', { currency: 'USD' }, {}],
  ])('values an order by %s', (_, properties, expected) => {
    const { wire } = mapped(map(order(properties)));
    expect({ value: wire.value, unitsSold: wire.unitsSold, currencyCode: wire.currencyCode }).toEqual({
      ...{ value: undefined, unitsSold: undefined, currencyCode: 'USD' },
      ...expected,
    });
  });

  it.each(['usd', ' USD ', 'Usd', 'US$'])('reads the currency %j', (currency) => {
    expect(mapped(map(order({ currency, total: 5 }))).wire).toMatchObject({ value: 5, currencyCode: 'USD' });
  });

  it.each(['CHF', 'XYZ', 'dollars', '$'])(
    'sends no value in the currency %j, which Amazon does not take',
    (currency) => {
      const { wire, conversion } = mapped(map(order({ currency, total: 5 })));
      expect(wire).not.toHaveProperty('value');
      expect(wire).not.toHaveProperty('currencyCode');
      expect(conversion.notes).toMatchObject([{ code: 'currency_not_taken' }]);
    },
  );

  it('drops such an order where that is asked for', () => {
    const strict = mapper(amazonDspCapi, { parameters: { ...DEFINITIONS, CURRENCY_POLICY: 'drop' } });
    expect(strict(order({ currency: 'CHF', total: 5 })).drop?.reason).toBe('invalid_field');
  });

  it('takes the messageId as the dedupe id, or makes one where there is none', () => {
    expect(mapped(map(order({}, { messageId: 'order-77' }))).wire.clientDedupeId).toBe('order-77');
    const { messageId: _, ...without } = order({});
    expect(mapped(map(without)).wire.clientDedupeId).toBe('made-here');
  });

  it.each<[string, Json]>([
    ['ISO with an offset', '2026-11-20T11:30:00+02:00'],
    ['epoch seconds', 1795167000],
    ['epoch milliseconds', 1795167000000],
    ['epoch seconds as text', '1795167000'],
  ])('takes the time as %s, and sends ISO', (_, timestamp) => {
    expect(mapped(map(order({}, { timestamp }))).wire.timestamp).toBe('2026-11-20T09:30:00Z');
  });

  it('refuses what is older than seven days, or lies ahead', () => {
    const at = (ms: number): string | undefined =>
      map(order({}, { timestamp: new Date(NOW + ms).toISOString() })).drop?.reason;
    const day = 86_400_000;
    expect([at(-7 * day), at(-7 * day - 1000), at(4 * 60_000), at(6 * 60_000)]).toEqual([
      undefined,
      'too_old',
      undefined,
      'in_future',
    ]);
  });

  it('needs one identifier of any kind, and no particular one', () => {
    expect(map({ ...order({}), context: {} }).drop?.reason).toBe('no_identity');
    const { wire, lane } = mapped(map({ ...order({}), context: {}, userId: 'user-1' }));
    expect(wire.matchKeys).toEqual([{ type: 'MATCH_ID', values: [sha256('user-1')] }]);
    expect(lane).not.toBe('kit-under-test');
  });

  it('sends no more than nine keys, and leaves out the weakest', () => {
    const address = { street: '123 Main Street', city: 'Dallas', state: 'Texas', postalCode: '75236', country: 'US' };
    const traits = {
      email: 'a@example.com',
      phone: '+14138714499',
      firstName: 'A',
      lastName: 'B',
      address,
      ramp_id: 'XY1000bIVBVah9ium',
    };
    const device = { advertisingId: '7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB' };
    const all = mapper(amazonDspCapi, { parameters: { ...DEFINITIONS, SEND_ADDRESS: 'on' } });
    const { wire } = mapped(all({ ...order({}), userId: 'u1', context: { traits, device } }));
    const types = (wire.matchKeys as { type: string }[]).map((key) => key.type);
    expect(types).toEqual(['EMAIL', 'PHONE', 'MAID', 'RAMP_ID', 'FIRST_NAME', 'LAST_NAME', 'ADDRESS', 'CITY', 'STATE']);
  });

  it.each(['deny', 'allow'])('sends nothing past a filter that costs too much on an event: %s', (kind) => {
    const filter = 'properties.products.exists(p, p.test == true)';
    const own = mapper(amazonDspCapi, {
      parameters: DEFINITIONS,
      playbook: { events: { 'Order Completed': { [kind]: filter } } },
    });
    const products = (count: number): JsonObject[] => Array.from({ length: count }, () => ({ price: 1, test: true }));
    expect(own(order({ products: products(501) })).drop).toEqual({
      ...{ reason: 'filtered', detail: `${kind}: ${filter} (it costs too much on this event)` },
    });
    expect(own(order({ products: products(5) })).drop?.reason).toBe(kind === 'deny' ? 'filtered' : undefined);
  });

  it('lets an integration’s own playbook change any of it', () => {
    const own = mapper(amazonDspCapi, {
      parameters: DEFINITIONS,
      playbook: {
        global: { clientDedupeId: { mapping: ['properties.order_id', 'messageId'] } },
        events: {
          'Cart Viewed': null,
          'Order Completed': { deny: 'properties.test == true' },
          'Trial Started': { conversionDefinitionId: { enrichment: '42' } },
        },
      },
    });
    expect(mapped(own(order({ order_id: 'A-1' }))).wire.clientDedupeId).toBe('A-1');
    expect(own(order({ test: true })).drop?.reason).toBe('filtered');
    expect(own({ event: 'Cart Viewed', context: PERSON }).drop?.reason).toBe('unmapped');
    expect(mapped(own({ event: 'Trial Started', context: PERSON })).wire).toMatchObject({
      name: 'trial_started',
      conversionDefinitionId: '42',
    });
  });
});

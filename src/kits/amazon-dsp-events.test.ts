import { describe, expect, it } from 'vitest';
import { mapped, mapper } from '../../test/support/mapper.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { amazonDspEvents } from './amazon-dsp-events.ts';

const TYPES: readonly (readonly [string, string])[] = [
  ['Page', 'PAGE_VIEW'],
  ['Products Searched', 'SEARCH'],
  ['Product List Viewed', 'PAGE_VIEW'],
  ['Product Clicked', 'OTHER'],
  ['Product Viewed', 'PAGE_VIEW'],
  ['Product Added', 'ADD_TO_SHOPPING_CART'],
  ['Product Removed', 'OTHER'],
  ['Cart Viewed', 'OTHER'],
  ['Order Completed', 'OFF_AMAZON_PURCHASES'],
  ['Checkout Started', 'CHECKOUT'],
  ['Signed Up', 'SIGN_UP'],
  ['Lead Generated', 'LEAD'],
  ['Subscription Created', 'SUBSCRIBE'],
  ['Application Submitted', 'APPLICATION'],
  ['Application Opened', 'MOBILE_APP_FIRST_START'],
  ['Callback Started', 'CONTACT'],
];

const PERSON = { traits: { email: 'abc@example.com' } };
const map = mapper(amazonDspEvents);

function order(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { event: 'Order Completed', messageId: 'm-1', context: PERSON, properties, ...more };
}

describe('the kit of the Events API', () => {
  it('sends an order whole', () => {
    const properties = {
      currency: 'eur',
      products: [{ price: 29.95, quantity: 2, brand: 'Kessel', product_id: 'kx-100', category: 'Kitchen' }],
    };
    expect(mapped(map(order(properties))).wire).toEqual({
      eventDescription: {
        ...{ name: 'order_completed', conversionType: 'OFF_AMAZON_PURCHASES', eventSource: 'WEBSITE' },
        ...{ eventIngestionMethod: 'SERVER_TO_SERVER', dataSetName: 'Default_Events' },
      },
      countryCode: 'US',
      eventTime: '2026-11-20T12:00:00Z',
      matchKeys: [{ type: 'EMAIL', values: ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'] }],
      ...{ value: 59.9, currencyCode: 'EUR', unitsSold: 2, eventId: 'm-1', partner: 'dspatch' },
      customData: [
        { name: 'brand', value: 'Kessel', dataType: 'STRING' },
        { name: 'category', value: 'Kitchen', dataType: 'STRING' },
        { name: 'productId', value: 'kx_100', dataType: 'STRING' },
      ],
    });
  });

  it.each(TYPES)('%s counts as %s', (name, type) => {
    const call = name === 'Page' ? { type: 'page' } : { event: name };
    const { wire } = mapped(map({ ...call, context: PERSON }));
    expect(wire.eventDescription).toMatchObject({ conversionType: type });
  });

  it('takes what is up to 21 days old', () => {
    expect(map(order({}, { timestamp: '2026-10-30T12:00:00Z' })).drop).toBeUndefined();
    expect(map(order({}, { timestamp: '2026-10-30T11:59:59Z' })).drop?.reason).toBe('too_old');
  });

  it('sends value, currency and units with purchases only, and says so', () => {
    const section = { value: { mapping: 'properties.total' }, currencyCode: { enrichment: 'USD' } };
    const own = mapper(amazonDspEvents, { playbook: { events: { 'Lead Generated': section } } });
    const { wire, conversion } = mapped(own({ event: 'Lead Generated', context: PERSON, properties: { total: 5 } }));
    expect(wire).not.toHaveProperty('value');
    expect(wire).not.toHaveProperty('currencyCode');
    expect(conversion.notes).toEqual([
      { code: 'money_of_purchases_only', detail: 'value, currencyCode: only purchases carry it; sent without' },
    ]);
  });

  it('sends a value as a score where that is asked for, without currency', () => {
    const setting = {
      parameters: { SCORES: 'send' },
      playbook: { events: { 'Lead Generated': { value: { enrichment: -2.5 } } } },
    };
    const { wire } = mapped(mapper(amazonDspEvents, setting)({ event: 'Lead Generated', context: PERSON }));
    expect(wire).toMatchObject({ value: -2.5 });
    expect(wire).not.toHaveProperty('currencyCode');
  });

  it('sends no value without its currency, which this API needs', () => {
    expect(mapped(map(order({ total: 5 }))).wire).not.toHaveProperty('value');
    const withDefault = mapper(amazonDspEvents, { parameters: { DEFAULT_CURRENCY: 'GBP' } });
    expect(mapped(withDefault(order({ total: 5 }))).wire).toMatchObject({ value: 5, currencyCode: 'GBP' });
    const strict = mapper(amazonDspEvents, { parameters: { CURRENCY_POLICY: 'drop' } });
    expect(strict(order({ total: 5 })).drop?.reason).toBe('invalid_field');
  });

  it('takes currencies that the older API does not', () => {
    expect(mapped(map(order({ total: 5, currency: 'chf' }))).wire).toMatchObject({ value: 5, currencyCode: 'CHF' });
  });

  it('sends user ids as they are, if they are of the form it takes', () => {
    const keys = (userId: string): Json | undefined => mapped(map(order({}, { userId }))).wire.matchKeys;
    expect(keys('u1001')).toContainEqual({ type: 'MATCH_ID', values: ['u1001'] });
    expect(keys('u-1001')).toHaveLength(1);
  });

  it('sends the IP address only on request', () => {
    const event = order({}, { context: { ...PERSON, ip: '203.0.114.7' } });
    expect(JSON.stringify(mapped(map(event)).wire)).not.toContain('203.0.114.7');
    const withIp = mapper(amazonDspEvents, { parameters: { SEND_IP: 'on' } });
    expect(mapped(withIp(event)).wire.matchKeys).toContainEqual({ type: 'FIP', values: ['203.0.114.7'] });
  });

  it('carries the browser’s name, the ad click’s tokens, and limited data use', () => {
    const context = {
      ...PERSON,
      userAgent: `Mozilla/5.0 ${'x'.repeat(600)}`,
      amazon: { aref: 'tok|older.1795169000000' },
    };
    const own = mapper(amazonDspEvents, {
      playbook: { global: { dataProcessingOptions: { enrichment: 'LIMITED_DATA_USE' } } },
    });
    const { wire } = mapped(own(order({}, { context })));
    expect((wire.deviceInfo as JsonObject).userAgent).toHaveLength(512);
    expect(wire.arefMeasurementTokens).toBe('tok.1795176000000|older.1795169000000');
    expect(wire.dataProcessingOptions).toEqual({ options: 'LIMITED_DATA_USE' });
  });

  it.each([
    ['k-77', 'k-77'],
    ['joe@ab.co', undefined],
    ['+1 413 871 4499', undefined],
    ['a b', undefined],
  ])('carries the key of an attributed event, and nothing personal in its place: %j', (adEventKey, expected) => {
    const { wire, conversion } = mapped(map(order({}, { context: { ...PERSON, amazon: { adEventKey } } })));
    expect(wire.amazonAdEventKey).toBe(expected);
    expect(conversion.notes !== undefined).toBe(expected === undefined);
  });

  it.each<[Json, object | undefined]>([
    ['Café Kessel & Söhne', { value: 'Cafe_Kessel_Sohne', dataType: 'STRING' }],
    [12, { value: '12', dataType: 'INTEGER' }],
    [true, { value: 'true', dataType: 'STRING' }],
    [49.99, undefined],
    [-3, undefined],
    ['abc@example.com', undefined],
    ['+1 413 871 4499', undefined],
    [2 ** 60, undefined],
    ['***', undefined],
    ['', undefined],
    [null, undefined],
    [{ a: 1 }, undefined],
  ])('says the attribute %j in letters, digits and underscores, or not at all', (attr1, expected) => {
    const { wire } = mapped(map(order({ attr1 })));
    expect(wire.customData).toEqual(expected === undefined ? undefined : [{ name: 'attr1', ...expected }]);
  });

  it('refuses a source or type that Amazon does not know', () => {
    const own = (section: object) =>
      mapper(amazonDspEvents, { playbook: { events: { 'Order Completed': section as never } } });
    expect(own({ eventSource: { mapping: 'properties.place' } })(order({ place: 'WEBSITES' })).drop).toEqual({
      reason: 'invalid_field',
      detail: 'eventSource: "WEBSITES" is not one of Amazon’s (did you mean "WEBSITE"?)',
    });
    expect(own({ conversionType: { mapping: 'properties.kind' } })(order({})).drop?.reason).toBe('not_configured');
  });
});

describe('an event that counts for several types', () => {
  const fanOut = (parameters: Readonly<Record<string, Json>> = {}) =>
    mapper(amazonDspEvents, {
      parameters,
      playbook: {
        events: { 'Order Completed': { conversionType: { enrichment: ['OFF_AMAZON_PURCHASES', 'SUBSCRIBE'] } } },
      },
    })(order({ currency: 'USD', total: 5 })).deliveries;

  it('becomes a conversion of each, with money for the purchase alone', () => {
    const wires = fanOut().map(({ wire }) => JSON.parse(wire));
    expect(wires.map((wire) => wire.eventDescription.conversionType)).toEqual(['OFF_AMAZON_PURCHASES', 'SUBSCRIBE']);
    expect(wires.map((wire) => wire.value)).toEqual([5, undefined]);
  });

  it.each<[Record<string, Json>, string[]]>([
    [{}, ['m-1', 'm-1:SUBSCRIBE']],
    [{ FAN_OUT_IDS: 'suffix_all' }, ['m-1:OFF_AMAZON_PURCHASES', 'm-1:SUBSCRIBE']],
    [{ FAN_OUT_IDS: 'same' }, ['m-1', 'm-1']],
    [{ DEDUPE_SUFFIX: '-b' }, ['m-1-b', 'm-1-b:SUBSCRIBE']],
  ])('has the dedupe ids that %j makes', (parameters, ids) => {
    expect(fanOut(parameters).map(({ conversion }) => conversion.clientDedupeId)).toEqual(ids);
  });

  it('tells its conversions apart for local deduplication', () => {
    expect(fanOut().map(({ target }) => target)).toEqual(['', 'SUBSCRIBE']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf, NOW } from '../../test/support/events.ts';
import { integrationOf, type Setting } from '../../test/support/mapper.ts';
import type { JsonObject } from '../base/json.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import type { Kit } from '../kits/kit.ts';
import { KITS } from '../kits/library.ts';
import type { OutputKeyTrace } from './output-keys.ts';
import { type Preview, preview } from './preview.ts';

const EMAIL = '9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21';
const ORDER = {
  ...{ type: 'track', event: 'Order Completed', messageId: 'order-1', timestamp: '2026-11-20T10:00:00Z' },
  context: { traits: { email: ' ABC@example.com ', firstName: 'Ada' } },
  properties: { currency: 'usd', products: [{ price: 19.99, quantity: 2, brand: 'Kessel' }] },
};

const of = (kit: Kit, fields: object, setting?: Setting): Preview =>
  preview(integrationOf(kit, setting), eventOf(fields), NOW);
const events = (fields: object, setting?: Setting): Preview => of(amazonDspEvents, fields, setting);
const keyOf = (traced: Preview, key: string): OutputKeyTrace | undefined => traced.keys.find((one) => one.key === key);
const typeOf = (traced: Preview, type: string) => traced.identity?.keys.find((one) => one.type === type);

describe('a preview tells of an event', () => {
  it('how each output key came to its value, from which part and layer of the playbook', () => {
    const traced = events(ORDER, {
      playbook: {
        global: {
          'customData.size': {
            mapping: ['properties.size', 'properties.variant'],
            modifiers: ['trim_string', { split_string: '-' }, { join_values: '_' }],
          },
          'customData.shop': { mapping: 'properties.shop', default: 'web' },
        },
        events: { 'Order Completed': { unitsSold: { expression: '7' }, dataSetName: { enrichment: 'Shop_1' } } },
      },
    });
    expect(traced).toMatchObject({ outcome: 'mapped', section: { name: 'Order Completed', kind: 'event' } });
    expect(keyOf(traced, 'value')).toEqual({
      ...{ key: 'value', kind: 'expression', section: 'event', layer: 'kit', defaulted: false },
      input: { expression: 'orderValue(properties)' },
      sources: [{ text: 'orderValue(properties)', state: 'used', found: 39.98, changes: [] }],
      ...{ value: 39.98, sent: 39.98 },
    });
    expect(keyOf(traced, 'currencyCode')).toMatchObject({ value: 'USD', sent: 'USD' });
    expect(keyOf(traced, 'unitsSold')).toMatchObject({ section: 'event', layer: 'integration', value: 7 });
    expect(keyOf(traced, 'dataSetName')).toMatchObject({ kind: 'enrichment', sources: [], value: 'Shop_1' });
    expect(keyOf(traced, 'name')).toMatchObject({ section: 'global', layer: 'kit', sent: 'order_completed' });
    expect(keyOf(traced, 'customData.shop')).toMatchObject({
      sources: [{ text: 'properties.shop', state: 'no value' }],
      ...{ defaulted: true, value: 'web', sent: 'web' },
    });
    expect(keyOf(traced, 'customData.brand')?.sources).toMatchObject([
      { text: 'properties.brand', state: 'no value' },
      { text: 'properties.products.0.brand', state: 'used', found: 'Kessel' },
    ]);
    const variant = { ...ORDER, properties: { ...ORDER.properties, variant: ' red-xl ' } };
    const sized = events(variant, {
      playbook: {
        global: {
          'customData.size': {
            mapping: ['properties.size', 'properties.variant', 'properties.other'],
            modifiers: ['trim_string', { split_string: '-' }, { join_values: '_' }],
          },
        },
      },
    });
    expect(keyOf(sized, 'customData.size')).toMatchObject({
      layer: 'integration',
      sources: [
        { text: 'properties.size', state: 'no value', changes: [] },
        {
          ...{ text: 'properties.variant', state: 'used', found: ' red-xl ' },
          changes: [
            { modifier: 'trim_string', gives: 'red-xl' },
            { modifier: { split_string: '-' }, gives: ['red', 'xl'] },
            { modifier: { join_values: '_' }, gives: 'red_xl' },
          ],
        },
        { text: 'properties.other', state: 'not tried' },
      ],
      value: 'red_xl',
    });
  });

  it('a definition’s id that a parameter brings, and the section Default', () => {
    const parameters = { 'DEFINITION.Order Completed': '123' };
    const playbook = { default: { conversionDefinitionId: { enrichment: '9' } } };
    const known = of(amazonDspCapi, ORDER, { parameters, playbook });
    expect(keyOf(known, 'conversionDefinitionId')).toMatchObject({ layer: 'parameter', value: '123', sent: '123' });
    const other = of(amazonDspCapi, { ...ORDER, event: 'Other' }, { parameters, playbook });
    expect(other.section).toEqual({ name: 'Default', kind: 'default' });
    expect(keyOf(other, 'conversionDefinitionId')).toMatchObject({ section: 'default', layer: 'integration' });
  });

  it('each match key: where it was found, its steps masked, and what is sent', () => {
    const traced = events({
      ...ORDER,
      userId: 'u 1',
      traits: { email: 'other@example.com', phone: '12' },
      properties: { ...ORDER.properties, customer: { phone: '+1 (415) 555-0123', state: 'paid' } },
    });
    expect(typeOf(traced, 'EMAIL')).toEqual({
      ...{ type: 'EMAIL', state: 'sent', sent: EMAIL },
      values: [
        {
          ...{ at: 'context.traits.email', from: 'event', state: 'used', given: '***@e***.com' },
          ...{ wasHashed: false, normal: '***@e***.com', by: ['EMAIL_RULE amazon_strict'] },
        },
        {
          ...{ at: 'traits.email', from: 'event', state: 'passed over', given: 'o***@e***.com' },
          ...{ wasHashed: false, by: [] },
        },
      ],
    });
    expect(typeOf(traced, 'PHONE')).toMatchObject({
      state: 'sent',
      values: [
        { at: 'traits.phone', state: 'unusable', given: '***' },
        { at: 'properties.customer.phone', state: 'used', by: ['PHONE_FORMAT digits', 'country US'] },
      ],
    });
    expect(typeOf(traced, 'MATCH_ID')).toMatchObject({ state: 'unusable', why: expect.any(String) });
    expect(typeOf(traced, 'ADDRESS')).toMatchObject({ state: 'not asked for', why: 'SEND_ADDRESS is off' });
    expect(typeOf(traced, 'CITY')).toMatchObject({ state: 'missing', values: [] });
    expect(traced.identity?.next).toBe('MATCH_ID');
  });

  it('a digest that was given, and a key that the playbook names', () => {
    const playbook = { global: { 'matchKeys.EMAIL': { mapping: 'properties.contact' } } };
    const properties = { ...ORDER.properties, contact: EMAIL.toUpperCase() };
    const traced = events({ ...ORDER, properties }, { playbook });
    expect(typeOf(traced, 'EMAIL')?.values[0]).toMatchObject({
      at: 'matchKeys.EMAIL',
      from: 'playbook',
      wasHashed: true,
    });
    expect(typeOf(traced, 'EMAIL')?.sent).toBe(EMAIL);
  });

  it('the consent gate: the signs, and what was decided by them', () => {
    const context = { ...ORDER.context, location: { country: 'DE' } };
    expect(events({ ...ORDER, context })).toMatchObject({
      drop: { reason: 'consent_missing' },
      consent: { country: 'DE', needed: true, signs: [], verdict: 'missing', basis: 'none' },
    });
    const consent = { amazon: { amznUserData: 'GRANTED' }, categoryPreferences: { marketing: false, other: true } };
    expect(events({ ...ORDER, context: { ...context, consent } }).consent).toMatchObject({
      signs: [
        { sign: 'amznUserData', says: 'granted' },
        { sign: 'category marketing', says: 'refused' },
      ],
      ...{ otherCategories: 1, verdict: 'denied', basis: 'categories', detail: expect.any(String) },
    });
  });

  it('every filter, the inputs all the same where one drops the event, and the choice of the event itself', () => {
    const playbook = {
      global: { allow: ['properties.total > 5', 'country == "US"'], deny: 'properties.test == true' },
    };
    const context = { ...ORDER.context, location: { country: 'GB' } };
    const consent = { consent: { amazon: { amznUserData: 'GRANTED' } } };
    const event = { ...ORDER, context: { ...context, ...consent }, properties: { ...ORDER.properties, total: 9 } };
    const traced = events(event, { playbook });
    expect(traced.filters).toEqual([
      { kind: 'deny', text: 'properties.test == true', result: 'does not hold', passes: true },
      { kind: 'allow', text: 'properties.total > 5', result: 'holds', passes: true },
      { kind: 'allow', text: 'country == "US"', result: 'does not hold', passes: false },
    ]);
    expect(traced).toMatchObject({ drop: { reason: 'filtered', detail: 'allow: country == "US"' }, deliveries: [] });
    expect(keyOf(traced, 'value')?.value).toBe(39.98);
    expect(events({ ...ORDER, integrations: { All: false } })).toMatchObject({ switchedOff: true, outcome: 'dropped' });
    expect(events({ ...ORDER, event: 'Newsletter Opened' })).toMatchObject({ drop: { reason: 'unmapped' }, keys: [] });
  });

  it('the item to the letter where nothing in it is personal, and what is masked where something is', () => {
    const [plain] = of(amazonDspCapi, ORDER, { parameters: { 'DEFINITION.Order Completed': '123' } }).deliveries;
    expect(plain).toMatchObject({ masked: [], wire: { conversionDefinitionId: '123', value: 39.98 } });
    const maid = 'c0ffee73-0551-4913-8bad-f00d7305519a';
    const context = { ...ORDER.context, userAgent: 'Mozilla/5.0', device: { advertisingId: maid } };
    const [raw] = events({ ...ORDER, context }).deliveries;
    expect(raw?.masked).toEqual(['matchKeys.MAID', 'userAgent']);
    expect(JSON.stringify(raw?.wire)).not.toContain('c0ffee73');
    expect(raw?.wire).toMatchObject({ deviceInfo: { userAgent: 'M***' } });
  });
});

describe('a preview shows no personal value', () => {
  it.each([
    ['a personal path', { 'customData.x': { mapping: 'context.traits.firstName' } }],
    ['an expression over one', { 'customData.x': { expression: '"to " + context.traits.lastName' } }],
    ['a list of them', { 'customData.x': { mapping: 'context.traits.*', modifiers: [{ join_values: ' ' }] } }],
    ['what looks personal, in a place that is not', { 'customData.x': { mapping: 'properties.note' } }],
    ['what the output key does not take', { currencyCode: { mapping: 'properties.words' } }],
    ['a whole object', { 'customData.x': { mapping: 'properties' } }],
  ])('of %s', (_, global) => {
    const event = {
      ...ORDER,
      context: { traits: { email: 'abc@example.com', firstName: 'Zeraldine', lastName: 'Quixworth' } },
      properties: { note: 'call Zerald at z@quix.example', words: 'Quixwords', 'quix@key.example': 1 },
    };
    const traced = events(event, { playbook: { global: { matchKeys: { expression: 'identity()' }, ...global } } });
    expect(JSON.stringify(traced)).not.toMatch(/eraldine|uixw|z@quix|quix@key/i);
  });
});

describe.each([...KITS.values()])('any event under $name', (kit) => {
  const ids = kit === amazonDspCapi ? { 'DEFINITION.Order Completed': '123', 'DEFINITION.Page': '124' } : {};
  const integration = integrationOf(kit, {
    parameters: { SEND_ADDRESS: 'on', ...ids },
    playbook: {
      global: {
        deny: 'properties.test == true',
        'matchKeys.PHONE': { mapping: ['properties.phone_2', 'traits.mobile'], modifiers: ['trim_string'] },
      },
    },
  });
  const traits = fc.record(
    {
      email: fc.oneof(fc.constantFrom('abc@example.com', ' ABC@x.org ', EMAIL, 'none', ''), anyJson({ maxDepth: 1 })),
      phone: fc.oneof(fc.constantFrom('+14155550123', '(415) 555-0123', 'x'), anyJson({ maxDepth: 1 })),
      firstName: fc.oneof(fc.string(), fc.constantFrom('Ada')),
      address: fc.oneof(
        fc.record({ street: fc.string(), city: fc.constantFrom('Berlin', ''), state: fc.constantFrom('CA', 'paid') }),
        anyJson({ maxDepth: 2 }),
      ),
      mobile: fc.constantFrom('+442071838750', ''),
    },
    { requiredKeys: [] },
  );
  const properties = fc.record(
    {
      currency: fc.constantFrom('USD', 'nonsense', 7),
      total: fc.oneof(fc.double(), fc.constantFrom('59,90', '1,299.00', '')),
      products: anyJson({ maxDepth: 3 }),
      test: fc.boolean(),
      customer: traits,
      ip: fc.ipV4(),
    },
    { requiredKeys: [] },
  );
  const calls = fc.record(
    {
      type: fc.constantFrom('track', 'page', 'identify'),
      event: fc.constantFrom('Order Completed', 'Newsletter Opened'),
      userId: fc.oneof(fc.string(), fc.constantFrom('u1', 'x@y.example')),
      timestamp: fc.constantFrom('2026-11-20T10:00:00Z', '2026-10-01T10:00:00Z', 'noon'),
      context: fc.record(
        {
          traits,
          location: fc.record({ country: fc.constantFrom('US', 'DE', '?') }),
          consent: anyJson({ maxDepth: 2 }),
        },
        { requiredKeys: ['traits'] },
      ),
      traits,
      properties,
    },
    { requiredKeys: ['type', 'event', 'context', 'properties'] },
  );

  it('is mapped as it is when nobody looks on, and told of as it was mapped', () => {
    let mappedOnes = 0;
    fc.assert(
      fc.property(calls, (fields) => {
        const event = eventOf({ messageId: 'm-1', ...(fields as JsonObject) });
        const before = JSON.stringify(event);
        const live = integration.map(event, NOW);
        const traced = preview(integration, event, NOW);
        expect(JSON.stringify(event)).toBe(before);
        expect(traced.drop).toEqual(live.drop);
        expect(traced.withheld).toEqual(live.withheld ?? []);
        expect(traced.consent?.basis).toEqual(live.consent);
        expect(traced.deliveries.map(({ target }) => target)).toEqual(live.deliveries.map(({ target }) => target));
        for (const [i, { wire, masked }] of traced.deliveries.entries()) {
          mappedOnes += 1;
          if (masked.length === 0) expect(wire).toEqual(JSON.parse(live.deliveries[i]?.wire ?? ''));
        }
        const digests = (live.identity?.keys ?? []).filter(({ values }) => /^[0-9a-f]{64}$/.test(values[0]));
        for (const { type, values } of digests) {
          const key = traced.identity?.keys.find((one) => one.type === type);
          expect(key).toMatchObject({ state: 'sent', sent: values[0] });
          expect(key?.values.filter(({ state }) => state === 'used')).toHaveLength(1);
        }
      }),
      { numRuns: 300 },
    );
    expect(mappedOnes).toBeGreaterThan(5); // else the events would say too little
  });
});

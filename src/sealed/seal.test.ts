import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf, NOW } from '../../test/support/events.ts';
import { integrationOf, type Setting } from '../../test/support/mapper.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import type { Kit } from '../kits/kit.ts';
import type { Integration, Mapped } from '../pipeline/integration.ts';
import { Pipeline } from '../pipeline/pipeline.ts';
import { sealEvent } from './seal.ts';

const DEFINED = { events: { 'Order Completed': { conversionDefinitionId: { enrichment: '101' } } } };
const capi = (setting: Setting = {}): Integration =>
  integrationOf(amazonDspCapi, { ...setting, playbook: { ...DEFINED, ...setting.playbook } });
const events = (setting: Setting = {}): Integration =>
  integrationOf(amazonDspEvents, { ...setting, parameters: { DATA_SET_NAME: 'Web_Shop', ...setting.parameters } });

/** What is sent, or why nothing is; notes are for people, and of places that stay behind. */
function sent({ drop, deliveries, consent, identity }: Mapped): unknown {
  return { drop, wires: deliveries.map(({ wire, lane, target }) => [wire, lane, target]), consent, identity };
}

function copyOf(fields: object, ...integrations: Integration[]): JsonObject {
  return sealEvent(eventOf(fields), new Pipeline('web', integrations)).event.fields;
}

const order = (more: object): object => ({ type: 'track', event: 'Order Completed', messageId: 'm-1', ...more });

describe('a sealed copy', () => {
  it('has match keys in the place of identity, and nothing raw', () => {
    const copy = copyOf(
      order({
        userId: 'customer-7',
        context: {
          ip: '198.51.100.7',
          traits: { email: 'Ada@Example.com', name: 'Ada Byron', avatar: 'https://a.example' },
        },
        traits: {
          phone: '(415) 555-0123',
          address: { street: '1 Main St', city: 'New York', state: 'NY', postalCode: '10001' },
        },
      }),
      capi(),
    );
    expect(copy).toMatchObject({
      userId: expect.stringMatching(/^sealed:match_id=[0-9a-f]{64}:$/),
      context: { traits: { email: expect.stringMatching(/^sealed:email=[0-9a-f]{64}$/) } },
      traits: { phone: expect.stringMatching(/^sealed:phone=[0-9a-f]{64}:[0-9a-f]{64}$/), address: { state: 'NY' } },
    });
    expect(JSON.stringify(copy)).not.toMatch(/ada|byron|415|main|york|10001|198\.51|avatar|customer/i);
  });

  it('keeps what is sent raw only where an integration sends it', () => {
    const event = order({
      userId: 'c7',
      context: { ip: '198.51.100.7', device: { advertisingId: 'c0ffee73-0551-4913-8bad-f00d7305519a' } },
    });
    expect(JSON.stringify(copyOf(event, capi()))).toMatch(/c0ffee/);
    expect(JSON.stringify(copyOf(event, capi()))).not.toMatch(/c7"|198\.51/);
    const raw = JSON.stringify(copyOf(event, events({ parameters: { SEND_IP: 'on' } })));
    expect(raw).toMatch(/match_id=[0-9a-f]{64}:c7"/);
    expect(raw).toContain('fip=198.51.100.7');
  });

  it('keeps the order, its money, the campaign, consent and where it happened, by name', () => {
    const properties = {
      order_id: 'A-1',
      total: '59,90 €',
      currency: 'EUR',
      products: [{ sku: 's', price: 2, name: 'For Ada' }],
      note: 'x',
    };
    const context = {
      ...{
        locale: 'de-DE',
        location: { country: 'Germany', city: 'Berlin' },
        campaign: { source: 'news', name: 'May' },
      },
      ...{
        page: { url: 'https://shop.example/?email=ada', title: 'Ada' },
        consent: { amazon: { amznUserData: 'GRANTED' } },
      },
    };
    expect(copyOf(order({ properties, context }), capi())).toEqual({
      type: 'track',
      event: 'Order Completed',
      properties: { order_id: 'A-1', total: '59,90 €', currency: 'EUR', products: [{ sku: 's', price: 2 }] },
      context: {
        ...{
          locale: 'de-DE',
          location: { country: 'DE' },
          campaign: { source: 'news', name: 'May' },
          page: { url: '' },
        },
        consent: { amazon: { amznUserData: 'GRANTED' } },
      },
    });
  });

  it('tells which of these could not stay', () => {
    const { event, leftOut } = sealEvent(
      eventOf(order({ properties: { coupon: 'for ada@example.com', brand: { name: 'x' }, order_id: 'A-1' } })),
      new Pipeline('web', [capi()]),
    );
    expect(leftOut).toEqual(['properties.coupon', 'properties.brand']);
    expect(event.fields.properties).toEqual({ order_id: 'A-1' });
  });

  it('says the same of consent, or tells that it does not', () => {
    const consent = (said: object): readonly string[] =>
      sealEvent(eventOf(order({ context: { consent: said } })), new Pipeline('web', [capi()])).leftOut;
    expect(consent({ categoryPreferences: { advertising: false }, tcfString: 'CP_x.y', optOut: ['C0004'] })).toEqual(
      [],
    );
    expect(consent({ categoryPreferences: { 'ada@example.com': false } })).toEqual(['consent']);
  });

  it('is the same when it is sealed for countries that integrations differ about', () => {
    const event = eventOf(order({ traits: { phone: '0171 1234567', postalCode: '10115' } }));
    const integrations = [
      capi({ parameters: { DEFAULT_COUNTRY: 'DE' } }),
      events({ parameters: { DEFAULT_COUNTRY: 'GB', CONSENT_POLICY: 'send' } }),
    ];
    const copy = sealEvent(event, new Pipeline('web', integrations)).event;
    for (const integration of integrations)
      expect(sent(integration.map(copy, NOW))).toEqual(sent(integration.map(event, NOW)));
    expect(JSON.stringify(copy)).toContain('phone@DE=');
  });

  it('has what playbooks map to match keys by name', () => {
    const playbook = {
      ...DEFINED,
      global: {
        'matchKeys.EMAIL': { mapping: 'properties.buyer.mail' },
        'matchKeys.MATCH_ID': { mapping: ['traits.email', 'userId'] },
      },
    };
    const integration = capi({ playbook });
    const event = eventOf(
      order({
        userId: 'u-1',
        properties: { buyer: { mail: 'Ada+x@example.com' }, ref: 'r' },
        traits: { email: 'bob@example.com' },
      }),
    );
    const copy = sealEvent(event, new Pipeline('web', [integration])).event;
    expect(sent(integration.map(copy, NOW))).toEqual(sent(integration.map(event, NOW)));
  });

  it('means what it says in a copy alone: a sender’s text of that form is a text', () => {
    const integration = capi();
    const { identity } = integration.map(eventOf(order({ userId: `sealed:match_id=${'a'.repeat(64)}:` })), NOW);
    expect(identity?.keys[0]?.values[0]).not.toBe('a'.repeat(64));
  });
});

const OPTIONS: readonly (readonly [string, Kit, Readonly<Record<string, Json>>])[] = [
  ['dsp_v1', amazonDspCapi, {}],
  [
    'dsp_v1, other forms',
    amazonDspCapi,
    {
      EMAIL_RULE: 'trim_lower',
      PHONE_FORMAT: 'e164_plus',
      SEND_ADDRESS: 'on',
      DEFAULT_COUNTRY: 'DE',
      CONSENT_POLICY: 'send',
    },
  ],
  ['ads_v1', amazonDspEvents, {}],
  [
    'ads_v1, other forms',
    amazonDspEvents,
    {
      EMAIL_RULE: 'keep_plus_underscore',
      PHONE_FORMAT: 'e164_plus',
      SEND_ADDRESS: 'on',
      SEND_IP: 'on',
      DEFAULT_COUNTRY: 'GB',
      CONSENT_CATEGORIES: 'advertising',
    },
  ],
];
const kitOf = (kit: Kit, parameters: Readonly<Record<string, Json>>): Integration =>
  kit === amazonDspCapi ? capi({ parameters }) : events({ parameters });

const identityValue = fc.oneof(
  fc.constantFrom<Json>(
    'Ada+Byron_1@Example.com',
    ' ada@example.com ',
    'a'.repeat(64),
    'NULL',
    '',
    7,
    1e300,
    null,
    true,
  ),
  fc.constantFrom<Json>(
    '(415) 555-0123',
    '+49 171 1234567',
    '0171 1234567',
    'Bavaria',
    'MA',
    'completed',
    'New York',
    '10115-4',
    'SW1A 1AA',
  ),
  fc.constantFrom<Json>(
    'Ada Byron',
    'Byron, Ada',
    'u-7',
    'u7',
    'Ünal',
    '12 Main Street Apt 4',
    'c0ffee73-0551-4913-8bad-f00d7305519a',
    '\ud800',
  ),
  fc.array(fc.constantFrom<Json>('ada@example.com', { value: '4155550123' }, { address: 'x@example.com' }), {
    maxLength: 3,
  }),
  anyJson({ maxDepth: 2 }),
);
const KEYS = [
  ...[
    'email',
    'Email_Address',
    'phone',
    'mobile',
    'firstName',
    'last_name',
    'name',
    'fullName',
    'address',
    'street',
    'city',
    'state',
    'region',
  ],
  ...[
    'zip',
    'postal_code',
    'idfa',
    'rampId',
    'realId',
    'user',
    'customer',
    'user_data',
    'shipping_address',
    'country',
    'country_code',
    'unknown',
  ],
];
const flat = fc.dictionary(fc.constantFrom(...KEYS), identityValue, { maxKeys: 8 });
const person = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.oneof({ weight: 4, arbitrary: identityValue }, flat, fc.array(flat, { maxLength: 2 })),
  { maxKeys: 10 },
);
const word = fc.stringMatching(/^[A-Za-z0-9 _]{0,12}$/);
const money = fc.oneof(
  fc.double({ min: -10, max: 1e6, noNaN: true }),
  fc.constantFrom('59,90 €', '$12.00', 'USD', 'EUR', '1.299,00', ''),
);
const product = fc.record(
  {
    price: money,
    quantity: fc.integer({ max: 9 }),
    sku: word,
    brand: word,
    category: word,
    name: word,
    currency: money,
  },
  { requiredKeys: [] },
);
const properties = fc
  .tuple(
    person,
    fc.record(
      {
        products: fc.array(product, { maxLength: 3 }),
        total: money,
        revenue: money,
        currency: money,
        order_id: word,
        brand: word,
        attr1: word,
        quantity: fc.integer(),
        tcfString: word,
        aref: word,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([one, other]) => ({ ...one, ...other }));
const context = fc.record(
  {
    traits: person,
    ip: fc.oneof(fc.ipV4(), fc.ipV6()),
    locale: fc.constantFrom('en-US', 'de_DE', 'x'),
    location: fc.record({ country: fc.constantFrom('US', 'Germany', 'Europe', 'Atlantis', ''), city: word }),
    device: fc.record(
      {
        type: fc.constantFrom('ios', 'Android', 'mobile'),
        advertisingId: identityValue,
        adTrackingEnabled: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    app: fc.record({ name: word, secret: word }, { requiredKeys: [] }),
    os: fc.record({ name: fc.constantFrom('iOS', 'Android') }),
    page: fc.record({ url: fc.webUrl(), title: word }, { requiredKeys: [] }),
    externalIds: fc.array(fc.record({ type: fc.constantFrom('email', 'rampId', 'state', 'crm'), id: identityValue }), {
      maxLength: 4,
    }),
    consent: fc.record(
      {
        categoryPreferences: fc.dictionary(fc.constantFrom('advertising', 'C0004'), fc.boolean()),
        amazon: fc.record({ amznUserData: fc.constantFrom('GRANTED', 'DENIED', true) }),
      },
      { requiredKeys: [] },
    ),
    userAgent: word,
    amazon: fc.record({ aref: word, adEventKey: word }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const anyEvent = fc.record(
  {
    type: fc.constantFrom('track', 'page', 'identify', 'group'),
    event: fc.constantFrom('Order Completed', 'Product Viewed', 'Signed Up', 'Nothing'),
    messageId: fc.constant('m-1'),
    userId: fc.oneof(word, fc.emailAddress(), fc.constantFrom<Json>(7, 'u-7', 'A'.repeat(64))),
    channel: fc.constantFrom('web', 'pos'),
    timestamp: fc.constantFrom<Json>('2026-11-20T11:00:00Z', 'yesterday', '2026-01-01T00:00:00Z'),
    integrations: fc.dictionary(
      fc.constantFrom('All', 'Amazon DSP', 'Other'),
      fc.oneof(fc.boolean(), fc.constant({ a: 1 })),
    ),
    ...{ traits: person, properties, context },
  },
  { requiredKeys: ['type', 'event', 'messageId'] },
);

describe('from a sealed copy comes what comes from the event itself', () => {
  it.each(OPTIONS)('with %s', (_, kit, parameters) => {
    const integration = kitOf(kit, parameters);
    const pipeline = new Pipeline('web', [integration]);
    fc.assert(
      fc.property(anyEvent, (fields) => {
        const event = eventOf(fields as object);
        const { event: copy } = sealEvent(event, pipeline);
        // As it comes back from the disk.
        const read = JSON.parse(JSON.stringify(copy)) as typeof copy;
        expect(sent(integration.map({ ...read, timestamp: event.timestamp }, NOW))).toEqual(
          sent(integration.map(event, NOW)),
        );
      }),
      { numRuns: 1_500 },
    );
  });

  it('a whole name that is of no use holds its place before the others', () => {
    const integration = kitOf(amazonDspEvents, {});
    const event = eventOf({
      ...{ type: 'track', event: 'Order Completed', messageId: 'm-1' },
      traits: { name: 'jo@example.com', fullName: 'Jo Doe', email: 'jo@example.com' },
    });
    const { event: copy } = sealEvent(event, new Pipeline('web', [integration]));
    expect(sent(integration.map(copy, NOW))).toEqual(sent(integration.map(event, NOW)));
    expect(integration.map(copy, NOW).identity?.keys.map(({ type }) => type)).toEqual(['EMAIL']);
  });

  it('with all of them in one pipeline', () => {
    const integrations = OPTIONS.map(([, kit, parameters]) => kitOf(kit, parameters));
    const pipeline = new Pipeline('web', integrations);
    fc.assert(
      fc.property(anyEvent, (fields) => {
        const event = eventOf(fields as object);
        const { event: copy } = sealEvent(event, pipeline);
        for (const integration of integrations) {
          const [one, other] = [integration.map(copy, NOW), integration.map(event, NOW)];
          expect(one.deliveries.map(({ wire }) => wire)).toEqual(other.deliveries.map(({ wire }) => wire));
          expect(one.drop?.reason).toBe(other.drop?.reason);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

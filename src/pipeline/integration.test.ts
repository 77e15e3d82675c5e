import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { NOW } from '../../test/support/events.ts';
import { integrationOf } from '../../test/support/mapper.ts';
import { DROP_REASONS } from '../event/drop.ts';
import { parseBody, parseEvent } from '../event/parse.ts';
import { KITS } from '../kits/library.ts';
import type { Mapped } from './integration.ts';

const KIT_SETTINGS = [...KITS.values()].map((kit) => {
  const definition = kit.codec.facts.linkedBy === 'definition' ? { 'DEFINITION.Order Completed': '1' } : {};
  return { kit, integration: integrationOf(kit, { parameters: { SEND_ADDRESS: 'on', ...definition } }) };
});

/** An event from its bytes to what becomes of it. */
function fateOf(fields: object, integration: (typeof KIT_SETTINGS)[number]['integration']): Mapped | string {
  const bytes = Buffer.from(JSON.stringify(fields));
  const body = parseBody(bytes);
  if (!body.ok) return body.problem.code;
  const event = parseEvent(body.value, 'track', { receivedAt: NOW, newId: () => 'made-here' }, bytes.length);
  return event.ok ? integration.map(event.value, NOW) : event.problem.code;
}

const ORDER = {
  ...{ event: 'Order Completed', messageId: 'm-1' },
  context: { traits: { email: 'abc@example.com' }, consent: { amznUserData: 'GRANTED' } },
  properties: { currency: 'USD', total: 5 },
};

describe.each(KIT_SETTINGS)('any event under $kit.name', ({ integration }) => {
  const some = (names: readonly string[]) =>
    fc.dictionary(fc.constantFrom(...names), anyJson({ maxDepth: 2 }), { maxKeys: 4 });
  const address = some(['country', 'countryCode', 'city', 'zip', 'street', 'state']);
  const traits = some(['email', 'emails', 'phone', 'name', 'firstName', 'address', 'mobile']);
  const product = some(['price', 'quantity', 'currency', 'currency_code']);
  const properties = fc.record(
    {
      ...{ currency: anyJson(), currencyCode: anyJson(), total: anyJson(), revenue: anyJson(), value: anyJson() },
      ...{ products: fc.array(product, { maxLength: 3 }), shippingAddress: address, attr1: anyJson() },
    },
    { requiredKeys: [] },
  );
  const context = fc.record(
    {
      ...{ traits, consent: anyJson(), page: anyJson(), app: anyJson(), os: anyJson(), device: anyJson() },
      ...{ amazon: anyJson(), location: address, userAgent: anyJson(), locale: anyJson() },
    },
    { requiredKeys: [] },
  );
  const events = fc.record(
    {
      ...{ messageId: anyJson(), userId: anyJson(), timestamp: anyJson(), integrations: anyJson() },
      ...{ context: fc.oneof(context, anyJson()), properties: fc.oneof(properties, anyJson()) },
    },
    { requiredKeys: [] },
  );

  it('is refused at the door, dropped for one reason, or becomes items that are JSON', () => {
    let sent = 0;
    fc.assert(
      fc.property(events, fc.boolean(), (given, known) => {
        const fields = known ? { ...ORDER, ...given, context: ORDER.context } : { ...given, event: ORDER.event };
        const fate = fateOf(fields, integration);
        if (typeof fate === 'string') return;
        if (fate.drop !== undefined) {
          expect(Object.keys(DROP_REASONS)).toContain(fate.drop.reason);
          expect(fate.deliveries).toEqual([]);
          return;
        }
        sent += 1;
        expect(fate.deliveries.length).toBeGreaterThan(0);
        for (const { wire } of fate.deliveries)
          expect(JSON.parse(wire)).toMatchObject({ matchKeys: expect.anything() });
      }),
      { numRuns: 1_000 },
    );
    expect(sent).toBeGreaterThan(50);
  });
});

/** The promise is 5 ms; a busy machine and a cold engine may take ten times that before a test fails. */
const MOST_MS = 50;

describe.each(KIT_SETTINGS)('an event of 32 KB that is made to be dear, under $kit.name', ({ integration }) => {
  const keys = <T>(count: number, make: (i: number) => readonly [string, T]): Record<string, T> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => make(i)));
  let turn = 0;
  const person = (more: object): object => ({ ...ORDER, context: { ...ORDER.context, traits: more } });
  const order = (properties: object): object => ({ ...ORDER, properties });

  it.each<[string, () => object]>([
    ['new keys in traits', () => person(keys(2_500, (i) => [`k${(turn * 2_500 + i).toString(36)}`, 1]))],
    ['keys in properties', () => order(keys(3_000, (i) => [`k${i}`, 1]))],
    ['one long text', () => order({ text: 'x'.repeat(32_000) })],
    ['a long e-mail address', () => person({ email: `${'x'.repeat(31_000)}${turn}@example.com` })],
    ['a long name in another script', () => person({ firstName: 'é'.repeat(15_000), name: 'é '.repeat(50) })],
    ['a long attribute like a phone number', () => order({ attr1: '+1 0 1('.repeat(4_500) })],
    ['a long list of tokens', () => ({ ...ORDER, context: { ...ORDER.context, aref: 'a|'.repeat(15_000) } })],
    ['products in two currencies', () => order({ products: Array(900).fill({ price: '€1,2', currency: 'USD' }) })],
    [
      'categories',
      () => ({
        ...ORDER,
        context: { ...ORDER.context, consent: { categoryPreferences: keys(1_800, (i) => [`c${i}`, 'yes']) } },
      }),
    ],
    [
      'nested people',
      () => order(keys(300, (i) => [`${' '.repeat(i % 30)}${'-'.repeat(i / 30)}buyer`, { city: `x${turn}${i}` }])),
    ],
    ['a long country', () => order({ country: 'Ä'.repeat(15_000) })],
    ['a long currency', () => order({ currency: ' €'.repeat(7_000), total: 5 })],
  ])('is through in time: %s', (_, make) => {
    const once = (): number => {
      turn += 1;
      const fields = make();
      const start = performance.now();
      expect(typeof fateOf(fields, integration)).toBe('object');
      return performance.now() - start;
    };
    expect(Math.min(once(), once())).toBeLessThan(MOST_MS);
  });
});

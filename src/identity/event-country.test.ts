import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf } from '../../test/support/events.ts';
import { EUROPE, eventCountry, saidCountry, UNREADABLE } from './event-country.ts';

const countryOf = (fields: object) => eventCountry(eventOf({ event: 'A', ...fields }));

/** The places in their order: each with a country of its own. */
const PLACES: readonly (readonly [string, string, object])[] = [
  ['context.location.country', 'DE', { context: { location: { country: 'Germany' } } }],
  ['context.geo.country', 'FR', { context: { geo: { country: 'fra' } } }],
  ['context.traits.address.country', 'IT', { context: { traits: { address: { country: 'it' } } } }],
  ['traits.address.country', 'ES', { traits: { address: { country: 'España' } } }],
  ['properties.shipping_address.country', 'NL', { properties: { shipping_address: { country: 'NLD' } } }],
  ['properties.billing_address.country', 'GB', { properties: { billing_address: { country: 'UK' } } }],
  ['context.locale', 'TW', { context: { locale: 'zh-Hant-TW' } }],
];

function merged(below: object, above: object): object {
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = result[key];
    result[key] = typeof under === 'object' && typeof value === 'object' ? merged(under as object, value) : value;
  }
  return result;
}

describe('the country of an event', () => {
  it.each(PLACES)('%s is read, as %s', (_, country, fields) => {
    expect(countryOf(fields)).toBe(country);
  });

  it.each(PLACES.slice(1).map(([name], i) => [PLACES[i]?.[0], name, i] as const))(
    '%s goes before %s',
    (_, _below, i) => {
      const all = PLACES.slice(i).reduceRight((fields, [, , more]) => merged(fields, more), {});
      expect(countryOf(all)).toBe(PLACES[i]?.[1]);
    },
  );

  it.each(['', 'Atlantis', 'EU', 7, null, {}, ['DE'], 'x'.repeat(30_000)])('%j there is passed over', (country) => {
    expect(countryOf({ context: { location: { country }, locale: 'en_us' } })).toBe('US');
  });

  it.each([
    ['properties', 'shippingAddress', 'countryCode'],
    ['properties', 'billingAddress', 'countryCode'],
    ['properties', 'shipping', 'country_code'],
    ['properties', 'countryCode'],
    ['context', 'traits', 'address', 'countryCode'],
    ['context', 'traits', 'address', 'country_id'],
    ['traits', 'country_code'],
  ])('is read under its usual names: %s %s %s', (...keys) => {
    const fields = keys.reduceRight((inner, key) => ({ [key]: inner }), 'de' as unknown as object);
    expect(countryOf(fields)).toBe('DE');
  });

  it.each([
    ['U.S.A.', 'US'],
    ['EU', EUROPE],
    [' European Union ', EUROPE],
    ['Europe', EUROPE],
    ['826', UNREADABLE],
    ['Atlantis', UNREADABLE],
    ['x'.repeat(30_000), UNREADABLE],
    ['XX', undefined],
    ['(not set)', undefined],
    ['Unknown', undefined],
    [826, undefined],
    ['', undefined],
  ])('said as %j is %j: what is no country is told from what says nothing', (country, said) => {
    expect(saidCountry(eventOf({ event: 'A', context: { geo: { country } } }))).toBe(said);
    expect(saidCountry(eventOf({ event: 'A', context: { geo: { country }, locale: 'de-DE' } }))).toBe(
      said === 'US' ? 'US' : 'DE',
    );
  });

  it('is unknown when nothing says it', () => {
    expect(countryOf({ context: { locale: 'es-419' } })).toBeUndefined();
  });

  it('is a code or unknown, whatever stands in its places', () => {
    const part = fc.record({ country: anyJson(), address: anyJson(), country_code: anyJson() }, { requiredKeys: [] });
    const context = fc.record({ location: part, geo: part, traits: part, locale: anyJson() }, { requiredKeys: [] });
    fc.assert(
      fc.property(context, part, (given, properties) => {
        expect(countryOf({ context: given, properties }) ?? 'XX').toMatch(/^[A-Z]{2}$/);
      }),
    );
  });
});

import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import { countryCode, regionOfLocale } from './country.ts';

/** Where an event may say its country, best first; the locale comes last of all, since it is a language setting. */
const PLACES: readonly (readonly string[])[] = [
  ['context', 'location', 'country'],
  ['context', 'location', 'countryCode'],
  ['context', 'location', 'country_code'],
  ['context', 'geo', 'country'],
  ['context', 'geo', 'countryCode'],
  ['context', 'geo', 'country_code'],
  ['context', 'traits', 'address', 'country'],
  ['context', 'traits', 'country'],
  ['traits', 'address', 'country'],
  ['traits', 'country'],
  ['properties', 'shipping_address', 'country'],
  ['properties', 'shipping_address', 'country_code'],
  ['properties', 'shippingAddress', 'country'],
  ['properties', 'shipping', 'country'],
  ['properties', 'billing_address', 'country'],
  ['properties', 'billing_address', 'country_code'],
  ['properties', 'billingAddress', 'country'],
  ['properties', 'billing', 'country'],
  ['properties', 'user_data', 'address', 'country'],
  ['properties', 'customer', 'default_address', 'country_code'],
  ['properties', 'customer', 'address', 'country'],
  ['properties', 'address', 'country'],
  ['properties', 'country'],
  ['properties', 'country_code'],
];

const countries = new Map<string, string | null>();
const COUNTRIES_KEPT = 1_000;
/** Longer texts name no country, and are not kept: a sender could fill the memory with them. */
const LONGEST_COUNTRY = 100;

/**
 * The country an event says it is from, as ISO 3166-1 alpha-2: its location, then the person's address, then the order's shipping
 * and billing address, then the region of the locale. Codes, three-letter codes and names are understood. Undefined when it says none.
 */
export function eventCountry(event: Event): string | undefined {
  for (const place of PLACES) {
    const code = remembered(at(event.fields, place));
    if (code !== undefined) return code;
  }
  const locale = at(event.fields, ['context', 'locale']);
  return typeof locale === 'string' ? regionOfLocale(locale) : undefined;
}

function at(from: JsonObject, place: readonly string[]): Json | undefined {
  let value: Json | undefined = from;
  for (const key of place) {
    if (Array.isArray(value)) value = value[0];
    if (!isObject(value)) return undefined;
    value = own(value, key);
  }
  return value;
}

/** Few spellings of countries are in use at a time, and looking through names costs more than remembering. */
function remembered(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST_COUNTRY) return undefined;
  let code = countries.get(value);
  if (code === undefined) {
    code = countryCode(value) ?? null;
    if (countries.size >= COUNTRIES_KEPT) countries.clear();
    countries.set(value, code);
  }
  return code ?? undefined;
}

import { isObject, type Json, own } from '../base/json.ts';
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
  const code = countryIn(event.fields, TREE);
  if (code !== undefined) return code;
  const context = own(event.fields, 'context');
  const locale = isObject(context) ? own(context, 'locale') : undefined;
  return typeof locale === 'string' ? regionOfLocale(locale) : undefined;
}

/** The places as a tree, so that each object of an event is gone into once. Places that begin alike stand together. */
interface Branch {
  readonly key: string;
  readonly branches: Branch[];
}

const TREE: readonly Branch[] = branchesOf(PLACES);

function branchesOf(places: readonly (readonly string[])[]): Branch[] {
  const branches: Branch[] = [];
  for (const place of places) {
    let level = branches;
    for (const key of place) {
      const last = level.at(-1);
      const branch = last?.key === key ? last : { key, branches: [] };
      if (branch !== last) level.push(branch);
      level = branch.branches;
    }
  }
  return branches;
}

function countryIn(value: Json | undefined, branches: readonly Branch[]): string | undefined {
  const object = Array.isArray(value) ? value[0] : value;
  if (!isObject(object)) return undefined;
  for (const { key, branches: further } of branches) {
    const member = own(object, key);
    if (member === undefined) continue;
    const code = further.length === 0 ? remembered(member) : countryIn(member, further);
    if (code !== undefined) return code;
  }
  return undefined;
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

import { isObject, type Json, own } from '../base/json.ts';
import type { Event } from '../event/event.ts';
import { countryCode, regionOfLocale } from './country.ts';

/** What may say an event's country, best first; the locale comes last of all, since it is a language setting. */
const HOLDERS: readonly (readonly string[])[] = [
  ['context', 'location'],
  ['context', 'geo'],
  ['context', 'traits', 'address'],
  ['context', 'traits'],
  ['traits', 'address'],
  ['traits'],
  ['properties', 'shipping_address'],
  ['properties', 'shippingAddress'],
  ['properties', 'shipping'],
  ['properties', 'billing_address'],
  ['properties', 'billingAddress'],
  ['properties', 'billing'],
  ['properties', 'user_data', 'address'],
  ['properties', 'customer', 'default_address'],
  ['properties', 'customer', 'address'],
  ['properties', 'address'],
  ['properties'],
];
/** The names under which each of these says it. */
const NAMES = ['country', 'countryCode', 'country_code', 'country_id'];

/** What is said of a country where it is none: Europe as a whole, by the code that is kept for it; or what cannot be read. */
export const EUROPE = 'EU';
export const UNREADABLE = '?';

const EUROPES = new Set(['eu', 'eea', 'europe', 'europa', 'europeanunion', 'europeaneconomicarea']);
/** What programs write for a country that they do not know: nothing is said then. `T1` and `A1` are networks, not places. */
const UNKNOWN = new Set([
  '',
  'xx',
  'zz',
  't1',
  'a1',
  'a2',
  'o1',
  'unknown',
  'other',
  'notset',
  'na',
  'none',
  'null',
  'undefined',
]);

/** Longer texts name no country. */
const LONGEST_COUNTRY = 100;

/** A text as a country: its code, EUROPE, UNREADABLE, or undefined where it says nothing. */
export function namedCountry(text: string): string | undefined {
  if (text.length > LONGEST_COUNTRY) return UNREADABLE;
  const code = countryCode(text);
  if (code !== undefined) return code;
  const word = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  if (EUROPES.has(word)) return EUROPE;
  return UNKNOWN.has(word) ? undefined : UNREADABLE;
}

const named = new Map<string, string | null>();
const NAMES_KEPT = 1_000;
/**
 * What an event says of its country: its location, then the person's address, then the order's shipping
 * and billing address, then the region of the locale. Codes, three-letter codes and names are understood. Gives ISO 3166-1 alpha-2; where
 * nothing can be read as a country, EUROPE or UNREADABLE; undefined when it says none.
 */
export function saidCountry(event: Event): string | undefined {
  const said = countryIn(event.fields, TREE);
  if (said !== undefined && isCountry(said)) return said;
  const context = own(event.fields, 'context');
  const locale = isObject(context) ? own(context, 'locale') : undefined;
  return (typeof locale === 'string' ? regionOfLocale(locale) : undefined) ?? said;
}

/** The country that an event says it is from; undefined when it says none that can be read. */
export function eventCountry(event: Event): string | undefined {
  const said = saidCountry(event);
  return said !== undefined && isCountry(said) ? said : undefined;
}

/** Whether what was said is a country. */
export function isCountry(said: string): boolean {
  return said !== UNREADABLE && said !== EUROPE;
}

/** The places as a tree, so that each object of an event is gone into once. Places that begin alike stand together. */
interface Branch {
  readonly key: string;
  readonly branches: Branch[];
}

const TREE: readonly Branch[] = branchesOf(HOLDERS.flatMap((holder) => NAMES.map((name) => [...holder, name])));

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
  let other: string | undefined;
  for (const { key, branches: further } of branches) {
    const member = own(object, key);
    if (member === undefined) continue;
    const said = further.length === 0 ? remembered(member) : countryIn(member, further);
    if (said === undefined) continue;
    if (isCountry(said)) return said;
    if (other !== EUROPE) other = said;
  }
  return other;
}

/** Few spellings of countries are in use at a time, and looking through names costs more than remembering. */
function remembered(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  // A sender could fill the memory with long ones.
  if (value.length > LONGEST_COUNTRY) return UNREADABLE;
  let said = named.get(value);
  if (said === undefined) {
    said = namedCountry(value) ?? null;
    if (named.size >= NAMES_KEPT) named.clear();
    named.set(value, said);
  }
  return said ?? undefined;
}

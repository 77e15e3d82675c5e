import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { squash } from '../base/problem.ts';
import { personalIn } from '../event/safe.ts';
import { namedCountry } from '../identity/event-country.ts';

// What of an event its sealed copy keeps besides identity (which is sealed) and signs of consent: these members, and nothing else. Names are
// compared without case, spaces, `_` and `-`. Their values stay where they are numbers, truth values, or texts that hold nothing that looks
// like an e-mail address or a phone number; lists of these stay, too.

const names = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Of the call itself; its id, name and time are settled, and stay in any case. */
export const KEPT_OF_CALL: ReadonlySet<string> = names('channel version sentat originaltimestamp');

/** Of `context`; objects with their own members. */
export const KEPT_OF_CONTEXT: ReadonlySet<string> = names('locale timezone channel');
export const KEPT_IN_CONTEXT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['app', names('name version build namespace')],
  ['device', names('type model manufacturer adtrackingenabled')],
  ['os', names('name version')],
  ['library', names('name version')],
  ['campaign', names('id name source medium term content')],
]);

/** Of `properties`: the order, its money, the product, and the ten attributes of the Events API. */
export const KEPT_OF_PROPERTIES: ReadonlySet<string> = names(
  `orderid checkoutid cartid affiliation coupon couponid discount tax subtotal shipping revenue total value price quantity
   currency currencycode ordercurrency ordercurrencycode productid sku brand category categories variant position listid
   promotionid paymentmethod shippingmethod step plan test
   attr1 attr2 attr3 attr4 attr5 attr6 attr7 attr8 attr9 attr10`,
);

/** Of each of `properties.products`. A product's name is not among them: engravings and gift messages stand there. */
export const KEPT_OF_PRODUCTS: ReadonlySet<string> = names(
  'productid sku brand category variant position price quantity currency currencycode coupon discount',
);

/** The names under which places say their country (identity/event-country.ts). */
export const COUNTRY_NAMES: ReadonlySet<string> = new Set(['country', 'countryCode', 'country_code', 'country_id']);

/** Whether a member is kept by its name. */
export function isKept(kept: ReadonlySet<string>, key: string): boolean {
  return key.length <= LONGEST_NAME && kept.has(squash(key));
}

const LONGEST_NAME = 40;
/** As much of a text as any output key looks at. */
const LONGEST_TEXT = 512;
const MOST_ITEMS = 500;

/** A value of a kept member; undefined where it must not stay. */
export function keptValue(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return isPlain(value) ? value : undefined;
  if (!Array.isArray(value)) return isObject(value) ? undefined : value;
  if (value.length > MOST_ITEMS || !value.every((item) => typeof item !== 'object' && keptValue(item) !== undefined))
    return undefined;
  return [...value];
}

function isPlain(text: string): boolean {
  return text.length <= LONGEST_TEXT && personalIn(text) === undefined;
}

/** The members of an object that are kept by name; `leftOut` is told of those whose value could not stay. */
export function keptMembers(object: JsonObject, kept: ReadonlySet<string>, leftOut: (key: string) => void): JsonObject {
  const found: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined || !isKept(kept, key)) continue;
    const stays = keptValue(value);
    if (stays === undefined) leftOut(key);
    else found[key] = stays;
  }
  return found;
}

/** A text that names a country, as it is; that it names none stays known, and what it is does not. */
export function keptCountry(value: Json | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const said = namedCountry(value);
  if (said === undefined) return undefined;
  return /^[A-Z]{2}$/.test(said) ? said : 'unreadable';
}

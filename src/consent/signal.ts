import { toBoolean } from '../base/boolean.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { squash } from '../base/problem.ts';
import type { Event } from '../event/event.ts';

/** What an event says of its person's consent. What cannot be read is not in it: nothing is taken for consent by mistake. */
export interface ConsentSignal {
  /** By category: agreed to or not. Segment's `categoryPreferences`, and MetaRouter's `optOut`, where a refusal wins. */
  readonly categories: ReadonlyMap<string, boolean>;
  /** A TCF string, not yet decoded. */
  readonly tcf: string | undefined;
  /** A GPP string, not yet decoded. */
  readonly gpp: string | undefined;
  /** Amazon's own signal: use of personal data, use of cookies. */
  readonly userData: boolean | undefined;
  readonly adStorage: boolean | undefined;
}

const NO_CATEGORIES: ReadonlyMap<string, boolean> = new Map();
const NOTHING: ConsentSignal = {
  ...{ categories: NO_CATEGORIES, tcf: undefined, gpp: undefined, userData: undefined, adStorage: undefined },
};

/** Names of the strings, without case and separators, in `context.consent` (where they may also nest), `context` and `properties`. */
const TCF_NAMES = new Set(['tcf', 'tcfstring', 'tcstring', 'tcfconsent', 'gdprconsent', 'iabtcf', 'iabtcftcstring']);
const GPP_NAMES = new Set(['gpp', 'gppstring', 'iabgpp', 'iabgpphdrgppstring']);
const AMAZON_NAMES = new Set(['amazon', 'amazonconsent', 'amznconsent']);
const USER_DATA_NAMES = new Set(['amznuserdata', 'aduserdata', 'userdata']);
const AD_STORAGE_NAMES = new Set(['amznadstorage', 'adstorage']);

/** The longest string that is decoded: real ones have some hundred characters. */
const LONGEST = 8_192;

/** Gathers what an event says, first hit wins: `context.consent`, then `context`, then `properties`. Never throws. */
export function readSignal(event: Event): ConsentSignal {
  const context = objectOf(event.fields, 'context');
  const consent = context === undefined ? undefined : objectOf(context, 'consent');
  const found: Mutable<ConsentSignal> = { ...NOTHING };
  if (consent !== undefined) {
    found.categories = categoriesOf(consent);
    look(consent, found, true);
  }
  if (context !== undefined) look(context, found, false);
  const properties = objectOf(event.fields, 'properties');
  if (properties !== undefined) look(properties, found, false);
  return found;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What a key's name stands for; names of consent are few, and most events have none. */
function look(object: JsonObject, found: Mutable<ConsentSignal>, isConsent: boolean): void {
  for (const key in object) {
    // All names begin with one of these letters.
    const first = key.charCodeAt(0) | 32;
    if (first !== 97 && first !== 116 && first !== 103 && first !== 105 && first !== 117) continue;
    const name = squash(key);
    const value = object[key];
    if (TCF_NAMES.has(name)) found.tcf ??= stringOf(value, 'string', 'tcString', 'tcstring');
    else if (GPP_NAMES.has(name)) found.gpp ??= stringOf(value, 'string', 'gppString', 'gppstring');
    else if (AMAZON_NAMES.has(name)) readAmazon(value, found);
    else if (isConsent) readAmazonMember(name, value, found);
  }
}

function readAmazon(value: Json | undefined, found: Mutable<ConsentSignal>): void {
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) readAmazonMember(squash(key), value[key], found);
}

function readAmazonMember(name: string, value: Json | undefined, found: Mutable<ConsentSignal>): void {
  if (USER_DATA_NAMES.has(name)) found.userData ??= said(value);
  else if (AD_STORAGE_NAMES.has(name)) found.adStorage ??= said(value);
}

/** Segment's preferences, by category; a category that MetaRouter's opt-outs name is refused, whatever else is said. */
function categoriesOf(consent: JsonObject): ReadonlyMap<string, boolean> {
  const preferences = objectOf(consent, 'categoryPreferences');
  const optOut = own(consent, 'optOut');
  if (preferences === undefined && optOut === undefined) return NO_CATEGORIES;
  const categories = new Map<string, boolean>();
  for (const [code, value] of Object.entries(preferences ?? {})) {
    const agreed = said(value);
    if (agreed !== undefined) categories.set(code, agreed);
  }
  for (const [code, refused] of optOuts(optOut)) {
    if (refused || !categories.has(code)) categories.set(code, !refused);
  }
  return categories;
}

function optOuts(optOut: Json | undefined): readonly (readonly [string, boolean])[] {
  if (Array.isArray(optOut)) return optOut.filter((code) => typeof code === 'string').map((code) => [code, true]);
  if (!isObject(optOut)) return [];
  return Object.entries(optOut).flatMap(([code, value]) => {
    const refused = said(value);
    return refused === undefined ? [] : [[code, refused] as const];
  });
}

/** Yes or no; an empty text says neither. */
function said(value: Json | undefined): boolean | undefined {
  return typeof value === 'string' && value.trim() === '' ? undefined : toBoolean(value);
}

function stringOf(value: Json | undefined, ...members: readonly string[]): string | undefined {
  const text = isObject(value) ? members.map((member) => own(value, member)).find((one) => one !== undefined) : value;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  return trimmed === '' || trimmed.length > LONGEST ? undefined : trimmed;
}

function objectOf(object: JsonObject, key: string): JsonObject | undefined {
  const value = own(object, key);
  return isObject(value) ? value : undefined;
}

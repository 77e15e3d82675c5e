import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { saysConsent } from '../consent/signal.ts';
import { personalIn } from '../event/safe.ts';

// Signs of consent are kept as they came: a copy must be refused where its event was.

/** TCF and GPP strings, and words such as GRANTED. */
const SIGN = /^[A-Za-z0-9._~+/=-]{1,8192}$/;
/** What consent tools call their categories. */
const CATEGORY = /^[A-Za-z0-9 ._:-]{1,60}$/;
/** The members of an object in which the string stands. */
const STRINGS = new Set(['string', 'tcString', 'tcstring', 'gppString', 'gppstring']);

/** `context.consent`: categories, and what else it says. */
export function keptConsent(consent: JsonObject): JsonObject {
  const kept = keptSigns(consent, true);
  const preferences = own(consent, 'categoryPreferences');
  if (isObject(preferences)) kept.categoryPreferences = categories(preferences);
  const optOut = own(consent, 'optOut');
  if (isObject(optOut)) kept.optOut = categories(optOut);
  else if (Array.isArray(optOut)) kept.optOut = optOut.filter((code) => typeof code === 'string' && isCategory(code));
  return kept;
}

/** The members of `context`, `context.consent` or `properties` that say something of consent. */
export function keptSigns(object: JsonObject, inConsent: boolean): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (!saysConsent(key, inConsent)) continue;
    const sign = isObject(value) ? signsIn(value) : signOf(value);
    if (sign !== undefined) kept[key] = sign;
  }
  return kept;
}

function signsIn(object: JsonObject): JsonObject {
  const members = Object.entries(object).filter(([key]) => STRINGS.has(key) || saysConsent(key, true));
  return Object.fromEntries(
    members.map(([key, value]) => [key, signOf(value)]).filter(([, value]) => value !== undefined),
  );
}

function signOf(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return SIGN.test(value.trim()) ? value : undefined;
  return typeof value === 'object' ? undefined : value;
}

function categories(object: JsonObject): JsonObject {
  const kept = Object.entries(object).filter(([code, value]) => isCategory(code) && signOf(value) !== undefined);
  return Object.fromEntries(kept.map(([code, value]) => [code, signOf(value)]));
}

function isCategory(code: string): boolean {
  return CATEGORY.test(code) && personalIn(code) === undefined;
}

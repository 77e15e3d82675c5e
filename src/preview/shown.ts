import { MATCH_KEY_TYPES } from '../amazon/conversion.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { safeMessageId } from '../event/safe.ts';
import type { OutputKey } from '../playbook/compile.ts';
import { MASK } from './mask.ts';
import type { Personal } from './personal.ts';

/** Output keys whose values tell of one person or one device: what they hold is never shown. */
const PERSONAL_KEYS = new Set(['matchKeys', 'matchKeys.*', 'userAgent', 'arefMeasurementTokens', 'amazonAdEventKey']);

const LONGEST = 300;
const MOST_ITEMS = 20;

/** Whether the values of an output key are never shown as they are. */
export function isPersonalKey({ name }: OutputKey): boolean {
  return PERSONAL_KEYS.has(name);
}

/**
 * A value on its way to an output key as it may be seen: personal ones are masked, and so is what the key does not take, since in the wrong place
 * it may be anything. Long ones are cut short.
 */
export function shown(
  value: Json,
  output: OutputKey,
  personal: Personal,
  isPersonal: boolean = isPersonalKey(output),
): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => shown(item, output, personal, isPersonal));
    return value.length > MOST_ITEMS ? [...items, `and ${value.length - MOST_ITEMS} more`] : items;
  }
  if (isObject(value)) return output.name === 'matchKeys' ? candidate(value) : aboutObject(value);
  const text = String(value);
  if (isPersonal || personal.isIn(text) || !isTaken(value, text, output)) {
    return typeof value === 'string' ? personal.masked(text) : MASK;
  }
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : value;
}

function isTaken(value: Json, text: string, { name, takes }: OutputKey): boolean {
  // What it takes says nothing about values of events: a constant is always wrong there.
  if (name === 'clientDedupeId') return safeMessageId(value) === text.trim();
  return takes?.check(value) === undefined;
}

/** A candidate for an identifier without its value. */
function candidate(value: JsonObject): Json {
  const [type, sources] = [own(value, 'type'), own(value, 'sources')];
  if (sources === 'standard') return { sources };
  return { type: (MATCH_KEY_TYPES as readonly unknown[]).includes(type) ? (type as Json) : MASK, value: MASK };
}

/** Names of members may be personal as well. */
function aboutObject(value: JsonObject): Json {
  const count = Object.keys(value).length;
  return `(an object of ${count} ${count === 1 ? 'member' : 'members'})`;
}

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { isSealed, shownSealed } from '../identity/sealed-value.ts';
import type { SealedCopy } from './seal.ts';

/** Members that are kept because they are sent as they are, and are nobody's to look at. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['userAgent', 'aref', 'arefMeasurementTokens', 'adEventKey']);

/** A sealed copy's fields for people: identity by its hashes; of what is kept raw, no more than that it is there. */
export function shownFields({ event }: SealedCopy): JsonObject {
  return shown(event.fields) as JsonObject;
}

function shown(value: Json | undefined): Json | undefined {
  if (isSealed(value)) return shownSealed(value);
  if (Array.isArray(value)) return value.map((item) => shown(item) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, NOT_SHOWN.has(key) ? '(not shown)' : shown(member)]),
  );
}

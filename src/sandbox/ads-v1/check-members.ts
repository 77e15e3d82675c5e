import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import type { AdsWrong } from './error-code.ts';

/**
 * Checks that a value is an object with the required members and no strange ones. `at` is its path inside the event, empty
 * for the event itself. Returns whether it is an object, so that its members can be looked at.
 */
export function checkMembers(
  value: Json,
  at: string,
  required: readonly string[],
  optional: readonly string[],
  wrong: AdsWrong,
): value is JsonObject {
  if (!isObject(value)) {
    wrong('INVALID_INPUT', at, `${at} must be an object`);
    return false;
  }
  const inside = (member: string): string => (at === '' ? member : `${at}.${member}`);
  for (const key in value) {
    if (!required.includes(key) && !optional.includes(key)) {
      wrong('INVALID_INPUT', inside(key.slice(0, 80)), 'there is no such field');
    }
  }
  for (const key of required) {
    if (own(value, key) === undefined) wrong('FIELD_VALUE_IS_NULL', inside(key), `${inside(key)} is required`);
  }
  return true;
}

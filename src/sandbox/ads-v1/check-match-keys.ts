import { isIP } from 'node:net';
import { type Json, own } from '../../base/json.ts';
import { EMPTY_DIGEST, isDigest } from '../rules/hashes.ts';
import { ADS_RAW_TYPES, HASHED_TYPES, MATCH_ID } from '../rules/match-keys.ts';
import { checkMembers } from './check-members.ts';
import type { AdsWrong } from './error-code.ts';

const MOST = 15;

/**
 * Checks the match keys of an Events API event: 1 to 15, no type twice, one value each; eight types hashed, seven raw
 * (fact sheet 1.3 and 2.1).
 */
export function checkMatchKeys(keys: Json, wrong: AdsWrong): void {
  if (!Array.isArray(keys) || keys.length < 1 || keys.length > MOST) {
    wrong('FIELD_SIZE_IS_OUT_OF_RANGE', 'matchKeys', `matchKeys must be an array of 1 to ${MOST} match keys`);
    return;
  }
  const types = new Set<string>();
  for (const [i, key] of keys.entries()) {
    const at = `matchKeys[${i}]`;
    if (!checkMembers(key, at, ['type', 'values'], [], wrong)) continue;
    const type = own(key, 'type');
    const values = own(key, 'values');
    if (type === undefined || values === undefined) continue;
    if (typeof type !== 'string' || !(HASHED_TYPES.has(type) || ADS_RAW_TYPES.has(type))) {
      wrong('FIELD_VALUE_IS_INVALID', `${at}.type`, 'the type is not one of the match key types');
      continue;
    }
    if (types.has(type)) wrong('DUPLICATE_FIELD_VALUE_FOUND', `${at}.type`, `there is more than one ${type}`);
    types.add(type);
    checkValue(type, values, `${at}.values`, wrong);
  }
}

function checkValue(type: string, values: Json, at: string, wrong: AdsWrong): void {
  const value = Array.isArray(values) && values.length === 1 ? values[0] : undefined;
  if (typeof value !== 'string') {
    wrong('FIELD_SIZE_IS_OUT_OF_RANGE', at, 'values must be an array of exactly one string');
  } else if (value.trim() === '') {
    wrong('FIELD_VALUE_IS_EMPTY', at, `${type} is empty`);
  } else if (HASHED_TYPES.has(type)) {
    if (!isDigest(value)) {
      wrong('FIELD_VALUE_IS_INVALID', at, `${type} must be a SHA-256 digest in lower-case hex`);
    } else if (value === EMPTY_DIGEST) {
      wrong('FIELD_VALUE_IS_EMPTY', at, `${type} is the digest of an empty string`);
    }
  } else if (type === 'MATCH_ID' && !MATCH_ID.test(value)) {
    wrong('FIELD_VALUE_CONTAINS_INVALID_CHARACTERS', at, 'MATCH_ID must be 1 to 100 letters and digits');
  } else if (type === 'FIP' && isIP(value) === 0) {
    wrong('FIELD_VALUE_IS_INVALID', at, 'FIP must be a full IPv4 or IPv6 address');
  }
}

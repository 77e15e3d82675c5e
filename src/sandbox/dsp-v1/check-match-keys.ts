import { isObject, type Json, own } from '../../base/json.ts';
import { EMPTY_DIGEST, isDigest } from '../rules/hashes.ts';
import { DSP_RAW_TYPES, HASHED_TYPES, MATCH_ID } from '../rules/match-keys.ts';
import type { Wrong } from '../rules/problem.ts';

/**
 * Checks the match keys of a `dsp_v1` event: 1 to 9 of them, no type twice, one value each; eight types hashed, `MAID` and
 * `RAMP_ID` raw (fact sheet 1.1 and 2.1). `MATCH_ID` is taken when the sandbox is told so.
 */
export function checkMatchKeys(keys: Json, acceptMatchId: boolean, wrong: Wrong): void {
  if (!Array.isArray(keys) || keys.length < 1 || keys.length > 9) {
    wrong('INVALID_MATCH_KEYS', 'matchKeys', 'matchKeys must be an array of 1 to 9 match keys');
    return;
  }
  const types: string[] = [];
  keys.forEach((key, i) => {
    const type = checkMatchKey(key, acceptMatchId, (code, member, message) => {
      wrong(code, `matchKeys[${i}]${member}`, message);
    });
    if (type === undefined) return;
    if (types.includes(type)) wrong('DUPLICATE_MATCH_KEY', `matchKeys[${i}].type`, `there is more than one ${type}`);
    types.push(type);
  });
}

/** Checks one match key, and returns its type when that is a known one. */
function checkMatchKey(key: Json, acceptMatchId: boolean, wrong: Wrong): string | undefined {
  if (!isObject(key)) {
    wrong('INVALID_MATCH_KEYS', '', 'a match key must be an object with type and values');
    return undefined;
  }
  for (const member in key) {
    if (member !== 'type' && member !== 'values') {
      wrong('UNKNOWN_FIELD', `.${member.slice(0, 80)}`, 'a match key has only type and values');
    }
  }
  const type = own(key, 'type');
  if (typeof type !== 'string' || !isKnown(type, acceptMatchId)) {
    wrong('INVALID_MATCH_KEY_TYPE', '.type', 'the type is not one of the match key types');
    return undefined;
  }
  checkValue(type, own(key, 'values'), wrong);
  return type;
}

function isKnown(type: string, acceptMatchId: boolean): boolean {
  return HASHED_TYPES.has(type) || DSP_RAW_TYPES.has(type) || (acceptMatchId && type === 'MATCH_ID');
}

function checkValue(type: string, values: Json | undefined, wrong: Wrong): void {
  const value = Array.isArray(values) && values.length === 1 ? values[0] : undefined;
  if (typeof value !== 'string') {
    wrong('INVALID_MATCH_KEY_VALUE', '.values', 'values must be an array of exactly one string');
  } else if (HASHED_TYPES.has(type)) {
    if (!isDigest(value)) wrong('NOT_HASHED', '.values', `${type} must be a SHA-256 digest in lower-case hex`);
    else if (value === EMPTY_DIGEST) wrong('EMPTY_HASH', '.values', `${type} is the digest of an empty string`);
  } else if (value.trim() === '') {
    wrong('INVALID_MATCH_KEY_VALUE', '.values', `${type} is empty`);
  } else if (type === 'MATCH_ID' && !MATCH_ID.test(value)) {
    wrong('INVALID_MATCH_KEY_VALUE', '.values', 'MATCH_ID must be 1 to 100 letters and digits');
  }
}

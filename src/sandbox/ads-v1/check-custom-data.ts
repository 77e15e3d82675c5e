import { type Json, own } from '../../base/json.ts';
import { checkMembers } from './check-members.ts';
import type { AdsWrong } from './error-code.ts';

const MOST = 13;
const WORD = /^[A-Za-z0-9_]+$/;
const TYPES = ['STRING', 'INTEGER', 'TIMESTAMP'];

/**
 * Checks `customData`: at most 13 pairs whose names and values are letters, digits and underscores (fact sheet 1.3; a
 * guide of Amazon's shows `49.99`, which the specification does not allow).
 */
export function checkCustomData(customData: Json, wrong: AdsWrong): void {
  if (!Array.isArray(customData) || customData.length > MOST) {
    wrong('FIELD_SIZE_IS_OUT_OF_RANGE', 'customData', `customData must be an array of at most ${MOST} attributes`);
    return;
  }
  customData.forEach((attribute, i) => {
    const at = `customData[${i}]`;
    if (!checkMembers(attribute, at, ['name', 'value'], ['dataType'], wrong)) return;
    for (const member of ['name', 'value']) {
      const text = own(attribute, member);
      if (text !== undefined && (typeof text !== 'string' || !WORD.test(text))) {
        const message = `${member} must be a string of letters, digits and underscores`;
        wrong('FIELD_VALUE_CONTAINS_INVALID_CHARACTERS', `${at}.${member}`, message);
      }
    }
    const dataType = own(attribute, 'dataType');
    if (dataType !== undefined && (typeof dataType !== 'string' || !TYPES.includes(dataType))) {
      wrong('FIELD_VALUE_IS_INVALID', `${at}.dataType`, `dataType must be one of ${TYPES.join(', ')}`);
    }
  });
}

import { type Json, own } from '../../base/json.ts';
import { CONVERSION_TYPES_V2 } from '../rules/conversion-types.ts';
import { checkMembers } from './check-members.ts';
import type { AdsWrong } from './error-code.ts';

const REQUIRED = ['name', 'conversionType', 'eventSource', 'eventIngestionMethod'];
const SOURCES = ['WEBSITE', 'ANDROID', 'IOS', 'FIRE_TV', 'OFFLINE', 'MEASUREMENT_ATTRIBUTION_PARTNER'];
const DATA_SET_NAME = /^[A-Za-z][A-Za-z0-9_-]{4,99}$/;

/**
 * Checks `eventDescription`, from which Amazon finds or makes the conversion definition (fact sheet 1.3), and returns the
 * conversion type when it is a good one. The length of a data set's name follows the definitions' schema.
 */
export function checkDescription(description: Json, wrong: AdsWrong): string | undefined {
  const at = 'eventDescription';
  if (!checkMembers(description, at, REQUIRED, ['dataSetName'], wrong)) return undefined;
  const name = own(description, 'name');
  if (name !== undefined && (typeof name !== 'string' || name.length < 1 || name.length > 256)) {
    wrong('FIELD_SIZE_IS_OUT_OF_RANGE', `${at}.name`, 'name must be a string of 1 to 256 characters');
  }
  const oneOf = (member: string, values: readonly string[]): string | undefined => {
    const given = own(description, member);
    if (typeof given === 'string' && values.includes(given)) return given;
    if (given !== undefined) {
      wrong('FIELD_VALUE_IS_INVALID', `${at}.${member}`, `${member} must be one of ${values.join(', ')}`);
    }
    return undefined;
  };
  const conversionType = oneOf('conversionType', CONVERSION_TYPES_V2);
  oneOf('eventSource', SOURCES);
  oneOf('eventIngestionMethod', ['SERVER_TO_SERVER']);
  const dataSetName = own(description, 'dataSetName');
  if (dataSetName !== undefined && (typeof dataSetName !== 'string' || !DATA_SET_NAME.test(dataSetName))) {
    const message = 'dataSetName must be 5 to 100 letters, digits, _ or -, and begin with a letter';
    wrong('FIELD_VALUE_CONTAINS_INVALID_CHARACTERS', `${at}.dataSetName`, message);
  }
  return conversionType;
}

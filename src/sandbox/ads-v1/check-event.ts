import { DAY, MINUTE } from '../../base/durations.ts';
import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import { COUNTRIES } from '../rules/countries.ts';
import { readIsoTime } from '../rules/iso-time.ts';
import type { Problem } from '../rules/problem.ts';
import { checkAmounts } from './check-amounts.ts';
import { checkConsent } from './check-consent.ts';
import { checkCustomData } from './check-custom-data.ts';
import { checkDescription } from './check-description.ts';
import { checkMatchKeys } from './check-match-keys.ts';
import { checkMembers } from './check-members.ts';
import type { AdsWrong } from './error-code.ts';

const REQUIRED = ['eventDescription', 'countryCode', 'eventTime', 'matchKeys'];
const OPTIONAL = [
  'value',
  'currencyCode',
  'unitsSold',
  'eventId',
  'dataProcessingOptions',
  'consent',
  'customData',
  'deviceInfo',
  'arefMeasurementTokens',
  'amazonAdEventKey',
  'partner',
];
const OLDEST = 21 * DAY;
const AHEAD = 5 * MINUTE;
const LONGEST_USER_AGENT = 512;

/** Checks one `EventCreate` (fact sheet 1.3) and returns everything that is wrong with it. `now` is epoch milliseconds. */
export function checkEvent(event: Json, now: number): readonly Problem[] {
  if (!isObject(event)) return [{ code: 'INVALID_INPUT', message: 'The event is not a JSON object' }];
  const problems: Problem[] = [];
  const wrong: AdsWrong = (code, field, message) => {
    problems.push({ code, field, message });
  };
  checkMembers(event, '', REQUIRED, OPTIONAL, wrong);
  const { eventDescription, countryCode, eventTime, matchKeys, consent, customData } = event;
  const conversionType = eventDescription === undefined ? undefined : checkDescription(eventDescription, wrong);
  if (eventTime !== undefined) checkTime(eventTime, now, wrong);
  const country = typeof countryCode === 'string' && COUNTRIES.has(countryCode) ? countryCode : undefined;
  if (countryCode !== undefined && country === undefined) {
    wrong('FIELD_VALUE_IS_INVALID', 'countryCode', 'countryCode must be an ISO 3166-1 alpha-2 code, such as US or GB');
  }
  if (matchKeys !== undefined) checkMatchKeys(matchKeys, wrong);
  checkConsent(consent, country, wrong);
  checkAmounts(event, conversionType, wrong);
  if (customData !== undefined) checkCustomData(customData, wrong);
  for (const field of ['eventId', 'arefMeasurementTokens', 'amazonAdEventKey', 'partner']) {
    const text = event[field];
    if (text === '') wrong('FIELD_VALUE_IS_EMPTY', field, `${field} is empty`);
    else if (text !== undefined && typeof text !== 'string') wrong('INVALID_INPUT', field, `${field} must be a string`);
  }
  checkSmallObjects(event, wrong);
  return problems;
}

function checkTime(eventTime: Json, now: number, wrong: AdsWrong): void {
  const at = typeof eventTime === 'string' ? readIsoTime(eventTime) : undefined;
  // A badly formed time is an item error BAD_REQUEST; that much is documented.
  if (at === undefined) {
    wrong('BAD_REQUEST', 'eventTime', 'eventTime must be a string of the form YYYY-MM-DDThh:mm:ssTZD');
  } else if (at < now - OLDEST) {
    wrong('FIELD_VALUE_IS_OUT_OF_RANGE', 'eventTime', 'eventTime is more than 21 days ago');
  } else if (at > now + AHEAD) {
    wrong('FIELD_VALUE_IS_OUT_OF_RANGE', 'eventTime', 'eventTime is in the future');
  }
}

/** `dataProcessingOptions` is an object here, where `dsp_v1` has a string. */
function checkSmallObjects(event: JsonObject, wrong: AdsWrong): void {
  const { dataProcessingOptions: processing, deviceInfo: device } = event;
  if (processing !== undefined && checkMembers(processing, 'dataProcessingOptions', [], ['options'], wrong)) {
    const options = own(processing, 'options');
    if (options !== undefined && options !== 'LIMITED_DATA_USE') {
      wrong('FIELD_VALUE_IS_INVALID', 'dataProcessingOptions.options', 'options must be LIMITED_DATA_USE');
    }
  }
  if (device !== undefined && checkMembers(device, 'deviceInfo', [], ['userAgent'], wrong)) {
    const userAgent = own(device, 'userAgent');
    if (userAgent === undefined) return;
    if (typeof userAgent !== 'string') wrong('INVALID_INPUT', 'deviceInfo.userAgent', 'userAgent must be a string');
    else if (userAgent.length > LONGEST_USER_AGENT) {
      const message = `userAgent must have at most ${LONGEST_USER_AGENT} characters`;
      wrong('FIELD_SIZE_IS_ABOVE_MAXIMUM_LIMIT', 'deviceInfo.userAgent', message);
    }
  }
}

import { DAY, MINUTE } from '../../base/durations.ts';
import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import type { Definition } from '../definitions/definition.ts';
import { hasCents } from '../rules/amounts.ts';
import { PURCHASE } from '../rules/conversion-types.ts';
import { CONSENT_COUNTRIES, COUNTRIES } from '../rules/countries.ts';
import { DSP_CURRENCIES } from '../rules/currencies.ts';
import { readIsoTime } from '../rules/iso-time.ts';
import type { Problem, Wrong } from '../rules/problem.ts';
import { checkMatchKeys } from './check-match-keys.ts';

/** What a check needs to know beyond the event itself. */
export interface EventRules {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The request's `source`. */
  readonly source: string;
  readonly acceptMatchId: boolean;
  readonly consentRequired: boolean;
  /** Whether an id that no definition has is refused. */
  readonly strictDefinitions: boolean;
  definition(id: string): Definition | undefined;
}

/** What the documentation's example has in place of an id, and people forget to replace. */
export const PLACEHOLDER_ID = 'ADD_CONVERSION_DEFINITION_ID_HERE';

const FIELDS = new Set([
  'name',
  'conversionDefinitionId',
  'timestamp',
  'countryCode',
  'matchKeys',
  'value',
  'currencyCode',
  'unitsSold',
  'clientDedupeId',
  'dataProcessingOptions',
]);
const REQUIRED = ['name', 'conversionDefinitionId', 'timestamp', 'countryCode', 'matchKeys'];
const MOST_VALUE = 9_999_999_999_999.99;
const MOST_UNITS = 9_999_999_999_999;
const OLDEST = 7 * DAY;
const AHEAD = 5 * MINUTE;

/**
 * Checks one `ConversionEventDataV1` (fact sheet 1.1) and returns everything that is wrong with it. Amazon publishes no
 * list of item codes; these are the sandbox's own words.
 */
export function checkEvent(event: Json, rules: EventRules): readonly Problem[] {
  if (!isObject(event)) return [{ code: 'INVALID_TYPE', message: 'The event is not a JSON object' }];
  const problems: Problem[] = [];
  const wrong: Wrong = (code, field, message) => {
    problems.push({ code, field, message });
  };
  for (const key of Object.keys(event)) {
    if (!FIELDS.has(key)) wrong('UNKNOWN_FIELD', key.slice(0, 80), 'there is no such field in a conversion event');
  }
  for (const field of REQUIRED) {
    if (own(event, field) === undefined) wrong('MISSING_FIELD', field, `${field} is required`);
  }
  const { name, timestamp, countryCode, matchKeys, clientDedupeId, dataProcessingOptions } = event;
  if (name !== undefined && (typeof name !== 'string' || name.length < 1 || name.length > 256)) {
    wrong('INVALID_VALUE', 'name', 'name must be a string of 1 to 256 characters');
  }
  if (timestamp !== undefined) checkTime(timestamp, rules.now, wrong);
  if (countryCode !== undefined) checkCountry(countryCode, rules, wrong);
  if (matchKeys !== undefined) checkMatchKeys(matchKeys, rules.acceptMatchId, wrong);
  if (clientDedupeId !== undefined && (typeof clientDedupeId !== 'string' || clientDedupeId === '')) {
    wrong('INVALID_TYPE', 'clientDedupeId', 'clientDedupeId must be a string with at least one character');
  }
  if (dataProcessingOptions !== undefined && dataProcessingOptions !== 'LIMITED_DATA_USE') {
    wrong('INVALID_VALUE', 'dataProcessingOptions', 'dataProcessingOptions must be the string LIMITED_DATA_USE');
  }
  checkAmounts(event, checkDefinitionId(event, rules, wrong), wrong);
  return problems;
}

function checkTime(timestamp: Json, now: number, wrong: Wrong): void {
  const at = typeof timestamp === 'string' ? readIsoTime(timestamp) : undefined;
  if (at === undefined) {
    wrong('INVALID_TIMESTAMP', 'timestamp', 'timestamp must be a string of the form YYYY-MM-DDThh:mm:ssTZD');
  } else if (at < now - OLDEST) {
    wrong('TIMESTAMP_TOO_OLD', 'timestamp', 'timestamp must be no more than 7 days old at the time of import');
  } else if (at > now + AHEAD) {
    wrong('TIMESTAMP_IN_FUTURE', 'timestamp', 'timestamp is in the future');
  }
}

function checkCountry(countryCode: Json, rules: EventRules, wrong: Wrong): void {
  if (typeof countryCode !== 'string' || !COUNTRIES.has(countryCode)) {
    wrong('INVALID_COUNTRY', 'countryCode', 'countryCode must be an ISO 3166-1 alpha-2 code, such as US or GB');
  } else if (rules.consentRequired && CONSENT_COUNTRIES.has(countryCode)) {
    wrong('CONSENT_REQUIRED', 'countryCode', `events from ${countryCode} need a consent signal, which this API lacks`);
  }
}

/** Returns the definition the event is for, when it is known. */
function checkDefinitionId(event: JsonObject, rules: EventRules, wrong: Wrong): Definition | undefined {
  const id = event.conversionDefinitionId;
  const field = 'conversionDefinitionId';
  if (id === undefined) return undefined;
  if (typeof id !== 'string') {
    wrong('INVALID_TYPE', field, 'conversionDefinitionId must be a string');
    return undefined;
  }
  if (id === PLACEHOLDER_ID) {
    wrong('PLACEHOLDER_DEFINITION', field, `${PLACEHOLDER_ID} must be replaced with the id of a definition`);
    return undefined;
  }
  const definition = rules.definition(id);
  if (definition === undefined && (rules.strictDefinitions || !/^\d{1,20}$/.test(id))) {
    wrong('UNKNOWN_DEFINITION', field, 'there is no such conversion definition in this account');
  }
  if (definition !== undefined && definition.source !== rules.source) {
    wrong('SOURCE_MISMATCH', field, `the definition's source is ${definition.source}, not ${rules.source}`);
  }
  return definition;
}

/**
 * Amounts depend on the definition: a purchase's value is money and not negative, any other's is a score. For a definition
 * the sandbox does not know, an event with a currency or units is held to be a purchase.
 */
function checkAmounts(event: JsonObject, definition: Definition | undefined, wrong: Wrong): void {
  const { value, currencyCode, unitsSold } = event;
  const claimsPurchase = currencyCode !== undefined || unitsSold !== undefined;
  const purchase = definition === undefined ? claimsPurchase : definition.conversionType === PURCHASE;
  if (value !== undefined) {
    if (typeof value !== 'number') wrong('INVALID_TYPE', 'value', 'value must be a number');
    else if (Math.abs(value) > MOST_VALUE) wrong('INVALID_VALUE', 'value', `value must be within ±${MOST_VALUE}`);
    else if (!hasCents(value)) wrong('INVALID_VALUE', 'value', 'value must have at most two decimals');
    else if (purchase && value < 0) wrong('INVALID_VALUE', 'value', 'value of a purchase must not be negative');
  }
  if (currencyCode !== undefined && (typeof currencyCode !== 'string' || !DSP_CURRENCIES.has(currencyCode))) {
    wrong('INVALID_CURRENCY', 'currencyCode', `currencyCode must be one of ${[...DSP_CURRENCIES].join(', ')}`);
  }
  if (unitsSold !== undefined) {
    const whole = typeof unitsSold === 'number' && Number.isInteger(unitsSold);
    if (!whole) wrong('INVALID_TYPE', 'unitsSold', 'unitsSold must be an integer');
    else if (unitsSold < 1 || unitsSold > MOST_UNITS) {
      wrong('INVALID_VALUE', 'unitsSold', `unitsSold must be from 1 to ${MOST_UNITS}`);
    }
  }
  if (claimsPurchase && !purchase) {
    const field = currencyCode !== undefined ? 'currencyCode' : 'unitsSold';
    wrong('NOT_A_PURCHASE', field, `${field} is only applicable to ${PURCHASE} definitions`);
  }
}

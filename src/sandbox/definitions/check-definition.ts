import { type JsonObject, own } from '../../base/json.ts';
import { hasCents } from '../rules/amounts.ts';
import { CONVERSION_TYPES_V1, CONVERSION_TYPES_V2 } from '../rules/conversion-types.ts';
import type { Problem } from '../rules/problem.ts';

/** The two versions of the definition media type; version 2 adds `partner` and one conversion type. */
export type DefinitionVersion = 1 | 2;

const REQUIRED = ['name', 'conversionType', 'source', 'sourceType', 'countingMethod', 'value'];
const SOURCES = ['AMAZON_AD_TAG', 'SERVER_TO_SERVER'];
const SOURCE_TYPES = ['WEBSITE', 'ANDROID', 'IOS', 'FIRE_TV', 'FIRE_TABLET', 'OFFLINE'];
const COUNTING_METHODS = ['EVERY', 'FIRST'];
const MOST_VALUE = 9_999_999_999_999;

/**
 * Checks a definition as sent to be created or, with `update`, changed: then only the id is required and everything that
 * is there is checked (fact sheet 3.1 and 3.2). `source` and `sourceType` are what they will be afterwards.
 */
export function checkDefinition(
  item: JsonObject,
  version: DefinitionVersion,
  update: { readonly source: string; readonly sourceType: string } | undefined,
): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (field: string, message: string): void => {
    problems.push({ code: 'INVALID_VALUE', field, message });
  };
  const allowed = [...REQUIRED, ...(version === 2 ? ['partner'] : []), ...(update ? ['conversionDefinitionId'] : [])];
  for (const key of Object.keys(item)) {
    if (!allowed.includes(key)) {
      problems.push({ code: 'UNKNOWN_FIELD', field: key, message: `${key} is not a field that can be set` });
    }
  }
  if (!update) {
    for (const field of REQUIRED) {
      if (own(item, field) === undefined) {
        problems.push({ code: 'MISSING_FIELD', field, message: `${field} is required` });
      }
    }
  }
  for (const field of ['name', 'partner']) {
    const text = own(item, field);
    if (text !== undefined && (typeof text !== 'string' || text.length < 1 || text.length > 256)) {
      wrong(field, `${field} must be a string of 1 to 256 characters`);
    }
  }
  const enums: ReadonlyArray<readonly [string, readonly string[]]> = [
    ['conversionType', version === 2 ? CONVERSION_TYPES_V2 : CONVERSION_TYPES_V1],
    ['source', SOURCES],
    ['sourceType', SOURCE_TYPES],
    ['countingMethod', COUNTING_METHODS],
  ];
  for (const [field, values] of enums) {
    const given = own(item, field);
    if (given !== undefined && (typeof given !== 'string' || !values.includes(given))) {
      wrong(field, `${field} must be one of ${values.join(', ')}`);
    }
  }
  const value = own(item, 'value');
  if (value !== undefined && (typeof value !== 'number' || value > MOST_VALUE || !hasCents(value))) {
    wrong('value', `value must be a number of at most two decimals, not over ${MOST_VALUE}`);
  }
  const source = own(item, 'source') ?? update?.source;
  const sourceType = own(item, 'sourceType') ?? update?.sourceType;
  if (source === 'AMAZON_AD_TAG' && sourceType !== undefined && sourceType !== 'WEBSITE') {
    wrong('sourceType', 'AMAZON_AD_TAG goes with WEBSITE only');
  }
  return problems;
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../base/durations.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { EMPTY_DIGEST } from '../rules/hashes.ts';
import { dspEvent, isoTime, sha256 } from '../testing/events.ts';
import { checkEvent, type EventRules } from './check-event.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

function rules(members: Partial<EventRules> = {}): EventRules {
  return {
    now: NOW,
    source: 'SERVER_TO_SERVER',
    acceptMatchId: false,
    consentRequired: false,
    strictDefinitions: false,
    definition: (id) => (DEFINITIONS[id] ? { ...BASE, conversionDefinitionId: id, ...DEFINITIONS[id] } : undefined),
    ...members,
  };
}

const BASE = {
  name: 'x',
  sourceType: 'WEBSITE',
  countingMethod: 'EVERY',
  value: 1,
  createTime: isoTime(NOW),
  lastUpdatedTime: isoTime(NOW),
  createdBy: { accountId: '1', name: 'x' },
};
const DEFINITIONS: Record<string, { conversionType: string; source: string }> = {
  '1': { conversionType: 'OFF_AMAZON_PURCHASES', source: 'SERVER_TO_SERVER' },
  '2': { conversionType: 'PAGE_VIEW', source: 'SERVER_TO_SERVER' },
  '3': { conversionType: 'PAGE_VIEW', source: 'AMAZON_AD_TAG' },
};

/** The codes of everything wrong with a purchase that has these members. */
function codes(members: JsonObject, over: Partial<EventRules> = {}): string[] {
  const event = dspEvent({ conversionDefinitionId: '1', timestamp: isoTime(NOW), ...members });
  return checkEvent(JSON.parse(JSON.stringify(event)) as Json, rules(over)).map((it) => it.code);
}

const key = (type: string, ...values: string[]): JsonObject => ({ type, values });
const digest = sha256('x');

test('a good event has no problems', () => {
  expect(codes({})).toEqual([]);
});

test('only five members are required', () => {
  const bare = { value: undefined, currencyCode: undefined, unitsSold: undefined, clientDedupeId: undefined };
  expect(codes(bare)).toEqual([]);
  for (const field of ['name', 'conversionDefinitionId', 'timestamp', 'countryCode', 'matchKeys']) {
    expect(codes({ [field]: undefined })).toEqual(['MISSING_FIELD']);
  }
});

test('everything that is wrong is told at once, with the field', () => {
  const problems = checkEvent(
    { ...dspEvent({ conversionDefinitionId: '1' }), timestamp: 5, countryCode: 'UK' },
    rules(),
  );
  expect(problems).toMatchObject([
    { code: 'INVALID_TIMESTAMP', field: 'timestamp' },
    { code: 'INVALID_COUNTRY', field: 'countryCode' },
  ]);
});

test.each([['eventActionSource'], ['consent'], ['customAttributes'], ['conversionDefinitionID'], ['constructor']])(
  'the field %s is unknown to this API',
  (field) => {
    expect(codes({ [field]: 'x' })).toEqual(['UNKNOWN_FIELD']);
  },
);

test.each([null, 'event', 7, [], true])('%j is not an event', (event) => {
  expect(checkEvent(event, rules())).toMatchObject([{ code: 'INVALID_TYPE' }]);
});

describe('timestamp', () => {
  test.each([
    ['seven days ago', -7 * DAY, []],
    ['a second more', -7 * DAY - SECOND, ['TIMESTAMP_TOO_OLD']],
    ['five minutes ahead', 5 * MINUTE, []],
    ['a second more ahead', 5 * MINUTE + SECOND, ['TIMESTAMP_IN_FUTURE']],
  ])('%s', (_, offset, expected) => {
    expect(codes({ timestamp: isoTime(NOW + offset) })).toEqual(expected);
  });

  test.each([[NOW / 1_000], [String(NOW / 1_000)], ['2026-11-24'], [''], [null]])('%j is not one', (timestamp) => {
    expect(codes({ timestamp })).toEqual(['INVALID_TIMESTAMP']);
  });
});

describe('countryCode', () => {
  test.each([['UK'], ['us'], ['USA'], ['en-US'], ['XX'], [''], [7]])('%j is not one', (countryCode) => {
    expect(codes({ countryCode })).toEqual(['INVALID_COUNTRY']);
  });

  test('events of the EEA and the UK are refused only when consent is required', () => {
    expect(codes({ countryCode: 'DE' })).toEqual([]);
    expect(codes({ countryCode: 'DE' }, { consentRequired: true })).toEqual(['CONSENT_REQUIRED']);
    expect(codes({ countryCode: 'US' }, { consentRequired: true })).toEqual([]);
  });
});

describe('matchKeys', () => {
  const hashed = ['EMAIL', 'PHONE', 'FIRST_NAME', 'LAST_NAME', 'ADDRESS', 'CITY', 'STATE', 'POSTAL'];

  test('nine of the ten types fit', () => {
    const nine = [...hashed.map((type) => key(type, digest)), key('MAID', '38400000-8cf0-11bd-b23e-10b96e40000d')];
    expect(codes({ matchKeys: nine })).toEqual([]);
    expect(codes({ matchKeys: [...nine, key('RAMP_ID', 'Xy1234')] })).toEqual(['INVALID_MATCH_KEYS']);
  });

  test.each(hashed)('%s must be a lower-case digest, and not of nothing', (type) => {
    expect(codes({ matchKeys: [key(type, 'abc@example.com')] })).toEqual(['NOT_HASHED']);
    expect(codes({ matchKeys: [key(type, digest.toUpperCase())] })).toEqual(['NOT_HASHED']);
    expect(codes({ matchKeys: [key(type, EMPTY_DIGEST)] })).toEqual(['EMPTY_HASH']);
  });

  test('MAID and RAMP_ID are raw', () => {
    expect(codes({ matchKeys: [key('MAID', 'anything'), key('RAMP_ID', digest)] })).toEqual([]);
    expect(codes({ matchKeys: [key('MAID', ' ')] })).toEqual(['INVALID_MATCH_KEY_VALUE']);
  });

  test('MATCH_ID is for sandboxes that are told to take it, and then raw and alphanumeric', () => {
    expect(codes({ matchKeys: [key('MATCH_ID', 'user7')] })).toEqual(['INVALID_MATCH_KEY_TYPE']);
    expect(codes({ matchKeys: [key('MATCH_ID', 'user7')] }, { acceptMatchId: true })).toEqual([]);
    for (const id of ['user-7', 'u'.repeat(101)]) {
      expect(codes({ matchKeys: [key('MATCH_ID', id)] }, { acceptMatchId: true })).toEqual(['INVALID_MATCH_KEY_VALUE']);
    }
  });

  test.each<[string, Json, string]>([
    ['no keys', [], 'INVALID_MATCH_KEYS'],
    ['an object', {}, 'INVALID_MATCH_KEYS'],
    ['a bare string', [digest], 'INVALID_MATCH_KEYS'],
    ['an unknown type', [key('USER_ID', digest)], 'INVALID_MATCH_KEY_TYPE'],
    ['a type twice', [key('EMAIL', digest), key('EMAIL', digest)], 'DUPLICATE_MATCH_KEY'],
    ['two values', [key('EMAIL', digest, digest)], 'INVALID_MATCH_KEY_VALUE'],
    ['no values', [key('EMAIL')], 'INVALID_MATCH_KEY_VALUE'],
    ['values as a string', [{ type: 'EMAIL', values: digest }], 'INVALID_MATCH_KEY_VALUE'],
    ['value in place of values', [{ type: 'EMAIL', values: [digest], value: digest }], 'UNKNOWN_FIELD'],
  ])('%s is refused', (_, matchKeys, code) => {
    expect(codes({ matchKeys })).toEqual([code]);
  });
});

describe('amounts', () => {
  test.each([[0], [59.9], [0.29], [1.1], [9_999_999_999_999.99], [33]])('%d is a value', (value) => {
    expect(codes({ value })).toEqual([]);
  });

  test.each<[Json, string]>([
    [10_000_000_000_000, 'INVALID_VALUE'],
    [59.999, 'INVALID_VALUE'],
    [-1, 'INVALID_VALUE'],
    ['59.90', 'INVALID_TYPE'],
    [null, 'INVALID_TYPE'],
  ])('%j is not the value of a purchase', (value, code) => {
    expect(codes({ value })).toEqual([code]);
  });

  test('a score may be negative, but has neither currency nor units', () => {
    const score = { conversionDefinitionId: '2', value: -3, currencyCode: undefined, unitsSold: undefined };
    expect(codes(score)).toEqual([]);
    expect(codes({ ...score, currencyCode: 'USD' })).toEqual(['NOT_A_PURCHASE']);
    expect(codes({ ...score, unitsSold: 1 })).toEqual(['NOT_A_PURCHASE']);
  });

  test('with an unknown definition, a currency or units make a purchase', () => {
    expect(codes({ conversionDefinitionId: '9', value: -3 })).toEqual(['INVALID_VALUE']);
    const bare = { currencyCode: undefined, unitsSold: undefined };
    expect(codes({ conversionDefinitionId: '9', value: -3, ...bare })).toEqual([]);
  });

  test.each([['usd'], ['CHF'], ['PLN'], [''], [840]])('%j is not a currency of this API', (currencyCode) => {
    expect(codes({ currencyCode })).toEqual(['INVALID_CURRENCY']);
  });

  test.each<[Json, string[]]>([
    [1, []],
    [9_999_999_999_999, []],
    [0, ['INVALID_VALUE']],
    [10_000_000_000_000, ['INVALID_VALUE']],
    [1.5, ['INVALID_TYPE']],
    ['1', ['INVALID_TYPE']],
  ])('%j units', (unitsSold, expected) => {
    expect(codes({ unitsSold })).toEqual(expected);
  });
});

describe('conversionDefinitionId', () => {
  test.each<[Json, string[]]>([
    ['591000000000000001', []],
    [5_910, ['INVALID_TYPE']],
    ['ADD_CONVERSION_DEFINITION_ID_HERE', ['PLACEHOLDER_DEFINITION']],
    ['order', ['UNKNOWN_DEFINITION']],
    ['', ['UNKNOWN_DEFINITION']],
  ])('%j with any definition taken', (conversionDefinitionId, expected) => {
    expect(codes({ conversionDefinitionId })).toEqual(expected);
  });

  test('must exist where definitions are strict', () => {
    expect(codes({ conversionDefinitionId: '9' }, { strictDefinitions: true })).toEqual(['UNKNOWN_DEFINITION']);
    expect(codes({}, { strictDefinitions: true })).toEqual([]);
  });

  test('must be of the source of the request', () => {
    const tagged = { conversionDefinitionId: '3', currencyCode: undefined, unitsSold: undefined };
    expect(codes(tagged)).toEqual(['SOURCE_MISMATCH']);
    expect(codes(tagged, { source: 'AMAZON_AD_TAG' })).toEqual([]);
  });
});

test.each<[JsonObject, string]>([
  [{ name: '' }, 'INVALID_VALUE'],
  [{ name: 'x'.repeat(257) }, 'INVALID_VALUE'],
  [{ name: 7 }, 'INVALID_VALUE'],
  [{ clientDedupeId: '' }, 'INVALID_TYPE'],
  [{ clientDedupeId: 1001 }, 'INVALID_TYPE'],
  [{ dataProcessingOptions: ['LIMITED_DATA_USE'] }, 'INVALID_VALUE'],
  [{ dataProcessingOptions: { options: 'LIMITED_DATA_USE' } }, 'INVALID_VALUE'],
])('%j is refused', (members, code) => {
  expect(codes(members)).toEqual([code]);
});

test('LIMITED_DATA_USE is a plain string here', () => {
  expect(codes({ dataProcessingOptions: 'LIMITED_DATA_USE' })).toEqual([]);
});

test('no JSON makes the check throw, and a problem always has a code and a message', () => {
  const anyEvent = fc.oneof(
    fc.jsonValue(),
    fc.record({
      name: fc.jsonValue(),
      conversionDefinitionId: fc.jsonValue(),
      timestamp: fc.jsonValue(),
      countryCode: fc.jsonValue(),
      matchKeys: fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.jsonValue(), values: fc.jsonValue() }))),
      value: fc.jsonValue(),
      currencyCode: fc.jsonValue(),
      unitsSold: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(anyEvent, (event) => {
      for (const { code, message } of checkEvent(event as Json, rules())) {
        expect(code).toMatch(/^[A-Z_]+$/);
        expect(message).not.toBe('');
      }
    }),
  );
});

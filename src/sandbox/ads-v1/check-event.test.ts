import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../base/durations.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import { EMPTY_DIGEST } from '../rules/hashes.ts';
import { adsDescription, adsEvent, isoTime, sha256 } from '../testing/events.ts';
import { checkEvent } from './check-event.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

/** Code and field of everything wrong with an order that has these members. */
function wrong(members: JsonObject): Array<string | undefined> {
  const event = adsEvent({ eventTime: isoTime(NOW), ...members });
  const problems = checkEvent(JSON.parse(JSON.stringify(event)) as Json, NOW);
  return problems.map(({ code, field }) => `${code} ${field}`);
}

const key = (type: string, ...values: string[]): JsonObject => ({ type, values });
const digest = sha256('x');

test('a good event has no problems', () => {
  expect(wrong({})).toEqual([]);
});

test.each(['eventDescription', 'countryCode', 'eventTime', 'matchKeys'])('%s is required', (field) => {
  expect(wrong({ [field]: undefined })).toEqual([`FIELD_VALUE_IS_NULL ${field}`]);
});

test.each(['timestamp', 'clientDedupeId', 'conversionDefinitionId', 'name'])('%s belongs to the other API', (field) => {
  expect(wrong({ [field]: 'x' })).toEqual([`INVALID_INPUT ${field}`]);
});

describe('eventTime', () => {
  test.each([
    ['21 days ago', -21 * DAY, []],
    ['a second more', -21 * DAY - SECOND, ['FIELD_VALUE_IS_OUT_OF_RANGE eventTime']],
    ['five minutes ahead', 5 * MINUTE, []],
    ['a second more ahead', 5 * MINUTE + SECOND, ['FIELD_VALUE_IS_OUT_OF_RANGE eventTime']],
  ])('%s', (_, offset, expected) => {
    expect(wrong({ eventTime: isoTime(NOW + offset) })).toEqual(expected);
  });

  test('a badly formed one is a BAD_REQUEST of the item', () => {
    expect(wrong({ eventTime: NOW })).toEqual(['BAD_REQUEST eventTime']);
  });
});

test.each<[JsonObject, string]>([
  [{ conversionType: 'PURCHASE' }, 'FIELD_VALUE_IS_INVALID eventDescription.conversionType'],
  [{ eventSource: 'WEB' }, 'FIELD_VALUE_IS_INVALID eventDescription.eventSource'],
  [{ eventIngestionMethod: 'AMAZON_AD_TAG' }, 'FIELD_VALUE_IS_INVALID eventDescription.eventIngestionMethod'],
  [{ eventIngestionMethod: undefined }, 'FIELD_VALUE_IS_NULL eventDescription.eventIngestionMethod'],
  [{ name: '' }, 'FIELD_SIZE_IS_OUT_OF_RANGE eventDescription.name'],
  [{ dataSetName: 'web' }, 'FIELD_VALUE_CONTAINS_INVALID_CHARACTERS eventDescription.dataSetName'],
  [{ dataSetName: '1events' }, 'FIELD_VALUE_CONTAINS_INVALID_CHARACTERS eventDescription.dataSetName'],
  [{ source: 'WEBSITE' }, 'INVALID_INPUT eventDescription.source'],
])('a description with %j is refused', (members, expected) => {
  expect(wrong({ eventDescription: adsDescription(members) })).toEqual([expected]);
});

describe('matchKeys', () => {
  test('all fifteen types fit', () => {
    const hashed = ['EMAIL', 'PHONE', 'FIRST_NAME', 'LAST_NAME', 'ADDRESS', 'CITY', 'STATE', 'POSTAL'];
    const raw = [
      key('MAID', '38400000-8cf0-11bd-b23e-10b96e40000d'),
      key('RAMP_ID', 'Xy12'),
      key('MATCH_ID', 'user7'),
      key('REAL_ID', 'r'),
      key('MERKLE_ID', 'm'),
      key('KANTAR_ID', 'k'),
      key('FIP', '2001:db8::1'),
    ];
    const all = [...hashed.map((type) => key(type, digest)), ...raw];
    expect(wrong({ matchKeys: all })).toEqual([]);
    expect(wrong({ matchKeys: [...all, key('FIP', '1.2.3.4')] })).toEqual(['FIELD_SIZE_IS_OUT_OF_RANGE matchKeys']);
  });

  test.each<[Json, string]>([
    [[], 'FIELD_SIZE_IS_OUT_OF_RANGE matchKeys'],
    [[7], 'INVALID_INPUT matchKeys[0]'],
    [[key('USER_ID', 'x')], 'FIELD_VALUE_IS_INVALID matchKeys[0].type'],
    [[key('EMAIL', 'abc@example.com')], 'FIELD_VALUE_IS_INVALID matchKeys[0].values'],
    [[key('EMAIL', EMPTY_DIGEST)], 'FIELD_VALUE_IS_EMPTY matchKeys[0].values'],
    [[key('EMAIL', digest, digest)], 'FIELD_SIZE_IS_OUT_OF_RANGE matchKeys[0].values'],
    [[{ type: 'EMAIL', values: digest }], 'FIELD_SIZE_IS_OUT_OF_RANGE matchKeys[0].values'],
    [[{ type: 'EMAIL' }], 'FIELD_VALUE_IS_NULL matchKeys[0].values'],
    [[key('EMAIL', digest), key('EMAIL', digest)], 'DUPLICATE_FIELD_VALUE_FOUND matchKeys[1].type'],
    [[key('MATCH_ID', 'user-7')], 'FIELD_VALUE_CONTAINS_INVALID_CHARACTERS matchKeys[0].values'],
    [[key('MATCH_ID', 'u'.repeat(101))], 'FIELD_VALUE_CONTAINS_INVALID_CHARACTERS matchKeys[0].values'],
    [[key('FIP', '1.2.3')], 'FIELD_VALUE_IS_INVALID matchKeys[0].values'],
    [[key('RAMP_ID', '')], 'FIELD_VALUE_IS_EMPTY matchKeys[0].values'],
  ])('%j is refused', (matchKeys, expected) => {
    expect(wrong({ matchKeys })).toEqual([expected]);
  });
});

describe('consent', () => {
  test.each<[JsonObject]>([
    [{ amazonConsent: { amznUserData: 'GRANTED', amznAdStorage: 'DENIED' } }],
    [{ amazonConsent: { amznUserData: 'DENIED' } }],
    [{ tcf: 'CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA' }],
    [{ gpp: 'DBAA' }],
    [{ geo: { ipAddress: '81.2.69.142' } }],
  ])('an event from Germany needs some, such as %j', (consent) => {
    expect(wrong({ countryCode: 'DE' })).toEqual(['FIELD_VALUE_IS_NULL consent']);
    expect(wrong({ countryCode: 'DE', consent: {} })).toEqual(['FIELD_VALUE_IS_NULL consent']);
    expect(wrong({ countryCode: 'DE', consent })).toEqual([]);
  });

  test('an event from the UK needs some too, and says GB', () => {
    expect(wrong({ countryCode: 'GB' })).toEqual(['FIELD_VALUE_IS_NULL consent']);
    expect(wrong({ countryCode: 'UK' })).toEqual(['FIELD_VALUE_IS_INVALID countryCode']);
  });

  test.each<[JsonObject, string]>([
    [{ amazonConsent: {} }, 'FIELD_VALUE_IS_NULL consent.amazonConsent.amznUserData'],
    [{ amazonConsent: { amznUserData: true } }, 'FIELD_VALUE_IS_INVALID consent.amazonConsent.amznUserData'],
    [{ geo: { ipAddress: 'here' } }, 'FIELD_VALUE_IS_INVALID consent.geo.ipAddress'],
    [{ tcf: '' }, 'FIELD_VALUE_IS_INVALID consent.tcf'],
    [{ ccpa: '1YNN' }, 'INVALID_INPUT consent.ccpa'],
  ])('%j is refused anywhere', (consent, expected) => {
    expect(wrong({ consent })).toEqual([expected]);
  });
});

test.each<[JsonObject, string[]]>([
  [{ value: -1 }, ['FIELD_VALUE_IS_OUT_OF_RANGE value']],
  [{ value: 1.005 }, ['FIELD_VALUE_IS_OUT_OF_RANGE value']],
  [{ value: '1' }, ['INVALID_INPUT value']],
  [{ currencyCode: 'PLN' }, []],
  [{ currencyCode: 'ZZZ' }, ['FIELD_VALUE_IS_INVALID currencyCode']],
  [{ unitsSold: 2_147_483_648 }, ['FIELD_VALUE_IS_OUT_OF_RANGE unitsSold']],
  [{ unitsSold: 1.5 }, ['INVALID_INPUT unitsSold']],
])('amounts %j', (members, expected) => {
  expect(wrong(members)).toEqual(expected);
});

test('a page view has a score, and neither currency nor units', () => {
  const view = { eventDescription: adsDescription({ conversionType: 'PAGE_VIEW' }), value: -2.345 };
  expect(wrong(view)).toEqual(['FIELD_VALUE_IS_INVALID currencyCode', 'FIELD_VALUE_IS_INVALID unitsSold']);
  expect(wrong({ ...view, currencyCode: undefined, unitsSold: undefined })).toEqual([]);
});

test.each<[Json, string[]]>([
  [[{ name: 'plan', value: 'gold_2', dataType: 'STRING' }], []],
  [[{ name: 'price', value: '49.99' }], ['FIELD_VALUE_CONTAINS_INVALID_CHARACTERS customData[0].value']],
  [[{ name: 'a b', value: 'x' }], ['FIELD_VALUE_CONTAINS_INVALID_CHARACTERS customData[0].name']],
  [[{ name: 'n', value: 5 }], ['FIELD_VALUE_CONTAINS_INVALID_CHARACTERS customData[0].value']],
  [[{ name: 'n' }], ['FIELD_VALUE_IS_NULL customData[0].value']],
  [[{ name: 'n', value: 'x', dataType: 'DECIMAL' }], ['FIELD_VALUE_IS_INVALID customData[0].dataType']],
  [Array.from({ length: 14 }, () => ({ name: 'n', value: 'x' })), ['FIELD_SIZE_IS_OUT_OF_RANGE customData']],
])('custom data %j', (customData, expected) => {
  expect(wrong({ customData })).toEqual(expected);
});

test.each<[JsonObject, string[]]>([
  [{ dataProcessingOptions: { options: 'LIMITED_DATA_USE' } }, []],
  [{ dataProcessingOptions: 'LIMITED_DATA_USE' }, ['INVALID_INPUT dataProcessingOptions']],
  [{ dataProcessingOptions: { options: 'x' } }, ['FIELD_VALUE_IS_INVALID dataProcessingOptions.options']],
  [{ deviceInfo: { userAgent: 'Mozilla/5.0' } }, []],
  [{ deviceInfo: { userAgent: 'x'.repeat(513) } }, ['FIELD_SIZE_IS_ABOVE_MAXIMUM_LIMIT deviceInfo.userAgent']],
  [{ eventId: '' }, ['FIELD_VALUE_IS_EMPTY eventId']],
  [{ partner: 7 }, ['INVALID_INPUT partner']],
])('%j', (members, expected) => {
  expect(wrong(members)).toEqual(expected);
});

test('no JSON makes the check throw', () => {
  const anyEvent = fc.oneof(
    fc.jsonValue(),
    fc.record({
      eventDescription: fc.jsonValue(),
      countryCode: fc.constantFrom('DE', 'US', 7),
      eventTime: fc.jsonValue(),
      matchKeys: fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.jsonValue(), values: fc.jsonValue() }))),
      consent: fc.record({ geo: fc.jsonValue(), amazonConsent: fc.jsonValue(), tcf: fc.jsonValue() }),
      customData: fc.array(fc.jsonValue()),
      deviceInfo: fc.jsonValue(),
      dataProcessingOptions: fc.jsonValue(),
    }),
  );
  fc.assert(fc.property(anyEvent, (event) => Array.isArray(checkEvent(event as Json, NOW))));
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DSP_V1 } from './api.ts';
import type { Conversion, MatchKey } from './conversion.ts';
import { dspV1 } from './dsp-v1.ts';

const key: fc.Arbitrary<MatchKey> = fc.record({
  type: fc.constantFrom(...DSP_V1.matchKeyTypes),
  values: fc.tuple(fc.string({ unit: 'binary' })),
});

const letters = (n: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'ABCXYZ'), minLength: n, maxLength: n });

const conversion: fc.Arbitrary<Conversion> = fc.record(
  {
    name: fc.string({ unit: 'binary' }),
    timestamp: fc.integer({ min: 0, max: 4_102_444_800 }),
    countryCode: letters(2),
    matchKeys: fc.array(key, { minLength: 1, maxLength: 9 }),
    clientDedupeId: fc.string({ unit: 'binary' }),
    conversionDefinitionId: fc.string({ unit: 'binary' }),
    value: fc.oneof(
      fc.integer({ min: -1e12, max: 1e12 }).map((cents) => cents / 100),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    ),
    currencyCode: letters(3),
    unitsSold: fc.integer({ min: 0, max: DSP_V1.maxUnits }),
    dataProcessingOptions: fc.constant('LIMITED_DATA_USE' as const),
    // What this API does not carry.
    dataSetName: fc.string(),
    userAgent: fc.string(),
    notes: fc.array(fc.record({ code: fc.constant('value_unusable' as const), detail: fc.string() })),
  },
  { requiredKeys: ['name', 'timestamp', 'countryCode', 'matchKeys', 'clientDedupeId', 'conversionDefinitionId'] },
);

/** What the document of the API asks for, in its order. */
function obvious(given: Conversion): object {
  const { name, conversionDefinitionId, countryCode, matchKeys, value, currencyCode, unitsSold } = given;
  const timestamp = new Date(given.timestamp * 1000).toISOString().replace('.000Z', 'Z');
  const { clientDedupeId, dataProcessingOptions } = given;
  const event = { name, conversionDefinitionId, timestamp, countryCode, matchKeys, value, currencyCode, unitsSold };
  return { ...event, clientDedupeId, dataProcessingOptions };
}

describe('an encoded conversion', () => {
  it('is the JSON of the obvious object, for any conversion', () => {
    fc.assert(
      fc.property(conversion, (given) => {
        expect(dspV1.encode(given)).toBe(JSON.stringify(obvious(given)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is so with keys that came before, alone or in other company', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 2, maxLength: 9 }), conversion, conversion, (matchKeys, one, other) => {
        for (const given of [
          { ...one, matchKeys },
          { ...other, matchKeys: matchKeys.slice(1) },
          { ...other, matchKeys: matchKeys.map((same) => ({ ...same })) },
        ]) {
          expect(dspV1.encode(given)).toBe(JSON.stringify(obvious(given)));
        }
      }),
    );
  });

  it('goes into a request as it is', () => {
    fc.assert(
      fc.property(fc.array(conversion, { minLength: 1, maxLength: 20 }), (given) => {
        const { body } = dspV1.request(given.map(stored), { advertiserId: '1', clientId: 'c' });
        expect(JSON.parse(body.toString())).toEqual({
          source: 'SERVER_TO_SERVER',
          eventData: given.map((one) => JSON.parse(JSON.stringify(obvious(one)))),
        });
      }),
    );
  });
});

describe('a request', () => {
  const usual = {
    'content-type': 'application/vnd.dspconversioneventimport.v1+json',
    accept: 'application/vnd.dspconversioneventimport.v1+json',
    'Amazon-Advertising-API-ClientId': 'client',
    'Amazon-Ads-AccountId': '123',
  };

  it('names the account in its path and headers', () => {
    const { path, headers } = dspV1.request([], { advertiserId: '123', clientId: 'client', profileId: '456' });
    expect(path).toBe('/accounts/123/dsp/conversionDefinitions/eventData');
    expect(headers).toEqual({ ...usual, 'Amazon-Advertising-API-Scope': '456' });
  });

  it('has no scope without a profile', () => {
    expect(dspV1.request([], { advertiserId: '123', clientId: 'client' }).headers).toEqual(usual);
  });

  it('cannot be led to another path by an account', () => {
    const { path } = dspV1.request([], { advertiserId: '../x?y#z', clientId: 'c' });
    expect(path).toBe('/accounts/..%2Fx%3Fy%23z/dsp/conversionDefinitions/eventData');
  });
});

it('an answer counts items from 1', () => {
  const body = JSON.stringify({ success: [{ index: 1 }], error: [{ index: 2, code: 'X', message: 'no' }] });
  expect(dspV1.decode({ status: 207, headers: { 'x-amzn-requestid': 'r' }, body }, 2, 0)).toEqual({
    items: [{ kind: 'delivered' }, { kind: 'rejected', code: 'X', message: 'X no' }],
    requestId: 'r',
  });
});

/** An item as it waits in the queue. */
function stored(given: Conversion): Buffer {
  return Buffer.from(dspV1.encode(given));
}

describe('an item without one of its keys', () => {
  it('is the same item but for that key; there is none where nothing would be left, or nothing would change', () => {
    fc.assert(
      fc.property(conversion, fc.constantFrom(...DSP_V1.matchKeyTypes), (given, type) => {
        const matchKeys = given.matchKeys.filter((one) => one.type !== type);
        const changes = matchKeys.length > 0 && matchKeys.length < given.matchKeys.length;
        expect(dspV1.withoutKey(stored(given), type)).toBe(
          changes ? JSON.stringify(obvious({ ...given, matchKeys })) : undefined,
        );
      }),
    );
  });
});

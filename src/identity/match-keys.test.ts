import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf } from '../../test/support/events.ts';
import { MATCH_KEY_TYPES, type MatchKeyType } from '../amazon/conversion.ts';
import type { JsonObject } from '../base/json.ts';
import { sha256 } from './hash.ts';
import { IdentityFinder, type IdentityOptions } from './match-keys.ts';
import { maskOf, readinessOf, typesOf } from './readiness.ts';

const OPTIONS: IdentityOptions = {
  ...{ emailRule: 'amazon_strict', phoneFormat: 'digits', userId: 'raw' },
  ...{ types: new Set(MATCH_KEY_TYPES), most: 15 },
};

const find = (
  event: object,
  options: Partial<IdentityOptions> = {},
  country = 'US',
  candidates: JsonObject[] = [{ sources: 'standard' }],
) => new IdentityFinder({ ...OPTIONS, ...options }).find(eventOf({ event: 'X', ...event }), country, candidates);

/** The keys found, by type. */
const keys = (...args: Parameters<typeof find>): Partial<Record<MatchKeyType, string>> =>
  Object.fromEntries(find(...args).keys.map(({ type, values }) => [type, values[0]]));

const EMAIL = sha256('a@example.com');

describe('identity is found', () => {
  it.each<[string, object]>([
    ['context.traits', { context: { traits: { email: 'a@example.com' } } }],
    ['traits', { type: 'identify', traits: { email: 'a@example.com' } }],
    ['properties', { properties: { email: 'a@example.com' } }],
    ['a customer in properties', { properties: { customer: { email: 'a@example.com' } } }],
    ['the user id', { userId: 'a@example.com' }],
    ['GA4’s user_data', { properties: { user_data: { sha256_email_address: EMAIL } } }],
    ['external ids', { context: { externalIds: [{ type: 'email', id: 'a@example.com' }] } }],
  ])('in %s', (_, event) => {
    expect(keys(event)).toEqual({ EMAIL });
  });

  it.each(['email', 'Email', 'emailAddress', 'email_address', 'userEmail', 'hashed-email', 'email_sha256'])(
    'under the name %s',
    (name) => {
      expect(keys({ context: { traits: { [name]: 'a@example.com' } } })).toEqual({ EMAIL });
    },
  );

  it('in the first place that has a usable value', () => {
    const traits = { email: 'nobody' };
    expect(keys({ context: { traits }, properties: { email: 'a@example.com' } })).toEqual({ EMAIL });
    const both = { context: { traits: { email: 'b@example.com' } }, properties: { email: 'a@example.com' } };
    expect(keys(both)).toEqual({ EMAIL: sha256('b@example.com') });
  });

  it('in addresses, whole and in parts', () => {
    const address = { city: 'New York', state: 'New York', postalCode: '10001-4356', country: 'US' };
    expect(keys({ context: { traits: { address } } })).toEqual({
      CITY: sha256('newyork'),
      STATE: sha256('ny'),
      POSTAL: sha256('10001'),
    });
  });

  it.each<[string, object]>([
    ['addresses', { emails: ['nobody', 'a@example.com'] }],
    ['objects with their value', { emails: [{ value: 'a@example.com', type: 'home' }] }],
    ['objects with their address', { emails: [{ address: 'a@example.com', verified: true }] }],
  ])('in a list of %s', (_, traits) => {
    expect(keys({ context: { traits } })).toEqual({ EMAIL });
    expect(keys({ properties: { customer: traits } })).toEqual({ EMAIL });
    expect(keys({ properties: traits })).toEqual({});
  });

  it('as a mobile number, among traits', () => {
    const PHONE = sha256('14138714499');
    expect(keys({ context: { traits: { mobile: '+1 413 871 4499' } } })).toEqual({ PHONE });
    expect(keys({ traits: { phones: [{ number: '+14138714499' }] } })).toEqual({ PHONE });
    expect(keys({ properties: { mobile: '+1 413 871 4499' } })).toEqual({});
  });

  it('in a whole name of two words, of the person alone', () => {
    const found = { FIRST_NAME: sha256('ada'), LAST_NAME: sha256('byron') };
    expect(keys({ context: { traits: { name: 'Ada Byron' } } })).toEqual(found);
    expect(keys({ type: 'identify', traits: { full_name: 'Byron, Ada' } })).toEqual(found);
    expect(keys({ traits: { name: 'Someone Else', lastName: 'Byron', firstName: 'Ada' } })).toEqual(found);
    const things = { name: 'Hand Grinder', address: { name: 'Home Address' } };
    expect(keys({ properties: things })).toEqual({});
    expect(keys({ context: { traits: { address: things } } })).toEqual({});
    expect(keys({ type: 'group', traits: { name: 'Initech Corporation' } })).toEqual({});
  });

  it('on the device, unless its owner refused tracking', () => {
    const device = { advertisingId: '7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB' };
    expect(keys({ context: { device } })).toEqual({ MAID: device.advertisingId });
    expect(keys({ context: { device: { ...device, adTrackingEnabled: false } } })).toEqual({});
  });

  it('by what a playbook names, before the standard places', () => {
    const candidates = [{ type: 'EMAIL', value: 'b@example.com' }, { sources: 'standard' }];
    expect(keys({ userId: 'a@example.com' }, {}, 'US', candidates)).toEqual({ EMAIL: sha256('b@example.com') });
  });
});

describe('identity', () => {
  it('completes a national phone number by the country', () => {
    const event = { context: { traits: { phone: '030 12345678' } } };
    expect(keys(event, {}, 'DE')).toEqual({ PHONE: sha256('493012345678') });
    expect(find(event, {}, 'US').unusable).toEqual(['PHONE']);
  });

  it('takes digests as they are, in lower case', () => {
    expect(keys({ context: { traits: { email: ` ${EMAIL.toUpperCase()} ` } } })).toEqual({ EMAIL });
  });

  it('is never made of a number that was rounded when it was read, or of half a character', () => {
    expect(find({ userId: 2 ** 53 })).toMatchObject({ keys: [], unusable: ['MATCH_ID'] });
    expect(keys({ userId: 2 ** 53 - 1 })).toEqual({ MATCH_ID: '9007199254740991' });
    expect(find({ context: { traits: { phone: 2 ** 60 } } })).toMatchObject({ keys: [], unusable: ['PHONE'] });
    const trimmed = { emailRule: 'trim_lower' } as const;
    expect(find({ context: { traits: { email: 'a\ud800@example.com' } } }, trimmed).unusable).toEqual(['EMAIL']);
  });

  it('never holds the digest of nothing', () => {
    const nothing = { email: '', phone: '+++', firstName: '***', lastName: ' ', city: '-', zip: '---' };
    expect(find({ context: { traits: nothing } }).keys).toEqual([]);
  });

  it('stands strongest first, and loses the weakest where the API takes no more', () => {
    const traits = { email: 'a@example.com', firstName: 'A', phone: '+14138714499' };
    const event = { userId: 'u1', context: { traits } };
    expect(Object.keys(keys(event))).toEqual(['EMAIL', 'PHONE', 'FIRST_NAME', 'MATCH_ID']);
    const identity = find(event, { most: 2 });
    expect(identity.keys.map((key) => key.type)).toEqual(['EMAIL', 'PHONE']);
    expect(identity.beyond).toEqual(['FIRST_NAME', 'MATCH_ID']);
  });

  it('is not looked for in types that are switched off', () => {
    const event = { userId: 'u1', context: { ip: '203.0.114.7', traits: { address: { street: '1 Main Street' } } } };
    expect(keys(event, { types: new Set(['EMAIL']) })).toEqual({});
  });

  it('is found in any event without a fault, and each key holds one value', () => {
    fc.assert(
      fc.property(
        fc.record({ traits: anyJson(), properties: anyJson(), context: anyJson(), userId: anyJson() }),
        (event) => {
          const fields = event as JsonObject;
          const any = { type: 'track', name: 'X', messageId: 'm', timestamp: 0, receivedAt: 0, fields } as const;
          const { keys: found } = new IdentityFinder(OPTIONS).find(any, 'US', [{ sources: 'standard' }]);
          expect(found.every(({ values }) => values.length === 1 && values[0] !== '')).toBe(true);
          expect(new Set(found.map((key) => key.type)).size).toBe(found.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('match readiness', () => {
  const taken = new Set<MatchKeyType>(['EMAIL', 'PHONE', 'MAID', 'MATCH_ID']);
  const ready = (event: object) => readinessOf(find(event, { types: taken }), taken);

  it('tells which keys are there, which cannot be used and why, and which are missing', () => {
    const readiness = ready({ context: { traits: { email: 'a@example.com', phone: '+++' } } });
    expect(readiness.present).toEqual(['EMAIL']);
    expect(readiness.unusable).toEqual({ PHONE: expect.stringContaining('phone number') });
    expect(readiness.missing).toEqual(['MAID', 'MATCH_ID']);
  });

  it('names the next key to see to: one that is there and cannot be used before one that is not there', () => {
    expect(ready({}).next).toBe('EMAIL');
    expect(ready({ context: { traits: { phone: '+++' } } }).next).toBe('PHONE');
    expect(ready({ context: { traits: { email: 'a@example.com' } } }).next).toBe('PHONE');
  });

  it('travels as masks', () => {
    fc.assert(
      fc.property(fc.subarray([...MATCH_KEY_TYPES]), (types) => {
        expect(typesOf(maskOf(types))).toEqual(types);
      }),
    );
  });
});

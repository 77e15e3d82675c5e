import { GppModel, RangeEntry } from '@iabgpp/cmpapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf } from '../../test/support/events.ts';
import type { JsonObject } from '../base/json.ts';
import { type ConsentDecision, decide } from './gate.ts';
import { CONSENT_COUNTRIES, type ConsentPolicy } from './policy.ts';
import { readSignal } from './signal.ts';
import { AMAZON_VENDOR } from './tcf.ts';

const POLICY: ConsentPolicy = { requiredCategories: [], countries: CONSENT_COUNTRIES, missing: 'drop', optOut: 'drop' };

const gate = (fields: object, country = 'DE', policy: Partial<ConsentPolicy> = {}): ConsentDecision =>
  decide(readSignal(eventOf({ event: 'X', ...fields })), country, { ...POLICY, ...policy });

/** What a consent platform would write: who agreed to what, and more fields of the string. */
function tcf(
  purposes: readonly number[],
  vendors: readonly number[],
  more: Readonly<Record<string, unknown>> = {},
): string {
  const PurposeConsents = Array.from({ length: 24 }, (_, i) => purposes.includes(i + 1));
  const model = new GppModel();
  const fields = { CmpId: 10, CmpVersion: 1, VendorListVersion: 48, PurposeConsents, VendorConsents: vendors, ...more };
  for (const [name, value] of Object.entries(fields)) model.setFieldValue('tcfeuv2', name, value);
  return model.encodeSection('tcfeuv2');
}

function gpp(section: string, fields: Readonly<Record<string, unknown>>): string {
  const model = new GppModel();
  for (const [name, value] of Object.entries(fields)) model.setFieldValue(section, name, value);
  return model.encode();
}

const ALL = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const GRANTED = tcf(ALL, [AMAZON_VENDOR]);
const OPTED_OUT = gpp('usnat', { SaleOptOut: 1 });

describe('a refusal', () => {
  it.each<[string, object, string]>([
    ['of Amazon’s signal', { context: { amazon: { amznUserData: 'DENIED' } } }, 'amazon'],
    ['of cookies alone', { context: { amazon: { amznUserData: 'GRANTED', amznAdStorage: 'denied' } } }, 'amazon'],
    ['in Google’s words', { context: { consent: { ad_user_data: 'denied' } } }, 'amazon'],
    ['among the properties', { properties: { amznUserData: 'DENIED' } }, 'amazon'],
    ['there in Google’s words', { properties: { ad_storage: 'denied' } }, 'amazon'],
    ['directly in the context', { context: { ad_user_data: false } }, 'amazon'],
    [
      'against a grant elsewhere',
      { context: { consent: { amznUserData: 'GRANTED' } }, properties: { amznUserData: 'DENIED' } },
      'amazon',
    ],
    [
      'of targeting, by OneTrust’s code',
      { context: { consent: { categoryPreferences: { C0004: false } } } },
      'categories',
    ],
    ['of advertising, by its name', { context: { consent: { optOut: { Targeted_Advertising: true } } } }, 'categories'],
    ['of a needed purpose', { context: { consent: { tcf: tcf([1, 2, 3, 7], [AMAZON_VENDOR]) } } }, 'tcf'],
    ['of the vendor', { context: { tcf: tcf(ALL, [1, 2]) } }, 'tcf'],
    [
      'in a GPP string’s European section',
      { context: { gpp: gpp('tcfeuv2', { CmpId: 10, CmpVersion: 1, PurposeConsents: [true, true] }) } },
      'gpp',
    ],
    ['of sale in the United States', { context: { consent: { gpp: OPTED_OUT } } }, 'gpp'],
    ['by the browser’s Global Privacy Control', { context: { gpp: gpp('usca', { Gpc: true }) } }, 'gpp'],
    [
      'in the older American string',
      { context: { gpp: gpp('uspv1', { Version: 1, Notice: 'Y', OptOutSale: 'Y', LspaCovered: 'N' }) } },
      'gpp',
    ],
  ])('%s counts in every country', (_, fields, basis) => {
    for (const country of ['DE', 'US']) {
      expect(gate(fields, country)).toMatchObject({
        verdict: 'denied',
        basis,
        detail: expect.stringContaining('refused'),
      });
    }
  });

  it.each<[object, string]>([
    [{ categoryPreferences: { ads: false } }, 'false'],
    [{ categoryPreferences: { ads: 'No' } }, 'a word'],
    [{ optOut: { ads: true } }, 'an opt-out'],
    [{ optOut: ['ads'] }, 'a list of opt-outs'],
    [{ categoryPreferences: { ads: true }, optOut: { ads: 1 } }, 'an opt-out against a preference'],
  ])('of a required category counts: %j (%s)', (consent) => {
    expect(gate({ context: { consent } }, 'US', { requiredCategories: ['ads'] })).toMatchObject({
      ...{ verdict: 'denied', basis: 'categories', detail: 'refused: the category ads' },
    });
    expect(gate({ context: { consent } }, 'US').verdict).toBe('not_needed');
  });

  it('of a category that is about advertising counts by name only where the integration requires none', () => {
    const context = { consent: { categoryPreferences: { ads: true, marketing: false } } };
    expect(gate({ context }, 'US', { requiredCategories: ['ads'] }).verdict).toBe('granted');
    expect(gate({ context }, 'US')).toMatchObject({ verdict: 'denied', detail: 'refused: the category marketing' });
  });

  it('goes before every grant', () => {
    const context = { tcf: GRANTED, amazon: { amznUserData: 'no' } };
    expect(gate({ context }).verdict).toBe('denied');
  });

  it('by a publisher’s restriction counts', () => {
    const notAllowed = new RangeEntry(3, 0, [AMAZON_VENDOR]);
    const restricted = tcf(ALL, [AMAZON_VENDOR], { PublisherRestrictions: [notAllowed] });
    expect(gate({ context: { tcf: restricted } })).toMatchObject({
      verdict: 'denied',
      detail: 'refused: TCF purpose 3',
    });
  });
});

describe('a grant', () => {
  it.each<[object, ConsentDecision]>([
    [{ context: { consent: { tcf: GRANTED } } }, { verdict: 'granted', basis: 'tcf', consent: { tcf: GRANTED } }],
    [
      { context: { consent: { tcf: { string: GRANTED } } } },
      { verdict: 'granted', basis: 'tcf', consent: { tcf: GRANTED } },
    ],
    [{ properties: { tcf_string: GRANTED } }, { verdict: 'granted', basis: 'tcf', consent: { tcf: GRANTED } }],
    [
      { context: { amazon: { amznUserData: 'GRANTED', amznAdStorage: 1 } } },
      {
        verdict: 'granted',
        basis: 'amazon',
        consent: { amazonConsent: { amznUserData: 'GRANTED', amznAdStorage: 'GRANTED' } },
      },
    ],
    [
      { properties: { ad_user_data: 'granted', userData: 'granted' } },
      { verdict: 'granted', basis: 'amazon', consent: { amazonConsent: { amznUserData: 'GRANTED' } } },
    ],
    [
      { context: { consent: { ad_user_data: 'granted' } } },
      { verdict: 'granted', basis: 'amazon', consent: { amazonConsent: { amznUserData: 'GRANTED' } } },
    ],
  ])('by %j is enough in a country that needs one', (fields, decision) => {
    expect(gate(fields)).toEqual(decision);
  });

  it('measures by legitimate interest, where the person and the publisher let it', () => {
    const interest = {
      PurposeLegitimateInterests: Array.from({ length: 24 }, (_, i) => i + 1 === 7),
      VendorLegitimateInterests: [AMAZON_VENDOR],
    };
    const string = tcf([1, 3, 4], [AMAZON_VENDOR], interest);
    expect(gate({ context: { tcf: string } }).verdict).toBe('granted');
    expect(gate({ context: { tcf: tcf([1, 3, 4], [AMAZON_VENDOR]) } }).verdict).toBe('denied');
  });

  it('of all required categories is one, and is said in Amazon’s words', () => {
    const context = { consent: { categoryPreferences: { ads: true, other: false } } };
    expect(gate({ context }, 'DE', { requiredCategories: ['ads'] })).toEqual({
      ...{ verdict: 'granted', basis: 'categories', consent: { amazonConsent: { amznUserData: 'GRANTED' } } },
    });
  });
});

describe('nothing said', () => {
  it.each<[string, object]>([
    ['at all', {}],
    ['but an IP address', { context: { ip: '81.2.69.142' } }],
    ['but a person’s data', { properties: { userData: 'yes', user_data: { email: 'a' } }, context: { userData: 1 } }],
    ['that can be read', { context: { amazon: { amznUserData: 'maybe' }, tcf: 'none yet', gpp: '~', consent: 'yes' } }],
  ])('%s is no consent where one is needed', (_, fields) => {
    expect(gate(fields)).toMatchObject({ verdict: 'missing', basis: 'none' });
    expect(gate(fields, 'DE', { missing: 'send' })).toEqual({ verdict: 'unsignalled', basis: 'none' });
    expect(gate(fields, 'US')).toEqual({ verdict: 'not_needed', basis: 'country US' });
  });

  it('about a required category is no consent anywhere', () => {
    const decision = gate({ context: { consent: { categoryPreferences: { other: true } } } }, 'US', {
      requiredCategories: ['ads'],
    });
    expect(decision).toMatchObject({ verdict: 'missing', basis: 'categories', detail: expect.stringContaining('ads') });
  });

  it('needs to be said where the law of an EU member holds overseas', () => {
    expect(['AX', 'GF', 'GP', 'MF', 'MQ', 'RE', 'YT', 'GB', 'IS'].every((code) => CONSENT_COUNTRIES.has(code))).toBe(
      true,
    );
    expect(['CH', 'US', 'PF', 'GL'].some((code) => CONSENT_COUNTRIES.has(code))).toBe(false);
  });
});

it('an American opt-out marks the conversion where the policy says so', () => {
  const decision = gate({ context: { gpp: OPTED_OUT } }, 'US', { optOut: 'limited_data_use' });
  expect(decision).toEqual({ verdict: 'not_needed', basis: 'gpp', limited: true, consent: { gpp: OPTED_OUT } });
});

it('the gate decides on any event, and never throws', () => {
  const consent = fc.record({ tcf: anyJson(), gpp: anyJson(), optOut: anyJson(), categoryPreferences: anyJson() });
  const context = fc.oneof(anyJson(), fc.record({ consent: fc.oneof(consent, anyJson()), amazon: anyJson() }));
  fc.assert(
    fc.property(context, anyJson(), (any, properties) => {
      const fields = { context: any, properties } as JsonObject;
      const event = { type: 'track', name: 'X', messageId: 'm', timestamp: 0, receivedAt: 0, fields } as const;
      const verdicts = ['granted', 'not_needed', 'unsignalled', 'denied', 'missing'];
      expect(verdicts).toContain(decide(readSignal(event), 'FR', { ...POLICY, requiredCategories: ['ads'] }).verdict);
    }),
  );
});

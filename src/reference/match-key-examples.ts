import type { MatchKeyType } from '../amazon/conversion.ts';
import type { JsonObject } from '../base/json.ts';

/** What an event carries for a type, and what of it is sent: in plain text before it is hashed, where it is hashed. */
export interface MatchKeyExample {
  readonly traits?: JsonObject;
  readonly context?: JsonObject;
  readonly userId?: string;
  readonly normal: string;
  readonly rule: string;
}

/** An example of each match key, as the kit amazon-dsp-events sends it with every key switched on. A test runs them. */
export const MATCH_KEY_EXAMPLES: Readonly<Record<MatchKeyType, MatchKeyExample>> = {
  EMAIL: {
    traits: { email: ' ABC@Example.com ' },
    normal: 'abc@example.com',
    rule: 'Lower case; only a-z 0-9 . @ - stay (EMAIL_RULE).',
  },
  PHONE: {
    traits: { phone: '+1 (413) 871-4499' },
    normal: '14138714499',
    rule: 'Digits with the country code (PHONE_FORMAT); a national number is completed by the event’s country.',
  },
  MAID: {
    context: { device: { advertisingId: '7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB' } },
    normal: '7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB',
    rule: 'As it is; not the all-zero id, and not where tracking was refused on the device.',
  },
  RAMP_ID: { traits: { ramp_id: 'XY1000bIVBVah9ium' }, normal: 'XY1000bIVBVah9ium', rule: 'As it is.' },
  FIRST_NAME: {
    traits: { firstName: 'Jürgen' },
    normal: 'juergen',
    rule: 'Lower case, in ASCII letters and digits; else the first of two words of traits.name.',
  },
  LAST_NAME: {
    traits: { name: 'Ada O’Brien' },
    normal: 'obrien',
    rule: 'Lower case, in ASCII letters and digits; else the last of two words of traits.name.',
  },
  ADDRESS: {
    traits: { address: { street: '123 Main Street Apt #5', country: 'US' } },
    normal: '123mainstaptnumber5',
    rule: 'The street line in Amazon’s canonical form of the country; only on request (SEND_ADDRESS).',
  },
  CITY: {
    traits: { address: { city: 'New York' } },
    normal: 'newyork',
    rule: 'Lower case, in ASCII letters and digits.',
  },
  STATE: {
    traits: { address: { state: 'Texas', country: 'US' } },
    normal: 'tx',
    rule: 'The two-letter code of a known state of the country.',
  },
  POSTAL: {
    traits: { address: { postalCode: '75236-9599', country: 'US' } },
    normal: '75236',
    rule: 'By the country’s form: five digits in the US, letters and digits in CA and GB ...',
  },
  MATCH_ID: {
    userId: 'u1001',
    normal: 'u1001',
    rule: 'The user id: as it is in ads_v1 (letters and digits, at most 100), hashed in dsp_v1 (USER_ID_MATCH_KEY).',
  },
  REAL_ID: { traits: { real_id: 'R-77A' }, normal: 'R-77A', rule: 'As it is; ads_v1 only.' },
  MERKLE_ID: { traits: { merkle_id: 'M-77A' }, normal: 'M-77A', rule: 'As it is; ads_v1 only.' },
  KANTAR_ID: { traits: { kantar_id: 'K-77A' }, normal: 'K-77A', rule: 'As it is; ads_v1 only.' },
  FIP: {
    context: { ip: '203.0.114.7' },
    normal: '203.0.114.7',
    rule: 'The IP address, as it is; only on request (SEND_IP), ads_v1 only.',
  },
};

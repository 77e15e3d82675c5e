import type { MatchKeyType } from '../../../src/amazon/conversion.ts';

/** A match key in words. */
export interface MatchKeyWords {
  readonly title: string;
  /** Where a sender puts it, best. */
  readonly place: string;
  readonly hint?: string;
}

/** The match keys; docs/reference/match-keys.md tells all the places in which they are found. */
export const MATCH_KEYS: Readonly<Record<MatchKeyType, MatchKeyWords>> = {
  EMAIL: { title: 'E-mail address', place: 'traits.email', hint: 'Raw or as its SHA-256.' },
  PHONE: { title: 'Phone number', place: 'traits.phone', hint: 'With its country code, or beside a country.' },
  MAID: { title: 'Advertising id', place: 'context.device.advertisingId', hint: 'Apps have it, websites do not.' },
  RAMP_ID: { title: 'RampID', place: 'traits.rampId', hint: 'LiveRamp gives it.' },
  MATCH_ID: { title: 'Match id', place: 'userId', hint: 'The id of the person that you share with Amazon.' },
  FIRST_NAME: { title: 'First name', place: 'traits.firstName' },
  LAST_NAME: { title: 'Last name', place: 'traits.lastName' },
  ADDRESS: { title: 'Street', place: 'traits.address.street' },
  CITY: { title: 'City', place: 'traits.address.city' },
  STATE: { title: 'State', place: 'traits.address.state' },
  POSTAL: { title: 'Postal code', place: 'traits.address.postalCode' },
  REAL_ID: { title: 'Real ID', place: 'traits.realId' },
  MERKLE_ID: { title: 'Merkle ID', place: 'traits.merkleId' },
  KANTAR_ID: { title: 'Kantar ID', place: 'traits.kantarId' },
  FIP: { title: 'IP address', place: 'context.ip' },
};

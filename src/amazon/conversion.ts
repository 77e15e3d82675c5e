import type { Consent } from '../consent/consent.ts';

/** The identifiers Amazon matches people by, over both import APIs. */
export const MATCH_KEY_TYPES = [
  'EMAIL',
  'PHONE',
  'MAID',
  'RAMP_ID',
  'FIRST_NAME',
  'LAST_NAME',
  'ADDRESS',
  'CITY',
  'STATE',
  'POSTAL',
  'MATCH_ID',
  'REAL_ID',
  'MERKLE_ID',
  'KANTAR_ID',
  'FIP',
] as const;
export type MatchKeyType = (typeof MATCH_KEY_TYPES)[number];

/** One identifier, normalised and (where its type is hashed) hashed. Amazon takes exactly one value per key. */
export interface MatchKey {
  readonly type: MatchKeyType;
  readonly values: readonly [string];
}

/** The twelve kinds of conversion (fact sheet section 3.2). dsp_v1 has them in its definitions, ads_v1 in each event. */
export const CONVERSION_TYPES = [
  'ADD_TO_SHOPPING_CART',
  'APPLICATION',
  'CHECKOUT',
  'CONTACT',
  'LEAD',
  'MOBILE_APP_FIRST_START',
  'OFF_AMAZON_PURCHASES',
  'OTHER',
  'PAGE_VIEW',
  'SEARCH',
  'SIGN_UP',
  'SUBSCRIBE',
] as const;
export type ConversionType = (typeof CONVERSION_TYPES)[number];

/** The one whose value is money, and the only one that has a currency and units. */
export const PURCHASE: ConversionType = 'OFF_AMAZON_PURCHASES';

/** What the id of a conversion definition looks like: a 64-bit number, which travels as text (fact sheet section 1.1). */
export const DEFINITION_ID: RegExp = /^\d{1,32}$/;

/** What the name of a data set looks like (fact sheet section 1.3). */
export const DATA_SET_NAME: RegExp = /^[A-Za-z][A-Za-z0-9_-]{4,99}$/;

/** The range of a conversion's value, both ways (fact sheet section 1.1). */
export const MAX_VALUE = 9_999_999_999_999.99;

/** What the name and the value of an attribute of `customData` consist of (fact sheet section 1.3). */
export const ATTRIBUTE: RegExp = /^[A-Za-z0-9_]+$/;

/** Where an event happened (ads_v1's `eventSource`; fact sheet section 1.3). */
export const EVENT_SOURCES = [
  'WEBSITE',
  'ANDROID',
  'IOS',
  'FIRE_TV',
  'OFFLINE',
  'MEASUREMENT_ATTRIBUTION_PARTNER',
] as const;
export type EventSource = (typeof EVENT_SOURCES)[number];

/** One attribute of `customData`. Amazon takes letters, digits and underscores, in the name and in the value. */
export interface CustomAttribute {
  readonly name: string;
  readonly value: string;
  readonly dataType: 'STRING' | 'INTEGER' | 'TIMESTAMP';
}

/**
 * What an event becomes: mapped, hashed, checked, and independent of the wire format. It holds no raw personal data,
 * save the identifiers that Amazon takes raw (advertising and partner ids, and what a person asks for by a parameter).
 */
export interface Conversion {
  readonly name: string;
  /** When it happened, in whole epoch seconds. */
  readonly timestamp: number;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  /** At least one, at most one of a type, strongest first. */
  readonly matchKeys: readonly MatchKey[];
  /** The id under which Amazon counts it once, the same in every retry and replay. */
  readonly clientDedupeId: string;
  /** dsp_v1: the definition it counts for. */
  readonly conversionDefinitionId?: string;
  /** ads_v1 sends it; for dsp_v1, where the definition has it, it only decides whether money may be sent. */
  readonly conversionType?: ConversionType;
  /** Never without the currency it was given in; of a conversion that is no purchase it is a score. Two decimals. */
  readonly value?: number;
  readonly currencyCode?: string;
  readonly unitsSold?: number;
  readonly dataProcessingOptions?: 'LIMITED_DATA_USE';
  // What only ads_v1 carries.
  readonly eventSource?: EventSource;
  readonly dataSetName?: string;
  readonly consent?: Consent;
  readonly customData?: readonly CustomAttribute[];
  readonly userAgent?: string;
  readonly arefMeasurementTokens?: string;
  readonly amazonAdEventKey?: string;
  /** What was left out, or taken for something else, and why; never sent. */
  readonly notes?: readonly Note[];
}

/** Of what a conversion was sent without, or with something else in its place, though it was sent. The codes are stable. */
export const NOTES = {
  country_unreadable: 'What the event says of its country is no country; another stands in its place',
  currency_not_taken: 'Sent without its value: Amazon does not take the currency',
  currency_missing: 'Sent without its value: its currency is not said',
  currency_mixed: 'Sent without its value: it is in two currencies at once',
  value_unusable: 'Sent without its value: it is no number in Amazon’s range',
  units_unusable: 'Sent without its units: they are no whole number in Amazon’s range',
  money_of_purchases_only: 'Sent without money: only purchases carry it',
  attribute_unusable: 'A custom attribute is left out: it cannot be said in letters, digits and underscores',
  attributes_beyond: 'A custom attribute is left out: Amazon takes no more of them',
  measurement_token_unusable: 'What is no token of an ad click is left out',
  ad_event_key_unusable: 'Sent without amazonAdEventKey: it is not an id',
} as const;
export type NoteCode = keyof typeof NOTES;

/** One of them. `detail` is for people, and holds nothing personal. */
export interface Note {
  readonly code: NoteCode;
  readonly detail: string;
}

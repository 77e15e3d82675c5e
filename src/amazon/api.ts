import { DAY } from '../base/durations.ts';
import type { Answer } from '../delivery/outcome.ts';
import { ADS_V1_CURRENCIES, DSP_V1_CURRENCIES } from '../identity/currency.ts';
import { type Conversion, MATCH_KEY_TYPES, type MatchKeyType } from './conversion.ts';

/** A consent given since the summer of 2026 ends after so many days (fact sheet section 4.5). */
export const CONSENT_DAYS = 365;

/** The figures of one of Amazon's import APIs: everything that could move stands here, and nowhere in the code. */
export interface ApiFacts {
  readonly name: 'dsp_v1' | 'ads_v1';
  readonly title: string;
  /** The most conversions in a request. */
  readonly maxItems: number;
  /** The most bytes in a request body. Amazon gives no figure; Tealium sends at most 1 MB. */
  readonly maxBytes: number;
  /** The oldest conversion it takes, in milliseconds. */
  readonly maxAge: number;
  /** Requests per second and advertiser that it lets pass. */
  readonly requestsPerSecond: number;
  readonly maxMatchKeys: number;
  readonly matchKeyTypes: ReadonlySet<MatchKeyType>;
  /** Of these, the ones its published list does not name: conversions with one travel in batches of their own. */
  readonly unlistedKeyTypes: ReadonlySet<MatchKeyType>;
  /** The currencies it takes. */
  readonly currencies: ReadonlySet<string>;
  /** Whether a purchase's value needs its currency; else the definition's own holds where none is given. */
  readonly needsCurrency: boolean;
  /** The highest `unitsSold`. */
  readonly maxUnits: number;
  /** What says which conversion an event counts as: the id of a definition, or the event's own description. */
  readonly linkedBy: 'definition' | 'description';
  /** Whether a conversion can carry a sign of consent. */
  readonly carriesConsent: boolean;
}

/** A request ready to be sent, less the access token. */
export interface ApiRequest {
  /** The path under the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** An answer as it came from the network. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** The account a request is made for. */
export interface ApiAccount {
  readonly advertiserId: string;
  readonly clientId: string;
  readonly profileId?: string;
}

/** How conversions travel to one of Amazon's APIs, and what its answers mean. Pure: it sends nothing itself. */
export interface Codec {
  readonly facts: ApiFacts;
  /** One conversion as the API's JSON. It is stored like this, so what waits in the queue is what will be sent. */
  encode(conversion: Conversion): string;
  /** A request of encoded items, at most `facts.maxItems`. */
  request(items: readonly Buffer[], account: ApiAccount): ApiRequest;
  /** What an answer to a request of `count` items means. Takes any answer, never throws, accounts for every item. */
  decode(response: ApiResponse, count: number, now: number): Answer;
  /** An encoded item without one of its match keys; undefined when it has no such key, or no other. */
  withoutKey(item: Buffer, type: MatchKeyType): string | undefined;
}

/** dsp_v1, the conversion definitions API (fact sheet sections 1.1 and 1.5). */
export const DSP_V1: ApiFacts = {
  name: 'dsp_v1',
  title: 'DSP Conversions API v1 (conversion definitions)',
  maxItems: 100,
  maxBytes: 1_000_000,
  maxAge: 7 * DAY,
  requestsPerSecond: 5,
  maxMatchKeys: 9,
  matchKeyTypes: new Set([
    'EMAIL',
    'PHONE',
    'FIRST_NAME',
    'LAST_NAME',
    'ADDRESS',
    'CITY',
    'STATE',
    'POSTAL',
    'MAID',
    'RAMP_ID',
    'MATCH_ID',
  ]),
  // The document that the kit follows matches by hashed user ids all the same (fact sheet section 0.4).
  unlistedKeyTypes: new Set(['MATCH_ID']),
  currencies: DSP_V1_CURRENCIES,
  needsCurrency: false,
  maxUnits: 9_999_999_999_999,
  linkedBy: 'definition',
  carriesConsent: false,
};

/** ads_v1, the Events API (fact sheet sections 1.3 and 1.5). It publishes no rate: the older API's is kept to. */
export const ADS_V1: ApiFacts = {
  name: 'ads_v1',
  title: 'Events API (Amazon Ads API v1, open beta)',
  maxItems: 500,
  maxBytes: 1_000_000,
  maxAge: 21 * DAY,
  requestsPerSecond: 5,
  maxMatchKeys: 15,
  matchKeyTypes: new Set(MATCH_KEY_TYPES),
  unlistedKeyTypes: new Set(),
  currencies: ADS_V1_CURRENCIES,
  // Optional in the schema; Amazon's guide for tag managers calls it required for purchases.
  needsCurrency: true,
  maxUnits: 2_147_483_647,
  linkedBy: 'description',
  carriesConsent: true,
};

import type { Region } from './region.ts';

/** A profile as `GET /v2/profiles` lists it; the id is decimal text here and a bare JSON integer on the wire. */
export interface Profile {
  readonly region: Region;
  readonly profileId: string;
  /** Marketplace; note that profiles say `UK` where events must say `GB`. */
  readonly countryCode: string;
  readonly currencyCode: string;
  readonly timezone: string;
  readonly accountInfo: {
    readonly marketplaceStringId: string;
    readonly id: string;
    readonly type: 'agency' | 'vendor' | 'seller';
    readonly name: string;
    readonly subType?: 'AMAZON_ATTRIBUTION' | 'KDP_AUTHOR';
    readonly validPaymentMethod: boolean;
  };
}

/** A DSP advertiser. */
export interface Advertiser {
  readonly region: Region;
  readonly advertiserId: string;
  readonly name: string;
  readonly currency: string;
  readonly country: string;
  readonly timezone: string;
  readonly url: string;
  /** The Ads API account it is part of. */
  readonly account: string;
}

/** The advertiser the sandbox's examples use. */
export const DEFAULT_ADVERTISER = '1234567890';

/** 2^53 + 1: the smallest profile id that a client who parses it as a double gets wrong. */
export const DEFAULT_PROFILE = '9007199254740993';

/** The Ads API account that has a DSP advertiser in every region. */
export const GLOBAL_ACCOUNT = 'amzn1.ads-account.g.sandboxglobal';

type Kind = Profile['accountInfo']['type'];

function profile(
  region: Region,
  profileId: string,
  place: readonly [country: string, currency: string, timezone: string, marketplace: string],
  who: readonly [type: Kind, id: string, name: string],
  subType?: 'AMAZON_ATTRIBUTION',
): Profile {
  const [countryCode, currencyCode, timezone, marketplaceStringId] = place;
  const [type, id, name] = who;
  const accountInfo = { marketplaceStringId, id, type, name, ...(subType && { subType }), validPaymentMethod: true };
  return { region, profileId, countryCode, currencyCode, timezone, accountInfo };
}

const US = ['US', 'USD', 'America/Los_Angeles', 'ATVPDKIKX0DER'] as const;
const CA = ['CA', 'CAD', 'America/Los_Angeles', 'A2EUQ1WTGCTBG2'] as const;
const UK = ['UK', 'GBP', 'Europe/London', 'A1F83G8C2ARO7P'] as const;
const DE = ['DE', 'EUR', 'Europe/Paris', 'A1PA6795UKMFR9'] as const;
const JP = ['JP', 'JPY', 'Asia/Tokyo', 'A1VC38T7YXB528'] as const;
const AU = ['AU', 'AUD', 'Australia/Sydney', 'A39IBJ37TRP1C6'] as const;

/**
 * Every profile the sandbox knows. DSP users are of type `agency`; the others are what a wizard must learn to skip,
 * the attribution profile above all, for it is an agency too (fact sheet 5.2).
 */
export const PROFILES: readonly Profile[] = [
  profile('NA', DEFAULT_PROFILE, US, ['agency', 'ENTITYSANDBOXUS1', 'Acme Outdoor (DSP, US)']),
  profile('NA', '4201337000000001', US, ['vendor', 'ENTITYSANDBOXUS2', 'Acme Outdoor Vendor']),
  profile('NA', '4201337000000002', CA, ['seller', 'A1SANDBOXSELLER', 'Acme Outdoor Canada']),
  profile('NA', '4201337000000003', US, ['agency', 'ENTITYSANDBOXUS3', 'Acme Attribution'], 'AMAZON_ATTRIBUTION'),
  profile('EU', '9111111111111111101', UK, ['agency', 'ENTITYSANDBOXUK1', 'Acme Outdoor (DSP, UK)']),
  profile('EU', '4201337000000011', DE, ['seller', 'A2SANDBOXSELLER', 'Acme Outdoor Deutschland']),
  profile('FE', '9222222222222222203', JP, ['agency', 'ENTITYSANDBOXJP1', 'Acme Outdoor (DSP, JP)']),
  profile('FE', '4201337000000021', AU, ['vendor', 'ENTITYSANDBOXAU1', 'Acme Outdoor Australia']),
];

const SHOP = 'https://acme-outdoor.example';

/** Every DSP advertiser the sandbox knows. */
export const ADVERTISERS: readonly Advertiser[] = [
  {
    region: 'NA',
    advertiserId: DEFAULT_ADVERTISER,
    name: 'Acme Outdoor US',
    currency: 'USD',
    country: 'US',
    timezone: 'America/New_York',
    url: SHOP,
    account: GLOBAL_ACCOUNT,
  },
  {
    region: 'NA',
    advertiserId: '1234567891',
    name: 'Acme Outdoor Canada',
    currency: 'CAD',
    country: 'CA',
    timezone: 'America/Toronto',
    url: `${SHOP}/ca`,
    account: 'amzn1.ads-account.g.sandboxcanada',
  },
  {
    region: 'EU',
    advertiserId: '2234567890',
    name: 'Acme Outdoor UK',
    currency: 'GBP',
    country: 'GB',
    timezone: 'Europe/London',
    url: `${SHOP}/uk`,
    account: GLOBAL_ACCOUNT,
  },
  {
    region: 'FE',
    advertiserId: '3234567890',
    name: 'Acme Outdoor Japan',
    currency: 'JPY',
    country: 'JP',
    timezone: 'Asia/Tokyo',
    url: `${SHOP}/jp`,
    account: GLOBAL_ACCOUNT,
  },
];

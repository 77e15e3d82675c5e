import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import type { AdsApi } from './ads-api.ts';
import type { Found } from './finding.ts';

/** A profile of the connected user, as a person chooses it. */
export interface Profile {
  /** Decimal digits: it may exceed what a number holds. */
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly type: string;
  /** Whether DSP advertisers may be behind it. */
  readonly usable: boolean;
  /** Why not, where it is not. */
  readonly why: string | undefined;
}

/** A DSP advertiser. */
export interface Advertiser {
  readonly id: string;
  readonly name: string;
  readonly country: string | undefined;
  readonly currency: string | undefined;
}

/** The profiles of the region (fact sheet section 5.2), those of DSP first, the others with what they are. Empty in a wrong region. */
export async function listProfiles(api: AdsApi): Promise<Found<readonly Profile[]>> {
  const answer = await api.ask({
    method: 'GET',
    // Said outright: Amazon's own pages differ in what the default is.
    path: '/v2/profiles?accessLevel=edit',
    what: 'profiles',
    refused:
      'The token is not taken. Check that the client id is approved for the Amazon Ads API, and that the consent was given for it.',
  });
  if (!answer.ok) return answer;
  const profiles = listOf(answer.value.body).map(profileOf);
  return { ok: true, value: [...profiles].sort((a, b) => Number(b.usable) - Number(a.usable)) };
}

function profileOf(profile: JsonObject): Profile {
  const account = objectOf(profile, 'accountInfo');
  const [type, subType] = [text(account, 'type') ?? '', text(account, 'subType')];
  const why = whyNot(type, subType);
  return {
    id: text(profile, 'profileId') ?? '',
    name: text(account, 'name') ?? '(no name)',
    country: text(profile, 'countryCode') ?? '',
    type,
    usable: why === undefined,
    why,
  };
}

function whyNot(type: string, subType: string | undefined): string | undefined {
  if (subType === 'AMAZON_ATTRIBUTION') return 'an Amazon Attribution account: it measures, and has no DSP advertisers';
  if (type === 'agency') return undefined;
  return `a ${type} account, for sponsored ads: DSP advertisers are behind profiles of type agency`;
}

const PAGE = 100;

/** All DSP advertisers behind a profile (fact sheet section 5.3). */
export async function listAdvertisers(api: AdsApi, profileId: string): Promise<Found<readonly Advertiser[]>> {
  const found: Advertiser[] = [];
  for (let start = 0; start <= 29_900; start += PAGE) {
    const answer = await api.ask({
      method: 'GET',
      path: `/dsp/advertisers?startIndex=${start}&count=${PAGE}`,
      headers: { 'Amazon-Advertising-API-Scope': profileId },
      what: 'advertisers',
      refused: 'The profile has no DSP advertisers that this user may see. Choose another profile, or ask for access.',
    });
    if (!answer.ok) return answer;
    const { body } = answer.value;
    const page = listOf(isObject(body) ? own(body, 'response') : undefined);
    found.push(...page.map(advertiserOf));
    const total = isObject(body) ? Number(own(body, 'totalResults')) : 0;
    if (page.length === 0 || !(found.length < total)) break;
  }
  return { ok: true, value: found };
}

function advertiserOf(advertiser: JsonObject): Advertiser {
  return {
    id: text(advertiser, 'advertiserId') ?? '',
    name: text(advertiser, 'name') ?? '(no name)',
    country: text(advertiser, 'country'),
    currency: text(advertiser, 'currency'),
  };
}

/**
 * All DSP advertisers of a region, from the accounts of the newer API (fact sheet section 5.3): for users who were invited to an
 * advertiser directly and have no profile.
 */
export async function listAdvertiserAccounts(api: AdsApi, region: string): Promise<Found<readonly Advertiser[]>> {
  const found: Advertiser[] = [];
  let nextToken: string | undefined;
  do {
    const answer = await api.ask({
      method: 'POST',
      path: '/adsApi/v1/query/advertiserAccounts',
      body: { maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) },
      what: 'advertiser accounts',
      refused: 'The user has no advertiser accounts that this client may see.',
    });
    if (!answer.ok) return answer;
    const { body } = answer.value;
    if (!isObject(body)) break;
    found.push(...listOf(own(body, 'advertiserAccounts')).flatMap((account) => advertisersOf(account, region)));
    nextToken = text(body, 'nextToken');
  } while (nextToken !== undefined);
  return { ok: true, value: found };
}

function advertisersOf(account: JsonObject, region: string): Advertiser[] {
  return listOf(own(account, 'alternateIds'))
    .filter((ids) => text(ids, 'region') === region && text(ids, 'dspAdvertiserId') !== undefined)
    .map((ids) => ({
      id: text(ids, 'dspAdvertiserId') ?? '',
      name: text(account, 'displayName') ?? '(no name)',
      country: text(ids, 'countryCode'),
      currency: text(account, 'currencyCode'),
    }));
}

/** The objects of a list. */
export function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function objectOf(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

/** A member as text, also where it is a number. */
export function text(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

import type { JsonObject } from '../base/json.ts';
import type { AdsApi } from './ads-api.ts';
import { listOf, memberOf, objectOf, textOf } from './answer.ts';
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
  readonly why?: string | undefined;
}

/** A DSP advertiser. */
export interface Advertiser {
  readonly id: string;
  readonly name: string;
  readonly country?: string | undefined;
  readonly currency?: string | undefined;
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
  const profiles = listOf(answer.value).flatMap(profileOf);
  return { ok: true, value: [...profiles].sort((a, b) => Number(b.usable) - Number(a.usable)) };
}

function profileOf(profile: JsonObject): Profile[] {
  const id = textOf(profile, 'profileId');
  if (id === undefined) return [];
  const account = objectOf(profile, 'accountInfo');
  const type = textOf(account, 'type') ?? 'unknown';
  const why = whyNot(type, textOf(account, 'subType'));
  const name = textOf(account, 'name') ?? '(no name)';
  return [{ id, name, country: textOf(profile, 'countryCode') ?? '', type, usable: why === undefined, why }];
}

function whyNot(type: string, subType: string | undefined): string | undefined {
  if (subType === 'AMAZON_ATTRIBUTION') return 'an Amazon Attribution account: it measures, and has no DSP advertisers';
  if (type === 'agency') return undefined;
  return `a ${type} account, for sponsored ads: DSP advertisers are behind profiles of type agency`;
}

const PAGE = 100;
/** The last place that a page may begin at (fact sheet section 5.3). */
const LAST_START = 29_900;
/** An end to paging, whatever the other side says. */
const MOST_PAGES = 300;

/** All DSP advertisers behind a profile (fact sheet section 5.3). */
export async function listAdvertisers(api: AdsApi, profileId: string): Promise<Found<readonly Advertiser[]>> {
  const found: Advertiser[] = [];
  for (let start = 0; start <= LAST_START; start += PAGE) {
    const answer = await api.ask({
      method: 'GET',
      path: `/dsp/advertisers?startIndex=${start}&count=${PAGE}`,
      headers: { 'Amazon-Advertising-API-Scope': profileId },
      what: 'advertisers',
      refused: 'The profile has no DSP advertisers that this user may see. Choose another profile, or ask for access.',
    });
    if (!answer.ok) return answer;
    const page = listOf(memberOf(answer.value, 'response'));
    found.push(...page.flatMap(advertiserOf));
    const total = Number(memberOf(answer.value, 'totalResults'));
    if (page.length === 0 || !(start + page.length < total)) break;
  }
  return { ok: true, value: found };
}

function advertiserOf(advertiser: JsonObject): Advertiser[] {
  const id = textOf(advertiser, 'advertiserId');
  if (id === undefined) return [];
  const name = textOf(advertiser, 'name') ?? '(no name)';
  return [{ id, name, country: textOf(advertiser, 'country'), currency: textOf(advertiser, 'currency') }];
}

/**
 * All DSP advertisers of a region, from the accounts of the newer API (fact sheet section 5.3): for users who were invited to an
 * advertiser directly and have no profile.
 */
export async function listAdvertiserAccounts(api: AdsApi, region: string): Promise<Found<readonly Advertiser[]>> {
  const found: Advertiser[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api.ask({
      method: 'POST',
      path: '/adsApi/v1/query/advertiserAccounts',
      body: { maxResults: PAGE, ...(nextToken === undefined ? {} : { nextToken }) },
      what: 'advertiser accounts',
      refused: 'The user has no advertiser accounts that this client may see.',
    });
    if (!answer.ok) return answer;
    const accounts = listOf(memberOf(answer.value, 'advertiserAccounts'));
    found.push(...accounts.flatMap((account) => advertisersOf(account, region)));
    const next = memberOf(answer.value, 'nextToken');
    if (typeof next !== 'string' || next === '' || next === nextToken) break;
    nextToken = next;
  }
  return { ok: true, value: found };
}

function advertisersOf(account: JsonObject, region: string): Advertiser[] {
  const name = textOf(account, 'displayName') ?? '(no name)';
  return listOf(memberOf(account, 'alternateIds')).flatMap((ids) => {
    const id = textOf(ids, 'dspAdvertiserId');
    if (id === undefined || textOf(ids, 'region') !== region) return [];
    return [{ id, name, country: textOf(ids, 'countryCode'), currency: textOf(account, 'currencyCode') }];
  });
}

import { REGIONS } from '../amazon/regions.ts';
import { formatDuration, MINUTE } from '../base/durations.ts';
import { listAdvertiserAccounts, listAdvertisers, listProfiles } from './accounts.ts';
import type { AdsApi } from './ads-api.ts';
import { type AdvertiserScope, listDefinitions } from './definitions.ts';
import { type Finding, fine } from './finding.ts';

/** What is checked in the end. */
export interface CheckedConnection extends AdvertiserScope {
  readonly region: keyof typeof REGIONS;
  /** Definition ids by event, where the kit needs them; the placeholder counts as none. */
  readonly definitions?: Readonly<Record<string, string | undefined>> | undefined;
  /** When the consent was given, epoch milliseconds, where it is known. */
  readonly consentedAt?: number | undefined;
}

/** How far clocks may be apart: Amazon refuses what is much ahead. */
const CLOCKS_APART: number = 2 * MINUTE;
/** A consent given since the summer of 2026 ends after 365 days (fact sheet section 4.5). */
const CONSENT_DAYS = 365;
const WARN_FROM_DAY = 335;
const DAY_MS = 86_400_000;

/**
 * Looks at a whole connection as delivery will use it: region and profile, advertiser, permission to read its definitions, the
 * clock, the age of the consent. Every finding says what it means, and each problem how to mend it. Sends no conversion.
 */
export async function finalCheck(api: AdsApi, connection: CheckedConnection, now: number): Promise<readonly Finding[]> {
  return [
    ...(await checkProfile(api, connection)),
    ...(await checkAdvertiser(api, connection)),
    ...(await checkDefinitions(api, connection)),
    ...(await checkClock(api, connection, now)),
    ...checkConsentAge(connection, now),
  ];
}

async function checkProfile(api: AdsApi, { profileId, region }: CheckedConnection): Promise<Finding[]> {
  const profiles = await listProfiles(api);
  if (!profiles.ok) return [profiles.finding];
  const what = 'profile';
  const { title, marketplaces } = REGIONS[region];
  if (profiles.value.length === 0) {
    const says = `the user has no profile in the region ${region} (${title})`;
    const mend = `Amazon answers like this in a wrong region, too: ${region} is for ${marketplaces.join(', ')}. Choose the region of the advertiser.`;
    return [{ code: 'no_profiles', level: profileId === undefined ? 'warning' : 'problem', what, says, mend }];
  }
  if (profileId === undefined) return [fine('token', 'token', 'the token is taken')];
  const profile = profiles.value.find(({ id }) => id === profileId);
  if (profile === undefined) {
    const says = `there is no profile ${profileId} for this user in the region ${region}`;
    return [
      { code: 'unknown_profile', level: 'problem', what, says, mend: 'Choose one of the profiles that are listed.' },
    ];
  }
  if (!profile.usable) {
    const says = `${profile.name} is ${profile.why}`;
    return [{ code: 'wrong_profile', level: 'problem', what, says, mend: 'Choose a profile of type agency.' }];
  }
  return [fine('token', 'token', 'the token is taken'), fine('profile', what, `${profile.name} (${profile.country})`)];
}

async function checkAdvertiser(api: AdsApi, connection: CheckedConnection): Promise<Finding[]> {
  const { advertiserId, profileId, region } = connection;
  const what = 'advertiser';
  if (!/^\d+$/.test(advertiserId)) {
    const says = `"${advertiserId}" is not an advertiser’s number`;
    const mend = 'An id that begins with ENTITY is the entity’s. Choose the advertiser from the list.';
    return [{ code: 'entity_id', level: 'problem', what, says, mend }];
  }
  const found =
    profileId === undefined ? await listAdvertiserAccounts(api, region) : await listAdvertisers(api, profileId);
  if (!found.ok) return [found.finding];
  const advertiser = found.value.find(({ id }) => id === advertiserId);
  if (advertiser !== undefined) return [fine('advertiser', what, `${advertiser.name} (${advertiserId})`)];
  const says = `there is no advertiser ${advertiserId} behind this profile`;
  const mend =
    'Choose it from the list. Manager and managed-service accounts cannot import: it must be a self-service DSP advertiser.';
  return [{ code: 'unknown_advertiser', level: 'problem', what, says, mend }];
}

async function checkDefinitions(api: AdsApi, connection: CheckedConnection): Promise<Finding[]> {
  const listed = await listDefinitions(api, connection);
  if (!listed.ok) {
    const { finding } = listed;
    if (finding.code !== 'forbidden') return [finding];
    const terms =
      ' If that is so already: the terms of the Ads Data Manager must be accepted once, in Amazon’s Events Manager.';
    return [{ ...finding, what: 'permission', mend: `${finding.mend}${terms}` }];
  }
  const known = new Set(listed.value.map(({ id }) => id));
  const findings = [fine('permission', 'permission', `definitions can be read; there are ${listed.value.length}`)];
  for (const [event, id] of Object.entries(connection.definitions ?? {})) {
    if (id === undefined || known.has(id)) continue;
    findings.push({
      ...{ code: 'unknown_definition', level: 'problem', what: `definition of ${event}` },
      says: `the advertiser has no definition ${id} for server events`,
      mend: 'Choose one of the advertiser’s definitions, or make one.',
    });
  }
  return findings;
}

async function checkClock(api: AdsApi, { region }: CheckedConnection, now: number): Promise<Finding[]> {
  const answer = await api.ask({
    method: 'GET',
    path: '/v2/profiles',
    what: 'clock',
    refused: `Check the region ${region}.`,
  });
  if (!answer.ok || answer.value.date === undefined) return [];
  const apart = now - answer.value.date;
  if (Math.abs(apart) <= CLOCKS_APART) return [fine('clock', 'clock', 'this machine’s clock is right')];
  const says = `this machine’s clock is ${formatDuration(Math.abs(apart))} ${apart > 0 ? 'ahead of' : 'behind'} Amazon’s`;
  return [
    {
      code: 'clock',
      level: 'warning',
      what: 'clock',
      says,
      mend: 'Set it by the network: events in the future are refused.',
    },
  ];
}

/** Whether a consent is about to end. `consentedAt` is epoch milliseconds. */
export function checkConsentAge({ consentedAt }: Pick<CheckedConnection, 'consentedAt'>, now: number): Finding[] {
  if (consentedAt === undefined) return [];
  const what = 'age of the consent';
  const days = Math.floor((now - consentedAt) / DAY_MS);
  const left = CONSENT_DAYS - days;
  if (days < WARN_FROM_DAY)
    return [fine('consent_age', what, `${days} days; Amazon ends a consent after ${CONSENT_DAYS}`)];
  const says = left > 0 ? `the consent ends in ${left} days` : `the consent is ${days} days old, and may have ended`;
  const mend = 'Connect again: the new token takes the old one’s place without a pause.';
  return [{ code: 'consent_age', level: left > 0 ? 'warning' : 'problem', what, says, mend }];
}

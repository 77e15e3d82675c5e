import type { Region } from '../amazon/regions.ts';
import { formatDuration, MINUTE } from '../base/durations.ts';
import { type JsonObject, own } from '../base/json.ts';
import { CONSENT_COUNTRIES } from '../consent/policy.ts';
import type { Kit } from '../kits/kit.ts';
import { type Advertiser, listAdvertiserAccounts, listAdvertisers, listProfiles, type Profile } from './accounts.ts';
import type { AdsApi } from './ads-api.ts';
import { type AdvertiserScope, listDefinitions, mayEditEvents } from './definitions.ts';
import { type Finding, fine } from './finding.ts';
import type { RegionFacts } from './region-facts.ts';

/** What is checked in the end. */
export interface CheckedConnection extends AdvertiserScope {
  readonly kit: Kit;
  readonly region: Region;
  /** What is told of the region: its title, and its marketplaces. */
  readonly about: Pick<RegionFacts, 'title' | 'marketplaces'>;
  /** Other regions in which the user has profiles, asked for where this one has none. */
  readonly elsewhere: () => Promise<readonly Region[]>;
  /** Definition ids by event, where the kit needs them. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Events for which none was chosen: they are not sent. */
  readonly without: readonly string[];
  /** The public parameters, with defaults filled in. */
  readonly parameters: JsonObject;
}

/** How far clocks may be apart: Amazon refuses what is much ahead. */
const CLOCKS_APART: number = 2 * MINUTE;

/**
 * Looks at a whole connection as delivery will use it: token, region and profile, advertiser, the permissions to read and to import,
 * definitions, the clock, what consent asks for. Every finding says what it means, and each problem how to mend it. Sends no conversion.
 */
export async function finalCheck(api: AdsApi, connection: CheckedConnection): Promise<readonly Finding[]> {
  const profiles = await listProfiles(api);
  if (!profiles.ok) return [profiles.finding, ...checkConsentSetUp(connection, undefined)];
  const token = fine('token', 'token', 'Amazon takes the token');
  const found = [token, ...(await checkProfile(profiles.value, connection))];
  const advertiser = await checkAdvertiser(api, connection);
  found.push(advertiser.finding);
  if (advertiser.value !== undefined) {
    const { region, about } = connection;
    found.push(fine('region', 'region', `the advertiser is at home in ${region} (${about.title})`));
  }
  if (advertiser.finding.code !== 'entity_id') {
    found.push(...(await checkDefinitions(api, connection)), ...(await checkImport(api, connection)));
  }
  return [
    ...found,
    ...checkClock(api.clockAhead),
    ...checkDefaultCountry(connection.parameters, advertiser.value),
    ...checkConsentSetUp(connection, advertiser.value),
  ];
}

/** There is no profile in the region: that, and where there are some. */
export function noProfiles(
  { region, about }: Pick<CheckedConnection, 'region' | 'about'>,
  elsewhere: readonly Region[],
): Finding {
  const says = `the user has no profile in the region ${region} (${about.title})`;
  const mend =
    elsewhere.length > 0
      ? `There are profiles in ${elsewhere.join(' and ')}: begin again with that region, where the advertiser is at home there.`
      : `Amazon answers like this in a wrong region, and to a user who may only view: ${region} is for ${about.marketplaces.join(', ')}. A user who was invited to an advertiser directly has no profile: go on without one.`;
  return { code: 'no_profiles', level: 'warning', what: 'profile', says, mend };
}

async function checkProfile(profiles: readonly Profile[], connection: CheckedConnection): Promise<Finding[]> {
  const { profileId, region, elsewhere } = connection;
  const what = 'profile';
  if (profileId === undefined) {
    if (profiles.length === 0) return [noProfiles(connection, await elsewhere())];
    return [fine('no_profile', what, 'none is used: the user was invited to the advertiser directly')];
  }
  if (profiles.length === 0) return [{ ...noProfiles(connection, await elsewhere()), level: 'problem' }];
  const profile = profiles.find(({ id }) => id === profileId);
  if (profile === undefined) return [unknownProfile(profileId, region)];
  return [profile.usable ? fine('profile', what, `${profile.name} (${profile.country})`) : wrongProfile(profile)];
}

/** The user has no such profile in the region. */
export function unknownProfile(id: string, region: string): Finding {
  const says = `this user has no profile ${id} in the region ${region}`;
  const mend = 'Choose one of the profiles that are listed.';
  return { code: 'unknown_profile', level: 'problem', what: 'profile', says, mend };
}

/** The profile is none of DSP. */
export function wrongProfile({ name, why }: Profile): Finding {
  const mend = 'Choose a profile of type agency.';
  return { code: 'wrong_profile', level: 'problem', what: 'profile', says: `${name} is ${why}`, mend };
}

/** Why an id cannot be an advertiser's; undefined where it may be one. */
export function badAdvertiserId(id: string): Finding | undefined {
  if (/^\d{1,32}$/.test(id)) return undefined;
  const says = `"${id.slice(0, 40)}" is not an advertiser’s number`;
  const mend = 'An id that begins with ENTITY is the entity’s. Choose the advertiser from the list.';
  return { code: 'entity_id', level: 'problem', what: 'advertiser', says, mend };
}

/** The user sees no such advertiser. */
export function unknownAdvertiser(id: string, profileId: string | undefined): Finding {
  const where = profileId === undefined ? 'among those this user was invited to' : 'behind this profile';
  const mend =
    'Choose it from the list. Manager and managed-service accounts cannot import: it must be a self-service DSP advertiser.';
  const says = `there is no advertiser ${id} ${where}`;
  return { code: 'unknown_advertiser', level: 'problem', what: 'advertiser', says, mend };
}

async function checkAdvertiser(
  api: AdsApi,
  { advertiserId, profileId, region }: CheckedConnection,
): Promise<{ readonly finding: Finding; readonly value?: Advertiser }> {
  const bad = badAdvertiserId(advertiserId);
  if (bad !== undefined) return { finding: bad };
  const found =
    profileId === undefined ? await listAdvertiserAccounts(api, region) : await listAdvertisers(api, profileId);
  if (!found.ok) return found;
  const value = found.value.find(({ id }) => id === advertiserId);
  if (value === undefined) return { finding: unknownAdvertiser(advertiserId, profileId) };
  return { finding: fine('advertiser', 'advertiser', `${value.name} (${advertiserId})`), value };
}

async function checkDefinitions(api: AdsApi, connection: CheckedConnection): Promise<Finding[]> {
  const listed = await listDefinitions(api, connection);
  if (!listed.ok) return [listed.finding];
  const count = listed.value.length;
  const findings = [
    fine(
      'may_read',
      'permission to read definitions',
      `they can be read; there ${count === 1 ? 'is 1' : `are ${count}`}`,
    ),
  ];
  if (connection.kit.codec.facts.linkedBy !== 'definition') return findings;
  const byId = new Map(listed.value.map((definition) => [definition.id, definition]));
  for (const [event, id] of Object.entries(connection.definitions)) {
    const definition = byId.get(id);
    if (definition?.usable) continue;
    const says =
      definition === undefined
        ? `the advertiser has no definition ${id}`
        : `${definition.name} (${id}) is ${definition.why}`;
    const mend = 'Choose one of the advertiser’s definitions for server events, or make one.';
    const what = `definition of ${event}`;
    findings.push({ code: 'unknown_definition', level: 'problem', what, says, mend });
  }
  if (connection.without.length > 0) {
    const says = `no definition is chosen for ${connection.without.join(', ')}: these events are not sent`;
    const mend = 'Choose or make a definition for each, or say that it is not to be sent.';
    findings.push({ code: 'not_configured', level: 'warning', what: 'definitions', says, mend });
  }
  return findings;
}

/** Amazon has no way to try an import: what can be known of it without sending a conversion, and what cannot. */
async function checkImport(api: AdsApi, connection: CheckedConnection): Promise<Finding[]> {
  const what = 'permission to import';
  const may = await mayEditEvents(api, connection);
  if (!may.ok) return [may.finding];
  const unknown: Finding = {
    code: 'import_untried',
    level: 'unknown',
    what: 'first conversion',
    says: 'whether conversions are taken shows with the first one: Amazon has no test mode, and the check sends none',
    mend: 'Send an event, and look at dspatch status. Amazon’s Events Manager counts it within about two hours.',
  };
  const terms: Finding = {
    code: 'terms_unsaid',
    level: 'unknown',
    what: 'terms',
    says: 'whether the terms of the Ads Data Manager are accepted cannot be asked; where they are not, imports are refused with 403',
    mend: 'An administrator of the advertiser accepts them once, in Events Manager (or Data Manager) of the Amazon Ads console.',
  };
  if (may.value) {
    const says = 'the user may change the advertiser’s events, which takes the same permission as importing';
    return [fine('may_edit', what, says), terms, unknown];
  }
  const says = 'Amazon’s answer does not tell whether the user may change the advertiser’s events';
  const mend = 'An administrator of the advertiser sees in Events Manager whether the user has "view and edit".';
  return [{ code: 'may_edit_unsaid', level: 'unknown', what, says, mend }, terms, unknown];
}

function checkClock(ahead: number | undefined): Finding[] {
  const what = 'clock';
  if (ahead === undefined) {
    const says = 'Amazon’s answers do not say what time it is there';
    const mend = 'See to it that this machine sets its clock by the network: events in the future are refused.';
    return [{ code: 'clock_unsaid', level: 'unknown', what, says, mend }];
  }
  if (Math.abs(ahead) <= CLOCKS_APART) return [fine('clock', what, 'this machine’s clock is right')];
  const says = `this machine’s clock is ${formatDuration(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} Amazon’s`;
  const mend = 'Set it by the network: events in the future are refused.';
  return [{ code: 'clock', level: 'warning', what, says, mend }];
}

/** People in the EEA and the UK must have agreed; what is without a sign of it Amazon refuses (fact sheet section 6). */
function checkConsentSetUp(connection: CheckedConnection, advertiser: Advertiser | undefined): Finding[] {
  const what = 'consent of people in the EEA and the UK';
  const { kit, region, parameters } = connection;
  const sends = own(parameters, 'CONSENT_POLICY') === 'send';
  const carries = kit.codec.facts.carriesConsent;
  const concerned = region === 'EU' || CONSENT_COUNTRIES.has(homeOf(advertiser) ?? '');
  if (sends) {
    const says = `CONSENT_POLICY is send: their events go without a sign of consent${carries ? '' : ', which this API cannot carry'}; Amazon refuses such data`;
    const mend = 'Set CONSENT_POLICY to drop, and see to it that events carry a sign of consent.';
    return [{ code: 'consent_set_up', level: 'warning', what, says, mend }];
  }
  if (carries) {
    const says =
      'their events need a sign of consent (TCF, GPP or Amazon’s signal), and travel with it; others are dropped';
    return [fine('consent_set_up', what, says)];
  }
  const says = 'their events need a sign of consent, and are dropped without one; this API cannot carry it to Amazon';
  if (!concerned) return [fine('consent_set_up', what, says)];
  const mend =
    'For an advertiser with such traffic choose the kit amazon-dsp-events, which sends the sign along; Amazon may refuse what comes without.';
  return [{ code: 'consent_set_up', level: 'warning', what, says, mend }];
}

/** The country of an advertiser as events write it: two letters, and GB where accounts say UK (fact sheet section 5.2). */
export function homeOf(advertiser: Advertiser | undefined): string | undefined {
  const country = advertiser?.country?.toUpperCase();
  if (country === 'UK') return 'GB';
  return country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined;
}

/** Events that say no country count as of one: where that asks for no consent and the advertiser’s does, people would not be asked. */
function checkDefaultCountry(parameters: JsonObject, advertiser: Advertiser | undefined): Finding[] {
  const [home, assumed] = [homeOf(advertiser), own(parameters, 'DEFAULT_COUNTRY')];
  if (home === undefined || typeof assumed !== 'string') return [];
  const what = 'country of events that say none';
  if (assumed === home) return [fine('default_country', what, `${assumed}, as the advertiser’s`)];
  const says = `${assumed}, and the advertiser is of ${home}`;
  if (!CONSENT_COUNTRIES.has(home) || CONSENT_COUNTRIES.has(assumed)) return [fine('default_country', what, says)];
  const mend = `Set DEFAULT_COUNTRY to ${home}: for ${assumed} no sign of consent is asked for.`;
  return [{ code: 'default_country', level: 'warning', what, says, mend }];
}

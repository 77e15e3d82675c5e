import type { Advertiser, ConnectionView, Profile } from '../../admin/api/connect.ts';
import { DspatchError } from '../../base/errors.ts';
import type { AdminClient } from '../admin-client.ts';
import { need } from './findings.ts';
import { named } from './named.ts';
import type { Questions } from './questions.ts';

/** What the options say of accounts. */
export interface AccountOptions {
  /** A profile's name or id; `none`: the user was invited to the advertiser directly. */
  readonly profile?: string;
  readonly advertiser?: string;
}

/** Chooses profile and advertiser by their names. */
export async function chooseAccounts(
  { id, region, advertiserId, profileId }: ConnectionView,
  { profile, advertiser }: AccountOptions,
  admin: AdminClient,
  questions: Questions,
): Promise<Advertiser> {
  const params = { connection: id };
  const { profiles, finding } = need(await admin.call('GET /api/connect/:connection/profiles', { params }));
  if (finding !== undefined) questions.warn(`${finding.says}\n${finding.mend ?? ''}`);
  const scope = await profileOf(profiles, profile, profileId, questions);
  const query = scope === undefined ? {} : { profile: scope };
  const advertisers = need(await admin.call('GET /api/connect/:connection/advertisers', { params, query }));
  if (advertisers.length === 0) {
    const where = scope === undefined ? `that this user was invited to in ${region}` : 'behind this profile';
    throw new DspatchError(
      'no_advertisers',
      `there are no DSP advertisers ${where}: choose another profile or region, or have the user invited to the advertiser`,
    );
  }
  const chosen =
    advertiser === undefined
      ? await questions.choose(
          'Which advertiser are the conversions for?',
          advertisers.map((value) => ({ value, label: labelOf(value, advertisers), as: value.name })),
          { option: '--advertiser', ...firstOf(advertisers, advertiserId) },
        )
      : named('--advertiser', advertiser, advertisers);
  const body = { advertiserId: chosen.id, ...(scope === undefined ? {} : { profileId: scope }) };
  need(await admin.call('PUT /api/connect/:connection/advertiser', { params, body }));
  return chosen;
}

async function profileOf(
  profiles: readonly Profile[],
  wanted: string | undefined,
  known: string | undefined,
  questions: Questions,
): Promise<string | undefined> {
  if (wanted === 'none') return undefined;
  if (wanted !== undefined) return named('--profile', wanted, profiles).id;
  if (profiles.length === 0) return undefined;
  const choices = profiles.map(({ id, name, country, usable, why }) => ({
    ...{ value: id as string | undefined, label: `${name} (${country})`, disabled: !usable, hint: why, as: name },
  }));
  const none = { value: undefined, label: 'None: the user was invited to the advertiser directly' };
  // Where nobody is asked the one profile of DSP is meant.
  const offered = questions.interactive ? [...choices, none] : choices;
  return questions.choose('Which profile?', offered, { option: '--profile', ...(known && { first: known }) });
}

function firstOf(list: readonly Advertiser[], id: string | undefined): { readonly first?: Advertiser } {
  const first = list.find((one) => one.id === id);
  return first === undefined ? {} : { first };
}

/** Of several with one name, ids tell them apart. */
function labelOf({ id, name, country, currency }: Advertiser, all: readonly Advertiser[]): string {
  const about = [country, currency].filter(Boolean).join(', ');
  const same = all.filter((other) => other.name === name).length > 1;
  return `${name}${about === '' ? '' : ` (${about})`}${same ? ` ${id}` : ''}`;
}

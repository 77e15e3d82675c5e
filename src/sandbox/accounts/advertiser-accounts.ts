import { isObject, type Json, type JsonObject, own } from '../../base/json.ts';
import type { Call, Endpoint } from '../http/call.ts';
import { parseJson } from '../http/json-body.ts';
import { refusal } from '../http/refusal.ts';
import { json, type Reply } from '../http/reply.ts';
import { admit } from '../login/admit.ts';
import { page } from '../paging.ts';
import type { World } from '../world.ts';
import { profilesOf } from './profiles.ts';
import { GLOBAL_ACCOUNT } from './seeds.ts';

const FIELDS = ['isGlobalAccountFilter', 'advertiserAccountIdFilter', 'maxResults', 'nextToken'];

/**
 * `POST /adsApi/v1/query/advertiserAccounts` (fact sheet 5.3): the Ads API accounts with the regional ids behind them;
 * `alternateIds[].dspAdvertiserId` of the right region is the account id of the import APIs. Either client-id header
 * passes: the specification names one, Amazon's sample sends the other.
 */
export const advertiserAccounts: Endpoint = {
  name: 'advertiserAccounts',
  errors: 'ads',
  answers: 'application/json',
  handle(call, world) {
    const refused = admit(call, world, ['amazon-ads-clientid', 'amazon-advertising-api-clientid']);
    if (refused) return refused;
    const body = call.body.length === 0 ? {} : parseJson(call.body);
    if (!isObject(body)) return bad(call, 'The request body is not a JSON object');
    const strange = Object.keys(body).find((key) => !FIELDS.includes(key));
    if (strange !== undefined) return bad(call, `Unknown field ${strange}`);
    return query(call, world, body);
  },
};

function query(call: Call, world: World, body: JsonObject): Reply {
  const size = own(body, 'maxResults') ?? 100;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 10 || size > 100) {
    return bad(call, 'maxResults must be a whole number from 10 to 100');
  }
  const token = own(body, 'nextToken');
  if (token !== undefined && typeof token !== 'string') return bad(call, 'nextToken must be a string');
  const global = included(body, 'isGlobalAccountFilter');
  const ids = included(body, 'advertiserAccountIdFilter');
  if (global === 'wrong' || ids === 'wrong') return bad(call, 'A filter must be an object with an include array');
  const found = accountsOf(world).filter(
    (it) => (global?.includes(it.isGlobalAccount) ?? true) && (ids?.includes(it.advertiserAccountId) ?? true),
  );
  const cut = page(found, size, token);
  if (cut === undefined) return bad(call, 'nextToken is not valid');
  return json(200, { advertiserAccounts: cut.items, ...(cut.nextToken && { nextToken: cut.nextToken }) });
}

function included(body: JsonObject, filter: string): readonly Json[] | 'wrong' | undefined {
  const given = own(body, filter);
  if (given === undefined) return undefined;
  const include = isObject(given) ? own(given, 'include') : undefined;
  return Array.isArray(include) && include.length > 0 ? include : 'wrong';
}

function bad(call: Call, message: string): Reply {
  return refusal(call.endpoint, call.requestId, 400, { message });
}

interface Account {
  readonly advertiserAccountId: string;
  readonly displayName: string;
  readonly currencyCode: string;
  readonly isGlobalAccount: boolean;
  readonly status: { readonly statusCode: string; readonly statusMessage: string };
  readonly alternateIds: readonly object[];
}

function accountsOf(world: World): readonly Account[] {
  const { all } = world.advertisers;
  return [...new Set(all.map((it) => it.account))].map((advertiserAccountId) => {
    const members = all.filter((it) => it.account === advertiserAccountId);
    const isGlobalAccount = advertiserAccountId === GLOBAL_ACCOUNT;
    return {
      advertiserAccountId,
      displayName: isGlobalAccount ? 'Acme Outdoor (global)' : (members[0]?.name ?? ''),
      currencyCode: members[0]?.currency ?? 'USD',
      isGlobalAccount,
      status: { statusCode: 'APPROVED', statusMessage: 'The account is approved.' },
      alternateIds: members.map(({ region, country, advertiserId }) => {
        const profile = profilesOf(world, region).find((it) => it.accountInfo.type === 'agency');
        const rest = profile && { entityId: profile.accountInfo.id, profileId: profile.profileId };
        return { countryCode: country, region, ...rest, dspAdvertiserId: advertiserId };
      }),
    };
  });
}

import { type Call, type Endpoint, header } from '../http/call.ts';
import { refusal } from '../http/refusal.ts';
import { jsonText, type Reply } from '../http/reply.ts';
import { admit } from '../login/admit.ts';
import type { World } from '../world.ts';
import type { Region } from './region.ts';
import { PROFILES, type Profile } from './seeds.ts';

const PROGRAMS = ['billing', 'campaign', 'paymentMethod', 'store', 'report', 'account', 'posts'];
const ACCESS_LEVELS = ['edit', 'view'];
const TYPES = ['seller', 'vendor', 'agency'];

/**
 * `GET /v2/profiles` and `GET /v2/profiles/{profileId}` (fact sheet 5.2): the profiles of the host's region; `[]` with
 * 200 when there are none. Needs a bearer token and `Amazon-Advertising-API-ClientId`, and no scope.
 */
export const profiles: Endpoint = {
  name: 'profiles',
  errors: 'classic',
  answers: 'application/json',
  handle(call, world) {
    const refused = admit(call, world, ['amazon-advertising-api-clientid']);
    if (refused) return refused;
    const [id] = call.params;
    return id === undefined ? list(call, world) : single(call, world, id);
  },
};

/** The profiles that the user has in a region. */
export function profilesOf({ settings }: World, region: Region): readonly Profile[] {
  return settings.profileRegions.includes(region) ? PROFILES.filter((it) => it.region === region) : [];
}

function list(call: Call, world: World): Reply {
  const wrong =
    notOneOf(call, 'apiProgram', PROGRAMS) ??
    notOneOf(call, 'accessLevel', ACCESS_LEVELS) ??
    notOneOf(call, 'profileTypeFilter', TYPES);
  if (wrong !== undefined) return refusal(call.endpoint, call.requestId, 400, { message: wrong });
  const types = call.query.get('profileTypeFilter')?.split(',') ?? TYPES;
  const found = profilesOf(world, call.region).filter((it) => types.includes(it.accountInfo.type));
  return jsonText(200, `[${found.map(profileText).join(',')}]`);
}

function single(call: Call, world: World, id: string): Reply {
  const found = profilesOf(world, call.region).find((it) => it.profileId === id);
  if (found) return jsonText(200, profileText(found));
  return refusal(call.endpoint, call.requestId, 404, { message: `Could not find profile ${id}` });
}

function notOneOf(call: Call, parameter: string, allowed: readonly string[]): string | undefined {
  const given = call.query.get(parameter);
  if (given === null) return undefined;
  const wrong = given.split(',').find((value) => !allowed.includes(value));
  return wrong === undefined ? undefined : `${parameter}: "${wrong}" is not one of ${allowed.join(', ')}`;
}

/** The id goes out as a bare integer, digit by digit: as a number it would be rounded before it left. */
function profileText({ region: _, profileId, ...rest }: Profile): string {
  return `{"profileId":${profileId},${JSON.stringify(rest).slice(1)}`;
}

/**
 * Checks the `Amazon-Advertising-API-Scope` header, the profile a call is made for, and returns the refusal or undefined.
 * The words of the refusals are in fact sheet 5.4. With `profiles: 'any'` every numeric profile is taken that is not known to be
 * of another kind.
 */
export function checkScope(call: Call, world: World, need: 'required' | 'optional'): Reply | undefined {
  const scope = header(call, 'amazon-advertising-api-scope');
  const refuse = (message: string): Reply => refusal(call.endpoint, call.requestId, 401, { message });
  if (scope === undefined) return need === 'required' ? refuse('Scope header is missing') : undefined;
  if (!/^\d{1,20}$/.test(scope)) return refuse('Not authorized to access scope');
  const known = profilesOf(world, call.region).find((it) => it.profileId === scope);
  if (known === undefined) {
    return world.settings.profiles === 'any' ? undefined : refuse('Not authorized to access scope');
  }
  const dsp = known.accountInfo.type === 'agency' && known.accountInfo.subType === undefined;
  return dsp ? undefined : refuse('No matching advertiser found for scope');
}

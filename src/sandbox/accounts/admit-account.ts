import { type Call, header } from '../http/call.ts';
import type { Reply } from '../http/reply.ts';
import { admit } from '../login/admit.ts';
import type { World } from '../world.ts';
import { checkAccountId } from './account-id.ts';
import { checkScope } from './profiles.ts';

/** The account in the path of a DSP endpoint. */
export function accountOf(call: Call): string {
  return call.params[0] ?? '';
}

/**
 * What every `/accounts/{accountId}/dsp/...` endpoint checks first: token and client id, the profile when one is named,
 * the account in the path, and the account header when there is one (fact sheet 1.0). Returns the refusal or undefined.
 */
export function admitAccount(call: Call, world: World): Reply | undefined {
  const accountHeader = header(call, 'amazon-ads-accountid');
  return (
    admit(call, world, ['amazon-advertising-api-clientid']) ??
    checkScope(call, world, 'optional') ??
    checkAccountId(call, world, accountOf(call)) ??
    (accountHeader === undefined ? undefined : checkAccountId(call, world, accountHeader))
  );
}

import type { Call } from '../http/call.ts';
import { refusal } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import type { World } from '../world.ts';

/**
 * Checks the account a call is for: a DSP *advertiser* id, which is digits. Entity ids (`ENTITY...`) are what people paste
 * by mistake, and Amazon refuses them (fact sheet 1.1 and 5.4). With `accounts: 'any'` every number passes.
 */
export function checkAccountId(call: Call, world: World, accountId: string): Reply | undefined {
  const refuse = (message: string): Reply => refusal(call.endpoint, call.requestId, 403, { message });
  if (accountId.startsWith('ENTITY')) {
    return refuse(`DSP Entity ID is not supported: use the DSP advertiser id instead of ${accountId.slice(0, 40)}`);
  }
  if (!/^\d{1,20}$/.test(accountId)) return refuse('The account id is not a DSP advertiser id');
  const known = world.advertisers.in(call.region).some((it) => it.advertiserId === accountId);
  if (known || world.settings.accounts === 'any') return undefined;
  return refuse('The user does not have access to the specified account');
}

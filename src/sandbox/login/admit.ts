import { type Call, header } from '../http/call.ts';
import { refusal } from '../http/refusal.ts';
import type { Reply } from '../http/reply.ts';
import type { World } from '../world.ts';

/**
 * Checks who is calling an API endpoint: a bearer access token that was given out here and still lives, and a client-id
 * header that names the client it was given to. `clientHeaders` are the names an endpoint knows that header by; each
 * family has its own, and the wrong one is as good as none (fact sheet 1.0 and 8). Returns the 401, or undefined.
 */
export function admit(call: Call, world: World, clientHeaders: readonly string[]): Reply | undefined {
  const refuse = (message: string): Reply => refusal(call.endpoint, call.requestId, 401, { message });
  const authorization = header(call, 'authorization');
  if (authorization === undefined) return refuse('Authorization header is missing');
  const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (token === undefined) return refuse('Authorization header is not a bearer token');
  const owner = world.login.accessTokens.owner(token, world.clock.now());
  if (owner === undefined) return refuse('Not authorized: the access token is not valid or has expired');
  const clientId = clientHeaders.map((name) => header(call, name)).find((value) => value !== undefined);
  if (clientId === undefined) return refuse(`The client id header is missing: ${clientHeaders.join(' or ')}`);
  if (clientId !== owner) return refuse('Not authorized: the client id is not the one the access token was issued to');
  return undefined;
}

/** The 403 for a token that may look but not change, or undefined. */
export function needEdit(call: Call, world: World): Reply | undefined {
  if (world.login.settings.access === 'edit') return undefined;
  const message = 'The user does not have the event_manager_edit permission for this account';
  return refusal(call.endpoint, call.requestId, 403, { message });
}

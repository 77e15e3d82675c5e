import { DAY, SECOND } from '../../base/durations.ts';
import { type Call, type Endpoint, header } from '../http/call.ts';
import { mediaType } from '../http/media-type.ts';
import { refusal } from '../http/refusal.ts';
import { json, type Reply, withHeaders } from '../http/reply.ts';
import type { World } from '../world.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { verifies } from './pkce.ts';

/**
 * `POST /auth/o2/token`: access tokens for a refresh token or an authorization code (fact sheet 4.3 and 4.4). A refresh
 * answers with the same refresh token and leaves older access tokens alive, unless told to rotate.
 */
export const token: Endpoint = {
  name: 'token',
  errors: 'login',
  answers: 'application/json;charset=UTF-8',
  handle(call, world) {
    if (/^bearer\b/i.test(header(call, 'authorization') ?? '')) {
      return refuse(
        call,
        400,
        'invalid_request',
        'A bearer Authorization header is not accepted on the token endpoint',
      );
    }
    // A body that is not a form is answered as if its grant type were wrong.
    if (mediaType(header(call, 'content-type')) !== 'application/x-www-form-urlencoded' || call.tooLarge) {
      return unsupported(call);
    }
    const form = new URLSearchParams(call.body.toString('utf8'));
    const grant = form.get('grant_type');
    if (grant === null || grant === '') return missing(call, 'grant_type');
    if (grant !== 'refresh_token' && grant !== 'authorization_code') return unsupported(call);
    const credentials = readCredentials(header(call, 'authorization'), form);
    if (credentials === undefined) return badClient(call);
    if (credentials.id === undefined) return missing(call, 'client_id');
    return grant === 'refresh_token'
      ? refresh(call, world, form, credentials)
      : exchange(call, world, form, credentials);
  },
};

function refresh(call: Call, world: World, form: URLSearchParams, { id = '', secret }: Credentials): Reply {
  const { clients, refreshTokens, settings } = world.login;
  const given = form.get('refresh_token');
  if (given === null || given === '') return missing(call, 'refresh_token');
  if (secret === undefined) return missing(call, 'client_secret');
  if (!clients.secretMatches(id, secret)) return badClient(call);
  const now = world.clock.now();
  if (!refreshTokens.isGood(given, id, now)) return badGrant(call, 'refresh_token');
  const rotation = settings.rotateRefreshTokens;
  if (rotation === 'off') return tokens(world, id, given);
  const expiresAt = now + settings.consentDays * DAY;
  return tokens(world, id, refreshTokens.replace(given, id, expiresAt, rotation === 'keep_old'));
}

function exchange(call: Call, world: World, form: URLSearchParams, { id = '', secret }: Credentials): Reply {
  const { clients, codes, refreshTokens, settings } = world.login;
  const code = form.get('code');
  if (code === null || code === '') return missing(call, 'code');
  if (form.get('redirect_uri') === null) return missing(call, 'redirect_uri');
  const verifier = form.get('code_verifier');
  if (secret === undefined && verifier === null) return missing(call, 'client_secret');
  if (!clients.knows(id)) return badClient(call);
  if (secret !== undefined && !clients.secretMatches(id, secret)) return badClient(call);
  const now = world.clock.now();
  const grant = codes.redeem(code, now);
  if (grant === undefined || grant.clientId !== id) return badGrant(call, 'code');
  if (grant.redirectUri !== form.get('redirect_uri')) return badGrant(call, 'redirect_uri');
  if (grant.challenge === undefined) {
    if (secret === undefined) return missing(call, 'client_secret');
  } else if (verifier === null || !verifies(verifier, grant.challenge)) {
    return badGrant(call, 'code_verifier');
  }
  return tokens(world, id, refreshTokens.issue(id, now + settings.consentDays * DAY));
}

function tokens(world: World, clientId: string, refresh_token: string): Reply {
  const expires_in = world.login.settings.accessTokenSeconds;
  const access_token = world.login.accessTokens.issue(clientId, world.clock.now(), expires_in * SECOND);
  const reply = json(200, { access_token, refresh_token, token_type: 'bearer', expires_in }, token.answers);
  return withHeaders(reply, { 'cache-control': 'no-store', pragma: 'no-cache' });
}

function refuse(call: Call, status: number, error: string, message: string): Reply {
  return refusal(call.endpoint, call.requestId, status, { code: error, message });
}

function missing(call: Call, parameter: string): Reply {
  return refuse(call, 400, 'invalid_request', `The request is missing a required parameter : ${parameter}`);
}

function unsupported(call: Call): Reply {
  return refuse(call, 400, 'unsupported_grant_type', 'The authorization grant type is not supported by the server');
}

function badClient(call: Call): Reply {
  return refuse(call, 401, 'invalid_client', 'Client authentication failed');
}

/** The words of a refused grant; a client is expected to read `error` and show these to a person. */
export function badGrant(call: Pick<Call, 'endpoint' | 'requestId'>, parameter: string): Reply {
  const why = parameter === 'refresh_token' ? ". User may have revoked or didn't grant the permission." : '';
  const message = `The request has an invalid grant parameter : ${parameter}${why}`;
  return refusal(call.endpoint, call.requestId, 400, { code: 'invalid_grant', message });
}

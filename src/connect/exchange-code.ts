import type { Egress } from '../amazon/egress.ts';
import { exchange } from '../amazon/http.ts';
import { parseJson, wordsOf } from '../amazon/status.ts';
import { SECOND } from '../base/durations.ts';
import { isObject, own } from '../base/json.ts';
import { Secret } from '../vault/secret.ts';
import type { PendingConsent } from './consent-page.ts';
import { type Found, problem } from './finding.ts';

/** Who asks, and where tokens come from. */
export interface ClientCredentials {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** What a code was exchanged for. */
export interface GrantedTokens {
  readonly refreshToken: Secret;
  readonly accessToken: Secret;
  /** Seconds. */
  readonly expiresIn: number;
}

const WHAT = 'token exchange';
const TIMEOUT: number = 20 * SECOND;

/** Exchanges the code of a consent for tokens (fact sheet section 4.3). A code is good once, and for five minutes. */
export async function exchangeCode(
  code: string,
  pending: PendingConsent,
  { loginUrl, clientId, clientSecret }: ClientCredentials,
  egress: Egress,
): Promise<Found<GrantedTokens>> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: pending.redirectUri,
    client_id: clientId,
    client_secret: clientSecret.reveal(),
    code_verifier: pending.verifier,
  });
  const reply = await exchange(egress, {
    method: 'POST',
    url: loginUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    timeoutMs: TIMEOUT,
  });
  if (!reply.ok) {
    return problem(
      'unreachable',
      WHAT,
      reply.message,
      'Check that this machine reaches Login with Amazon, and try again.',
    );
  }
  const body = parseJson(reply.response.body);
  const member = (name: string): unknown => (isObject(body) ? own(body, name) : undefined);
  const [access, refresh, expiresIn] = [member('access_token'), member('refresh_token'), member('expires_in')];
  if (reply.response.status === 200 && typeof access === 'string' && typeof refresh === 'string') {
    const tokens = {
      refreshToken: new Secret(refresh),
      accessToken: new Secret(access),
      expiresIn: Number(expiresIn ?? 3600),
    };
    return { ok: true, value: tokens };
  }
  const error = member('error');
  const says = `${reply.response.status}: ${wordsOf(reply.response)}`;
  return problem(typeof error === 'string' ? error : 'refused', WHAT, says, mendOf(error));
}

function mendOf(error: unknown): string {
  switch (error) {
    case 'invalid_grant':
      return 'The code was used before, is older than five minutes, or was given to another client or redirect address. Begin again.';
    case 'invalid_client':
      return 'Client id or client secret is wrong: compare both with the security profile in the Amazon Developer Console.';
    case 'unauthorized_client':
      return 'The client may not do this: check that its security profile is approved for the Amazon Ads API.';
    default:
      return 'Compare client id, secret and redirect address with the security profile, and begin again.';
  }
}

import type { Egress } from '../amazon/egress.ts';
import { exchange } from '../amazon/http.ts';
import { parseJson, wordsOf } from '../amazon/status.ts';
import { SECOND } from '../base/durations.ts';
import { isObject, own } from '../base/json.ts';
import { masked } from '../vault/mask.ts';
import { Secret } from '../vault/secret.ts';
import { plain } from './answer.ts';
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
  /** What was allowed, where the answer says it. */
  readonly scope: string | undefined;
}

const WHAT = 'token exchange';
const TIMEOUT: number = 20 * SECOND;

/** Exchanges the code of a consent for a refresh token (fact sheet section 4.3). A code is good once, and for five minutes. */
export async function exchangeCode(
  code: Secret,
  pending: PendingConsent,
  { loginUrl, clientId, clientSecret }: ClientCredentials,
  egress: Egress,
): Promise<Found<GrantedTokens>> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: code.reveal(),
    redirect_uri: pending.redirectUri,
    client_id: clientId,
    client_secret: clientSecret.reveal(),
    code_verifier: pending.verifier.reveal(),
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
      reply.sent ? 'no_answer' : 'unreachable',
      WHAT,
      reply.message,
      'Check that this machine reaches Login with Amazon, and try again.',
    );
  }
  const { response } = reply;
  const body = parseJson(response.body);
  const member = (name: string): unknown => (isObject(body) ? own(body, name) : undefined);
  const [refresh, scope] = [member('refresh_token'), member('scope')];
  if (response.status === 200 && typeof refresh === 'string' && refresh !== '') {
    const refreshToken = new Secret(refresh);
    return { ok: true, value: { refreshToken, scope: typeof scope === 'string' ? scope : undefined } };
  }
  // What has no refresh token where it should be is not quoted: it may hold tokens all the same. And errors may repeat what was sent.
  const words = response.status < 400 ? 'the answer holds no refresh token where it should be' : wordsOf(response);
  const sent = [code, clientSecret, pending.verifier].map((secret) => secret.reveal());
  const error = member('error');
  const known = typeof error === 'string' && Object.hasOwn(MENDS, error) ? error : undefined;
  const mend = known === undefined ? undefined : MENDS[known];
  return problem(
    known ?? 'token_refused',
    WHAT,
    `${response.status}: ${plain(masked(words, sent))}`,
    mend ?? 'Compare client id, secret and redirect address with the security profile, and ask for the consent again.',
  );
}

const MENDS: Readonly<Record<string, string>> = {
  invalid_grant:
    'The code was used before, is older than five minutes, or was given to another client or redirect address. Ask for the consent again.',
  invalid_client:
    'Client id or client secret is wrong: compare both with the security profile in the Amazon Developer Console, and begin again.',
  unauthorized_client:
    'The client may not do this: check that its security profile is approved for the Amazon Ads API, and ask again.',
};

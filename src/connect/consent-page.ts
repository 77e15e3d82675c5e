import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Finding, type Found, problem } from './finding.ts';

/** What the conversions APIs need (fact sheet section 4.2). */
export const SCOPE = 'advertising::campaign_management';

/** A consent that was asked for and not yet given. Keep it where the person's browser cannot reach it. */
export interface PendingConsent {
  /** Where to send the person. */
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  /** The PKCE secret, which goes with the code. */
  readonly verifier: string;
}

/**
 * Begins the consent at Login with Amazon: the address of its page, with a state that the answer must repeat and a PKCE challenge
 * (RFC 7636, S256). `redirectUri` must be registered with the security profile: https, or a loopback address where Amazon allows it.
 */
export function askForConsent(authorizeUrl: string, clientId: string, redirectUri: string): PendingConsent {
  const state = randomBytes(24).toString('base64url');
  const verifier = randomBytes(48).toString('base64url');
  const url = new URL(authorizeUrl);
  const query = {
    client_id: clientId,
    scope: SCOPE,
    response_type: 'code',
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url: url.href, redirectUri, state, verifier };
}

const WHAT = 'consent';

/**
 * The code in what the person was sent back with: the whole redirected address, pasted or received, or its query. A state that
 * is not the one that was asked with is refused: somebody else's answer must not be taken.
 */
export function readRedirect(redirected: string, pending: PendingConsent): Found<string> {
  const query = queryOf(redirected.trim());
  if (query === undefined) {
    return problem(
      'not_an_address',
      WHAT,
      'this is not the address that the browser was sent back to',
      'Copy the whole address from the browser’s address bar after you have allowed the access; it holds "code=" and "state=".',
    );
  }
  const error = query.get('error');
  if (error !== null) return { ok: false, finding: refusal(error, query.get('error_description')) };
  if (!isSame(query.get('state') ?? '', pending.state)) {
    return problem(
      'wrong_state',
      WHAT,
      'the answer does not belong to this request for consent',
      'Begin again, and use the page that is opened then: an address of an earlier attempt does not count.',
    );
  }
  const code = query.get('code');
  if (code !== null && code !== '') return { ok: true, value: code };
  return problem('no_code', WHAT, 'the address holds no code', 'Begin again, and allow the access on Amazon’s page.');
}

function queryOf(text: string): URLSearchParams | undefined {
  const url = URL.parse(text);
  if (url !== null) return url.searchParams;
  return /(^|[?&])(code|error)=/.test(text) ? new URLSearchParams(text.replace(/^[^?]*\?/, '')) : undefined;
}

function refusal(error: string, description: string | null): Finding {
  const said = description === null ? error : `${error}: ${description}`;
  const mends: Readonly<Record<string, string>> = {
    access_denied:
      'The access was not allowed. Begin again, and press "Allow", as a user who may manage the advertiser.',
    invalid_scope:
      'The client is not approved for the Amazon Ads API. Apply for access for this security profile first.',
  };
  const mend = mends[error] ?? 'Check the client id and the redirect address against the security profile.';
  return { code: error.slice(0, 60), level: 'problem', what: WHAT, says: said.slice(0, 300), mend };
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one as Buffer, other as Buffer);
}

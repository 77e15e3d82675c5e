import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret } from '../vault/secret.ts';
import { plain } from './answer.ts';
import { type Finding, type Found, fine, problem } from './finding.ts';

/** What the conversions APIs need (fact sheet section 4.2). */
const SCOPE = 'advertising::campaign_management';
/** Its older name. */
const SCOPE_ALIAS = 'cpc_advertising:campaign_management';

/** A consent that was asked for and not yet given. Keep it where the person's browser cannot reach it. */
export interface PendingConsent {
  /** Where to send the person. */
  readonly url: string;
  readonly redirectUri: string;
  readonly state: string;
  /** The PKCE secret, which goes with the code. */
  readonly verifier: Secret;
}

/** What a person was sent back with. */
export interface GivenConsent {
  readonly code: Secret;
  /** What was allowed, where the answer says it. */
  readonly scope: string | undefined;
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
  return { url: url.href, redirectUri, state, verifier: new Secret(verifier) };
}

const WHAT = 'consent';

/**
 * The code in what the person was sent back with: the whole redirected address, pasted or received, or its query. A state that
 * is not the one that was asked with is refused: somebody else's answer must not be taken.
 */
export function readRedirect(redirected: string, { state }: Pick<PendingConsent, 'state'>): Found<GivenConsent> {
  const query = queryOf(redirected);
  if (query === undefined) {
    return problem(
      'not_an_address',
      WHAT,
      'this is not the address that the browser was sent back to',
      'Copy the whole address from the browser’s address bar after you have allowed the access; it holds "code=" and "state=".',
    );
  }
  const [given, error] = [query.get('state'), query.get('error')];
  // Only where it is pasted: an answer that is received is found by its state.
  const isOurs = given === null ? error !== null : isSameState(given, state);
  if (!isOurs) {
    return problem(
      'wrong_state',
      WHAT,
      'the answer does not belong to this request for consent',
      'Begin again, and use the page that is opened then: an address of an earlier attempt does not count.',
    );
  }
  if (error !== null) return { ok: false, finding: refusal(error, query.get('error_description')) };
  const code = query.get('code');
  if (code !== null && code !== '') {
    return { ok: true, value: { code: new Secret(code), scope: query.get('scope') ?? undefined } };
  }
  return problem('no_code', WHAT, 'the address holds no code', 'Begin again, and allow the access on Amazon’s page.');
}

/** The state in what a person was sent back with. */
export function stateOf(redirected: string): string | undefined {
  return queryOf(redirected)?.get('state') ?? undefined;
}

/** Compares two states; how long it takes tells nothing of them. */
export function isSameState(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one as Buffer, other as Buffer);
}

/** What is known of the scope: Amazon may repeat in its answer what was allowed. */
export function checkScope(allowed: string | undefined): Finding {
  const what = 'scope';
  if (allowed === undefined) {
    const says = `Amazon’s answer does not say what was allowed; ${SCOPE} was asked for`;
    return {
      code: 'scope_unsaid',
      level: 'unknown',
      what,
      says,
      mend: 'The next steps show it: they need that scope.',
    };
  }
  const scopes = allowed.split(/[\s,]+/);
  if (scopes.includes(SCOPE) || scopes.includes(SCOPE_ALIAS)) return fine('scope', what, `${SCOPE} was allowed`);
  const mend = 'Ask for the consent again, and allow all that Amazon’s page lists.';
  return { code: 'scope_missing', level: 'problem', what, says: `${SCOPE} was not allowed`, mend };
}

function queryOf(redirected: string): URLSearchParams | undefined {
  const text = redirected.trim();
  const url = URL.parse(text);
  if (url !== null) return url.searchParams;
  return /(^|[?&])(code|error)=/.test(text) ? new URLSearchParams(text.replace(/^[^?]*\?/, '')) : undefined;
}

const REFUSALS: Readonly<Record<string, string>> = {
  access_denied:
    'The access was not allowed. Ask for the consent again, and press "Allow", as a user who may manage the advertiser.',
  invalid_scope:
    'The client is not approved for the Amazon Ads API. Apply for access for this security profile first, then ask again.',
  unauthorized_client:
    'The client may not ask for this. Check that its security profile is approved for the Amazon Ads API, then ask again.',
  server_error: 'Amazon has a fault at the moment: ask again later.',
  temporarily_unavailable: 'Amazon cannot answer at the moment: ask again later.',
};

function refusal(error: string, description: string | null): Finding {
  const known = Object.hasOwn(REFUSALS, error);
  const said = description === null ? error : `${error}: ${description}`;
  const mend =
    (known ? REFUSALS[error] : undefined) ??
    'Check the client id and the redirect address against the security profile.';
  return {
    code: known ? error : 'consent_refused',
    level: 'problem',
    what: WHAT,
    says: plain(said).slice(0, 300),
    mend,
  };
}

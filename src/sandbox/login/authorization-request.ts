import type { Clients } from './clients.ts';
import { type Challenge, readChallenge } from './pkce.ts';

/** A well-formed request for consent. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | undefined;
  readonly challenge: Challenge | undefined;
}

/** What is wrong with one: told to the person (`page`) or, once the address is trusted, to the client (`redirect`). */
export type AuthorizationFault =
  | { readonly tell: 'page'; readonly message: string }
  | { readonly tell: 'redirect'; readonly to: string; readonly error: string; readonly message: string };

const NEEDED_SCOPE = 'advertising::campaign_management';
const KNOWN_SCOPES = [
  NEEDED_SCOPE,
  'cpc_advertising:campaign_management',
  'advertising::audiences',
  'advertising::test:create_account',
];

/**
 * Reads and checks the parameters of `/ap/oa` (fact sheet 4.2). As OAuth demands, nothing is sent to a redirect address
 * that is not acceptable.
 */
export function readAuthorizationRequest(
  query: URLSearchParams,
  clients: Clients,
): AuthorizationRequest | AuthorizationFault {
  const clientId = query.get('client_id') ?? '';
  if (clientId === '' || Buffer.byteLength(clientId) > 100) return onPage('client_id is missing or over 100 bytes');
  if (!clients.knows(clientId)) return onPage('client_id is not known');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!acceptable(redirectUri, clients.find(clientId)?.redirectUris)) {
    return onPage('redirect_uri is missing, not registered, or neither https nor a loopback address');
  }
  const state = query.get('state') ?? undefined;
  const onRedirect = (error: string, message: string): AuthorizationFault => ({
    tell: 'redirect',
    to: answerTo(redirectUri, { error, error_description: message, state }),
    error,
    message,
  });
  if (query.get('response_type') !== 'code') {
    return onRedirect('unsupported_response_type', 'response_type must be code');
  }
  const scope = query.get('scope') ?? '';
  const scopes = scope.split(' ');
  if (!scopes.includes(NEEDED_SCOPE) || !scopes.every((it) => KNOWN_SCOPES.includes(it))) {
    return onRedirect('invalid_scope', `scope must be ${NEEDED_SCOPE}`);
  }
  const challenge = readChallenge(query.get('code_challenge'), query.get('code_challenge_method'));
  if (challenge === 'wrong') return onRedirect('invalid_request', 'code_challenge or its method is not valid');
  return { clientId, redirectUri, scope, state, challenge };
}

/** The redirect address with an answer appended to its query. */
export function answerTo(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) url.searchParams.append(name, value);
  return url.href;
}

function acceptable(address: string, registered: readonly string[] | undefined): boolean {
  const url = URL.parse(address);
  if (url === null || url.hash !== '') return false;
  if (registered !== undefined) return registered.includes(address);
  const loopback = url.hostname === 'localhost' || url.hostname === '127.0.0.1' || url.hostname === '[::1]';
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopback);
}

function onPage(message: string): AuthorizationFault {
  return { tell: 'page', message };
}

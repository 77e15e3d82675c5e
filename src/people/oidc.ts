import { randomBytes } from 'node:crypto';
import type * as Library from 'openid-client';
import type { Clock } from '../base/clock.ts';
import { HOUR, MINUTE } from '../base/durations.ts';
import { DspatchError, messageOf } from '../base/errors.ts';
import { seal, sealingKey, unseal } from '../vault/seal.ts';
import { Secret } from '../vault/secret.ts';
import { IssuerHttp, type IssuerRequest } from './issuer-http.ts';
import type { Claims, SignOnPolicy } from './sign-on.ts';

/** How this gateway is known to an OpenID Connect issuer. */
export interface OidcOptions extends SignOnPolicy {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** The browser brings it back, and nobody can read or change it: what the answer of the issuer is held against. */
interface Ticket {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly wanted: string | undefined;
  readonly endsAt: number;
}

/** Who came back from the issuer, and what they wanted when they went there. */
export interface CameBack {
  readonly claims: Claims;
  readonly wanted: string | undefined;
}

/** So long somebody may take at the issuer. */
export const TICKET_LASTS: number = 10 * MINUTE;
/** What the issuer says of itself is asked for again after this. */
const DISCOVERED_FOR = HOUR;
const PLACE = 'sign-in';

/** Signing in by OpenID Connect: the authorization code flow with PKCE, state and nonce. */
export class Oidc {
  readonly options: OidcOptions;
  readonly #http: IssuerHttp;
  readonly #clock: Clock;
  /** Lives as long as the process: a sign-in that is under way at a restart begins anew. */
  readonly #key: Buffer = sealingKey(new Secret(randomBytes(32).toString('base64')), 'oidc');
  #known: { readonly until: number; readonly configuration: Promise<Library.Configuration> } | undefined;

  /** `allowed` are addresses besides the issuer's own that the operator's configuration allows. */
  constructor(options: OidcOptions, allowed: readonly string[], clock: Clock) {
    this.options = options;
    this.#http = new IssuerHttp([options.issuer, ...allowed]);
    this.#clock = clock;
  }

  /**
   * Where to send the browser, and the ticket that it is to bring back. Rejects with `issuer_unavailable`. `redirectUri` is where the issuer
   * sends it; it is registered there. `wanted` comes back as it is: nothing is known of it.
   */
  async begin(redirectUri: string, wanted?: string): Promise<{ readonly url: string; readonly ticket: string }> {
    const library = await import('openid-client');
    const configuration = await this.#configuration(library);
    const [state, nonce, verifier] = [library.randomState(), library.randomNonce(), library.randomPKCECodeVerifier()];
    const url = library.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: redirectUri, scope: 'openid email profile', state, nonce },
      ...{ code_challenge: await library.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    });
    const ticket: Ticket = { state, nonce, verifier, redirectUri, wanted, endsAt: this.#clock.now() + TICKET_LASTS };
    return { url: url.href, ticket: seal(new Secret(JSON.stringify(ticket)), this.#key, PLACE) };
  }

  /**
   * What the issuer says of who comes back, with `query` behind the redirect URI's question mark. Rejects with `wrong_credentials` for what
   * does not fit the ticket, or does not hold; `sign_on_refused` where the issuer refused, and `issuer_unavailable`.
   */
  async finish(query: string, ticket: string | undefined): Promise<CameBack> {
    const { state, nonce, verifier, redirectUri, wanted, endsAt } = this.#open(ticket);
    if (this.#clock.now() >= endsAt) throw again('it took too long');
    const library = await import('openid-client');
    const configuration = await this.#configuration(library);
    try {
      const tokens = await library.authorizationCodeGrant(configuration, new URL(`${redirectUri}?${query}`), {
        ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      });
      const claims = tokens.claims() as Claims | undefined;
      if (claims === undefined) throw again('the issuer gave no ID token');
      if (claims.email !== undefined || configuration.serverMetadata().userinfo_endpoint === undefined)
        return { claims, wanted };
      const more = await library.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return { claims: { ...(more as unknown as Claims), ...claims }, wanted };
    } catch (error) {
      throw explain(error, library, this.options.title);
    }
  }

  async close(): Promise<void> {
    await this.#http.close();
  }

  #open(ticket: string | undefined): Ticket {
    if (ticket === undefined) throw again('it was begun in another browser, or at another address of this gateway');
    try {
      return JSON.parse(unseal(ticket, this.#key, PLACE).reveal()) as Ticket;
    } catch {
      throw again('it was begun before the gateway was started');
    }
  }

  async #configuration(library: typeof Library): Promise<Library.Configuration> {
    const now = this.#clock.now();
    if (this.#known === undefined || now >= this.#known.until) {
      this.#known = { until: now + DISCOVERED_FOR, configuration: this.#discover(library) };
    }
    try {
      return await this.#known.configuration;
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
  }

  async #discover(library: typeof Library): Promise<Library.Configuration> {
    const { issuer, clientId, clientSecret, title } = this.options;
    const url = new URL(issuer);
    // The secret is read at each use, so that one that was replaced counts at once. Basic is what an issuer takes that says nothing.
    const authenticate: Library.ClientAuth = (server, client, body, headers) => {
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
      const how = methods.includes('client_secret_basic') ? library.ClientSecretBasic : library.ClientSecretPost;
      return how(clientSecret.reveal())(server, client, body, headers);
    };
    let configuration: Library.Configuration;
    try {
      configuration = await library.discovery(url, clientId, undefined, authenticate, {
        [library.customFetch]: (to, options) => this.#http.fetch(to, options as IssuerRequest),
        timeout: 10,
        execute: [
          library.enableNonRepudiationChecks,
          ...(url.protocol === 'http:' ? [library.allowInsecureRequests] : []),
        ],
      });
    } catch (error) {
      throw unavailable(title, error);
    }
    // An issuer of many tenants lets in the people of all, with whatever their own admins say of them.
    if (new URL(configuration.serverMetadata().issuer).href === url.href) return configuration;
    throw new DspatchError(
      'issuer_unavailable',
      `${title} calls itself ${configuration.serverMetadata().issuer}: name in server.signIn.oidc.issuer the one of your own tenant`,
    );
  }
}

function explain(error: unknown, library: typeof Library, title: string): unknown {
  if (error instanceof DspatchError && error.code !== 'egress_forbidden' && error.code !== 'issuer_answer')
    return error;
  if (error instanceof library.AuthorizationResponseError) {
    // It stands in the address, which anybody can make up: nothing of it is repeated but a code.
    const code = /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'no reason';
    return new DspatchError('sign_on_refused', `${title} did not let you in (${code})`);
  }
  if (error instanceof library.ResponseBodyError) {
    const code = /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'no reason';
    if (code === 'invalid_grant') return again('it was used already, or took too long');
    return new DspatchError(
      'issuer_unavailable',
      `${title} refuses this gateway (${code}): see to server.signIn.oidc, clientId and clientSecret`,
    );
  }
  if (error instanceof library.ClientError && !UNANSWERED.has(error.code)) return again(`${error.code}`);
  return unavailable(title, error);
}

/** What the library says where there was no answer that could be wrong. */
const UNANSWERED: ReadonlySet<string | undefined> = new Set([
  ...[undefined, 'OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'],
]);

function unavailable(title: string, error: unknown): DspatchError {
  if (error instanceof DspatchError && error.code === 'issuer_unavailable') return error;
  const cause = (error as { readonly cause?: unknown }).cause;
  const why = cause instanceof Error ? `${messageOf(error)}: ${cause.message}` : messageOf(error);
  return new DspatchError('issuer_unavailable', `${title} cannot be asked (${why}): try again later`);
}

function again(why: string): DspatchError {
  return new DspatchError('wrong_credentials', `the sign-in did not come out right (${why}): begin again`);
}

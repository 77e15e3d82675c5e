import type { Clock } from '../base/clock.ts';
import { MINUTE, SECOND } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import { isObject, own } from '../base/json.ts';
import { masked } from '../vault/mask.ts';
import { Secret } from '../vault/secret.ts';
import type { Egress } from './egress.ts';
import { exchange, type Reply } from './http.ts';
import { parseJson, wordsOf } from './status.ts';

/** What access tokens are got with. */
export interface LoginOptions {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly refreshToken: RefreshToken;
}

/** The refresh token, which Amazon may exchange for another when it is used. */
export interface RefreshToken {
  /** The token in force. */
  current(): Secret;
  /** Amazon gave another: it replaces the one in force, over restarts too. */
  replace(token: Secret): void;
}

/** An access token, or why there is none: `refused` until a person mends it, `unavailable` for the moment. */
export type Token =
  | { readonly ok: true; readonly value: Secret }
  | { readonly ok: false; readonly kind: 'refused' | 'unavailable'; readonly message: string };

/** The secrets that a request was made with. */
interface Sent {
  readonly refreshToken: string;
  readonly clientSecret: string;
}

/** A token is renewed in the background when it has less than this left, and not used when it has less than a minute. */
const RENEW_BEFORE: number = 5 * MINUTE;
const UNUSABLE_BEFORE: number = MINUTE;
const TIMEOUT: number = 20 * SECOND;
/** Their names, and how Amazon's begin (fact sheet section 4). */
const SPEAKS_OF_TOKENS = /token|Atz[ar]\|/i;

/**
 * Login with Amazon (fact sheet section 4): keeps one access token in memory. However many requests want one at once, it is
 * asked for once.
 */
export class Login {
  readonly #options: LoginOptions;
  readonly #egress: Egress;
  readonly #clock: Clock;
  #token: { readonly value: Secret; readonly expiresAt: number } | undefined;
  #renewal: Promise<Token> | undefined;

  constructor(options: LoginOptions, egress: Egress, clock: Clock) {
    this.#options = options;
    this.#egress = egress;
    this.#clock = clock;
  }

  /** A token that is good for at least a minute. */
  async token(): Promise<Token> {
    const left = this.#token === undefined ? 0 : this.#token.expiresAt - this.#clock.now();
    if (this.#token !== undefined && left > UNUSABLE_BEFORE) {
      const { value } = this.#token;
      // A failure is no matter yet: whoever asks when the token has run out will try again, and hear of it.
      if (left < RENEW_BEFORE) void this.#renew();
      return { ok: true, value };
    }
    return this.#renew();
  }

  /** Forgets a token that was refused, so that the next call gets another; no matter if it has been renewed already. */
  discard(token: Secret): void {
    if (this.#token?.value === token) this.#token = undefined;
  }

  #renew(): Promise<Token> {
    this.#renewal ??= this.#ask()
      // A fault of our own: a secret's file is being replaced, or there is no room to keep the exchanged token.
      .catch((error: unknown): Token => ({ ok: false, kind: 'unavailable', message: `login: ${messageOf(error)}` }))
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }

  async #ask(): Promise<Token> {
    const { url, clientId, clientSecret, refreshToken } = this.#options;
    const asked = this.#clock.now();
    const sent: Sent = { refreshToken: refreshToken.current().reveal(), clientSecret: clientSecret.reveal() };
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: sent.refreshToken,
      client_id: clientId,
      client_secret: sent.clientSecret,
    });
    // No Authorization header: the token endpoint refuses one.
    const reply = await exchange(this.#egress, {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      timeoutMs: TIMEOUT,
    });
    return this.#read(reply, asked, sent);
  }

  #read(reply: Reply, asked: number, sent: Sent): Token {
    if (!reply.ok) return { ok: false, kind: 'unavailable', message: `login: ${reply.message}` };
    const { response } = reply;
    const body = parseJson(response.body);
    const access = isObject(body) ? own(body, 'access_token') : undefined;
    if (response.status === 200 && isObject(body) && typeof access === 'string' && access !== '') {
      const seconds = Number(own(body, 'expires_in') ?? 3600);
      const value = new Secret(access);
      this.#token = { value, expiresAt: asked + (Number.isFinite(seconds) ? seconds : 3600) * SECOND };
      const returned = own(body, 'refresh_token');
      if (typeof returned === 'string' && returned !== '' && returned !== sent.refreshToken) {
        this.#options.refreshToken.replace(new Secret(returned));
      }
      return { ok: true, value };
    }
    // What speaks of tokens where they should be is not quoted: it may hold them all the same. And errors may repeat what was sent.
    const holdsTokens = response.status < 400 && SPEAKS_OF_TOKENS.test(response.body);
    const words = holdsTokens ? 'the answer holds no access token where it should be' : wordsOf(response);
    const quotable = masked(words, [sent.refreshToken, sent.clientSecret]);
    const message = `login: ${explain(response.status, body, quotable)}`;
    const passing = response.status === 429 || response.status >= 500 || response.status < 400;
    return { ok: false, kind: passing ? 'unavailable' : 'refused', message };
  }
}

/** What an error of the token endpoint means, and how to mend it (fact sheet section 4.4). */
function explain(status: number, body: unknown, words: string): string {
  const error = isObject(body) ? own(body, 'error') : undefined;
  switch (error) {
    case 'invalid_grant':
      return `the refresh token is not valid any more (${error}): consent again, and put the new token in its place`;
    case 'invalid_client':
      return `client id or client secret is wrong (${error}): check both against the security profile`;
    case 'unauthorized_client':
      return `the client may not do this (${error}): check that it is approved for the Ads API`;
    default:
      return `${status}: ${words}`;
  }
}

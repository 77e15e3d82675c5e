import type { ApiResponse } from '../amazon/api.ts';
import type { Egress } from '../amazon/egress.ts';
import { exchange } from '../amazon/http.ts';
import type { Login } from '../amazon/login.ts';
import { wordsOf } from '../amazon/status.ts';
import type { Clock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';
import { parseExactJson } from '../base/exact-json.ts';
import type { Json } from '../base/json.ts';
import { masked } from '../vault/mask.ts';
import type { Secret } from '../vault/secret.ts';
import { plain } from './answer.ts';
import { type Finding, type Found, problem } from './finding.ts';

const TIMEOUT: number = 30 * SECOND;

/** One question to the Amazon Ads API. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** What is asked for, in a few words, for the finding. */
  readonly what: string;
  /** What to do about a 401 or 403 here. */
  readonly refused: string;
}

/** What the Amazon Ads API is asked with. */
export interface AdsApiOptions {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly login: Pick<Login, 'token' | 'discard'>;
  readonly egress: Egress;
  readonly clock: Clock;
}

/** Asks the Amazon Ads API about accounts: for connecting, not for delivery. */
export class AdsApi {
  readonly #options: AdsApiOptions;
  #clockAhead: number | undefined;

  constructor(options: AdsApiOptions) {
    this.#options = options;
  }

  /** How far this machine's clock is ahead of Amazon's by the last answer, in milliseconds; undefined before the first. */
  get clockAhead(): number | undefined {
    return this.#clockAhead;
  }

  /** The same at another host: a token is good at all of them (fact sheet section 4.1). */
  at(baseUrl: string): AdsApi {
    return new AdsApi({ ...this.#options, baseUrl });
  }

  /**
   * The JSON of an answer 2xx, or a finding. Its codes: `login_refused`, `unauthorised` (401), `terms` and `forbidden` (403), `throttled`,
   * `unavailable`, `refused` (any other status), `unreachable`: nothing was sent, `no_answer` and `unreadable`: it may have been done.
   */
  async ask(question: Question): Promise<Found<Json>> {
    const { login } = this.#options;
    let token = await login.token();
    if (!token.ok) return refusedLogin(token);
    let answer = await this.#send(question, token.value);
    if (!answer.ok && answer.finding.code === 'unauthorised') {
      // A token may die early; a second refusal is meant (fact sheet section 5.4).
      login.discard(token.value);
      token = await login.token();
      if (!token.ok) return refusedLogin(token);
      answer = await this.#send(question, token.value);
    }
    return answer;
  }

  async #send({ method, path, headers = {}, body, what, refused }: Question, token: Secret): Promise<Found<Json>> {
    const { clientId, egress, clock } = this.#options;
    const baseUrl = this.#options.baseUrl.replace(/\/+$/, '');
    const reply = await exchange(egress, {
      method,
      url: `${baseUrl}${path}`,
      headers: {
        // Families of the API differ in which of the two they read (fact sheet section 5.3).
        'Amazon-Advertising-API-ClientId': clientId,
        'Amazon-Ads-ClientId': clientId,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        accept: 'application/json',
        ...headers,
        authorization: `Bearer ${token.reveal()}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs: TIMEOUT,
    });
    if (!reply.ok) {
      const mend = `Check that this machine reaches ${baseUrl}, and try again.`;
      return problem(reply.sent ? 'no_answer' : 'unreachable', what, reply.message, mend);
    }
    const { response } = reply;
    const date = Date.parse(String(response.headers.date ?? ''));
    if (!Number.isNaN(date)) this.#clockAhead = clock.now() - date;
    if (response.status < 200 || response.status > 299) {
      return { ok: false, finding: refusalOf(response, what, refused, token) };
    }
    const json = parseExactJson(response.body);
    if (json === undefined) return problem('unreadable', what, 'the answer is no JSON', 'Try again later.');
    return { ok: true, value: json };
  }
}

function refusedLogin({ kind, message }: { readonly kind: 'refused' | 'unavailable'; readonly message: string }): {
  ok: false;
  finding: Finding;
} {
  return kind === 'refused'
    ? problem('login_refused', 'token', plain(message), 'Begin again.')
    : problem('unavailable', 'token', plain(message), 'Try again in a minute.');
}

/** Words in which Amazon speaks of its terms. */
const TERMS = /\bterms\b|agreement/i;
const ACCEPT_TERMS =
  'Accept the terms of the Ads Data Manager once: in the Amazon Ads console, open Events Manager (or Data Manager) as an administrator of the advertiser. If they are accepted, the user lacks the permission:';

function refusalOf(response: ApiResponse, what: string, refused: string, token: Secret): Finding {
  const words = plain(masked(wordsOf(response), [token.reveal()]));
  const [code, mend] = meaningOf(response.status, words, refused);
  return { code, level: 'problem', what, says: `${response.status}: ${words}`, mend };
}

function meaningOf(status: number, words: string, refused: string): readonly [code: string, mend: string] {
  if (status === 401) return ['unauthorised', refused];
  if (status === 403) return TERMS.test(words) ? ['terms', `${ACCEPT_TERMS} ${refused}`] : ['forbidden', refused];
  if (status === 429) return ['throttled', 'Amazon is asked too much at the moment: try again in a minute.'];
  if (status >= 500) return ['unavailable', 'Amazon has a fault at the moment: try again later.'];
  return ['refused', 'The request was not taken: check region, profile and advertiser.'];
}

import type { ApiResponse } from '../amazon/api.ts';
import type { Egress } from '../amazon/egress.ts';
import { exchange } from '../amazon/http.ts';
import { wordsOf } from '../amazon/status.ts';
import { SECOND } from '../base/durations.ts';
import { parseExactJson } from '../base/exact-json.ts';
import type { Json } from '../base/json.ts';
import type { Secret } from '../vault/secret.ts';
import { type Found, problem } from './finding.ts';

const TIMEOUT: number = 30 * SECOND;

/** One question to the Amazon Ads API. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** What is asked for, in a few words, for the finding. */
  readonly what: string;
  /** What a 401 or 403 means here. */
  readonly refused: string;
}

/** An answer 2xx: its JSON, and when Amazon's clock says it was given. */
export interface AdsAnswer {
  readonly body: Json;
  readonly date: number | undefined;
}

/** Asks the Amazon Ads API about accounts: for connecting, not for delivery. */
export class AdsApi {
  readonly #baseUrl: string;
  readonly #clientId: string;
  readonly #token: Secret;
  readonly #egress: Egress;

  /** `token` is an access token, good for an hour. */
  constructor(baseUrl: string, clientId: string, token: Secret, egress: Egress) {
    this.#baseUrl = baseUrl.replace(/\/+$/, '');
    this.#clientId = clientId;
    this.#token = token;
    this.#egress = egress;
  }

  async ask({ method, path, headers = {}, body, what, refused }: Question): Promise<Found<AdsAnswer>> {
    const reply = await exchange(this.#egress, {
      method,
      url: `${this.#baseUrl}${path}`,
      headers: {
        // Families of the API differ in which of the two they read (fact sheet section 5.3).
        'Amazon-Advertising-API-ClientId': this.#clientId,
        'Amazon-Ads-ClientId': this.#clientId,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        accept: 'application/json',
        ...headers,
        authorization: `Bearer ${this.#token.reveal()}`,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs: TIMEOUT,
    });
    if (!reply.ok) {
      return problem(
        'unreachable',
        what,
        reply.message,
        `Check that this machine reaches ${this.#baseUrl}, and try again.`,
      );
    }
    const { response } = reply;
    if (response.status < 200 || response.status > 299)
      return { ok: false, finding: refusalOf(response, what, refused) };
    const json = parseExactJson(response.body);
    if (json === undefined) return problem('unreadable', what, 'the answer is no JSON', 'Try again later.');
    const date = Date.parse(String(response.headers.date ?? ''));
    return { ok: true, value: { body: json, date: Number.isNaN(date) ? undefined : date } };
  }
}

function refusalOf(
  response: ApiResponse,
  what: string,
  refused: string,
): Extract<Found<never>, { ok: false }>['finding'] {
  const says = `${response.status}: ${wordsOf(response)}`;
  const [code, mend] =
    response.status === 401 || response.status === 403
      ? [response.status === 401 ? 'unauthorised' : 'forbidden', refused]
      : response.status === 429
        ? ['throttled', 'Amazon is asked too much at the moment: try again in a minute.']
        : response.status >= 500
          ? ['unavailable', 'Amazon has a fault at the moment: try again later.']
          : ['refused', 'The request was not taken: check region, profile and advertiser.'];
  return { code, level: 'problem', what, says, mend };
}

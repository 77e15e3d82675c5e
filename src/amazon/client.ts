import type { Clock } from '../base/clock.ts';
import type { Answer } from '../delivery/outcome.ts';
import type { Secret } from '../vault/secret.ts';
import type { ApiAccount, Codec } from './api.ts';
import { withoutEcho } from './echo.ts';
import type { Egress } from './egress.ts';
import { exchange } from './http.ts';
import type { Login } from './login.ts';

/** Where conversions of one integration go. */
export interface ClientOptions {
  readonly baseUrl: string;
  readonly account: ApiAccount;
  readonly codec: Codec;
  readonly timeoutMs: number;
}

/** What came of sending: the answer, and whether a request left at all (where login failed, none did). */
export interface Sent {
  readonly answer: Answer;
  /** False where no attempt was made: then it costs none. */
  readonly attempted: boolean;
}

/** Sends batches to one of Amazon's import APIs. Never throws for what Amazon or the network does. */
export class AmazonClient {
  readonly #options: ClientOptions;
  readonly #login: Login;
  readonly #egress: Egress;
  readonly #clock: Clock;

  constructor(options: ClientOptions, login: Login, egress: Egress, clock: Clock) {
    this.#options = options;
    this.#login = login;
    this.#egress = egress;
    this.#clock = clock;
  }

  /** Sends encoded items in one request. On a 401 or 403 it gets a new token and tries once more. */
  async send(items: readonly Buffer[]): Promise<Sent> {
    const first = await this.#attempt(items);
    if (first.token === undefined || !isRefusal(first.answer)) return first;
    this.#login.discard(first.token);
    return this.#attempt(items);
  }

  async #attempt(items: readonly Buffer[]): Promise<Sent & { token?: Secret }> {
    const token = await this.#login.token();
    if (!token.ok) {
      const kind = token.kind === 'refused' ? 'unauthorised' : 'unavailable';
      return { answer: { whole: { kind, message: token.message } }, attempted: false };
    }
    const { baseUrl, account, codec, timeoutMs } = this.#options;
    const { path, headers, body } = codec.request(items, account);
    const reply = await exchange(this.#egress, {
      method: 'POST',
      url: `${baseUrl.replace(/\/+$/, '')}${path}`,
      headers: { ...headers, authorization: `Bearer ${token.value.reveal()}` },
      body,
      timeoutMs,
    });
    const answer: Answer = reply.ok
      ? withoutEcho(codec.decode(reply.response, items.length, this.#clock.now()), items, token.value.reveal())
      : { whole: { kind: reply.sent ? 'ambiguous' : 'unavailable', message: reply.message } };
    const status = reply.ok ? reply.response.status : 0;
    return { answer, attempted: true, ...(status === 401 || status === 403 ? { token: token.value } : {}) };
  }
}

function isRefusal(answer: Answer): boolean {
  return 'whole' in answer && answer.whole.kind === 'unauthorised';
}

import { Option } from 'commander';
import type { Operations } from '../admin/api/index.ts';
import type { EventStream, StreamMessage } from '../admin/api/operation.ts';
import { findLocalAccess } from '../admin/local-access.ts';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { isObject, type JsonObject, own } from '../base/json.ts';
import { address } from './address.ts';
import { GatewayRefused } from './gateway-refused.ts';
import { readServerSent } from './server-sent.ts';
import { whyUnanswered } from './unanswered.ts';

/** `--admin URL`, the same in every command that speaks to a running gateway. */
export function adminOption(): Option {
  return new Option('--admin <url>', 'the admin address of the running gateway')
    .env('DSPATCH_ADMIN')
    .default('http://127.0.0.1:8081')
    .argParser(address);
}

/** `--token TOKEN`, for gateways of another machine or user: for one's own on this machine none is needed. */
export function tokenOption(): Option {
  return new Option(
    '--token <token>',
    'an API token; without it DSPATCH_TOKEN, or what the gateway left for its user on this machine',
  );
}

/** `--json`, the same in every command. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON, for scripts');
}

/** A call is over by then; a gateway that is alive answers much sooner. */
const TIMEOUT: number = 60 * SECOND;

type Member<S, K extends string> = S extends { readonly [N in K]: infer T } ? T : undefined;
type Part<S, K extends string> =
  Member<S, K> extends undefined
    ? { readonly [N in K]?: undefined }
    : object extends Member<S, K>
      ? { readonly [N in K]?: Member<S, K> }
      : { readonly [N in K]: Member<S, K> };

/** What a call of an operation is made with. */
export type Request<N extends keyof Operations> = Part<Operations[N], 'params'> &
  Part<Operations[N], 'query'> &
  Part<Operations[N], 'body'> & {
    /** The version that was read, for operations that ask for it. */
    readonly version?: number;
  };

type Rest<N extends keyof Operations> = object extends Request<N> ? [request?: Request<N>] : [request: Request<N>];

type MessageOf<R> = R extends EventStream<infer M> ? M : never;
/** The operations that give a stream. */
type Streaming = {
  [N in keyof Operations]: [MessageOf<Operations[N]['response']>] extends [never] ? never : N;
}[keyof Operations];

/** Speaks to a running gateway's admin API. */
export class AdminClient {
  readonly #url: string;
  readonly #token: string | undefined;

  /**
   * `token` is what `--token` gave. Without one the variable DSPATCH_TOKEN counts, and without that what a gateway of this user has left on
   * this machine. `url` is as `adminOption` has read it.
   */
  constructor(url: string, token?: string, env: Readonly<Record<string, string | undefined>> = process.env) {
    const given = token?.trim() || env.DSPATCH_TOKEN?.trim() || undefined;
    const local = given === undefined ? findLocalAccess(url, { env }) : undefined;
    // The token is for who left it: it goes to the address that stands beside it, whatever name that was reached by.
    this.#url = (local?.url ?? url).replace(/\/+$/, '');
    this.#token = given ?? local?.token.reveal();
  }

  /** Calls an operation by its name. */
  call<N extends Exclude<keyof Operations, Streaming>>(
    name: N,
    ...[request]: Rest<N>
  ): Promise<Operations[N]['response']> {
    const { params, query, body, version } = (request ?? {}) as {
      readonly params?: Readonly<Record<string, string | number>>;
      readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
      readonly body?: object;
      readonly version?: number;
    };
    const [method = 'GET', path = '/'] = name.split(' ', 2);
    const filled = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params?.[key])));
    const headers: Record<string, string> = version === undefined ? {} : { 'if-match': `"${version}"` };
    return this.#call(method, `${filled}${searchOf(query)}`, body && JSON.stringify(body), headers);
  }

  /**
   * Follows a stream until `signal` aborts; where the gateway ends it, it ends. `lastEventId` is the id of the last message of an earlier
   * one, to go on behind it.
   */
  async *follow<N extends Streaming>(
    name: N,
    query: Member<Operations[N], 'query'>,
    { signal, lastEventId }: { readonly signal: AbortSignal; readonly lastEventId?: string | undefined },
  ): AsyncGenerator<MessageOf<Operations[N]['response']>, void> {
    const [method = 'GET', path = '/'] = name.split(' ', 2);
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    try {
      const response = await this.#fetch(
        method,
        `${path}${searchOf(query as Readonly<Record<string, string | undefined>>)}`,
        { headers, signal },
      );
      if (!response.ok || response.body === null) throw this.#refusal(response, parsed(await response.text()));
      yield* readServerSent(response.body) as AsyncGenerator<StreamMessage & MessageOf<Operations[N]['response']>>;
    } catch (error) {
      if (signal.aborted) return;
      throw error instanceof DspatchError ? error : this.#unreachable(error);
    }
  }

  /** Asks for something. Parameters that are undefined are left out. */
  get<T>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
    return this.#call<T>('GET', `${path}${searchOf(query)}`);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.#call<T>('POST', path, JSON.stringify(body));
  }

  async #call<T>(
    method: string,
    path: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    let response: Response;
    let answer: unknown;
    try {
      const content = body === undefined ? {} : { 'content-type': 'application/json' };
      response = await this.#fetch(method, path, {
        headers: { ...headers, ...content },
        signal: AbortSignal.timeout(TIMEOUT),
        ...(body === undefined ? {} : { body }),
      });
      answer = parsed(await response.text());
    } catch (error) {
      throw this.#unreachable(error);
    }
    if (response.status === 204) return undefined as T;
    if (response.ok && isObject(answer)) return answer as T;
    throw this.#refusal(response, answer);
  }

  #fetch(
    method: string,
    path: string,
    {
      headers,
      ...init
    }: { readonly headers: Record<string, string>; readonly signal: AbortSignal; readonly body?: string },
  ): Promise<Response> {
    const authorization = this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` };
    // Not to be followed: the token is for this address.
    return fetch(`${this.#url}${path}`, {
      method,
      ...init,
      headers: { ...headers, ...authorization },
      redirect: 'manual',
    });
  }

  #unreachable(error: unknown): DspatchError {
    return new DspatchError(
      'gateway_unreachable',
      `no gateway answers at ${this.#url} (${whyUnanswered(error)}): start one with dspatch serve, or name its admin address with --admin`,
      { cause: error },
    );
  }

  /** What an answer says that is none of what was asked for. */
  #refusal({ ok, status }: Response, answer: unknown): DspatchError {
    if (ok || !isObject(answer)) return this.#stranger();
    const detail = own(answer, 'detail');
    if (typeof detail !== 'string') return this.#stranger(answer);
    return new GatewayRefused(status, detail, answer);
  }

  /** Somebody else answers. */
  #stranger(answer: JsonObject = {}): DspatchError {
    const isIngest = typeof own(answer, 'Error') === 'string' && typeof own(answer, 'Message') === 'string';
    const what = isIngest
      ? 'is where a gateway takes events, not where it is watched'
      : 'is no gateway’s admin address';
    return new DspatchError(
      'gateway_unreachable',
      `${this.#url} ${what}: name that with --admin (server.admin in the configuration; http://127.0.0.1:8081 where it says nothing)`,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function searchOf(query: Readonly<Record<string, string | number | boolean | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return search.size === 0 ? '' : `?${search}`;
}

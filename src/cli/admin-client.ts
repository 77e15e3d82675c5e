import { Option } from 'commander';
import type { Operations } from '../admin/api/index.ts';
import { findLocalAccess } from '../admin/local-access.ts';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { isObject, type JsonObject, own } from '../base/json.ts';
import { address } from './address.ts';
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
  call<N extends keyof Operations>(name: N, ...[request]: Rest<N>): Promise<Operations[N]['response']> {
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
      response = await fetch(`${this.#url}${path}`, {
        method,
        signal: AbortSignal.timeout(TIMEOUT),
        headers: {
          ...headers,
          ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        // Not to be followed: the token is for this address.
        redirect: 'manual',
      });
      answer = parsed(await response.text());
    } catch (error) {
      throw new DspatchError(
        'gateway_unreachable',
        `no gateway answers at ${this.#url} (${whyUnanswered(error)}): start one with dspatch serve, or name its admin address with --admin`,
        { cause: error },
      );
    }
    if (response.status === 204) return undefined as T;
    if (!isObject(answer)) throw this.#stranger();
    if (response.ok) return answer as T;
    const detail = own(answer, 'detail');
    if (typeof detail !== 'string') throw this.#stranger(answer);
    // What to send instead of a sign-in: a command has no session.
    const how = response.status === 401 ? ' (--token, or the variable DSPATCH_TOKEN)' : '';
    const lines = problemLines(answer, detail);
    throw new DspatchError('gateway_refused', `the gateway answers ${response.status}: ${detail}${how}${lines}`);
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

/** The problems of what was sent, a line each, where the detail does not tell them. */
function problemLines(answer: JsonObject, detail: string): string {
  const problems = own(answer, 'problems');
  return (Array.isArray(problems) ? problems : [])
    .filter(isObject)
    .map((problem) => [String(own(problem, 'path') ?? ''), String(own(problem, 'message') ?? '')] as const)
    .filter(([, message]) => !detail.includes(message))
    .map(([path, message]) => `\n  ${path}: ${message}`)
    .join('');
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

import type { Operations } from '../../src/admin/api/index.ts';
import { problemIn, unreachable } from './problem.ts';

/** The name of an operation of the admin API: `GET /api/status`. */
export type Operation = keyof Operations;
/** Those that only look, and those that change something. */
export type Look = Extract<Operation, `GET ${string}`>;
export type Change = Exclude<Operation, Look>;

/** What an operation gives. */
export type Answer<N extends Operation> = Operations[N]['response'];

/** A part of what an operation takes, under its name; it may be left out where all of it may. */
type Part<N extends Operation, P extends string> = Operations[N] extends { readonly [K in P]: infer V }
  ? object extends V
    ? { readonly [K in P]?: V }
    : { readonly [K in P]: V }
  : unknown;

/** What an operation takes. `version`: which version of a draft was read, for those that ask for it (If-Match). */
export type Given<N extends Operation> = Part<N, 'params'> &
  Part<N, 'query'> &
  Part<N, 'body'> & { readonly version?: number };

interface AnyGiven {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly version?: number;
}

/**
 * Asks the gateway. The session's cookie goes along by itself, and so does Origin, by which the gateway knows its own pages. Rejects with an
 * ApiProblem. A versioned answer has its `version` as a member.
 */
export async function call<N extends Operation>(name: N, given: Given<N>, signal?: AbortSignal): Promise<Answer<N>> {
  const { params = {}, query = {}, body, version } = given as AnyGiven;
  const [method = 'GET', path = '/'] = name.split(' ', 2);
  const headers = {
    accept: 'application/json, application/problem+json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
  };
  const response = await fetch(addressOf(path, params, query), {
    ...{ method, headers, signal: signal ?? null },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable();
  });
  if (!response.ok) throw await problemIn(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer<N>;
}

/** The address of an operation, with its parameters in their places. */
export function addressOf(path: string, params: AnyGiven['params'] = {}, query: AnyGiven['query'] = {}): string {
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

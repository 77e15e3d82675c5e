import { Option } from 'commander';
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

/** `--json`, the same in every command. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON, for scripts');
}

/** A call is over by then; a gateway that is alive answers much sooner. */
const TIMEOUT: number = 60 * SECOND;

/** Speaks to a running gateway's admin API. */
export class AdminClient {
  readonly #url: string;

  /** `url` as `adminOption` has read it. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Asks for something. Parameters that are undefined are left out. */
  get<T>(path: string, query: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
    const suffix = search.size === 0 ? '' : `?${search}`;
    return this.#call<T>('GET', `${path}${suffix}`);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.#call<T>('POST', path, JSON.stringify(body));
  }

  async #call<T>(method: string, path: string, body?: string): Promise<T> {
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${this.#url}${path}`, {
        method,
        signal: AbortSignal.timeout(TIMEOUT),
        redirect: 'manual',
        ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
      });
      answer = parsed(await response.text());
    } catch (error) {
      throw new DspatchError(
        'gateway_unreachable',
        `no gateway answers at ${this.#url} (${whyUnanswered(error)}): start one with dspatch serve, or name its admin address with --admin`,
        { cause: error },
      );
    }
    if (!isObject(answer)) throw this.#stranger();
    if (response.ok) return answer as T;
    const detail = own(answer, 'detail');
    if (typeof detail !== 'string') throw this.#stranger(answer);
    throw new DspatchError('gateway_refused', `the gateway answers ${response.status}: ${detail}`);
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

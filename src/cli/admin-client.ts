import { Option } from 'commander';
import { DspatchError, messageOf } from '../base/errors.ts';
import { isObject, own } from '../base/json.ts';

/** `--admin URL`, the same in every command that speaks to a running gateway. */
export function adminOption(): Option {
  return new Option('--admin <url>', 'the admin address of the running gateway')
    .env('DSPATCH_ADMIN')
    .default('http://127.0.0.1:8081');
}

/** `--json`, the same in every command. */
export function jsonOption(): Option {
  return new Option('--json', 'print JSON, for scripts');
}

/** Speaks to a running gateway's admin API. */
export class AdminClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.replace(/\/+$/, '');
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
    try {
      response = await fetch(`${this.#url}${path}`, {
        method,
        ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
      });
    } catch (error) {
      const cause = messageOf((error as { cause?: unknown }).cause ?? error);
      throw new DspatchError(
        'gateway_unreachable',
        `no gateway answers at ${this.#url} (${cause}): start one with dspatch serve, or name its admin address with --admin`,
        { cause: error },
      );
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer as T;
    const detail = isObject(answer) ? own(answer, 'detail') : undefined;
    throw new DspatchError('gateway_refused', `the gateway answers ${response.status}: ${detail ?? 'no explanation'}`);
  }
}

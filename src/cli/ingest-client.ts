import { systemClock } from '../base/clock.ts';
import { formatDuration, MINUTE, SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { isObject, type Json, own } from '../base/json.ts';
import { visible } from '../base/visible.ts';
import { isHopeless, whyUnanswered } from './unanswered.ts';

/** An item of a batch that the gateway does not take; `index` counts from 0. */
export interface RefusedItem {
  readonly index: number;
  readonly message: string;
}

/** An answer, read whole. */
interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The body, where it is JSON. */
  readonly body: Json | undefined;
}

/** Sends batches to a running gateway. */
export class IngestClient {
  readonly #url: string;
  readonly #authorization: string;
  readonly #tell: (text: string) => void;

  /** `tell` hears of waiting. */
  constructor(url: string, writeKey: string, tell: (text: string) => void) {
    this.#url = url;
    this.#authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
    this.#tell = tell;
  }

  /**
   * Posts a batch, waiting as long as the gateway asks for it or does not answer. Returns what of it was refused; throws
   * `gateway_refused` or `gateway_unreachable` where trying again is of no use.
   */
  async post(items: readonly string[]): Promise<readonly RefusedItem[]> {
    const body = `{"batch":[${items.join(',')}]}`;
    for (let tries = 1; ; tries++) {
      const answer = await this.#try(body);
      if (typeof answer !== 'string' && answer.status < 500 && answer.status !== 429) return this.#read(answer);
      const asked = typeof answer === 'string' ? 2 ** Math.min(tries, 5) * SECOND : waitAsked(answer);
      const wait = Math.min(MINUTE, Math.max(SECOND, asked));
      const why = typeof answer === 'string' ? answer : `the gateway answers ${said(answer)}`;
      if (tries === 1 || tries % 10 === 0) this.#tell(`${why}; trying again in ${formatDuration(wait)}`);
      await systemClock.sleep(wait);
    }
  }

  /** An answer, or why there is none. */
  async #try(body: string): Promise<Answer | string> {
    try {
      const response = await fetch(`${this.#url}/v1/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: this.#authorization },
        body,
        redirect: 'manual',
      });
      const { status, headers } = response;
      return { status, retryAfter: headers.get('retry-after'), body: parsed(await response.text()) };
    } catch (error) {
      const why = `no gateway answers at ${this.#url} (${whyUnanswered(error)})`;
      if (!isHopeless(error)) return why;
      throw new DspatchError('gateway_unreachable', `${why}: name its ingest address with --url`, { cause: error });
    }
  }

  #read(answer: Answer): readonly RefusedItem[] {
    const { status, body } = answer;
    const details = memberOf(body, 'Details');
    if (status === 200 && memberOf(body, 'success') === true) return [];
    if (Array.isArray(details) && (status === 207 || status === 400)) {
      return details.map((detail) => ({
        index: isObject(detail) ? Number(own(detail, 'index')) : Number.NaN,
        message: isObject(detail) ? String(own(detail, 'Message')) : 'refused',
      }));
    }
    if (typeof memberOf(body, 'Message') === 'string' && status !== 404) {
      throw new DspatchError('gateway_refused', `the gateway answers ${said(answer)}`);
    }
    throw new DspatchError('gateway_refused', `${this.#url} answers ${said(answer)}: ${WRONG_ADDRESS}`);
  }
}

const WRONG_ADDRESS =
  'no gateway takes events there: name its ingest address with --url (server.ingest in the configuration; http://127.0.0.1:8080 where it says nothing)';

/** A status, with the words that came with it. */
function said({ status, body }: Answer): string {
  const words = memberOf(body, 'Message') ?? memberOf(body, 'detail');
  return typeof words === 'string' && words !== '' ? `${status}: ${visible(words)}` : String(status);
}

function memberOf(body: Json | undefined, key: string): Json | undefined {
  return isObject(body) ? own(body, key) : undefined;
}

/** How long an answer asks to wait, in milliseconds; proxies may say it as a date. */
function waitAsked({ retryAfter }: Answer): number {
  const text = retryAfter?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * SECOND;
  const until = Date.parse(text);
  return Number.isNaN(until) ? 5 * SECOND : until - systemClock.now();
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

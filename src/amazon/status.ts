import { isObject, type Json, own } from '../base/json.ts';
import type { Answer } from '../delivery/outcome.ts';
import type { ApiResponse } from './api.ts';

/** The longest of Amazon's words that we keep. */
const MAX_WORDS = 500;
/** The longest wait we take from a Retry-After: beyond it the header is absurd, and asking again costs little. */
const MAX_RETRY_AFTER = 15 * 60_000;

/**
 * What a status means for the whole request, the same for both APIs (fact sheet section 5.4); undefined for a 2xx, which is
 * decoded item by item. A 4xx that is none of the known ones means that our request is wrong as a whole (path, account,
 * media type): the destination pauses, instead of events paying for it.
 */
export function wholeAnswer(response: ApiResponse, now: number): Answer | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const requestId = requestIdOf(response);
  const message = `${status}: ${wordsOf(response)}`;
  const answer = (whole: Exclude<Answer, { items: unknown }>['whole']): Answer => ({
    whole,
    ...(requestId === undefined ? {} : { requestId }),
  });
  const afterMs = retryAfter(response, now);
  if (status === 429 || (status === 503 && afterMs !== undefined)) {
    return answer({ kind: 'throttled', ...(afterMs === undefined ? {} : { afterMs }) });
  }
  if (status >= 500 || status === 408 || status === 425) return answer({ kind: 'unavailable', message });
  if (status === 413) return answer({ kind: 'too_large' });
  if (status === 400 || status === 422) return answer({ kind: 'rejected', code: String(status), message });
  return answer({ kind: 'unauthorised', message: `${message} (${adviceFor(status)})` });
}

/** What a person can do about a refusal that pauses the destination, by its status (fact sheet section 5.4). */
function adviceFor(status: number): string {
  if (status === 401) {
    return 'check ADVERTISER_ID, PROFILE_ID and REGION, and that CLIENT_ID and REFRESH_TOKEN are of a user who sees the advertiser';
  }
  if (status === 403) {
    return 'check ADVERTISER_ID and PROFILE_ID, and that the user who consented may manage events there and has accepted the terms';
  }
  if (status === 404) return 'check REGION or BASE_URL, and ADVERTISER_ID: Amazon has nothing there';
  if (status < 400) return 'check BASE_URL: Amazon points elsewhere, and no redirect is followed';
  return 'check BASE_URL: what answers there does not take such requests; if it is Amazon’s, look for a later dspatch';
}

/** A Retry-After in milliseconds: whole seconds or a date; undefined when absent, negative or unreadable; capped at 15 minutes. */
export function retryAfter(response: ApiResponse, now: number): number | undefined {
  const header = headerOf(response, 'retry-after')?.trim();
  if (header === undefined || header === '') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, MAX_RETRY_AFTER) : undefined;
}

/** The request id Amazon gave: a header, else the body's (fact sheet section 5.4). */
export function requestIdOf(response: ApiResponse): string | undefined {
  for (const name of Object.keys(response.headers)) {
    if (/request-?id$/i.test(name)) {
      const id = headerOf(response, name);
      if (id !== undefined && id !== '') return id.slice(0, 100);
    }
  }
  const body = parseJson(response.body);
  const id = isObject(body) ? own(body, 'requestId') : undefined;
  return typeof id === 'string' && id !== '' ? id.slice(0, 100) : undefined;
}

function headerOf(response: ApiResponse, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : (value as string | undefined);
}

/** Amazon's own words in an error body of any of its shapes, shortened. */
export function wordsOf(response: ApiResponse): string {
  const body = parseJson(response.body);
  const words = body === undefined ? '' : collect(body).join('; ');
  if (words !== '') return words.slice(0, MAX_WORDS);
  const text = response.body
    .replace(/<[^<>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? 'no explanation in the answer' : text.slice(0, MAX_WORDS);
}

const WORD_KEYS = [
  ...['code', 'errorCode', 'errorType', 'fieldName', 'field', 'message', 'errorMessage', 'details'],
  'error_description',
];

/** Errors nested deeper than this are nobody's words. */
const MAX_DEPTH = 10;

/** The texts of an error object and of the errors nested in it. */
export function collect(value: Json, depth = 0): string[] {
  if (depth > MAX_DEPTH) return [];
  if (Array.isArray(value)) return value.slice(0, 5).flatMap((inner) => collect(inner, depth + 1));
  if (!isObject(value)) return [];
  const own_ = WORD_KEYS.map((key) => own(value, key)).filter((word) => typeof word === 'string' && word !== '');
  const nested = [own(value, 'errors'), own(value, 'error')].flatMap((inner) =>
    typeof inner === 'string' ? [inner] : inner === undefined || inner === null ? [] : collect(inner, depth + 1),
  );
  // Some answers say the code once more where a message should be, or an error again within another.
  return [...new Set([[...new Set(own_)].join(' '), ...nested])].filter((words) => words !== '');
}

/** JSON, or undefined where it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

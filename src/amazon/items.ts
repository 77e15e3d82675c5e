import { isObject, type Json, own } from '../base/json.ts';
import type { Answer, Outcome } from '../delivery/outcome.ts';
import type { ApiResponse } from './api.ts';
import type { MatchKey, MatchKeyType } from './conversion.ts';
import { collect, parseJson, requestIdOf, wholeAnswer } from './status.ts';

/** Codes of an item that say "not now" rather than "not this"; everything else is final for the item. */
const PASSING = /TOO_MANY_REQUESTS|THROTTL|INTERNAL|SERVICE_UNAVAILABLE|TIMEOUT|TRY_AGAIN|^429$|^5\d\d$/i;

/** What an answer to a request of `count` items means: as a whole, or item by item. `base` as in `decodeItems`. */
export function decodeAnswer(response: ApiResponse, count: number, base: 0 | 1, now: number): Answer {
  const whole = wholeAnswer(response, now);
  if (whole !== undefined) return whole;
  const requestId = requestIdOf(response);
  return {
    items: decodeItems(parseJson(response.body), count, base),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** A body of encoded items as they are, commas between them. */
export function bodyOf(before: string, items: readonly Buffer[], after: string): Buffer {
  const size = items.reduce((sum, item) => sum + item.length + 1, before.length + after.length);
  const body = Buffer.allocUnsafe(size);
  let at = body.write(before, 'latin1');
  for (const [place, item] of items.entries()) {
    if (place > 0) body[at++] = COMMA;
    at += item.copy(body, at);
  }
  at += body.write(after, at, 'latin1');
  return body.subarray(0, at);
}

const COMMA = 0x2c;

/** An encoded item of either API without one of its match keys; undefined when it has no such key, or no other. */
export function withoutKey(item: Buffer, type: MatchKeyType): string | undefined {
  const event = JSON.parse(item.toString()) as { matchKeys: readonly MatchKey[] };
  const matchKeys = event.matchKeys.filter((key) => key.type !== type);
  if (matchKeys.length === 0 || matchKeys.length === event.matchKeys.length) return undefined;
  return JSON.stringify({ ...event, matchKeys });
}

/**
 * Reads the `success` and `error` arrays of a multi-status body, item by item. `base` is what indexes count from (1 in
 * dsp_v1, 0 in ads_v1). Every item gets exactly one outcome: one that is named in neither array, in both, twice, or only by
 * an index that makes no sense, is ambiguous, and goes again under the same dedupe id.
 */
export function decodeItems(body: Json | undefined, count: number, base: 0 | 1): Outcome[] {
  const outcomes: (Outcome | undefined)[] = Array(count).fill(undefined);
  const contradicted = new Set<number>();
  const settle = (entry: Json, outcome: Outcome): void => {
    const index = isObject(entry) ? own(entry, 'index') : undefined;
    if (typeof index !== 'number' || !Number.isInteger(index)) return;
    const at = index - base;
    if (at < 0 || at >= count) return;
    if (outcomes[at] !== undefined) contradicted.add(at);
    outcomes[at] = outcome;
  };
  for (const entry of list(body, 'success')) settle(entry, { kind: 'delivered' });
  for (const entry of list(body, 'error')) settle(entry, itemError(entry));
  return outcomes.map((outcome, at): Outcome => {
    if (outcome === undefined) return { kind: 'ambiguous', message: 'the answer does not name the item' };
    if (contradicted.has(at)) return { kind: 'ambiguous', message: 'the answer names the item more than once' };
    return outcome;
  });
}

function list(body: Json | undefined, key: string): readonly Json[] {
  const value = isObject(body) ? own(body, key) : undefined;
  return Array.isArray(value) ? value : [];
}

function itemError(entry: Json): Outcome {
  const codes = codesOf(entry);
  const words = collect(entry).join('; ') || 'no explanation in the answer';
  const message = words.slice(0, 500);
  if (codes.some((code) => PASSING.test(code))) return { kind: 'unavailable', message };
  return { kind: 'rejected', code: codes[0] ?? 'UNKNOWN', message };
}

/** The codes an item error carries: its own, else those of the errors within it. */
function codesOf(entry: Json): string[] {
  if (!isObject(entry)) return [];
  const nested = list(entry, 'errors').flatMap((inner) =>
    isObject(inner) ? [own(inner, 'code'), own(inner, 'errorCode'), own(inner, 'errorType')] : [],
  );
  return [own(entry, 'code'), own(entry, 'httpStatusCode'), ...nested]
    .filter((code) => typeof code === 'string' || typeof code === 'number')
    .map((code) => String(code).slice(0, 100));
}

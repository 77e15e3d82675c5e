import { type Json, type JsonObject, memberOf } from '../base/json.ts';
import type { ParseProblem } from './event.ts';
import { MAX_DEPTH, MAX_EVENT_BYTES } from './limits.ts';

/**
 * Checks one parsed event against the limits of size, depth and keys. `bytes` is an upper bound of its size where the
 * caller knows one (the request's length), which saves measuring.
 *
 * A key named `__proto__`, and a `constructor` that holds a `prototype`, are refused: they are how JSON pollutes
 * prototypes in code downstream.
 */
export function guard(event: JsonObject, bytes: number = Number.POSITIVE_INFINITY): ParseProblem | undefined {
  const found = { tooDeep: false, forbidden: false };
  const most = Math.min(bytes, walk(event, 1, found));
  if (found.forbidden) {
    return {
      code: 'forbidden_key',
      message: 'the event has a key "__proto__" or "constructor.prototype": remove it',
    };
  }
  if (found.tooDeep) return { code: 'too_deep', message: `the event nests deeper than ${MAX_DEPTH} levels` };
  if (most > MAX_EVENT_BYTES) {
    const size = Buffer.byteLength(JSON.stringify(event));
    if (size > MAX_EVENT_BYTES) {
      return { code: 'event_too_large', message: `the event has ${size} bytes; the limit is ${MAX_EVENT_BYTES}` };
    }
  }
  return undefined;
}

/** Visits every key, and returns at least the value's size as compact JSON: cheap, where the exact size is not. */
function walk(value: Json | undefined, depth: number, found: { tooDeep: boolean; forbidden: boolean }): number {
  if (typeof value === 'string') return value.length * 6 + 2; // an escape such as \u0000 takes six bytes
  if (typeof value !== 'object' || value === null) return 25; // the longest a double prints
  if (depth > MAX_DEPTH) {
    found.tooDeep = true;
    return 0;
  }
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const item of value) bytes += walk(item, depth + 1, found) + 1;
    return bytes;
  }
  // for-in, which is quicker than Object.keys: what JSON.parse made inherits nothing that it would visit.
  for (const key in value) {
    if (key === '__proto__') found.forbidden = true;
    const member = memberOf(value, key);
    if (key === 'constructor' && typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype')) {
      found.forbidden = true;
    }
    bytes += key.length * 6 + 4 + walk(member, depth + 1, found);
  }
  return bytes;
}

import { isObject, type Json, own } from '../base/json.ts';
import { didYouMean } from '../base/problem.ts';
import { MAX_VISITED } from './cost.ts';
import { ROOTS, readRoot, type Scope } from './scope.ts';
import { VARIABLES_ROOT } from './variables.ts';
import { isWide } from './wide.ts';

/** Reads one value of an event; undefined when it is not there. */
export type Read = (scope: Scope) => Json | undefined;

const WILDCARD = Symbol('*');
type Segment = string | number | typeof WILDCARD;

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_SEGMENTS = 16;
/** The most values a wildcard path gathers from one event. */
const MAX_GATHERED = 1_000;

/**
 * Compiles a path such as `properties.currency`, `properties.products.0.sku`, `properties.products[0].sku`,
 * `properties["order id"]` or `properties.products.*.price`. A `*` goes over an array's items (or an object's values)
 * and makes the result an array of what is found: the first 1,000, among the first 2,000 values that it looks at. Objects of more than
 * 500 keys are not gone through. Own properties only.
 * Gives the reader, or a sentence that says what is wrong with the path.
 */
export function compilePath(text: string): Read | { readonly error: string } {
  const segments = parse(text);
  if (typeof segments === 'string') return { error: segments };
  const [root, ...rest] = segments;
  if (typeof root !== 'string' || !(ROOTS as readonly string[]).includes(root)) {
    return { error: `a path begins with one of ${ROOTS.join(', ')}${didYouMean(String(root), ROOTS)}` };
  }
  if (rest.includes(WILDCARD)) return gather(root, rest);
  if (rest.length === 0) return (scope) => readRoot(scope, root);
  const keys = rest as (string | number)[];
  return (scope) => follow(readRoot(scope, root), keys);
}

/** The variable of the pipeline that a path reads; undefined for a path to something else, or one that is not right. */
export function variableOf(text: string): string | undefined {
  const segments = parse(text);
  if (typeof segments === 'string' || segments[0] !== VARIABLES_ROOT) return undefined;
  return typeof segments[1] === 'string' ? segments[1] : undefined;
}

/** Follows plain keys from a value; own properties only. */
export function follow(from: Json | undefined, keys: readonly (string | number)[]): Json | undefined {
  let value = from;
  for (const key of keys) value = step(value, key);
  return value;
}

function step(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) {
    const index = typeof key === 'number' ? key : Number(key);
    return Number.isInteger(index) && index >= 0 ? value[index] : undefined;
  }
  return isObject(value) ? own(value, String(key)) : undefined;
}

function gather(root: string, rest: readonly Segment[]): Read {
  return (scope) => {
    const found: Json[] = [];
    let left = MAX_VISITED;
    const visit = (value: Json | undefined, at: number): void => {
      if (value === undefined || found.length >= MAX_GATHERED || left-- <= 0) return;
      const key = rest[at];
      if (key === undefined) found.push(value);
      else if (key !== WILDCARD) visit(step(value, key), at + 1);
      else if (Array.isArray(value)) {
        for (const item of value) {
          if (left <= 0) return;
          visit(item, at + 1);
        }
      } else if (isObject(value) && !isWide(value)) {
        for (const name in value) {
          if (left <= 0) return;
          visit(own(value, name), at + 1);
        }
      }
    };
    visit(readRoot(scope, root), 0);
    return found.length === 0 ? undefined : found;
  };
}

const TOKEN = /\.?(?:([^.[\]"'\s][^.[\]"']*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\[\*\])/y;

function parse(text: string): Segment[] | string {
  const segments: Segment[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null || (at === 0 && token[0].startsWith('.'))) {
      return `cannot read the path from character ${at + 1} on`;
    }
    const segment = toSegment(token);
    if (typeof segment === 'string' && FORBIDDEN.has(segment)) return `"${segment}" may not stand in a path`;
    segments.push(segment);
    at = TOKEN.lastIndex;
  }
  if (segments.length === 0) return 'the path is empty';
  if (segments.length > MAX_SEGMENTS) return `the path has ${segments.length} parts; the limit is ${MAX_SEGMENTS}`;
  return segments;
}

function toSegment([, word, index, quoted]: RegExpExecArray): Segment {
  if (word !== undefined) return word === '*' ? WILDCARD : word;
  if (index !== undefined) return Number(index);
  return quoted === undefined ? WILDCARD : (JSON.parse(quoted) as string);
}

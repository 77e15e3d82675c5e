import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, own } from '../base/json.ts';
import type { Problem } from '../base/problem.ts';

/** One difference of two values: at a place, what was and what is; absent where there was or is nothing. */
export interface Difference {
  readonly path: Problem['path'];
  readonly before?: Json;
  readonly after?: Json;
}

/**
 * What differs between two values, member by member; lists are compared as a whole, since what stands in them has no name. In the
 * order of the members, those of `before` first.
 */
export function differencesOf(before: Json | undefined, after: Json | undefined): readonly Difference[] {
  const found: Difference[] = [];
  compare(before, after, [], found);
  return found;
}

function compare(before: Json | undefined, after: Json | undefined, path: Problem['path'], found: Difference[]): void {
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const key of keys) compare(own(before, key), own(after, key), [...path, key], found);
    return;
  }
  if (isDeepStrictEqual(before, after)) return;
  found.push({ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
}

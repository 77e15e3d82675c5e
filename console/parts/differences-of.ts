import type { Json } from '../../src/base/json.ts';
import type { Difference } from '../../src/deploy/differences.ts';

/** What differs between two values that an answer holds whole, in the form in which the gateway tells differences. Lists are compared as a whole. */
export function differencesOf(before: Json | undefined, after: Json | undefined): readonly Difference[] {
  return compare(before, after, []);
}

function compare(before: Json | undefined, after: Json | undefined, path: Difference['path']): readonly Difference[] {
  const [from, to] = [before === undefined ? {} : before, after === undefined ? {} : after];
  if (isMembers(from) && isMembers(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => compare(from[key], to[key], [...path, key]));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function isMembers(value: Json): value is { readonly [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

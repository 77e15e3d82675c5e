import type { Problem } from '../base/problem.ts';

/** What stands at a place of a file; undefined where nothing does. Own members only. */
export function valueAt(file: unknown, path: Problem['path']): unknown {
  let value = file;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

import type { Json } from '../../../src/base/json.ts';

/** A value on one line, as JSON. */
export function lineOf(value: Json | object | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** The same over several lines. */
export function linesOf(value: Json | object): string {
  return JSON.stringify(value, null, 2);
}

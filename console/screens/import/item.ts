import type { Json, JsonObject } from '../../../src/base/json.ts';
import type { Field } from './fields.ts';

/**
 * What was made of one row of a file: an event; or why there is none, for people, without its values. `further`: the other rows that the event
 * was made of.
 */
export type Item =
  | { readonly row: number; readonly further?: readonly number[]; readonly event: JsonObject }
  | { readonly row: number; readonly code: string; readonly message: string };

/** The events of a file, made as they are asked for. */
export interface ItemSource {
  readonly count: number;
  /** How many rows they are made of: more, where rows are products of an order. */
  readonly rows: number;
  /** `place` counts from 0. */
  item(place: number): Promise<Item>;
}

/** What an event has at a field's place; undefined where there is nothing. */
export function valueAt(event: JsonObject, path: Field['path']): Json | undefined {
  let value: Json | undefined = event;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value === null || value === '' ? undefined : value;
}

/** Puts a value at a field's place; what is on the way there is made. */
export function putAt(event: JsonObject, [key = '', next, ...further]: Field['path'], value: Json): void {
  if (next === undefined) {
    event[key] = value;
    return;
  }
  event[key] ??= typeof next === 'number' ? [] : {};
  putAt(event[key] as JsonObject, [next, ...further], value);
}

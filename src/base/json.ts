/** A value as `JSON.parse` returns it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** Whether a value is a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A member of a JSON object, own properties only: `own({}, 'toString')` is undefined. Every look-up of a name that
 * comes from outside goes through here, so that no input reaches a prototype.
 */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/**
 * A member by a key that a loop over the object's own keys has come to. Not read in the loop itself: V8 (14.6) sometimes notes nothing of
 * what is read there, takes the compiled loop for one that never ran, and undoes it again and again.
 */
export function memberOf(object: JsonObject, key: string): Json | undefined {
  return object[key];
}

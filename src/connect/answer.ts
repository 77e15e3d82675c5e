import { isObject, type Json, type JsonObject, own } from '../base/json.ts';

/** The objects of a list; none, where it is no list. */
export function listOf(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A member of an answer, where the answer is an object. */
export function memberOf(answer: Json, key: string): Json | undefined {
  return isObject(answer) ? own(answer, key) : undefined;
}

/** A member that is an object; an empty one, where it is none. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

/** A member as text, also where it is a number; undefined where it is empty or something else. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = own(object, key);
  const text = typeof value === 'string' || typeof value === 'number' ? plain(String(value)) : '';
  return text === '' ? undefined : text;
}

/** Words of others, to be shown on pages and terminals: what steers a terminal, or turns the direction of writing, goes. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

import { isObject, type Json } from './json.ts';

/**
 * Parses JSON with whole numbers beyond 2^53 kept as text, digit by digit: Amazon's profile ids exceed what a number holds.
 * Undefined for what is no JSON.
 */
export function parseExactJson(text: string): Json | undefined {
  try {
    return JSON.parse(text, exact as (key: string, value: unknown) => unknown) as Json;
  } catch {
    return undefined;
  }
}

/** `source` is the value as it was written (the proposal "JSON.parse source text access", in V8 since 11.4). */
function exact(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  const tooLong = typeof value === 'number' && isRounded(value);
  return tooLong && /^-?\d+$/.test(context.source ?? '') ? context.source : value;
}

/** Parses JSON with numbers that are members of these names, and no small whole ones, kept as the text that was written. Throws for what is no JSON. */
export function parseAsWritten(text: string, names: ReadonlySet<string>): Json {
  const keep = (name: string, value: unknown, context: { readonly source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && names.has(name) ? context.source : value;
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown) as Json;
}

/** Whether a number is a whole one beyond 2^53: its last digits may be others than those that were written. */
export function isRounded(number: number): boolean {
  return Number.isInteger(number) && !Number.isSafeInteger(number);
}

/** Whether a value is or holds such a number. */
export function holdsRounded(value: Json | undefined): boolean {
  if (typeof value === 'number') return isRounded(value);
  if (Array.isArray(value)) return value.some(holdsRounded);
  return isObject(value) && Object.values(value).some(holdsRounded);
}

/** A number as text; undefined where its text would be that of other numbers too, or of none. */
export function numberText(number: number): string | undefined {
  return Number.isFinite(number) && !isRounded(number) ? String(number) : undefined;
}

import type { Json } from './json.ts';

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
  const tooLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return tooLong && /^-?\d+$/.test(context.source ?? '') ? context.source : value;
}

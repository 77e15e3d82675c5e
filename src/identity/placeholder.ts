import { EMPTY_DIGEST } from './hash.ts';

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'null',
  '(null)',
  '<null>',
  'none',
  'undefined',
  'n/a',
  '(not set)',
  '[object object]',
  EMPTY_DIGEST,
]);

const LONGEST = 64;

/**
 * Whether a text is what programs write in place of a missing value: `null`, `undefined`, `N/A`, `[object Object]`,
 * `(not set)`, the digest of nothing. Hashed, it would look like an identity, and one that thousands of people share.
 *
 * The sources do not speak of it; this is a decision of ours. Nobody named Null loses more than this one key, while
 * `NaN` and `Na` are first names people have, and `NA` is Naples: those stay.
 */
export function isPlaceholder(value: string): boolean {
  // Names seldom begin like one of these, and looking up a lower-case copy costs more than looking at one letter.
  const first = value.charCodeAt(0) | 0x20;
  const suspect = first === N || first === U || first === E || first < A || first > Z;
  if (!suspect) return false;
  if (value.length > LONGEST + 16) return false;
  return PLACEHOLDERS.has(value.trim().toLowerCase());
}

const A = 0x61;
const E = 0x65;
const N = 0x6e;
const U = 0x75;
const Z = 0x7a;

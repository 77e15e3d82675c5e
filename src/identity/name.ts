import { isPlaceholder } from './placeholder.ts';
import { type LetterRule, lettersAndDigits, onlyLettersAndDigits, spellSixLetters } from './transliterate.ts';

/**
 * The normal form of a first or last name: lower case, `a-z 0-9` only (fact sheet 2.3, S16 `default_normalizer.py`),
 * with accented letters by `rule`. Undefined when nothing is left, and for placeholders such as `null`.
 */
export function normaliseName(value: string, rule: LetterRule = 'transliterate'): string | undefined {
  if (isPlaceholder(value)) return undefined;
  const name = rule === 'uploader' ? onlyLettersAndDigits(spellSixLetters(value)) : lettersAndDigits(value);
  return name === '' ? undefined : name;
}

const LONGEST_WHOLE = 100;
/** One word of a name in Latin script, where the order is known. */
const WORD = /^[\p{Script=Latin}\p{M}.'’ʼ-]+$/u;
const FORMS_OF_ADDRESS = new Set([
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'dr',
  'prof',
  'sir',
  'herr',
  'frau',
  'm',
  'mme',
  'mlle',
]);

/**
 * The first and last name in a whole one: `Ada Byron` or `Byron, Ada`. Undefined for other than two words, of which nobody can tell where the first
 * name ends, for a form of address, and for other scripts, which may write the last name first.
 */
export function nameParts(whole: string): { readonly first: string; readonly last: string } | undefined {
  if (whole.length > LONGEST_WHOLE) return undefined;
  const turned = whole.includes(',');
  const words = whole.trim().split(turned ? /\s*,\s*/ : /\s+/);
  const [one = '', other = ''] = words;
  if (words.length !== 2 || !WORD.test(one) || !WORD.test(other)) return undefined;
  if (FORMS_OF_ADDRESS.has(one.toLowerCase().replace('.', ''))) return undefined;
  return turned ? { first: other, last: one } : { first: one, last: other };
}

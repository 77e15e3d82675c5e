import { isPlaceholder } from './placeholder.ts';
import { type LetterRule, lettersAndDigits, onlyLettersAndDigits } from './transliterate.ts';

/**
 * The normal form of a city: lower case, `a-z 0-9` only, so `New York` is `newyork` (fact sheet 2.3, S7, S16 and S23),
 * with accented letters by `rule`. Undefined when nothing is left, and for placeholders such as `null`.
 */
export function normaliseCity(value: string, rule: LetterRule = 'transliterate'): string | undefined {
  if (isPlaceholder(value)) return undefined;
  const city = rule === 'uploader' ? onlyLettersAndDigits(value.toLowerCase()) : lettersAndDigits(value);
  return city === '' ? undefined : city;
}

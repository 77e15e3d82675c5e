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

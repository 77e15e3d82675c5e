/**
 * How letters outside `a-z 0-9` in names, cities and states are treated.
 *
 * - `transliterate`: letters are spelled in ASCII, see `transliterate`. Our decision: `José` and `Jose`, `Köln` and
 *   `Koeln` become the same.
 * - `uploader`: exactly what AWS's uploader for Amazon Marketing Cloud does (S16). Names get ss ae oe ue o ae for the
 *   German and Nordic letters and lose every other accented letter (`José` -> `jos`); cities and states lose them all
 *   (`München` -> `mnchen`). Segment's connector (S7) loses them everywhere.
 */
export type LetterRule = 'transliterate' | 'uploader';

export const LETTER_RULES: readonly LetterRule[] = ['transliterate', 'uploader'];

/** The spellings Amazon's uploader gives to German and Nordic letters (S16 `default_normalizer.py`). */
const GERMAN_AND_NORDIC: Readonly<Record<string, string>> = { ß: 'ss', ä: 'ae', ö: 'oe', ü: 'ue', ø: 'o', æ: 'ae' };

/** Latin letters that Unicode does not take apart into a base letter and a mark. */
const OTHER_LETTERS: Readonly<Record<string, string>> = {
  đ: 'd',
  ð: 'd',
  ɖ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'ng',
  œ: 'oe',
  ŧ: 't',
  þ: 'th',
  ə: 'e',
  ƒ: 'f',
};

const SPELLED: ReadonlyMap<string, string> = new Map(Object.entries({ ...GERMAN_AND_NORDIC, ...OTHER_LETTERS }));
const SPELLED_LETTERS = new RegExp(`[${[...SPELLED.keys()].join('')}]`, 'g');
const SIX_LETTERS = new RegExp(`[${Object.keys(GERMAN_AND_NORDIC).join('')}]`, 'g');

const HAS_OTHERS = /[\u0080-\uffff]/;
const NOT_ASCII = /[\u0080-\uffff]+/g;
/** Arabic-Indic, its eastern form, and Devanagari: what people type digits in where Amazon has shops. */
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;

/**
 * A text in lower-case ASCII: ß æ œ þ become two letters, ä ö ü become ae oe ue (fact sheet 2.3, S16), ø đ ł become o d
 * l, any other accented letter its base letter (our decision), full-width and Arabic or Indian digits become 0-9. What
 * has no Latin base (Cyrillic, Chinese, emoji) is dropped; ASCII space and punctuation stay.
 */
export function transliterate(text: string): string {
  if (!HAS_OTHERS.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(SPELLED_LETTERS, spelled)
    .replace(OTHER_DIGITS, asciiDigit)
    .normalize('NFKD')
    .replace(NOT_ASCII, '');
}

function spelled(letter: string): string {
  return SPELLED.get(letter) ?? '';
}

function asciiDigit(digit: string): string {
  const code = digit.charCodeAt(0);
  return String(code - (code >= 0x966 ? 0x966 : code >= 0x6f0 ? 0x6f0 : 0x660));
}

/** Lower case with the six German and Nordic letters spelled out and nothing else changed, as S16 treats names. */
export function spellSixLetters(text: string): string {
  return text.toLowerCase().replace(SIX_LETTERS, spelled);
}

const NORMAL = /^[a-z0-9]+$/;
const OTHERS = /[^a-z0-9]+/g;

/** A text transliterated and reduced to `a-z 0-9`; empty when nothing of it is left. */
export function lettersAndDigits(text: string): string {
  return NORMAL.test(text) ? text : onlyLettersAndDigits(transliterate(text));
}

/** What a lower-case text has of `a-z 0-9`. */
export function onlyLettersAndDigits(text: string): string {
  return text.replace(OTHERS, '');
}

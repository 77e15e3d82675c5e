import { ES_WORDS } from './address/es.ts';
import { FR_WORDS } from './address/fr.ts';
import { GB_WORDS } from './address/gb.ts';
import { IT_WORDS } from './address/it.ts';
import { US_BUILDINGS, US_STREETS } from './address/us.ts';
import { ENGLISH, EVERYWHERE, WEST, type Words } from './address/words.ts';
import { isPlaceholder } from './placeholder.ts';

/**
 * Which of Amazon's two published forms of a street line is made.
 *
 * - `uploader`: AWS's uploader for Amazon Marketing Cloud (S16 `address_normalizer.py`), the newer one, with fixtures
 *   in its tests: knows `West`, and takes a full stop as a space (`Main St.` -> `mainst`).
 * - `sdk`: Amazon Ads' normalisation library (S17), which the uploader was made from: no `West`, full stops stay
 *   (`mainst.`), and so its abbreviations with one (`Av. Diagonal` -> `avenidadiagonal`) are found.
 */
export type AddressRule = 'uploader' | 'sdk';

export const ADDRESS_RULES: readonly AddressRule[] = ['uploader', 'sdk'];

/** The lists of each country; of two that know a word, the later one wins. */
const LISTS: Readonly<Record<string, readonly Words[]>> = {
  US: [US_STREETS, US_BUILDINGS],
  CA: [ENGLISH],
  GB: [GB_WORDS],
  FR: [FR_WORDS, ENGLISH],
  DE: [ENGLISH],
  ES: [ENGLISH, ES_WORDS],
  IT: [ENGLISH, IT_WORDS],
  JP: [ENGLISH],
  IN: [ENGLISH],
};

type ShortForms = ReadonlyMap<string, string>;

const SHORT_FORMS: Readonly<Record<AddressRule, ReadonlyMap<string, ShortForms>>> = {
  uploader: shortForms([EVERYWHERE, WEST]),
  sdk: shortForms([EVERYWHERE]),
};

function shortForms(common: readonly Words[]): Map<string, ShortForms> {
  return new Map(
    Object.entries(LISTS).map(([country, lists]) => [country, new Map([...common, ...lists].flatMap(spellings))]),
  );
}

function spellings(words: Words): [string, string][] {
  return Object.entries(words).flatMap(([short, list]) =>
    list.split(' ').map((word): [string, string] => [word, short]),
  );
}

const BETWEEN_WORDS: Readonly<Record<AddressRule, RegExp>> = {
  uploader: /(?:[\s,!.[\](){}]|(?<![\p{L}\p{N}_])C\/O(?![\p{L}\p{N}_]))+/u,
  sdk: /(?:[\s,![\](){}]|(?<![\p{L}\p{N}_])C\/O(?![\p{L}\p{N}_]))+/u,
};

/** No street line comes near it, and the rules below cost more than their share on longer texts. */
const MAX_LENGTH = 500;

/**
 * Amazon's canonical form of a street line (without city, state and postal code), for the nine countries its library
 * knows: upper case, words apart, street words, directions and `#` in their short forms, all joined and in lower case
 * (fact sheet 2.3, S17). Undefined for other countries, and when nothing is left.
 *
 * The form is Amazon's to the letter, with the oddities of its code, because only the same text has the same digest. It
 * is not always its own normal form: the joined words are one word.
 */
export function normaliseAddress(
  value: string,
  country: string | undefined,
  rule: AddressRule = 'uploader',
): string | undefined {
  const words = country === undefined ? undefined : SHORT_FORMS[rule].get(country);
  if (words === undefined || value.length > MAX_LENGTH || isPlaceholder(value)) return undefined;
  const tokens = value
    .normalize('NFC')
    .trim()
    .toUpperCase()
    .split(BETWEEN_WORDS[rule])
    .filter((token) => token !== '');
  splitDashes(tokens);
  splitPounds(tokens);
  const line = tokens.map((token) => words.get(token) ?? token).join('');
  return line === '' ? undefined : line.toLowerCase();
}

const NUMERIC = /^\p{N}+$/u;

/**
 * `12-A` is two words, `12-14` and `A-12` are one. As in Amazon's code, a word pushed past the original count by
 * earlier splits is not looked at; the same goes for `splitPounds`.
 */
function splitDashes(tokens: string[]): void {
  for (let i = 0, count = tokens.length; i < count; i++) {
    const token = tokens[i] ?? '';
    const dash = token.lastIndexOf('-');
    if (dash <= 0 || dash === token.length - 1) continue;
    const before = token.slice(0, dash);
    const after = token.slice(dash + 1);
    if (NUMERIC.test(before) && !NUMERIC.test(after)) tokens.splice(i, 1, before, after);
  }
}

/**
 * `APT#5` is three words. As in Amazon's code, what stands before the letters is lost (`12B#5` is `B # 5`), and with a
 * second `#` in the word the part after the first.
 */
function splitPounds(tokens: string[]): void {
  for (let i = 0, count = tokens.length; i < count; i++) {
    const token = tokens[i] ?? '';
    let at = i;
    let from = 0;
    for (let pound = token.indexOf('#'); pound >= 0; pound = token.indexOf('#', from)) {
      let start = pound;
      while (start > from && isLetter(token.charCodeAt(start - 1))) start--;
      from = pound + 1;
      while (from < token.length && isUnitCharacter(token.charCodeAt(from))) from++;
      const parts = [token.slice(start, pound), '#', token.slice(pound + 1, from)].filter((part) => part !== '');
      if (parts.length === 1) continue;
      tokens.splice(at, 1, ...parts);
      at += parts.length - 1;
    }
  }
}

function isLetter(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** `0-9`, `A-Z`, `-` and `/`. */
function isUnitCharacter(code: number): boolean {
  return (code >= 0x2f && code <= 0x39) || isLetter(code) || code === 0x2d;
}

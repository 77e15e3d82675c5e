import { isPlaceholder } from './placeholder.ts';
import { transliterate } from './transliterate.ts';

/**
 * How a postal code becomes its normal form.
 *
 * - `lower`: the lengths and forms of AWS's uploader in lower case, as Segment's connector does (S7) and as all of
 *   Amazon's other keys are. Outside the countries the uploader knows, the whole code.
 * - `uploader`: exactly what AWS's uploader does (S16 `zip_normalizer.py`): the letters of Canadian and British codes
 *   stay in the case they were given in, and every country it does not name has five digits.
 *
 * The two differ in nothing for the United States, Germany, France, Spain, Italy, India and Japan.
 */
export type PostalRule = 'lower' | 'uploader';

export const POSTAL_RULES: readonly PostalRule[] = ['lower', 'uploader'];

interface Form {
  readonly dropped: RegExp;
  /** What is longer is cut: ZIP+4, and the CEDEX number of French codes. */
  readonly length: number;
  readonly whole: RegExp;
}

const NOT_DIGITS = /[^0-9]+/g;
const NOT_LETTERS_OR_DIGITS = /[^0-9A-Za-z]+/g;

const FIVE_DIGITS: Form = { dropped: NOT_DIGITS, length: 5, whole: /^\d{5}$/ };
const UPLOADER: Readonly<Record<string, Form>> = {
  CA: { dropped: NOT_LETTERS_OR_DIGITS, length: 6, whole: /^(?:[A-Za-z]\d){3}$/ },
  GB: {
    dropped: NOT_LETTERS_OR_DIGITS,
    length: 7,
    whole: /^(?:[A-Za-z]{1,2}\d{2,3}|[A-Za-z]{1,2}\d[A-Za-z]\d)[A-Za-z]{2}$/,
  },
  IN: { dropped: NOT_DIGITS, length: 6, whole: /^\d{6}$/ },
  JP: { dropped: NOT_DIGITS, length: 7, whole: /^\d{7}$/ },
};

/** The countries of the uploader with codes of five digits, and the territories that use US ZIP codes. */
const WITH_FIVE_DIGITS: ReadonlySet<string> = new Set(['US', 'DE', 'FR', 'ES', 'IT', 'PR', 'GU', 'VI', 'AS', 'MP']);

/** No country has longer codes than Iran's ten digits; the shortest have three characters (Faroe Islands, Iceland). */
const ELSEWHERE = /^(?=.*\d)[0-9a-z]{3,10}$/;

/**
 * The normal form of a postal code of a country (ISO alpha-2), or undefined for what is no code of that country. Where
 * the country is not known, only five digits can be told.
 */
export function normalisePostal(
  value: string,
  country: string | undefined,
  rule: PostalRule = 'lower',
): string | undefined {
  if (isPlaceholder(value)) return undefined;
  const form = formOf(country, rule);
  if (rule === 'uploader') return formed(value, form ?? FIVE_DIGITS);
  const text = transliterate(value);
  if (form !== undefined) return formed(text, form);
  const code = text.replace(NOT_LETTERS_OR_DIGITS, '');
  return ELSEWHERE.test(code) ? code : undefined;
}

function formOf(country: string | undefined, rule: PostalRule): Form | undefined {
  if (country === undefined) return FIVE_DIGITS;
  if (Object.hasOwn(UPLOADER, country)) return UPLOADER[country];
  return rule === 'uploader' || WITH_FIVE_DIGITS.has(country) ? FIVE_DIGITS : undefined;
}

function formed(text: string, form: Form): string | undefined {
  const code = text.replace(form.dropped, '').slice(0, form.length);
  return form.whole.test(code) ? code : undefined;
}

import { isPlaceholder } from './placeholder.ts';
import { FURTHER_STATES, type StateNames, UPLOADER_STATES } from './states.ts';
import { type LetterRule, lettersAndDigits } from './transliterate.ts';

type Codes = ReadonlyMap<string, string>;

/** Name -> code, both as they are compared: transliterated, lower case, letters only. */
const UPLOADER_CODES: ReadonlyMap<string, Codes> = new Map(
  Object.entries(UPLOADER_STATES).map(([country, names]) => [country, codesByName(names)]),
);
const ALL_CODES: ReadonlyMap<string, Codes> = new Map(
  Object.entries(UPLOADER_STATES).map(([country, names]) => [
    country,
    new Map([...codesByName(names), ...codesByName(FURTHER_STATES[country] ?? {})]),
  ]),
);
const CODES: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...ALL_CODES].map(([country, codes]) => [country, new Set(codes.values())]),
);

function codesByName(names: StateNames): Map<string, string> {
  return new Map(
    Object.entries(names).flatMap(([code, list]) =>
      list.split('|').map((name) => [lettersAndDigits(name), code.toLowerCase()]),
    ),
  );
}

/** India has no table in the uploader, but a fixture: the first two letters (`Uttar Pradesh` -> `ut`). */
const FIRST_TWO_LETTERS: ReadonlySet<string> = new Set([...Object.keys(UPLOADER_STATES), 'IN']);

/** What Shopify calls the state of a customer's account; the first two letters of it are no place. */
const OF_ACCOUNTS: ReadonlySet<string> = new Set(['enabled', 'disabled', 'invited', 'declined']);

const TWO_LETTERS = /^[a-z]{2}$/;
const NOT_LETTERS = /[^a-z]+/g;

/**
 * The normal form of a state or province of a country (ISO alpha-2): its code of two letters (in Spain one or two),
 * lower case (fact sheet 2.3, S16 `state_normalizer.py`). Known names become their codes; of other texts the first two
 * letters are kept, as the uploader does.
 *
 * - `transliterate`: accented letters count as their base letters, and more names are known (states.ts). In countries
 *   of which no source says anything (all but US CA DE FR ES IT IN), or when the country is not known, a code of two
 *   letters is kept and anything longer is omitted: two letters of `New South Wales` would identify nobody.
 * - `uploader`: exactly what the uploader does, which drops accented letters first: `Québec` -> `qu`, and
 *   `Île-de-France` -> `le`, the code of Lorraine. In every other country the first two letters.
 */
export function normaliseState(
  value: string,
  country: string | undefined,
  rule: LetterRule = 'transliterate',
): string | undefined {
  if (isPlaceholder(value) || OF_ACCOUNTS.has(value.trim().toLowerCase())) return undefined;
  return rule === 'uploader' ? asUploader(value, country) : normalise(value, country);
}

function normalise(value: string, country: string | undefined): string | undefined {
  if (TWO_LETTERS.test(value)) return value;
  // ISO 3166-2 writes the country first: `US-CA`.
  const long = country !== undefined && value[2] === '-' && value.slice(0, 2).toUpperCase() === country;
  const letters = lettersAndDigits(long ? value.slice(3) : value).replace(NOT_LETTERS, '');
  const code = country === undefined ? undefined : ALL_CODES.get(country)?.get(letters);
  if (code !== undefined) return code;
  if (country !== undefined && FIRST_TWO_LETTERS.has(country)) return letters.slice(0, 2) || undefined;
  return TWO_LETTERS.test(letters) ? letters : undefined;
}

function asUploader(value: string, country: string | undefined): string | undefined {
  const letters = value
    .toUpperCase()
    .replace(/[^A-Z]+/g, '')
    .toLowerCase();
  const code = country === undefined ? undefined : UPLOADER_CODES.get(country)?.get(letters);
  return code ?? (letters.slice(0, 2) || undefined);
}

/** Whether a text is a code or a known name of a state of this country: `paid` and `completed` are states of orders. */
export function knownState(value: string, country: string | undefined): boolean {
  if (country === undefined) return false;
  const letters = lettersAndDigits(value).replace(NOT_LETTERS, '');
  return CODES.get(country)?.has(letters) === true || ALL_CODES.get(country)?.has(letters) === true;
}

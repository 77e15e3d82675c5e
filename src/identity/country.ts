import { COUNTRIES } from './countries.ts';
import { lettersAndDigits } from './transliterate.ts';

/**
 * The countries whose people Amazon wants a consent signal for (fact sheet 6): the 27 of the EU, Iceland,
 * Liechtenstein, Norway, and the United Kingdom.
 */
export const EEA_AND_UK: ReadonlySet<string> = new Set(
  (
    'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK ' + // the EU
    'IS LI NO GB'
  ).split(' '),
);

/** Alpha-2 and alpha-3 codes, in upper case, to alpha-2. */
const BY_CODE = new Map<string, string>();
const BY_NAME = new Map<string, string>();

for (const line of COUNTRIES.trim().split('\n')) {
  const [alpha2 = '', alpha3 = ''] = line.split(' ', 2);
  BY_CODE.set(alpha2, alpha2).set(alpha3, alpha2);
  for (const name of line.slice(7).split('|')) {
    for (const spelling of spellingsOf(name)) BY_NAME.set(keyOf(spelling), alpha2);
  }
}
// What the United Kingdom calls itself. Amazon's profiles say UK, its events must say GB (fact sheet 5.2).
BY_CODE.set('UK', 'GB');

/**
 * `Österreich` is also written `Osterreich`, `Saint` also `St`, `and` may be `&`, and the standard puts `Republic of`
 * last.
 */
function spellingsOf(name: string): string[] {
  const [first = '', last] = name.split(', ', 2);
  return [
    name,
    name.normalize('NFD').replace(/\p{M}+/gu, ''),
    name.replaceAll(' and ', ' '),
    name.replace(/^Saint /, 'St ').replaceAll(' and ', ' '),
    name.replace(/^Saint /, 'St '),
    last === undefined ? name : `${last} ${first}`,
  ];
}

/** A name as it is compared: letters and digits only, in ASCII if it has any of them, else in its own script. */
function keyOf(name: string): string {
  return (
    lettersAndDigits(name) ||
    name
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
  );
}

const LONGEST_NAME = 80;

/**
 * The ISO 3166-1 alpha-2 code of a country given as alpha-2 or alpha-3 in any case, or by its name in English or in its
 * own languages; `UK` is `GB`. Undefined for anything else.
 */
export function countryCode(value: string): string | undefined {
  const text = value.trim();
  if (text === '' || text.length > LONGEST_NAME) return undefined;
  if (text.length <= 3) {
    const code = BY_CODE.get(text) ?? BY_CODE.get(text.toUpperCase());
    if (code !== undefined) return code;
  }
  const key = keyOf(text);
  return BY_NAME.get(key) ?? (key.startsWith('the') ? BY_NAME.get(key.slice(3)) : undefined);
}

/** Language, up to three extensions of it, script, region: the head of a BCP 47 tag or a POSIX locale. */
const LOCALE = /^[a-z]{2,3}(?:[-_][a-z]{3}){0,3}(?:[-_][a-z]{4})?[-_]([a-z]{2})(?![a-z0-9])/i;

/**
 * The country of a locale (`en-US`, `en_US.UTF-8`, `zh-Hant-TW`), as ISO alpha-2. Undefined when it names none: a bare
 * language, a region by number (`es-419` is Latin America), or no country we know.
 */
export function regionOfLocale(locale: string): string | undefined {
  const region = LOCALE.exec(locale.trim())?.[1];
  return region === undefined ? undefined : BY_CODE.get(region.toUpperCase());
}

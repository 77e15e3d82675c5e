import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADDRESS_RULES, normaliseAddress } from './address.ts';
import { normaliseCity } from './city.ts';
import { countryCode, regionOfLocale } from './country.ts';
import { currencyCode } from './currency.ts';
import { EMAIL_RULES, normaliseEmail } from './email.ts';
import { normaliseIp } from './ip.ts';
import { normaliseMaid } from './maid.ts';
import { normaliseMatchId, normaliseUserId } from './match-id.ts';
import { normaliseName } from './name.ts';
import { normaliseOpaqueId } from './opaque-id.ts';
import { normalisePhone } from './phone.ts';
import { normalisePostal, POSTAL_RULES } from './postal.ts';
import { normaliseState } from './state.ts';
import { LETTER_RULES } from './transliterate.ts';

type Normalise = (value: string) => string | undefined;

const COUNTRIES = ['US', 'CA', 'GB', 'DE', 'FR', 'ES', 'IT', 'IN', 'JP', 'NL', 'AU', 'ZZ', '', undefined];

/** Every function under every option, with the form its results have. */
const FUNCTIONS: readonly (readonly [string, RegExp, Normalise])[] = [
  ...EMAIL_RULES.map(
    (rule) =>
      [
        `email ${rule}`,
        {
          amazon_strict: /^[a-z0-9.-]+@[a-z0-9.-]+$/,
          keep_plus_underscore: /^[a-z0-9.+_-]+@[a-z0-9.+_-]+$/,
          trim_lower: /^[^\s@]+@[^\s@]+$/,
        }[rule],
        (value: string) => normaliseEmail(value, rule),
      ] as const,
  ),
  ...LETTER_RULES.flatMap(
    (rule) =>
      [
        [`name ${rule}`, /^[a-z0-9]+$/, (value: string) => normaliseName(value, rule)],
        [`city ${rule}`, /^[a-z0-9]+$/, (value: string) => normaliseCity(value, rule)],
      ] as const,
  ),
  ...COUNTRIES.flatMap((country) => [
    ...LETTER_RULES.map(
      (rule) =>
        [`state ${country} ${rule}`, /^[a-z]{1,2}$/, (value: string) => normaliseState(value, country, rule)] as const,
    ),
    ...POSTAL_RULES.map(
      (rule) =>
        [
          `postal ${country} ${rule}`,
          rule === 'lower' ? /^[a-z0-9]{3,10}$/ : /^[A-Za-z0-9]{5,7}$/,
          (value: string) => normalisePostal(value, country, rule),
        ] as const,
    ),
    [
      `phone ${country}`,
      /^\+[1-9][0-9]{4,16}$/,
      (value: string) => normalisePhone(value, country, 'e164_plus'),
    ] as const,
  ]),
  ['maid', /^[0-9A-Fa-f-]{32,36}$/, normaliseMaid],
  ['opaque id', /^\S{1,256}$/, normaliseOpaqueId],
  ['match id', /^[A-Za-z0-9]{1,100}$/, normaliseMatchId],
  ['user id', /^\S{1,256}$/, normaliseUserId],
  ['ip', /^[0-9a-f.:]+$/, normaliseIp],
  ['country', /^[A-Z]{2}$/, countryCode],
  ['currency', /^[A-Z]{3}$/, currencyCode],
];

/** Anything at all, and texts close to what the functions look for. */
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.stringMatching(/^[ +(]{0,2}[0-9 ()./-]{3,18}(?:x[0-9]{1,4})?$/),
  fc.stringMatching(/^ ?[A-Za-zÀ-ž]{1,8}[ '.-][A-Za-zÀ-ž]{1,8}$/),
  fc.stringMatching(/^[A-Za-z0-9ß._+<>: -]{1,12}@[A-Za-z0-9.>-]{1,10}$/),
  fc.emailAddress(),
  fc.uuid(),
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom('null', 'undefined', 'N/A', '', ' ', '\u0000', '\ud800', 'İ', 'ß', 'ﬁ', '+'),
);

describe.each(FUNCTIONS)('%s', (_, form, normalise) => {
  it('gives the promised form or nothing, and leaves its own results alone', () => {
    fc.assert(
      fc.property(texts, (value) => {
        const normal = normalise(value);
        if (normal === undefined) return true;
        return form.test(normal) && normalise(normal) === normal;
      }),
      { numRuns: 300 },
    );
  });
});

describe('phone in digits', () => {
  it('is the number with its plus, without the plus', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...COUNTRIES), (value, country) => {
        const digits = normalisePhone(value, country, 'digits');
        const plus = normalisePhone(value, country, 'e164_plus');
        // Without the plus it may mean another number elsewhere, so only with it is it its own normal form.
        return digits === undefined
          ? plus === undefined
          : plus === `+${digits}` && normalisePhone(plus, undefined, 'digits') === digits;
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('address', () => {
  it.each(ADDRESS_RULES)('under %s is lower case, without white space, never empty', (rule) => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...COUNTRIES), (value, country) => {
        const line = normaliseAddress(value, country, rule);
        return line === undefined || (line !== '' && !/[\s,!()[\]{}]/.test(line) && line === line.toLowerCase());
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a very long text', () => {
  it('is dealt with at once by every function', () => {
    const long = ['a', '1', ' ', '-', '@', 'é', 'ß', '😀', '+1 ', 'A#', 'a@', '::', '1.'].map((text) =>
      text.repeat(20_000),
    );
    const start = performance.now();
    for (const [, form, normalise] of FUNCTIONS) {
      for (const text of long) {
        const normal = normalise(text);
        if (normal !== undefined) expect(form.test(normal)).toBe(true);
      }
    }
    for (const text of long) {
      normaliseAddress(text, 'US');
      regionOfLocale(text);
    }
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});

import { isSupportedCountry, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { plainE164 } from './e164.ts';

/**
 * What a phone number looks like before it is hashed.
 *
 * - `digits`: E.164 without the plus (`14155550123`): what the comment in AWS's uploader says Amazon Ads wants and the
 *   digests in its fixtures are made of (S16); Segment and S23 agree (fact sheet 2.3).
 * - `e164_plus`: with the plus, as in Amazon's Events API sample (S6).
 */
export type PhoneFormat = 'digits' | 'e164_plus';

export const PHONE_FORMATS: readonly PhoneFormat[] = ['digits', 'e164_plus'];

/** The longest number with its spaces, brackets and extension is far shorter. */
const MAX_LENGTH = 60;

const FORMAT_CHARACTERS = /\p{Cf}+/gu;
const DIGIT = /\p{Nd}/u;
/** What people fill in who do not want to be called. */
const ONE_DIGIT = /^(\d)\1+$/;
const DOUBLE_ZERO = /^\+?00/;

/**
 * The normal form of a phone number: calling code and national number without prefixes, spaces and extension. A number
 * without its calling code is completed for `country` (ISO alpha-2); no country is guessed. `00` and `+00` are read as
 * `+`. Undefined for what libphonenumber does not find possible, which is the test of AWS's uploader too (S16).
 *
 * The library's smaller metadata (`min`) is enough: possible lengths and prefixes are the same in both, and only number
 * types, which nobody asks for here, need the larger.
 */
export function normalisePhone(value: string, country: string | undefined, format: PhoneFormat): string | undefined {
  const digits = plainE164(value) ?? parsed(value, country);
  return digits === undefined || format === 'digits' ? digits : `+${digits}`;
}

function parsed(value: string, country: string | undefined): string | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  const text = value.normalize('NFKC').replace(FORMAT_CHARACTERS, '').trim();
  if (!DIGIT.test(text)) return undefined;
  const number = text.slice(0, 4).toLowerCase() === 'tel:' ? fromUri(text.slice(4)) : text;
  const found = possible(number, country);
  // The country goes first with `00`: `0011` is how Australians dial abroad, though nothing national begins with it.
  if (!DOUBLE_ZERO.test(number) || found?.nationalNumber.startsWith('00') === false) return digitsOf(found);
  return digitsOf(possible(number.replace(DOUBLE_ZERO, '+'), country));
}

/**
 * The number of an RFC 3966 URI, without parameters. One that is local to a `phone-context` needs more than its digits.
 */
function fromUri(uri: string): string {
  const [number = '', ...parameters] = uri.split(';');
  const context = parameters.find((parameter) => parameter.startsWith('phone-context='))?.slice(14);
  if (context === undefined) return number.trim();
  return context.startsWith('+') ? context + number : '';
}

function possible(number: string, country: string | undefined): PhoneNumber | undefined {
  const defaultCountry = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const options = defaultCountry === undefined ? { extract: false } : { defaultCountry, extract: false };
  const found = parsePhoneNumberFromString(number, options);
  return found?.isPossible() === true ? found : undefined;
}

/**
 * The digits of a number that is possible from abroad too. Canada has a few numbers of seven digits, so one that lacks
 * its area code is possible there, but with the calling code in front it is nobody's.
 */
function digitsOf(number: PhoneNumber | undefined): string | undefined {
  if (number === undefined || ONE_DIGIT.test(number.nationalNumber)) return undefined;
  const whole = plainE164(number.number) !== undefined || possible(number.number, undefined)?.number === number.number;
  return whole ? number.number.slice(1) : undefined;
}

import fc from 'fast-check';
import { parsePhoneNumberFromString as parseWithMax } from 'libphonenumber-js/max';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import metadata from 'libphonenumber-js/min/metadata';
import { describe, expect, it } from 'vitest';
import { plainE164 } from './e164.ts';

const CALLING_CODES = Object.keys(metadata.country_calling_codes);

function byLibrary(text: string): string | undefined {
  const number = parsePhoneNumberFromString(text, { extract: false });
  return number?.isPossible() === true ? number.number.slice(1) : undefined;
}

/**
 * Numbers that begin like numbers of a country: its calling code, often a digit that is a national prefix somewhere,
 * any length.
 */
const numbers = fc
  .tuple(
    fc.constantFrom(...CALLING_CODES),
    fc.constantFrom('', '0', '1', '6', '8', '9', '15', '01', '44', '2'),
    fc.stringMatching(/^[0-9]{1,12}$/),
  )
  .map(([code, prefix, rest]) => `+${code}${prefix}${rest}`);

describe('plainE164', () => {
  it('finds what the library finds, or nothing', () => {
    fc.assert(
      fc.property(numbers, (text) => {
        const digits = plainE164(text);
        return digits === undefined || digits === byLibrary(text);
      }),
      { numRuns: 20_000 },
    );
  });

  it('finds it for every calling code the library knows an everyday number of', () => {
    const everyday = [
      '+14155550123',
      '+493012345678',
      '+447911123456',
      '+33612345678',
      '+819012345678',
      '+919876543210',
    ];
    for (const text of everyday) expect(plainE164(text)).toBe(text.slice(1));
  });

  it.each([
    '+1 4155550123',
    '14155550123',
    '+141555501234567890',
    '+0441234567',
    '+49030123456', // with a national prefix: the library removes it
    '+11234567890',
    '',
    '+',
  ])('leaves %j to the library', (text) => {
    expect(plainE164(text)).toBeUndefined();
  });

  it('would find nothing else with the larger metadata', () => {
    fc.assert(
      fc.property(numbers, (text) => {
        const max = parseWithMax(text, { extract: false });
        return byLibrary(text) === (max?.isPossible() === true ? max.number.slice(1) : undefined);
      }),
      { numRuns: 5_000 },
    );
  });
});

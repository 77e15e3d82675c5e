import { describe, expect, it } from 'vitest';
import { sha256 } from './hash.ts';
import { normalisePhone, PHONE_FORMATS } from './phone.ts';

describe('normalisePhone', () => {
  it.each([
    // Fact sheet 2.4, S16
    ['+1 (413) 871-4499', 'US', '14138714499', 'ed4f1d5e1d3e44fefa8dbc7e1ed7d1ada51311f88d95d8c4e55624d38735088c'],
    ['571-981-5803', 'US', '15719815803', 'e14937512d901c5e89a973f88cbc858d943f34e029bcc5161ff1134694987ca9'],
    // Further digests of the fixtures, S16
    ['5916027351', 'JP', '815916027351', '8bfde26a9d08011ee4d6f6df0601d8337e3c0ac4e23a4090dad9d4795ff10e0b'],
    ['5053967106', 'DE', '495053967106', '4b9186cf7bd344fd51034795b3f6879abb5b7205993c6bc823dd7e757f4a0837'],
  ])('%s in %s: the published digest', (value, country, digits, digest) => {
    expect(normalisePhone(value, country, 'digits')).toBe(digits);
    expect(sha256(normalisePhone(value, country, 'digits') ?? '')).toBe(digest);
  });

  it('puts the plus in front on request', () => {
    expect(PHONE_FORMATS.map((format) => normalisePhone('+1 (413) 871-4499', undefined, format))).toEqual([
      '14138714499',
      '+14138714499',
    ]);
    expect(normalisePhone('+14138714499', undefined, 'e164_plus')).toBe('+14138714499');
  });

  it.each([
    ['+14138714499', undefined, '14138714499'],
    ['  +14138714499 ', undefined, '14138714499'],
    ['1(612)392-8346', 'US', '16123928346'],
    ['(916) 3979206', 'US', '19163979206'],
    ['571.981.5803', 'US', '15719815803'],
    ['571-981-5803 x99', 'US', '15719815803'],
    ['571-981-5803 ext. 99', 'US', '15719815803'],
    ['15719815803', 'US', '15719815803'],
    ['tel:+1-201-555-0123;ext=7', undefined, '12015550123'],
    ['TEL: +1 201 555 0123', undefined, '12015550123'],
    ['tel:201-555-0123', 'US', '12015550123'],
    ['tel:20-7946-0958;phone-context=+44', 'US', '442079460958'],
    ['+49 (0)30 123456', 'US', '4930123456'],
    ['(030) 123456', 'DE', '4930123456'],
    ['030/123456', 'DE', '4930123456'],
    ['0049 30 123456', 'DE', '4930123456'],
    ['0049 30 123456', 'US', '4930123456'],
    ['0049301234', 'US', '49301234'],
    ['00 49 (0) 30 123456', undefined, '4930123456'],
    ['+0049 30 123456', 'AU', '4930123456'],
    ['011 49 30 123456', 'US', '4930123456'],
    ['0011 49 30 123456', 'AU', '4930123456'],
    ['06 12 34 56 78', 'FR', '33612345678'],
    ['07911 123456', 'GB', '447911123456'],
    ['+39 06 1234567', undefined, '39061234567'],
    ['8 800 555 35 35', 'RU', '78005553535'],
    ['011 15 2345-6789', 'AR', '5491123456789'],
    ['09876543210', 'IN', '919876543210'],
    ['＋４９ ３０ １２３４５６', undefined, '4930123456'],
    ['٠٣٠١٢٣٤٥٦', 'DE', '4930123456'],
    ['\u202a+1 571 981 5803\u202c', undefined, '15719815803'], // as copied from an address book
    ['+1 (571) 981\u20115803', undefined, '15719815803'], // non-breaking hyphen
  ])('%j in %s is %s', (value, country, digits) => {
    expect(normalisePhone(value, country, 'digits')).toBe(digits);
  });

  it.each([
    ['', 'US'],
    [' ', 'US'],
    ['+++', 'US'],
    ['+', 'US'],
    ['00', 'US'],
    ['0000000000', 'US'],
    ['12345', 'US'],
    ['555-1234', 'US'],
    ['555-1234', 'CA'], // seven digits are possible there, but not from abroad
    ['+1', undefined],
    ['+999 1234567', undefined],
    ['571-981-5803', undefined], // no country is guessed
    ['571-981-5803', 'ZZ'],
    ['571-981-5803', ''],
    ['null', 'US'],
    ['undefined', 'US'],
    ['N/A', 'US'],
    ['call me', 'US'],
    ['call 571-981-5803', 'US'],
    ['ada@example.com', 'US'],
    ['tel:', 'US'],
    ['tel:7042;phone-context=example.com', 'US'],
    ['+1 571 981 5803 / +1 571 981 5804', 'US'],
    ['1'.repeat(100_000), 'US'],
    ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21', 'US'],
    ['😀', 'US'],
  ])('%j in %s is no number', (value, country) => {
    expect(normalisePhone(value, country, 'digits')).toBeUndefined();
    expect(normalisePhone(value, country, 'e164_plus')).toBeUndefined();
  });
});

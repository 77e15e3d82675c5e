import { describe, expect, it } from 'vitest';
import { ADS_V1_CURRENCIES, currencyCode, DSP_V1_CURRENCIES } from './currency.ts';

describe('currencyCode', () => {
  it.each([
    ['USD', 'USD'],
    ['usd', 'USD'],
    [' Eur\n', 'EUR'],
    ['€', 'EUR'],
    [' ₹ ', 'INR'],
    ['R$', 'BRL'],
    ['r$', 'BRL'],
    ['US$', 'USD'],
    ['chf', 'CHF'],
    ['ISK', 'ISK'],
  ])('%j is %s', (value, code) => {
    expect(currencyCode(value)).toBe(code);
  });

  it.each([
    '',
    ' ',
    '$',
    '£',
    '¥',
    'kr',
    'US',
    'USDT',
    'BTC',
    'XXX',
    'XAU',
    'euro',
    'null',
    'N/A',
    '840',
    'ＵＳＤ',
    'constructor',
    '😀',
    'x'.repeat(100_000),
  ])('%j is no currency, or might be several', (value) => {
    expect(currencyCode(value)).toBeUndefined();
  });

  it('knows every currency the APIs take, but for the peso of before 1993', () => {
    for (const code of DSP_V1_CURRENCIES) expect(currencyCode(code.toLowerCase())).toBe(code);
    for (const code of ADS_V1_CURRENCIES) expect(currencyCode(code)).toBe(code === 'MXP' ? undefined : code);
  });
});

describe('the lists of the APIs', () => {
  it('have the sizes of the schemas', () => {
    expect(DSP_V1_CURRENCIES.size).toBe(18);
    expect(ADS_V1_CURRENCIES.size).toBe(81);
    for (const code of DSP_V1_CURRENCIES) expect(ADS_V1_CURRENCIES.has(code), code).toBe(true);
  });
});

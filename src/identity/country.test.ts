import { describe, expect, it } from 'vitest';
import { COUNTRIES } from './countries.ts';
import { countryCode, EEA_AND_UK, regionOfLocale } from './country.ts';

const ROWS = COUNTRIES.trim().split('\n');

describe('countryCode', () => {
  it.each([
    ['US', 'US'],
    ['us', 'US'],
    [' De ', 'DE'],
    ['USA', 'US'],
    ['gbr', 'GB'],
    ['UK', 'GB'],
    ['uk', 'GB'],
    ['U.K.', 'GB'],
    ['U.S.A.', 'US'],
    ['United States', 'US'],
    ['united states of america', 'US'],
    ['UNITED KINGDOM', 'GB'],
    ['Great Britain', 'GB'],
    ['Scotland', 'GB'],
    ['Germany', 'DE'],
    ['Deutschland', 'DE'],
    ['España', 'ES'],
    ['Espana', 'ES'],
    ['Österreich', 'AT'],
    ['Oesterreich', 'AT'],
    ['Osterreich', 'AT'],
    ['Schweiz', 'CH'],
    ['Suisse', 'CH'],
    ['The Netherlands', 'NL'],
    ['Nederland', 'NL'],
    ['Holland', 'NL'],
    ['België', 'BE'],
    ['Czech Republic', 'CZ'],
    ['Česko', 'CZ'],
    ['Türkiye', 'TR'],
    ['Turkey', 'TR'],
    ['Côte d’Ivoire', 'CI'],
    ['Ivory Coast', 'CI'],
    ['Trinidad & Tobago', 'TT'],
    ['Trinidad and Tobago', 'TT'],
    ['St. Kitts & Nevis', 'KN'],
    ['Saint Kitts and Nevis', 'KN'],
    ['Republic of Korea', 'KR'],
    ['Korea, Republic of', 'KR'],
    ['South Korea', 'KR'],
    ['Viet Nam', 'VN'],
    ['México', 'MX'],
    ['Brasil', 'BR'],
    ['日本', 'JP'],
    ['中国', 'CN'],
    ['中国 (China)', 'CN'],
    ['Россия', 'RU'],
    ['Ελλάδα', 'GR'],
    ['ישראל', 'IL'],
    ['ไทย', 'TH'],
    ['NA', 'NA'],
  ])('%j is %s', (value, code) => {
    expect(countryCode(value)).toBe(code);
  });

  it.each([
    '',
    ' ',
    'X',
    'XX',
    'ZZ',
    'EU',
    'XYZ',
    'null',
    'undefined',
    'N/A',
    'Atlantis',
    'en-US',
    'DE-BY',
    'the',
    'constructor',
    '__proto__',
    '1',
    '😀',
    'x'.repeat(100_000),
  ])('%j is no country', (value) => {
    expect(countryCode(value)).toBeUndefined();
  });

  it('knows all of ISO 3166-1, each by its codes and by every name', () => {
    expect(ROWS).toHaveLength(249);
    for (const row of ROWS) {
      const [, alpha2 = '', alpha3 = '', names = ''] = /^([A-Z]{2}) ([A-Z]{3}) (.+)$/.exec(row) ?? [];
      for (const value of [alpha2, alpha2.toLowerCase(), alpha3, ...names.split('|')]) {
        expect(countryCode(value), `${row}: ${value}`).toBe(alpha2);
      }
    }
  });

  it('keeps the codes it gives', () => {
    for (const row of ROWS) expect(countryCode(countryCode(row.slice(0, 2)) ?? '')).toBe(row.slice(0, 2));
  });
});

describe('regionOfLocale', () => {
  it.each([
    ['en-US', 'US'],
    ['en_US', 'US'],
    ['en_US.UTF-8', 'US'],
    ['EN-us', 'US'],
    [' de-AT ', 'AT'],
    ['zh-Hant-TW', 'TW'],
    ['zh-cmn-Hans-CN', 'CN'],
    ['sr_RS@latin', 'RS'],
    ['de-DE-1996', 'DE'],
    ['haw-US', 'US'],
    ['en-GB-oxendict', 'GB'],
    ['en-UK', 'GB'],
    ['pt-BR;q=0.9', 'BR'],
  ])('%j -> %s', (locale, region) => {
    expect(regionOfLocale(locale)).toBe(region);
  });

  it.each([
    '',
    'en',
    'es-419',
    'zh-Hant',
    'en-',
    'en-XX',
    'en-USA',
    'C',
    'POSIX',
    'x-private',
    'i-klingon',
    'US',
    '-US',
    '😀-US',
    'a'.repeat(100_000),
  ])('%j names no country', (locale) => {
    expect(regionOfLocale(locale)).toBeUndefined();
  });
});

describe('EEA_AND_UK', () => {
  it('has the 27, the three and the United Kingdom', () => {
    expect(EEA_AND_UK.size).toBe(31);
    for (const code of ['DE', 'FR', 'IE', 'HR', 'CY', 'IS', 'LI', 'NO', 'GB']) expect(EEA_AND_UK.has(code)).toBe(true);
    for (const code of ['CH', 'US', 'TR', 'UK', 'UA', 'RS']) expect(EEA_AND_UK.has(code)).toBe(false);
    for (const code of EEA_AND_UK) expect(countryCode(code)).toBe(code);
  });
});

import { describe, expect, it } from 'vitest';
import { EMPTY_DIGEST, sha256 } from './hash.ts';
import { normalisePostal, POSTAL_RULES } from './postal.ts';

describe('normalisePostal', () => {
  it.each([
    ['75236-9599', 'US', '75236', '91b6147da4928d5742bb8ddb035e75f9fe77a7f88881906ac7417abf8a46effa'], // fact sheet 2.4, S16
    // Further digests of the fixtures, S16
    ['67236', 'US', '67236', 'b37f50b4048a481ebf4903e09d638f52108e65ce4c03170f4ad8ecd131656638'],
    ['12307', 'DE', '12307', '250fdb3b1b4dd580128ad16292edabddc627707be4e662e92084b4bb1361687c'],
    ['77304 CEDEX', 'FR', '77304', '13e81496205ee18f729655918cea4cd8af71db0ccede58bceef8188e064085bc'],
    ['42014 CEDEX 2', 'FR', '42014', 'b325e72024436b8b2cd56b838e2fac2e8502864ed3a4b1c7b634834d2b0780d6'],
    ['06357 CEDEX 4', 'FR', '06357', 'f3621f74cdcc9fe057e82c40af729530861c7de08e210969b2acc8153ddd7a7b'],
    ['43071', 'ES', '43071', '050646127cb55115e9af2f9a902c9a8848d1210e95b1a37827ae574524ba5a2d'],
    ['80129', 'IT', '80129', '3f8c74ad10dde65215ff59acebede4c76036f9fbb9f1f4460f98ff7332ccc9da'],
    ['787-0150', 'JP', '7870150', '3514118185299f8e6cadb3b93ca559e3c2cf73f2f72261851f597891709ff1b3'],
    ['395003', 'IN', '395003', 'd84f0eb68b12b02cb2cbb2c88432517e878504c3034b538ad310190e0a91eeb7'],
  ])('%s in %s: the published digest under both rules', (value, country, code, digest) => {
    for (const rule of POSTAL_RULES) {
      expect(normalisePostal(value, country, rule)).toBe(code);
      expect(sha256(normalisePostal(value, country, rule) ?? '')).toBe(digest);
    }
  });

  it.each([
    ['A11AA', 'a11aa', 'c4ef5b7f4702eaa1962ece290ae31a95b4c50346d6ec09c5c5bcf3961ffef101'],
    ['A111AA', 'a111aa', '67e61e313a9b0e2c66499683ae2eca0675484566ded1d7e83b8c5e8689ca78ad'],
    ['A1A1AA', 'a1a1aa', '571de1df7856ba2adf21f06badf38e510bf34869fd988c61d1d312ef49d47577'],
    ['AA1A1AA', 'aa1a1aa', '2e6ef886bb373b49bb25f85a6dd7019fd1e05456559551fe19b0b9b114c680b6'],
  ])('%s in GB: ours in lower case, and the digest of the uploader', (value, code, digest) => {
    expect(normalisePostal(value, 'GB')).toBe(code);
    expect(sha256(normalisePostal(value, 'GB', 'uploader') ?? '')).toBe(digest);
  });

  it.each([
    ['sw1a 1aa', 'GB', 'sw1a1aa'],
    ['SW1A1AA', 'GB', 'sw1a1aa'],
    ['M1 1AE', 'GB', 'm11ae'],
    ['K1A 0B1', 'CA', 'k1a0b1'],
    ['k1a-0b1', 'CA', 'k1a0b1'],
    ['〒100-0001', 'JP', '1000001'],
    ['１００−０００１', 'JP', '1000001'],
    ['११०००१', 'IN', '110001'],
    ['D-12307', 'DE', '12307'],
    ['00901-1234', 'PR', '00901'],
    [' 752369599 ', 'US', '75236'],
    ['1012 AB', 'NL', '1012ab'],
    ['114 55', 'SE', '11455'],
    ['00-950', 'PL', '00950'],
    ['2000', 'AU', '2000'],
    ['1010', 'AT', '1010'],
    ['1000-001', 'PT', '1000001'],
    ['01310-100', 'BR', '01310100'],
    ['238859', 'SG', '238859'],
    ['D02 AF30', 'IE', 'd02af30'],
    ['101', 'IS', '101'],
    ['75236', undefined, '75236'],
    ['75236-9599', undefined, '75236'],
  ])('%j in %s is %s', (value, country, code) => {
    expect(normalisePostal(value, country)).toBe(code);
  });

  it.each([
    ['6160', 'US'], // a leading zero lost in a spreadsheet; S16 omits it too
    ['1462', 'DE'],
    ['J9T', 'CA'],
    ['WF9', 'GB'],
    ['AA11AA6', 'GB'],
    ['SW1A 1AA', 'US'],
    ['SW1A 1AA', undefined],
    ['12345', 'CA'],
    ['', 'US'],
    [' ', 'NL'],
    ['N/A', 'NL'],
    ['null', 'NL'],
    ['none', 'AU'],
    ['12', 'AU'],
    ['12345678901', 'AU'],
    ['Amsterdam', 'NL'],
    ['1'.repeat(100_000), 'NL'],
    [EMPTY_DIGEST, 'NL'],
    ['😀', 'US'],
  ])('%j in %s is no code', (value, country) => {
    expect(normalisePostal(value, country)).toBeUndefined();
  });

  it('omits placeholders under both rules', () => {
    for (const rule of POSTAL_RULES) {
      for (const country of ['US', 'GB', 'NL']) expect(normalisePostal(EMPTY_DIGEST, country, rule)).toBeUndefined();
    }
  });

  it('takes no property of the table for a country', () => {
    expect(normalisePostal('12345', 'constructor')).toBe('12345');
    expect(normalisePostal('12345', '__proto__', 'uploader')).toBe('12345');
  });
});

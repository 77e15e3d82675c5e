import { describe, expect, it } from 'vitest';
import { normaliseCity } from './city.ts';
import { EMPTY_DIGEST, sha256 } from './hash.ts';

describe('normaliseCity', () => {
  it.each([
    ['Dallas', 'dallas', 'fa2115f8d576a6ab722956697fc759c31d1cd6b93c8336bfebf73ed5cba2ff49'], // fact sheet 2.4, S16
    // Further digests of the fixtures, S16
    ['Young America', 'youngamerica', '409d3d5237f6bd57b62d305a24cc363953a3d5b758784aaf586caa9c30b4829f'],
    ['Cergy-Pontoise', 'cergypontoise', '0c403563398f53a86fbdbd423383469e43c2342061516f200f4e71e439fde694'],
    ["Villeneuve-d'Ascq", 'villeneuvedascq', '1805fa22bd3e29bc8415bde10a0e1f9b820251fb0bcdef89b9593aa9d530f422'],
    [
      'Castellon De La Plana/Castello De La Pla',
      'castellondelaplanacastellodelapla',
      'b9fee9947191aea7889435ded3def9e494202e97b6bdb5b8a35d64cf3b5ac33c',
    ],
  ])('%s: the published digest under both rules', (value, city, digest) => {
    for (const rule of ['transliterate', 'uploader'] as const) {
      expect(normaliseCity(value, rule)).toBe(city);
      expect(sha256(normaliseCity(value, rule) ?? '')).toBe(digest);
    }
  });

  it.each([
    ['München', 'muenchen', 'ea3defc658f796efc039e19098dcb38fde17fe80827f6b4f04073991369d5319'],
    ['Saint-Étienne', 'saintetienne', 'c14269527c1426d240cd0e2fe136076b71086bb29cd105f9195c0495c6c4c695'],
    ['Pamplona/Iruña', 'pamplonairuna', 'd8228112b739385ef16eb001719ca024439e7c42e9fce48785b88a75529a2131'],
    ['Mitsukaidō', 'mitsukaido', 'cea8f5de7875aba311e55f550648fb8e879e2876f62cae277c53475b67e1b4b0'],
  ])('%s: ours, and the digest of the uploader, which drops the letter', (value, city, digest) => {
    expect(normaliseCity(value)).toBe(city);
    expect(sha256(normaliseCity(value, 'uploader') ?? '')).toBe(digest);
  });

  it.each([
    ['New York', 'newyork'],
    ['  São   Paulo ', 'saopaulo'],
    ['Paris 13', 'paris13'],
    ['’s-Hertogenbosch', 'shertogenbosch'],
    ['Washington, D.C.', 'washingtondc'],
    ['Kraków', 'krakow'],
    ['大阪 Osaka', 'osaka'],
  ])('%s -> %s', (value, city) => {
    expect(normaliseCity(value)).toBe(city);
  });

  it.each(['', ' ', '大阪', 'Москва', '😀', 'null', 'undefined', 'n/a', EMPTY_DIGEST])('omits %j', (value) => {
    expect(normaliseCity(value)).toBeUndefined();
    expect(normaliseCity(value, 'uploader')).toBeUndefined();
  });
});

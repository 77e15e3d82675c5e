import { describe, expect, it } from 'vitest';
import { EMPTY_DIGEST, sha256 } from './hash.ts';
import { nameParts, normaliseName } from './name.ts';

describe('normaliseName', () => {
  it.each([
    // Fact sheet 2.4, S16
    ['Faulkner', 'faulkner', '77f53c97d937d5b146f99f9dae5017853c76cde577f8dd9d986bbeec238ae0f0'],
    ['Checketts', 'checketts', '357df1c6702954e5d6ab9741d9430d01cd08f262352934bdde254a014c3fb99c'],
    // Further digests of the fixtures, S16
    ["O'Hare", 'ohare', '623704004cd673fb5fe6b27e125a509785f1509bbb1cad46e32281df8fb31316'],
    ["O' Borne", 'oborne', 'b5f3ab8f4ec8255a659e543a7b4b18cd8018d341665e5d68a03541e9607ce5bc'],
    ['Le - Count', 'lecount', 'e07bd0b0efe28184c01ec8c227f713571043ae3717881288f5cf03c7f4c1b27d'],
    ['St. Hill', 'sthill', '7f92fc35ff037da7d3661d0bb8323d2722372af24a25edc242d9fc734d01face'],
    ['De Bruyne', 'debruyne', '234f421f817a6348cae3092f4b19dd2e35fe6e3ae49c92ac46c0783b78193c14'],
  ])('%s: the published digest under both rules', (value, name, digest) => {
    for (const rule of ['transliterate', 'uploader'] as const) {
      expect(normaliseName(value, rule)).toBe(name);
      expect(sha256(normaliseName(value, rule) ?? '')).toBe(digest);
    }
  });

  it.each([
    //           transliterate   uploader
    ['Müller', 'mueller', 'mueller'],
    ['Groß', 'gross', 'gross'],
    ['Jørgensen', 'jorgensen', 'jorgensen'],
    ['Kjær', 'kjaer', 'kjaer'],
    ['José', 'jose', 'jos'],
    ['Łukasz', 'lukasz', 'ukasz'],
    ['Hernández', 'hernandez', 'hernndez'],
    ['Mu\u0308ller', 'mueller', 'muller'],
    [' Anne-Marie ', 'annemarie', 'annemarie'],
    ['J. R. R.', 'jrr', 'jrr'],
    ['John 3rd', 'john3rd', 'john3rd'],
    ['Ｊｏｈｎ', 'john', undefined],
    ['Анна Smith', 'smith', 'smith'],
    ['Nan', 'nan', 'nan'],
    ['Na', 'na', 'na'],
  ])('%s', (value, transliterated, asUploader) => {
    expect(normaliseName(value)).toBe(transliterated);
    expect(normaliseName(value, 'uploader')).toBe(asUploader);
  });

  it.each(['', ' ', '-', '...', 'Иван', '山田', '😀', 'null', 'Undefined', 'N/A', EMPTY_DIGEST])(
    'omits %j',
    (value) => {
      expect(normaliseName(value)).toBeUndefined();
      expect(normaliseName(value, 'uploader')).toBeUndefined();
    },
  );
});

describe('the parts of a whole name', () => {
  it.each([
    ['Ada Byron', 'Ada', 'Byron'],
    [' Jürgen   Müller ', 'Jürgen', 'Müller'],
    ['Byron, Ada', 'Ada', 'Byron'],
    ['Anne-Marie O’Brien', 'Anne-Marie', 'O’Brien'],
  ])('of %j are %j and %j', (whole, first, last) => {
    expect(nameParts(whole)).toEqual({ first, last });
  });

  it.each([
    '',
    'Ada',
    'ada99',
    'Ada Augusta Byron',
    'Byron, Ada, Countess',
    'Mr. Byron',
    'Dr Byron',
    '山田 太郎',
    'Иван Иванов',
    'ada@example.com x',
    'user 17',
    `${'x'.repeat(60)} ${'y'.repeat(60)}`,
  ])('of %j are not guessed', (whole) => {
    expect(nameParts(whole)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { EMPTY_DIGEST } from './hash.ts';
import { isPlaceholder } from './placeholder.ts';

describe('isPlaceholder', () => {
  it.each([
    'null',
    'NULL',
    ' Null ',
    '(null)',
    '<null>',
    'undefined',
    'Undefined\n',
    'none',
    'n/a',
    'N/A',
    '(not set)',
    '[object Object]',
    EMPTY_DIGEST,
    EMPTY_DIGEST.toUpperCase(),
  ])('recognises %j', (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each([
    '',
    ' ',
    'Nan',
    'Na',
    'NA',
    'Noel',
    'Nullarbor',
    'Ulrich',
    'Émile',
    'Eva',
    '12345',
    'null null',
    'x'.repeat(100_000),
    'n'.repeat(100_000),
  ])('lets %j pass', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });
});

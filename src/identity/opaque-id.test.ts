import { describe, expect, it } from 'vitest';
import { normaliseOpaqueId } from './opaque-id.ts';

describe('normaliseOpaqueId', () => {
  it.each([
    'XY1000bIBBkVbZ5hA7g1q5cEDSUEn2A5J6MHvzZZZZZZZZZZZ',
    'Xi1000bIBBkVbZ5hA7g1q5cEDSUEn2A5J6MHvz_-AbCdEfGhIjKlMnOpQrStUvWxYz0123',
    'a.b/c=d+e',
    '0',
    'ключ',
  ])('keeps %s', (id) => {
    expect(normaliseOpaqueId(id)).toBe(id);
    expect(normaliseOpaqueId(` ${id}\t\n`)).toBe(id);
  });

  it.each([
    '',
    ' \n',
    'two words',
    'a\u0000b',
    'a\nb',
    'a\u200bb',
    'a\ud800',
    'null',
    'undefined',
    'N/A',
    '[object Object]',
    'x'.repeat(257),
    'x'.repeat(100_000),
  ])('omits %j', (value) => {
    expect(normaliseOpaqueId(value)).toBeUndefined();
  });

  it('takes ids of up to 256 characters', () => {
    expect(normaliseOpaqueId('x'.repeat(256))).toBe('x'.repeat(256));
  });
});

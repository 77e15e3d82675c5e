import { describe, expect, it } from 'vitest';
import { masked } from './mask.ts';

const SECRET = 'Atzr|a/b+c=="d';

describe('a text of somebody else’s', () => {
  it.each([
    ['as it is', `no ${SECRET}, not ${SECRET}!`, 'no [redacted], not [redacted]!'],
    ['in JSON', `{"token":${JSON.stringify(SECRET)}}`, '{"token":"[redacted]"}'],
    ['in JSON of PHP’s', '{"token":"Atzr|a\\/b+c==\\"d"}', '{"token":"[redacted]"}'],
    ['in a form', new URLSearchParams({ a: SECRET, b: 'c' }).toString(), 'a=[redacted]&b=c'],
    ['in an address', `/?a=${encodeURIComponent(SECRET)}&b`, '/?a=[redacted]&b'],
    ['cut short by the end', `not ${SECRET.slice(0, 9)}`, 'not [redacted]'],
    ['cut short in a form', new URLSearchParams({ a: SECRET }).toString().slice(0, -4), 'a=[redacted]'],
    ['nowhere', 'Atz is the beginning of many', 'Atz is the beginning of many'],
  ])('is shown without a secret that stands in it %s', (_, text, shown) => {
    expect(masked(text, [SECRET])).toBe(shown);
  });

  it('is shown without any of several, of which one may be part of another', () => {
    expect(masked('key-1 and key-12', ['key-1', 'key-12'])).toBe('[redacted] and [redacted]');
  });

  it('is left as it is where there is nothing to hide', () => {
    expect(masked('all is well', ['', 'else'])).toBe('all is well');
  });
});

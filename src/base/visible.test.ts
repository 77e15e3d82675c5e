import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasUnseen, visible, visibleJson, visibleLines } from './visible.ts';

describe('a text from outside', () => {
  it.each([
    ['a colour', '\u001b[31mRED', '␛[31mRED'],
    ['a title, and a bell', '\u001b]0;pwned\u0007', '␛]0;pwned␇'],
    ['a line break', 'a\r\nb', 'a␍␊b'],
    ['a tab and a NUL', '\ta\u0000', '␉a␀'],
    ['a delete', 'a\u007f', 'a␡'],
    ['C1', 'a\u009b31m\u0085', 'a�31m�'],
    ['a separator of lines, and one of paragraphs', 'a\u2028b\u2029', 'a�b�'],
    ['an override of the order of reading', 'user\u202etxt.exe\u2066\u2069', 'user�txt.exe��'],
    ['half a pair', 'a\ud83d', 'a�'],
  ])('is seen whole: %s', (_, text, seen) => {
    expect(visible(text)).toBe(seen);
    expect([hasUnseen(text), hasUnseen(seen)]).toEqual([true, false]);
  });

  it.each(['Order Completed', 'Größe – 注文完了', 'טופס נשלח', '👩‍👧 family', '\u200fטופס', ''])(
    'is left alone: %j',
    (text) => {
      expect([visible(text), visibleLines(text), hasUnseen(text)]).toEqual([text, text, false]);
    },
  );

  it('keeps its lines where it may have some', () => {
    expect(visibleLines('a\nb\rc\u001b\n')).toBe('a\nb␍c␛\n');
  });
});

describe('JSON', () => {
  it('does nothing to a terminal, and says the same', () => {
    const value = { name: '\u001b[31m\u009b2J\u202e\u2028\ud800x\n', list: ['é'] };
    expect(visibleJson(value)).toBe('{"name":"\\u001b[31m\\u009b2J\\u202e\\u2028\\ud800x\\n","list":["é"]}');
  });

  it('is the same value again, whatever it is of', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = visibleJson(value, indent);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(visibleLines(text)).toBe(text);
      }),
    );
  });
});

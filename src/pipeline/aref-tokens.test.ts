import { describe, expect, it } from 'vitest';
import type { Note } from '../amazon/conversion.ts';
import { arefTokens } from './aref-tokens.ts';

const TIME = 1_795_169_000_000;

describe('the tokens of ad clicks', () => {
  it.each<[string | undefined, string | undefined]>([
    ['tok', `tok.${TIME}`],
    [`tok.${TIME - 5}`, `tok.${TIME - 5}`],
    [` a_B-1=| |c.${TIME - 5} `, `a_B-1=.${TIME}|c.${TIME - 5}`],
    ['', undefined],
    [undefined, undefined],
  ])('of %j are %j', (text, expected) => {
    const notes: Note[] = [];
    expect(arefTokens(text, TIME, notes)).toBe(expected);
    expect(notes).toEqual([]);
  });

  it('are at most ten, the latest', () => {
    const text = Array.from({ length: 12 }, (_, i) => `t${i}.${TIME}`).join('|');
    expect(arefTokens(text, TIME, [])?.split('|')).toEqual(Array.from({ length: 10 }, (_, i) => `t${i + 2}.${TIME}`));
  });

  it.each(['a@b.co.1795169000000', '+1 413 871 4499', '+14138714499', 'Ada Byron', 'x'.repeat(600), 'é'])(
    'are without what is none: %j',
    (text) => {
      const notes: Note[] = [];
      expect(arefTokens(text, TIME, notes)).toBeUndefined();
      expect(arefTokens(`${text}|tok`, TIME, notes)).toBe(`tok.${TIME}`);
      expect(notes[0]?.code).toBe('measurement_token_unusable');
    },
  );
});

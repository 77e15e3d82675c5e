import { expect, it } from 'vitest';
import { Last } from './last.ts';

it('keeps as little as still counts what is asked for, the oldest first', () => {
  const last = new Last<{ readonly n: number; readonly name: string }>(3);
  const gone: string[] = [];
  const add = (name: string, n: number): string => {
    last.add({ name, n }, (item) => gone.push(item.name));
    return [...last].map((item) => item.name).join('');
  };
  expect([...last]).toEqual([]);
  expect([add('a', 1), add('b', 1), add('c', 1), add('d', 1), add('e', 1)]).toEqual(['a', 'ab', 'abc', 'bcd', 'cde']);
  expect(add('f', 2)).toBe('ef');
  expect([add('g', 9), add('h', 1), add('i', 1), add('j', 1)]).toEqual(['g', 'gh', 'ghi', 'hij']);
  expect(gone.join('')).toBe('abcdefg');
});

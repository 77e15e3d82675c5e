import fc from 'fast-check';
import { expect, test } from 'vitest';
import { page } from './paging.ts';

test('pages put together are the list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (all, size) => {
      const seen: number[] = [];
      let token: string | undefined;
      do {
        const cut = page(all, size, token);
        if (cut === undefined) throw new Error('a token was refused that was given out');
        expect(cut.items.length).toBeLessThanOrEqual(size);
        seen.push(...cut.items);
        token = cut.nextToken;
      } while (token !== undefined);
      expect(seen).toEqual(all);
    }),
  );
});

test('a token that was not given out is refused', () => {
  fc.assert(fc.property(fc.string(), (token) => page([1, 2, 3], 1, token) === undefined));
});

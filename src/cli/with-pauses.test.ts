import { expect, it } from 'vitest';
import { withPauses } from './with-pauses.ts';

async function* from(...items: readonly (number | Promise<number>)[]): AsyncGenerator<number> {
  for (const item of items) yield await item;
}

const never = {
  sleep: (_: number, signal?: AbortSignal) =>
    new Promise<void>((done) => signal?.addEventListener('abort', () => done())),
};
const atOnce = { sleep: async () => {} };

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

it('items that come without a pause come as they are', async () => {
  expect(await all(withPauses(from(1, 2, 3), 1_000, never))).toEqual([1, 2, 3]);
});

it('a pause is told once, and what comes after it is there', async () => {
  const later = new Promise<number>((resolve) => setImmediate(() => resolve(2)));
  const found = await all(withPauses(from(1, later), 1_000, atOnce));
  expect(found.filter((item) => item !== undefined)).toEqual([1, 2]);
  expect(found.slice(found.indexOf(1) + 1, found.indexOf(2))).toEqual([undefined]);
});

it('what goes wrong comes through', async () => {
  const failing = from(1, Promise.reject(new Error('gone')));
  await expect(all(withPauses(failing, 1_000, never))).rejects.toThrow('gone');
});

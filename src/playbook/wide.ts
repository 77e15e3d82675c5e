import { MAX_ITEMS } from './cost.ts';

/** Objects found to be wide. To begin with the first key of such an object takes 200 us: once per event is enough. */
const wide = new WeakSet<object>();

/** How many keys an object has; infinitely many where they are more than may be gone through (cost.ts). */
export function keysOf(object: object): number {
  if (wide.has(object)) return Number.POSITIVE_INFINITY;
  let keys = 0;
  for (const _ in object) keys += 1;
  if (keys <= MAX_ITEMS) return keys;
  wide.add(object);
  return Number.POSITIVE_INFINITY;
}

/** Whether an object has more keys than may be gone through. */
export function isWide(object: object): boolean {
  return keysOf(object) > MAX_ITEMS;
}

import type { JsonObject } from '../src/base/json.ts';
import { Shop } from '../src/demo/shop.ts';

/** The seed of every benchmark: the same events in every run and on every machine. */
export const SEED = 20_261_120;

/** A shop's events, all of logged-in people: about 1.5 KB each, with seven personal fields. */
export function corpus(events: number, at: number): JsonObject[] {
  const shop = new Shop({ seed: SEED, shoppers: 10_000, anonymous: 0 });
  return Array.from({ length: events }, (_, i) => shop.next(at + i));
}

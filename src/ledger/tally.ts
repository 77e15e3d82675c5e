import type { Tally } from './ledger.ts';

/** A tally that is being counted. */
export type Counting = Map<string, number>;

/** The name of what is counted for a reason. */
export function countedName(counted: string, reason: string): string {
  return reason === '' ? counted : `${counted}:${reason}`;
}

/** What is counted, and the reason, of a name. */
export function countedOf(name: string): { readonly counted: string; readonly reason: string } {
  const at = name.indexOf(':');
  return at < 0 ? { counted: name, reason: '' } : { counted: name.slice(0, at), reason: name.slice(at + 1) };
}

/** Adds one thing to a tally. */
export function count(tally: Counting, name: string, n = 1): void {
  tally.set(name, (tally.get(name) ?? 0) + n);
}

/** Adds a tally to another. */
export function addTo(tally: Counting, counts: Tally | Iterable<readonly [string, number]>): void {
  const entries = Symbol.iterator in counts ? counts : Object.entries(counts);
  for (const [name, n] of entries as Iterable<readonly [string, number]>) count(tally, name, n);
}

/** Adds up tallies. */
export function sumOf(tallies: Iterable<Tally>): Tally {
  const sum: Counting = new Map();
  for (const tally of tallies) addTo(sum, tally);
  return Object.fromEntries(sum);
}

/** What of a tally is counted as something, by reason; the empty reason where there is none. */
export function reasonsOf(tally: Tally, counted: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [name, n] of Object.entries(tally)) {
    const one = countedOf(name);
    if (one.counted === counted) found.set(one.reason, n);
  }
  return found;
}

/** How many are counted as something, whatever the reason. */
export function totalOf(tally: Tally, counted: string): number {
  let total = 0;
  for (const n of reasonsOf(tally, counted).values()) total += n;
  return total;
}

/** By how many more wait after what a tally tells than before. */
export function waitingBy(tally: Tally): number {
  const of = (counted: string): number => totalOf(tally, counted);
  return of('received') + of('replayed') - of('dropped') - of('delivered') - of('dead');
}

import { distance } from 'fastest-levenshtein';

/**
 * Something wrong in what a person wrote: where, what, and what to do. Problems are collected, so that all of a file are
 * told at once.
 */
export interface Problem {
  /** The keys from the top of the file to the mistake. */
  readonly path: readonly (string | number)[];
  /** What is wrong and what would be right. Quotes values, never secrets. */
  readonly message: string;
  /** Stable, where programs are to tell it from others. */
  readonly code?: string;
}

/** A path as people write it: `events.Order Completed.value`, `writeKeys[0]`. */
export function formatPath(path: Problem['path']): string {
  return path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${key === '' ? '""' : key}`))
    .join('');
}

/**
 * The spelling that was probably meant: the nearest of `known` that is within a third of the word's length, ignoring
 * case, spaces, `_` and `-`. Undefined when nothing is near.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const wanted = squash(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const d = distance(wanted, squash(candidate));
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  return best;
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}

/** A word without case, spaces, `_` and `-`: how names are compared where spelling may vary. */
export function squash(word: string): string {
  return word.toLowerCase().replace(/[\s_-]+/g, '');
}

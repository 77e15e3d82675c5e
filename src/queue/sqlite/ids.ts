/**
 * Entries' ids tell the time and never repeat: the milliseconds of receipt x 1024, and a running number in the rest. They fit in a
 * double until the year 2248.
 */
const PER_MILLISECOND = 1024;

/** The time in an entry's id, epoch milliseconds. */
export function timeOfId(id: number): number {
  return Math.floor(id / PER_MILLISECOND);
}

/** The first id of a time. */
export function idOfTime(ms: number): number {
  return ms * PER_MILLISECOND;
}

/** Gives out ids, each later than every earlier one, whatever the clock does. */
export class IdSource {
  #last: number;

  /** `last` is the greatest id in use. */
  constructor(last: number) {
    this.#last = last;
  }

  /** The first of `count` ids that follow each other. */
  take(count: number, now: number): number {
    const first = Math.max(this.#last + 1, idOfTime(now));
    this.#last = first + count - 1;
    return first;
  }
}

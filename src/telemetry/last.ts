/** What is kept by number: it stands for `n` of what is counted, at least one. */
export interface Counted {
  readonly n: number;
}

/**
 * Keeps what was added last: as little as still counts `most`, or all of it where that is less. Adding costs next to nothing, however much is
 * added.
 */
export class Last<T extends Counted> implements Iterable<T> {
  readonly #most: number;
  /** In a circle, from one place up to another. There are at most one more than `most`. */
  readonly #circle: (T | undefined)[];
  #from = 0;
  #to = 0;
  #n = 0;

  constructor(most: number) {
    this.#most = most;
    this.#circle = new Array<T | undefined>(most + 2).fill(undefined);
  }

  /** Adds one. `gone` is told of each that is kept no longer. */
  add(item: T, gone: (item: T) => void = () => {}): void {
    this.#circle[this.#to] = item;
    this.#to = this.#after(this.#to);
    this.#n += item.n;
    for (;;) {
      const oldest = this.#circle[this.#from] as T;
      if (this.#n - oldest.n < this.#most) return;
      this.#circle[this.#from] = undefined;
      this.#from = this.#after(this.#from);
      this.#n -= oldest.n;
      gone(oldest);
    }
  }

  /** The oldest first. */
  *[Symbol.iterator](): Generator<T, void> {
    for (let at = this.#from; at !== this.#to; at = this.#after(at)) yield this.#circle[at] as T;
  }

  #after(place: number): number {
    return place + 1 === this.#circle.length ? 0 : place + 1;
  }
}

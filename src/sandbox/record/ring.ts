/** A list that keeps only its newest entries: at most `most` of them, weighing at most `heaviest` together. */
export class Ring<T> {
  readonly #most: number;
  readonly #heaviest: number;
  #entries: Array<{ readonly item: T; readonly weight: number }> = [];
  #start = 0;
  #weight = 0;

  constructor(most: number, heaviest: number = Number.POSITIVE_INFINITY) {
    this.#most = most;
    this.#heaviest = heaviest;
  }

  get size(): number {
    return this.#entries.length - this.#start;
  }

  push(item: T, weight: number = 0): void {
    this.#entries.push({ item, weight });
    this.#weight += weight;
    while (this.size > this.#most || (this.#weight > this.#heaviest && this.size > 1)) {
      this.#weight -= this.#entries[this.#start]?.weight ?? 0;
      this.#start += 1;
    }
    // Cutting the front off an array costs its length: done once per length, it costs nothing per entry.
    if (this.#start > 1_000 && this.#start > this.size) {
      this.#entries = this.#entries.slice(this.#start);
      this.#start = 0;
    }
  }

  clear(): void {
    this.#entries = [];
    this.#start = 0;
    this.#weight = 0;
  }

  /** The newest `limit` entries that pass `test`, oldest of them first. */
  newest(limit: number, test: (item: T) => boolean = () => true): T[] {
    const found: T[] = [];
    for (let i = this.#entries.length - 1; i >= this.#start && found.length < limit; i -= 1) {
      const entry = this.#entries[i];
      if (entry !== undefined && test(entry.item)) found.push(entry.item);
    }
    return found.reverse();
  }
}

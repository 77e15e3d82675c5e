/**
 * How often every dedupe id was accepted, per account: what tells losses and duplicates exactly. At most `most` ids are
 * kept; further ones are only counted, in `forgotten`.
 */
export class DedupeIds {
  readonly #most: number;
  readonly #byAccount = new Map<string, Map<string, number>>();
  #size = 0;
  #forgotten = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Different ids known. */
  get size(): number {
    return this.#size;
  }

  /** Events whose id was not kept for want of room: while this is 0, the counts are exact. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Notes one more event with this id, and returns how many there have been: 1 for a new one. */
  add(accountId: string, id: string): number {
    const known = this.#byAccount.get(accountId);
    const times = (known?.get(id) ?? 0) + 1;
    if (times === 1 && this.#size >= this.#most) {
      this.#forgotten += 1;
      return 1;
    }
    if (times === 1) this.#size += 1;
    const ids = known ?? new Map<string, number>();
    if (known === undefined) this.#byAccount.set(accountId, ids);
    ids.set(id, times);
    return times;
  }

  /** The counts of one account, or of all together. */
  counts(accountId?: string): Map<string, number> {
    if (accountId !== undefined) return new Map(this.#byAccount.get(accountId));
    const all = new Map<string, number>();
    for (const ids of this.#byAccount.values()) {
      for (const [id, times] of ids) all.set(id, (all.get(id) ?? 0) + times);
    }
    return all;
  }

  clear(): void {
    this.#byAccount.clear();
    this.#size = 0;
    this.#forgotten = 0;
  }
}

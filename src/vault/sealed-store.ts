/** Something that keeps what is sealed under the master keys. Whoever retires a key asks all of them. */
export interface SealedStore {
  /** What it keeps, in a word: `secrets`. */
  readonly keeps: string;
  /** How many things are sealed under each key, by the key's id. */
  keysInUse(): Promise<ReadonlyMap<string, number>>;
  /**
   * Seals anew, under the newest key, what an older one opens; what no key opens it leaves. Resolves to how many things that were, when
   * nothing more is written under older keys.
   */
  resealOld(): Promise<number>;
}

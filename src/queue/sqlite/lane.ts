import type { Stored } from './read.ts';

/**
 * What of a lane is in memory: the next first tries, in order, read from disk a few parcels ahead. What was just appended is read back
 * from the database's cache: kept here since its append, it would outlive the collector's young generation, which costs more than
 * reading it.
 */
export class Lane {
  readonly name: string;
  #ready: Stored[] = [];
  #next = 0;
  /** First tries up to this id are in memory, or were. */
  upTo = 0;
  /** Whether first tries after `upTo` may be on disk. At start nobody has looked. */
  behind = true;
  /** When the first retry is due; undefined: there is none; 'unknown': the disk knows. */
  firstDue: number | undefined | 'unknown' = 'unknown';
  /** Since a rewind, first tries up to this id may be ready although somebody has them in hand. */
  #rewoundFrom = 0;
  /** A reading under way, which whoever else wants to read waits for. */
  reading: Promise<void> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** How many are ready. */
  get size(): number {
    return this.#ready.length - this.#next;
  }

  /** Whether retries may be due. */
  mayBeDue(now: number): boolean {
    return this.firstDue === 'unknown' || (this.firstDue !== undefined && this.firstDue <= now);
  }

  /** Takes what was read from disk after `upTo`. */
  fill(deliveries: readonly Stored[], upTo: number): void {
    this.#ready.splice(0, this.#next);
    this.#next = 0;
    this.#ready.push(...deliveries);
    this.upTo = Math.max(this.upTo, upTo);
  }

  /** Makes first tries from an id on be read again: one of them was handed out, and comes back. */
  rewind(id: number): void {
    this.#rewoundFrom = Math.max(this.#rewoundFrom, this.upTo);
    this.upTo = Math.min(this.upTo, id - 1);
    this.#ready = [];
    this.#next = 0;
    this.behind = true;
  }

  /** Removes one that was settled: after a rewind it was read again, while it was still in somebody's hands. */
  forget(id: number): void {
    if (id > this.#rewoundFrom) return;
    this.#ready = this.#ready.slice(this.#next).filter((delivery) => delivery.id !== id);
    this.#next = 0;
  }

  /** The next delivery, which stays where it is; undefined when none is in memory. */
  peek(): Stored | undefined {
    return this.#ready[this.#next];
  }

  /** Removes the next delivery. */
  shift(): void {
    this.#next += 1;
    if (this.#next < this.#ready.length) return;
    this.#ready = [];
    this.#next = 0;
  }

  /** Removes those that have grown too old, and gives their ids. */
  takeExpired(now: number): number[] {
    const waiting = this.#ready.slice(this.#next);
    const expired = waiting.filter((delivery) => delivery.expiresAt <= now);
    if (expired.length > 0) {
      this.#ready = waiting.filter((delivery) => delivery.expiresAt > now);
      this.#next = 0;
    }
    return expired.map((delivery) => delivery.id);
  }
}

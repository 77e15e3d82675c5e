import type { Stored } from './read.ts';

/** The most deliveries of a lane that are kept in memory, ready to be handed out: enough for what is sent in a second. */
const MOST = 2_000;

/**
 * What of a lane is in memory: the next first tries, in order. New deliveries come straight from their append while nothing older
 * waits on disk alone; else they stay on disk until they are read.
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
  /** A reading under way, which whoever else wants to read waits for. */
  reading: Promise<void> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** Whether retries may be due. */
  mayBeDue(now: number): boolean {
    return this.firstDue === 'unknown' || (this.firstDue !== undefined && this.firstDue <= now);
  }

  /** Takes a delivery that was just stored, the latest of the lane. */
  offer(delivery: Stored): void {
    if (this.behind) return;
    if (this.#ready.length - this.#next >= MOST) {
      this.behind = true;
      return;
    }
    this.#ready.push(delivery);
    this.upTo = delivery.id;
  }

  /** Takes what was read from disk after `upTo`. */
  fill(deliveries: readonly Stored[], upTo: number, more: boolean): void {
    this.#ready.push(...deliveries);
    this.upTo = Math.max(this.upTo, upTo);
    this.behind = more;
  }

  /** Gives back what was handed out and never settled: it is the oldest there is. */
  giveBack(delivery: Stored): void {
    this.#ready.splice(this.#next, 0, delivery);
  }

  /** The next delivery, which stays where it is; undefined when none is in memory. */
  peek(): Stored | undefined {
    return this.#ready[this.#next];
  }

  /** Removes the next delivery. */
  shift(): void {
    this.#next += 1;
    if (this.#next < 1_000 && this.#next < this.#ready.length) return;
    this.#ready.splice(0, this.#next);
    this.#next = 0;
  }

  /** Removes and gives those that have grown too old. */
  takeExpired(now: number): Stored[] {
    const waiting = this.#ready.slice(this.#next);
    const expired = waiting.filter((delivery) => delivery.expiresAt <= now);
    if (expired.length > 0) {
      this.#ready = waiting.filter((delivery) => delivery.expiresAt > now);
      this.#next = 0;
    }
    return expired;
  }
}

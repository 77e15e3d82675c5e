import type { Json } from '../../src/base/json.ts';
import type { Change, Expected, Range, Records, StoredRecord } from '../../src/catalog/records.ts';

/**
 * How a store stops in the middle of things: the write is refused, or is done and its answer is lost; and the caller is told of an error,
 * or never hears again.
 */
export const STOPS = ['refused', 'lost', 'refused in silence', 'lost in silence'] as const;
export type Stop = (typeof STOPS)[number];

/** Records that stop at one of their next writes, and stay so: a process that is killed there, or a disk that is full. */
export class StoppingRecords implements Records {
  readonly #kept: Records;
  #left = Number.POSITIVE_INFINITY;
  #stop: Stop = 'refused';
  #stopped = false;
  #onStop: () => void = () => {};

  constructor(kept: Records) {
    this.#kept = kept;
  }

  /** Whether it has come to that. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Lets some more writes through, and stops at the next one. The promise resolves when it has come to that. */
  stopAfter(writes: number, stop: Stop): Promise<void> {
    [this.#left, this.#stop] = [writes, stop];
    return new Promise((resolve) => {
      this.#onStop = resolve;
    });
  }

  get(key: string): Promise<StoredRecord | undefined> {
    return this.#kept.get(key);
  }

  list(prefix: string, range?: Range): Promise<readonly StoredRecord[]> {
    return this.#kept.list(prefix, range);
  }

  put(key: string, value: Json, expected: Expected): Promise<number> {
    return this.#write(() => this.#kept.put(key, value, expected));
  }

  remove(key: string, expected?: Exclude<Expected, 'absent'>): Promise<boolean> {
    return this.#write(() => this.#kept.remove(key, expected));
  }

  watch(prefix: string, listener: (change: Change) => void): () => void {
    return this.#kept.watch(prefix, listener);
  }

  async close(): Promise<void> {
    // What is kept is looked at afterwards.
  }

  async #write<T>(write: () => Promise<T>): Promise<T> {
    if (!this.#stopped && this.#left > 0) {
      this.#left -= 1;
      return write();
    }
    // A write that would have been refused anyway, for somebody else was quicker, is not the one.
    if (!this.#stopped && this.#stop.startsWith('lost')) await write();
    this.#stopped = true;
    this.#onStop();
    if (this.#stop.endsWith('silence')) return new Promise(() => {});
    throw new Error('the store has stopped');
  }
}

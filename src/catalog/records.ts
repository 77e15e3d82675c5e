import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';

/** A document of the catalog. */
export interface StoredRecord {
  /** Such as `pipeline/web` or `revision/amazon-us/000003`: letters, digits and `-_=./`. */
  readonly key: string;
  /** Greater than every version given out before it, in the whole store; changes with every write. */
  readonly version: number;
  readonly value: Json;
}

/** What a write expects to find: nothing, a version it has read, or whatever is there. */
export type Expected = 'absent' | number | 'any';

/** What happened to a key: its record now, or undefined where it was removed. */
export interface Change {
  readonly key: string;
  readonly record: StoredRecord | undefined;
}

/** Which records to list. */
export interface Range {
  /** Records after this key, in the order of the listing. */
  readonly after?: string | undefined;
  /** At most this many; 1000 where it is not said. */
  readonly limit?: number | undefined;
  /** From the last key to the first. */
  readonly backwards?: boolean | undefined;
}

/**
 * Where the catalog is kept. Drivers: sqlite, memory; all of them pass one suite (test/support/records-conformance.ts). It asks no more of
 * a store than a distributed key-value store gives, so that such a driver can follow.
 *
 * What a caller may rely on:
 *
 * - Every call is atomic by itself; there is none over several keys. Whoever writes several orders the writes so that
 *   stopping after any of them does no harm.
 * - When a write has resolved it survives loss of power (the driver in memory: nothing).
 * - Of two writers that expect the same, one succeeds, and the other's call rejects with code `record_conflict`.
 * - Whoever watches is told of every change made through this process, in order, after it is stored.
 */
export interface Records {
  get(key: string): Promise<StoredRecord | undefined>;

  /** Records whose keys begin with a prefix, in the order of their keys' bytes. */
  list(prefix: string, range?: Range): Promise<readonly StoredRecord[]>;

  /** Writes a record, and resolves to its version. */
  put(key: string, value: Json, expected: Expected): Promise<number>;

  /** Removes a record; false where there was none. `absent` cannot be expected. */
  remove(key: string, expected?: Exclude<Expected, 'absent'>): Promise<boolean>;

  /** Calls back on changes below a prefix. Returns how to stop that. */
  watch(prefix: string, listener: (change: Change) => void): () => void;

  close(): Promise<void>;
}

const KEY = /^[A-Za-z0-9\-_=./]{1,500}$/;

/** Whether a text may be a key. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** A number in a key, so that keys stand in the order of their numbers. */
export function keyNumber(number: number): string {
  return String(number).padStart(9, '0');
}

/** Somebody else has written the record meanwhile, or it is not there. */
export function conflict(key: string): DspatchError {
  return new DspatchError('record_conflict', `${key} was changed by somebody else meanwhile: read it again`);
}

/** The key is none. */
export function badKey(key: string): DspatchError {
  return new DspatchError(
    'record_key',
    `"${key.slice(0, 100)}" cannot be a key: letters, digits and -_=./, at most 500`,
  );
}

import type { Json } from '../base/json.ts';
import {
  badKey,
  type Change,
  conflict,
  type Expected,
  isKey,
  type Range,
  type Records,
  type StoredRecord,
} from './records.ts';
import { Watchers } from './watchers.ts';

/** The catalog of tests and trials: the whole contract, and nothing on disk. */
export class MemoryRecords implements Records {
  readonly #records = new Map<string, { readonly version: number; readonly text: string }>();
  readonly #watchers = new Watchers();
  #version = 0;

  async get(key: string): Promise<StoredRecord | undefined> {
    return this.#read(key);
  }

  async list(
    prefix: string,
    { after, limit = 1_000, backwards = false }: Range = {},
  ): Promise<readonly StoredRecord[]> {
    const keys = [...this.#records.keys()].filter((key) => key.startsWith(prefix)).sort();
    if (backwards) keys.reverse();
    const isAfter = (key: string): boolean => after === undefined || (backwards ? key < after : key > after);
    return keys
      .filter(isAfter)
      .slice(0, limit)
      .map((key) => this.#read(key))
      .filter((record) => record !== undefined);
  }

  async put(key: string, value: Json, expected: Expected): Promise<number> {
    if (!isKey(key)) throw badKey(key);
    this.#expect(key, expected);
    this.#version += 1;
    this.#records.set(key, { version: this.#version, text: JSON.stringify(value) });
    this.#watchers.tell({ key, record: this.#read(key) });
    return this.#version;
  }

  async remove(key: string, expected: Exclude<Expected, 'absent'> = 'any'): Promise<boolean> {
    if (!this.#records.has(key)) return false;
    this.#expect(key, expected);
    this.#version += 1;
    this.#records.delete(key);
    this.#watchers.tell({ key, record: undefined });
    return true;
  }

  watch(prefix: string, listener: (change: Change) => void): () => void {
    return this.#watchers.add(prefix, listener);
  }

  async close(): Promise<void> {
    // There is nothing to let go of.
  }

  #read(key: string): StoredRecord | undefined {
    const found = this.#records.get(key);
    return found && { key, version: found.version, value: JSON.parse(found.text) as Json };
  }

  #expect(key: string, expected: Expected): void {
    const found = this.#records.get(key)?.version;
    if (expected !== 'any' && found !== (expected === 'absent' ? undefined : expected)) throw conflict(key);
  }
}

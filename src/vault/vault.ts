import { DspatchError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { everyRecord } from '../catalog/every-record.ts';
import type { Records } from '../catalog/records.ts';
import type { KeyRing } from './key-ring.ts';
import type { SealedStore } from './sealed-store.ts';
import { Secret } from './secret.ts';

const PURPOSE = 'vault';
const PREFIX = 'secret/';

interface Sealed {
  readonly sealed: string;
  readonly updatedAt: number;
}

/**
 * The secrets that people put in: sealed under the master key, written and replaced, and read by nobody but the gateway, where it
 * uses them. Keys: `secret/<name>`.
 */
export class Vault implements SealedStore {
  readonly keeps = 'secrets';
  readonly #records: Records;
  readonly #keys: KeyRing;
  /** What is kept, as it is on disk: a secret is opened when it is used, since its use is rare. */
  readonly #sealed = new Map<string, Sealed>();
  #last: Promise<void> = Promise.resolve();

  private constructor(records: Records, keys: KeyRing) {
    this.#records = records;
    this.#keys = keys;
  }

  static async open(records: Records, keys: KeyRing): Promise<Vault> {
    const vault = new Vault(records, keys);
    for (const { key, value } of await vault.#list()) vault.#sealed.set(key.slice(PREFIX.length), value);
    records.watch(PREFIX, ({ key, record }) => {
      const name = key.slice(PREFIX.length);
      if (record === undefined) vault.#sealed.delete(name);
      else vault.#sealed.set(name, record.value as unknown as Sealed);
    });
    return vault;
  }

  /** Keeps a secret under a name, in the place of what was there. */
  async put(name: string, secret: Secret, at: number): Promise<void> {
    await this.#inTurn(async () => {
      const kept: Sealed = { sealed: this.#keys.seal(secret, PURPOSE, name), updatedAt: at };
      await this.#records.put(`${PREFIX}${name}`, kept as unknown as JsonObject, 'any');
    });
  }

  /** When a secret was last written, epoch milliseconds; undefined where there is none. */
  updatedAt(name: string): number | undefined {
    return this.#sealed.get(name)?.updatedAt;
  }

  /** A secret that is opened anew at each use, so that one that was replaced counts at once. Undefined where there is none. */
  secret(name: string): Secret | undefined {
    return this.#sealed.has(name) ? new Secret(() => this.#open(name)) : undefined;
  }

  async remove(name: string): Promise<void> {
    await this.#inTurn(async () => {
      await this.#records.remove(`${PREFIX}${name}`);
    });
  }

  /** Removes all secrets whose names begin so. */
  async removeUnder(prefix: string): Promise<void> {
    await this.#inTurn(async () => {
      for (const { key } of await this.#list()) {
        if (key.startsWith(`${PREFIX}${prefix}`)) await this.#records.remove(key);
      }
    });
  }

  async keysInUse(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { value } of await this.#list()) {
      const id = this.#keys.idOf(value.sealed);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return counts;
  }

  resealOld(): Promise<number> {
    return this.#inTurn(async () => {
      let count = 0;
      for (const { key, version, value } of await this.#list()) {
        if (!this.#keys.isOld(value.sealed)) continue;
        const name = key.slice(PREFIX.length);
        const secret = this.#opened(value.sealed, name);
        if (secret === undefined) continue;
        const sealed = this.#keys.seal(secret, PURPOSE, name);
        await this.#records.put(key, { ...value, sealed } as unknown as Json, version);
        count += 1;
      }
      return count;
    });
  }

  /** One write at a time: none that was sealed under an older key comes after everything has been sealed anew. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  #open(name: string): string {
    const kept = this.#sealed.get(name);
    if (kept === undefined) throw new DspatchError('secret_missing', `the vault holds no "${name}" any more`);
    return this.#keys.unseal(kept.sealed, PURPOSE, name).reveal();
  }

  /** Undefined where no key opens it: whoever uses it is told, and a rotation goes on without it. */
  #opened(sealed: string, name: string): Secret | undefined {
    try {
      return this.#keys.unseal(sealed, PURPOSE, name);
    } catch (error) {
      if (error instanceof DspatchError && error.code === 'seal_broken') return undefined;
      throw error;
    }
  }

  async #list(): Promise<readonly { readonly key: string; readonly version: number; readonly value: Sealed }[]> {
    const records = await everyRecord(this.#records, PREFIX);
    return records.map((record) => ({ ...record, value: record.value as unknown as Sealed }));
  }
}

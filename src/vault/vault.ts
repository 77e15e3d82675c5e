import { DspatchError } from '../base/errors.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Records } from '../catalog/records.ts';
import type { KeyRing } from './key-ring.ts';
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
export class Vault {
  readonly #records: Records;
  readonly #keys: KeyRing;
  /** What is kept, as it is on disk: a secret is opened when it is used, since its use is rare. */
  readonly #sealed = new Map<string, Sealed>();

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
    const kept: Sealed = { sealed: this.#keys.seal(secret, PURPOSE, name), updatedAt: at };
    await this.#records.put(`${PREFIX}${name}`, kept as unknown as JsonObject, 'any');
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
    await this.#records.remove(`${PREFIX}${name}`);
  }

  /** Seals everything anew under a new master key, and forgets the old ones. Returns how many secrets there were. */
  async rotate(): Promise<number> {
    this.#keys.addKey();
    const count = await this.resealOld();
    this.#keys.forgetOldKeys();
    return count;
  }

  /** Seals under the newest key what is sealed under an older one. Returns how many secrets that were. */
  async resealOld(): Promise<number> {
    let count = 0;
    for (const { key, version, value } of await this.#list()) {
      if (!this.#keys.isOld(value.sealed)) continue;
      const name = key.slice(PREFIX.length);
      const sealed = this.#keys.seal(this.#keys.unseal(value.sealed, PURPOSE, name), PURPOSE, name);
      await this.#records.put(key, { ...value, sealed } as unknown as Json, version);
      count += 1;
    }
    return count;
  }

  #open(name: string): string {
    const kept = this.#sealed.get(name);
    if (kept === undefined) throw new DspatchError('secret_missing', `the vault holds no "${name}" any more`);
    return this.#keys.unseal(kept.sealed, PURPOSE, name).reveal();
  }

  async #list(): Promise<readonly { readonly key: string; readonly version: number; readonly value: Sealed }[]> {
    const all: { key: string; version: number; value: Sealed }[] = [];
    for (let after: string | undefined; ; ) {
      const page = await this.#records.list(PREFIX, { after });
      all.push(...page.map((record) => ({ ...record, value: record.value as unknown as Sealed })));
      after = page.at(-1)?.key;
      if (page.length === 0) return all;
    }
  }
}

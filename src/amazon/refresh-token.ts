import { createHmac } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json, own } from '../base/json.ts';
import { seal, sealingKey, unseal } from '../vault/seal.ts';
import type { Secret } from '../vault/secret.ts';
import type { RefreshToken } from './login.ts';

/** The file, in the data directory, that keeps refresh tokens which Amazon has given in exchange. */
export const TOKENS_FILE = 'dspatch.tokens.json';

/**
 * A refresh token from the configuration, and the one that Amazon may have given for it since. That one is kept over restarts,
 * sealed under a key made from the client secret, which the file's reader does not have; and only for as long as the
 * configured token stays the same: a new one in the configuration always goes first.
 */
export class KeptRefreshToken implements RefreshToken {
  readonly #configured: Secret;
  readonly #clientSecret: Secret;
  readonly #path: string;
  readonly #name: string;
  #exchanged: { readonly from: string; readonly token: Secret } | undefined;

  /** `name` is the integration's. `directory` is the data directory. */
  constructor(configured: Secret, clientSecret: Secret, directory: string, name: string) {
    this.#configured = configured;
    this.#clientSecret = clientSecret;
    this.#path = join(directory, TOKENS_FILE);
    this.#name = name;
    this.#exchanged = this.#load();
  }

  current(): Secret {
    return this.#exchanged?.from === this.#fingerprint() ? this.#exchanged.token : this.#configured;
  }

  replace(token: Secret): void {
    const from = this.#fingerprint();
    this.#exchanged = { from, token };
    const sealed = seal(token, this.#key(), this.#name);
    const temporary = `${this.#path}.new`;
    writeFileSync(temporary, `${JSON.stringify({ ...this.#file(), [this.#name]: { from, sealed } }, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    renameSync(temporary, this.#path);
  }

  #load(): { from: string; token: Secret } | undefined {
    const entry = own(this.#file(), this.#name);
    const [from, sealed] = isObject(entry) ? [own(entry, 'from'), own(entry, 'sealed')] : [];
    if (typeof from !== 'string' || typeof sealed !== 'string') return undefined;
    try {
      return { from, token: unseal(sealed, this.#key(), this.#name) };
    } catch {
      return undefined; // sealed under an earlier client secret: the configured token counts
    }
  }

  #file(): { [name: string]: Json } {
    try {
      const value = JSON.parse(readFileSync(this.#path, 'utf8')) as Json;
      return isObject(value) ? (value as { [name: string]: Json }) : {};
    } catch {
      return {};
    }
  }

  #key(): Buffer {
    return sealingKey(this.#clientSecret, 'refresh token');
  }

  /** Tells whether the configured token is still the one that was exchanged, without keeping it. */
  #fingerprint(): string {
    return createHmac('sha256', this.#key()).update(this.#configured.reveal()).digest('hex').slice(0, 32);
  }
}

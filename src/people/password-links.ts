import type { Clock } from '../base/clock.ts';
import { DAY } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { everyRecord } from '../catalog/every-record.ts';
import type { Records, StoredRecord } from '../catalog/records.ts';
import { digestOf, isTokenOf, newSecretToken } from './secret-token.ts';

const PREFIX = 'password-link/';
const VALID = 3 * DAY;

interface Link {
  readonly digest: string;
  readonly expiresAt: number;
}

/**
 * Links by which people set a password, once: their first, or another for one that is lost. Kept by digest in `password-link/<person>`, one
 * a person: the newest.
 */
export class PasswordLinks {
  readonly #records: Records;
  readonly #clock: Clock;

  constructor(records: Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** Makes the token of a link for a person. It is given here, and never again. */
  async create(person: string): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const token = `${person}.${newSecretToken()}`;
    const expiresAt = this.#clock.now() + VALID;
    await this.#records.put(`${PREFIX}${person}`, { digest: digestOf(token), expiresAt }, 'any');
    return { token, expiresAt };
  }

  /** Whose link it is. Rejects with `wrong_credentials` for one that is used, has expired, or was never made. */
  async personOf(token: string): Promise<string> {
    const { key } = await this.#find(token);
    return key.slice(PREFIX.length);
  }

  /** Uses a link up. Rejects as `personOf` does; of two at once one succeeds. */
  async use(token: string): Promise<void> {
    const { key, version } = await this.#find(token);
    const used = await this.#records.remove(key, version).catch(() => false);
    if (!used) throw unknown();
  }

  /** Ends the link of a person, if there is one. */
  async end(person: string): Promise<void> {
    await this.#records.remove(`${PREFIX}${person}`);
  }

  /** Forgets links that have expired. To be called now and then. */
  async tidy(): Promise<void> {
    for (const record of await everyRecord(this.#records, PREFIX)) {
      if (this.#clock.now() >= linkOf(record).expiresAt) await this.#records.remove(record.key);
    }
  }

  async #find(token: string): Promise<StoredRecord> {
    const person = /^([0-9a-f]{16})\./.exec(token)?.[1] ?? 'nobody';
    const record = await this.#records.get(`${PREFIX}${person}`);
    const link = record && linkOf(record);
    const isRight = isTokenOf(token, link?.digest);
    if (!isRight || record === undefined || this.#clock.now() >= (link?.expiresAt ?? 0)) throw unknown();
    return record;
  }
}

function linkOf({ value }: StoredRecord): Link {
  return value as unknown as Link & Json;
}

function unknown(): DspatchError {
  return new DspatchError('wrong_credentials', 'the link was used, or has expired: ask an admin for another');
}

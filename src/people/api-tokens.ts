import type { Role } from '../admin/permissions.ts';
import type { Clock } from '../base/clock.ts';
import { MINUTE } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { everyRecord } from '../catalog/every-record.ts';
import type { Author } from '../catalog/model.ts';
import type { Records, StoredRecord } from '../catalog/records.ts';
import { digestOf, isTokenOf, newId, newSecretToken } from './secret-token.ts';

const PREFIX = 'token/';
/** By it people and scanners see what it is. */
const MARK = 'dsp_';
/** How exactly it is kept when a token was last used. */
const USED_EVERY = MINUTE;

/** A program's way in. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly createdBy: Author;
  /** From then on it is not taken; undefined: it stays until it is revoked. */
  readonly expiresAt?: number | undefined;
  /** To the minute. */
  readonly usedAt?: number | undefined;
}

/** The API tokens of a gateway. Of each its digest is kept, in the key: `token/<digest>`. */
export class ApiTokens {
  readonly #records: Records;
  readonly #clock: Clock;

  constructor(records: Records, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
  }

  /** Makes a token. `secret` is given here, and never again. */
  async create(
    about: Pick<ApiToken, 'name' | 'role' | 'createdBy' | 'expiresAt'>,
  ): Promise<{ readonly secret: string; readonly token: ApiToken }> {
    const secret = `${MARK}${newSecretToken()}`;
    const token: ApiToken = { id: newId(), ...about, createdAt: this.#clock.now() };
    await this.#records.put(`${PREFIX}${digestOf(secret)}`, token as unknown as Json, 'absent');
    return { secret, token };
  }

  /** The token of a secret, which is used now; undefined for one that has expired, was revoked, or never was. */
  async find(secret: string): Promise<ApiToken | undefined> {
    const record = await this.#records.get(`${PREFIX}${digestOf(secret)}`);
    const isRight = isTokenOf(secret, record?.key.slice(PREFIX.length));
    if (!isRight || record === undefined) return undefined;
    const token = tokenOf(record);
    const now = this.#clock.now();
    if (token.expiresAt !== undefined && now >= token.expiresAt) return undefined;
    if (token.usedAt !== undefined && now - token.usedAt < USED_EVERY) return token;
    const used = { ...token, usedAt: now };
    // Where it cannot be written it was revoked this moment, or the disk is full: nobody should be kept from looking into that.
    await this.#records.put(record.key, used as unknown as Json, record.version).catch(() => undefined);
    return used;
  }

  /** All of them, those that have expired too, the newest first. */
  async list(): Promise<readonly ApiToken[]> {
    const tokens = (await everyRecord(this.#records, PREFIX)).map(tokenOf);
    return tokens.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** Ends a token at once, and gives what it was. Rejects with `not_found`. */
  async revoke(id: string): Promise<ApiToken> {
    const record = (await everyRecord(this.#records, PREFIX)).find((one) => tokenOf(one).id === id);
    if (record === undefined || !(await this.#records.remove(record.key))) {
      throw new DspatchError('not_found', `there is no token "${id.slice(0, 100)}"`);
    }
    return tokenOf(record);
  }
}

function tokenOf({ value }: StoredRecord): ApiToken {
  return value as unknown as ApiToken;
}

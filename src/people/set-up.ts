import type { Json } from '../base/json.ts';
import type { Records } from '../catalog/records.ts';
import type { Accounts } from './accounts.ts';
import { digestOf, isTokenOf, newSecretToken } from './secret-token.ts';

const KEY = 'people/set-up';

/**
 * How the first admin gets in: by a token that only who started the gateway sees. Until somebody has used it each start makes a new one, and
 * ends the one before.
 */
export class SetUp {
  readonly #records: Records;
  readonly #accounts: Accounts;

  constructor(records: Records, accounts: Accounts) {
    this.#records = records;
    this.#accounts = accounts;
  }

  /** To be called at start: the token to show; undefined where there is an admin. */
  async prepare(): Promise<string | undefined> {
    if (await this.#accounts.haveAdmin()) {
      await this.#records.remove(KEY);
      return undefined;
    }
    const token = newSecretToken();
    await this.#records.put(KEY, { digest: digestOf(token) } as Json, 'any');
    return token;
  }

  /** Whether there is nobody yet who could let others in. */
  async isNeeded(): Promise<boolean> {
    return !(await this.#accounts.haveAdmin());
  }

  /** Whether a token is the one of this start. It is worth nothing once there is an admin: Accounts.addFirstAdmin sees to that. */
  async isToken(token: string): Promise<boolean> {
    const record = await this.#records.get(KEY);
    return isTokenOf(token, (record?.value as { readonly digest: string } | undefined)?.digest);
  }
}

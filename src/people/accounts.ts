import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Records } from '../catalog/records.ts';
import { type Account, type AccountChange, signInName } from './account.ts';

const KEY = 'people/accounts';
/** So that the one record stays of a size that every store takes. */
const MOST = 2_000;

/**
 * The accounts of a gateway. They are one record, `people/accounts`, so that what must hold over all of them holds after every write,
 * whoever writes at the same time: a sign-in name belongs to one account, and where there was an admin who can sign in there is one.
 */
export class Accounts {
  readonly #records: Records;

  constructor(records: Records) {
    this.#records = records;
  }

  /** All of them, the oldest first. */
  async list(): Promise<readonly Account[]> {
    return (await this.#read()).accounts;
  }

  async get(id: string): Promise<Account | undefined> {
    return (await this.list()).find((account) => account.id === id);
  }

  /** The account. Rejects with `not_found` where there is none. */
  async need(id: string): Promise<Account> {
    const account = await this.get(id);
    if (account === undefined) throw missing(id);
    return account;
  }

  /** By the sign-in name, however it is written. */
  async byEmail(email: string): Promise<Account | undefined> {
    const name = signInName(email);
    return (await this.list()).find((account) => account.email === name);
  }

  /** By what an issuer calls them. */
  async bySignOn(issuer: string, subject: string): Promise<Account | undefined> {
    return (await this.list()).find(({ signOn }) => signOn?.issuer === issuer && signOn.subject === subject);
  }

  /** Whether somebody can sign in as an admin. */
  async haveAdmin(): Promise<boolean> {
    return (await this.list()).some(isAdmin);
  }

  /** Adds an account. Rejects with `exists` where its sign-in name is taken. */
  async add(account: Account): Promise<void> {
    await this.#change((accounts) => [...accounts, account]);
  }

  /** Adds the first admin. Of two at once one succeeds; the other's call rejects with `set_up_done`. */
  async addFirstAdmin(account: Account): Promise<void> {
    await this.#change((accounts) => {
      if (accounts.some(isAdmin)) {
        throw new DspatchError(
          'set_up_done',
          'this gateway is set up already: sign in, or ask an admin for an account',
        );
      }
      return [...accounts, account];
    });
  }

  /**
   * Changes an account. Rejects with `not_found`, with `exists` where the sign-in name is taken, and with `last_admin` where nobody could
   * sign in as an admin any more.
   */
  async change(id: string, change: AccountChange): Promise<{ readonly before: Account; readonly after: Account }> {
    let changed: { readonly before: Account; readonly after: Account } | undefined;
    await this.#change((accounts) => {
      const before = accounts.find((account) => account.id === id);
      if (before === undefined) throw missing(id);
      const after = { ...before, ...change };
      changed = { before, after };
      return accounts.map((account) => (account === before ? after : account));
    });
    return changed as { readonly before: Account; readonly after: Account };
  }

  /** Removes an account, and gives what it was. Rejects with `not_found` and `last_admin`. */
  async remove(id: string): Promise<Account> {
    let removed: Account | undefined;
    await this.#change((accounts) => {
      removed = accounts.find((account) => account.id === id);
      if (removed === undefined) throw missing(id);
      return accounts.filter((account) => account !== removed);
    });
    return removed as Account;
  }

  /** Writes what `change` makes of the accounts, again from the beginning where somebody else was faster. */
  async #change(change: (accounts: readonly Account[]) => readonly Account[]): Promise<void> {
    for (;;) {
      const { accounts, version } = await this.#read();
      const changed = change(accounts);
      refuseWrong(accounts, changed);
      try {
        await this.#records.put(KEY, { accounts: changed } as unknown as Json, version);
        return;
      } catch (error) {
        if (!(error instanceof DspatchError && error.code === 'record_conflict')) throw error;
      }
    }
  }

  async #read(): Promise<{ readonly accounts: readonly Account[]; readonly version: number | 'absent' }> {
    const record = await this.#records.get(KEY);
    if (record === undefined) return { accounts: [], version: 'absent' };
    return { ...(record.value as unknown as { accounts: readonly Account[] }), version: record.version };
  }
}

function refuseWrong(before: readonly Account[], after: readonly Account[]): void {
  const names = new Set<string>();
  for (const { email } of after) {
    if (names.has(email)) throw new DspatchError('exists', `${email} has an account already`);
    names.add(email);
  }
  if (before.some(isAdmin) && !after.some(isAdmin)) {
    throw new DspatchError('last_admin', 'nobody else can sign in as an admin: make somebody else an admin first');
  }
  if (after.length > MOST) {
    throw new DspatchError('too_many_people', `there are ${MOST} accounts: remove those that are not needed any more`);
  }
}

function isAdmin({ role, disabled }: Account): boolean {
  return role === 'admin' && !disabled;
}

function missing(id: string): DspatchError {
  return new DspatchError('not_found', `there is no account "${id.slice(0, 100)}"`);
}

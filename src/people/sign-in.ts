import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { type Account, signInName } from './account.ts';
import type { Accounts } from './accounts.ts';
import type { PasswordHashing } from './password.ts';
import { BY_ACCOUNT, BY_ADDRESS, networkOf, Throttle } from './throttle.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

/** What signing in needs. */
export interface SignInParts {
  readonly accounts: Accounts;
  readonly hashing: PasswordHashing;
  readonly clock: Clock;
}

/**
 * Signing in by e-mail address and password. What it answers, and how long it takes, does not tell whether there is an account, save to
 * who knows its password.
 */
export class SignIn {
  readonly #parts: SignInParts;
  readonly #byAccount: Throttle;
  readonly #byAddress: Throttle;

  constructor(parts: SignInParts) {
    this.#parts = parts;
    this.#byAccount = new Throttle(BY_ACCOUNT, parts.clock);
    this.#byAddress = new Throttle(BY_ADDRESS, parts.clock);
  }

  /**
   * The account of whom the password is. Rejects with `wrong_credentials`, with `account_disabled` where they were right, and with
   * TooManyAttempts.
   */
  async withPassword(email: string, password: string, address: string): Promise<Account> {
    const [name, network] = [signInName(email), networkOf(address)];
    const wait = Math.max(this.#byAccount.waitFor(name), this.#byAddress.waitFor(network));
    if (wait > 0) throw new TooManyAttempts(wait);
    this.#byAccount.count(name);
    this.#byAddress.count(network);

    const { accounts, hashing, clock } = this.#parts;
    const account = await accounts.byEmail(name);
    const isRight = await hashing.verify(password, account?.password);
    if (account?.password === undefined || !isRight) {
      throw new DspatchError('wrong_credentials', 'the e-mail address or the password is wrong');
    }
    this.#byAccount.forget(name);
    this.#byAddress.takeBack(network);
    if (account.disabled) throw new DspatchError('account_disabled', 'your account is disabled: ask an admin');
    const renewed = hashing.isOld(account.password) ? { password: await hashing.hash(password) } : {};
    const { after } = await accounts.change(account.id, { signedInAt: clock.now(), ...renewed });
    return after;
  }
}

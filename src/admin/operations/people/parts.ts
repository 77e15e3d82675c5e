import type { Clock } from '../../../base/clock.ts';
import { type Account, signInName } from '../../../people/account.ts';
import { type Owner, passwordProblem } from '../../../people/password-rules.ts';
import type { People } from '../../../people/people.ts';
import type { PersonView, SignInWay } from '../../api/people.ts';
import { InvalidRequest } from '../../problems.ts';

/** What the operations on people work with. */
export interface PeopleParts {
  readonly people: People;
  readonly clock: Clock;
  /** The address under which people open the console, as it came to be. */
  readonly url: () => string;
  /** The ways to sign in besides by password. */
  readonly ways: readonly SignInWay[];
}

/** An account for the eyes of admins: whether there is a password, and not its hash. */
export function personView({ password, signOn, createdAt, signedInAt, ...rest }: Account): PersonView {
  const { id, name, email, role, disabled } = rest;
  const when = { createdAt, ...(signedInAt === undefined ? {} : { signedInAt }) };
  return {
    id,
    name,
    email,
    role,
    disabled,
    hasPassword: password !== undefined,
    signsOn: signOn !== undefined,
    ...when,
  };
}

/** The hash of a password to be; throws for one that cannot be taken. */
export async function hashed(password: string, owner: Owner, { people }: PeopleParts): Promise<string> {
  const message = passwordProblem(password, { ...owner, email: signInName(owner.email) });
  if (message === undefined) return people.hashing.hash(password);
  throw new InvalidRequest(
    `the password cannot be taken: ${message}`,
    [{ path: 'password', message }],
    'weak_password',
  );
}

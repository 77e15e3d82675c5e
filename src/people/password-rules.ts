import { squash } from '../base/problem.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

const SHORTEST = 12;
const LONGEST = 200;

/** Whose password it is to be. */
export interface Owner {
  readonly name: string;
  readonly email: string;
}

/**
 * What is wrong with a password; undefined where nothing is. Length is what counts (NIST SP 800-63B, 3.1.1): there is no rule about which
 * characters it is made of.
 */
export function passwordProblem(password: string, { name, email }: Owner): string | undefined {
  const length = [...password.normalize('NFKC')].length;
  if (length < SHORTEST) return `it has ${length} characters, and needs ${SHORTEST}: a few words are easy to remember`;
  if (length > LONGEST) return `it is longer than ${LONGEST} characters`;
  const plain = squash(password.normalize('NFKC'));
  if ([name, email, email.replace(/@.*$/, '')].some((text) => squash(text) === plain)) {
    return 'it is the e-mail address or the name: choose what nobody knows';
  }
  if (COMMON_PASSWORDS.has(plain)) return 'it is among the first that anybody would try: choose another';
  return undefined;
}

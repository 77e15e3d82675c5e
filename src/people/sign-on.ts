import { ROLES, type Role } from '../admin/permissions.ts';
import { DspatchError } from '../base/errors.ts';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { type Account, isEmail, signInName } from './account.ts';
import type { Accounts } from './accounts.ts';
import { newId } from './secret-token.ts';

/** Whom an issuer's people are here. */
export interface SignOnPolicy {
  /** As people know the issuer. */
  readonly title: string;
  /** The role of who is given none by a claim; undefined: they stay out. */
  readonly role?: Role | undefined;
  /** Only who has a verified e-mail address in one of these comes in. */
  readonly allowedDomains?: readonly string[] | undefined;
  /** A claim whose values give roles, such as groups. */
  readonly roleClaim?: { readonly claim: string; readonly roles: Readonly<Record<string, Role>> } | undefined;
}

/** What an issuer says of somebody; `iss` and `sub` are who they are for good. */
export interface Claims extends JsonObject {
  readonly iss: string;
  readonly sub: string;
}

/** Somebody who was vouched for, and what that changed here. */
export interface SignedOn {
  readonly account: Account;
  /** The account before; undefined where it was made now. */
  readonly before: Account | undefined;
}

/**
 * The account of somebody an issuer vouches for: made at their first sign-in, and given the role of their claims at each. Rejects with
 * `sign_on_refused` for who may not come in, and `account_disabled`.
 */
export async function signOn(claims: Claims, policy: SignOnPolicy, accounts: Accounts, now: number): Promise<SignedOn> {
  const { iss: issuer, sub: subject } = claims;
  const email = signInName(textOf(claims.email));
  refuseStrangers(claims, email, policy);
  const role = roleOf(claims, policy);
  const known = (await accounts.bySignOn(issuer, subject)) ?? (await byVerifiedEmail(claims, email, policy, accounts));
  if (known?.disabled) throw new DspatchError('account_disabled', 'your account is disabled: ask an admin');
  if (role === undefined && (known === undefined || policy.roleClaim !== undefined)) {
    throw refused(`${policy.title} gives you no role here: ask whoever runs this gateway`);
  }
  const signOn = { issuer, subject };
  if (known === undefined) {
    if (!isEmail(email)) throw refused(`${policy.title} tells no e-mail address of you`);
    const name =
      textOf(claims.name)
        .replace(/\p{Cc}/gu, '')
        .trim()
        .slice(0, 200) || email;
    const account: Account = {
      ...{ id: newId(), name, email, role: role ?? 'read_only', disabled: false, signOn },
      ...{ createdAt: now, signedInAt: now },
    };
    await accounts.add(account);
    return { account, before: undefined };
  }
  const given = policy.roleClaim === undefined ? known.role : (role ?? known.role);
  try {
    const { before, after } = await accounts.change(known.id, { signOn, role: given, signedInAt: now });
    return { account: after, before };
  } catch (error) {
    // Better an admin whom the issuer does not call one any more than nobody who could make another.
    if (!(error instanceof DspatchError && error.code === 'last_admin')) throw error;
    const { before, after } = await accounts.change(known.id, { signOn, signedInAt: now });
    return { account: after, before };
  }
}

/** An account from before, which is taken over by who can read its mail. */
async function byVerifiedEmail(
  claims: Claims,
  email: string,
  { title }: SignOnPolicy,
  accounts: Accounts,
): Promise<Account | undefined> {
  const account = await accounts.byEmail(email);
  if (account === undefined) return undefined;
  if (claims.email_verified === true && account.signOn === undefined) return account;
  throw refused(
    `${email} has an account here already, and ${title} does not vouch that it is yours: sign in by password, or ask an admin`,
  );
}

function refuseStrangers({ email_verified: verified }: Claims, email: string, policy: SignOnPolicy): void {
  if (verified === false) throw refused(`your e-mail address is not verified at ${policy.title}: verify it there`);
  if (policy.allowedDomains === undefined) return;
  // An address that nobody has verified is anybody's word.
  const domain = email.replace(/^.*@/, '');
  const allowed = policy.allowedDomains.some((one) => one.toLowerCase() === domain);
  if (allowed && verified === true) return;
  throw refused(`only verified e-mail addresses at ${policy.allowedDomains.join(', ')} may sign in by ${policy.title}`);
}

/** Of several roles that claims give, the first in the order of the roles. */
function roleOf(claims: Claims, { role, roleClaim }: SignOnPolicy): Role | undefined {
  if (roleClaim === undefined) return role;
  const value = claimAt(claims, roleClaim.claim);
  const values = [value ?? []].flat().filter((one) => typeof one === 'string');
  const given = new Set(values.flatMap((one) => (Object.hasOwn(roleClaim.roles, one) ? [roleClaim.roles[one]] : [])));
  return ROLES.find((one) => given.has(one)) ?? role;
}

/** A claim by its name, or else by its path: `realm_access.roles`. */
function claimAt(claims: JsonObject, name: string): Json | undefined {
  const whole = own(claims, name);
  if (whole !== undefined) return whole;
  let value: Json | undefined = claims;
  for (const key of name.split('.')) value = isObject(value) ? own(value, key) : undefined;
  return value;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function refused(message: string): DspatchError {
  return new DspatchError('sign_on_refused', message);
}

import type { Role } from '../admin/permissions.ts';
import type { Author } from '../catalog/model.ts';

/** Somebody who may sign in. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** The sign-in name, in the one form of `signInName`. No two accounts share one. */
  readonly email: string;
  readonly role: Role;
  /** Whoever is disabled cannot sign in, and is signed out. */
  readonly disabled: boolean;
  /** The hash of the password (password.ts); undefined for who has none, since they have yet to set it or sign in elsewhere. */
  readonly password?: string | undefined;
  /** Who they are to an OpenID Connect issuer, for those who have signed in by one. */
  readonly signOn?: { readonly issuer: string; readonly subject: string } | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly signedInAt?: number | undefined;
}

/** What of an account is changed. */
export type AccountChange = Partial<Omit<Account, 'id' | 'createdAt'>>;

/** An e-mail address as it is kept and compared: addresses that differ in capitals alone are one. */
export function signInName(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}

/** Whether a text can be a sign-in name. Whether mail arrives there nobody asks. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s\p{Cc}@<>"]+@[^\s\p{Cc}@<>"]+$/u.test(text);
}

/** Somebody as the author of something. */
export function authorOf({ id, name }: Pick<Account, 'id' | 'name'>): Author {
  return { kind: 'person', id, name };
}

/** Somebody as the audit log calls them where something was done to them. */
export function subjectOf({ email }: Pick<Account, 'email'>): string {
  return `person ${email}`;
}

import type { AuditRecord } from '../../people/audit.ts';
import type { Permission, Role } from '../permissions.ts';
import type { Page } from './operation.ts';

/** Whoever asks, as the gateway knows them. */
export interface CallerView {
  readonly kind: 'person' | 'token' | 'local' | 'file';
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Of people alone. */
  readonly email?: string | undefined;
}

/** A way to sign in. Those that have a `url` begin by going there. */
export interface SignInWay {
  readonly way: 'password' | 'oidc';
  readonly title: string;
  readonly url?: string | undefined;
}

/** Who is signed in, and how others can. */
export interface SessionInfo {
  /** Undefined: nobody is signed in. */
  readonly caller?: CallerView | undefined;
  readonly permissions: readonly Permission[];
  /** There is no admin yet: whoever started the gateway has seen a link. */
  readonly setUpNeeded: boolean;
  readonly ways: readonly SignInWay[];
}

/** Somebody with an account. */
export interface PersonView {
  readonly id: string;
  readonly name: string;
  /** Their sign-in name. */
  readonly email: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** Whether they have a password, and whether they sign in by OpenID Connect. */
  readonly hasPassword: boolean;
  readonly signsOn: boolean;
  readonly createdAt: number;
  readonly signedInAt?: number | undefined;
}

/** A link by which somebody sets a password, once. It is shown here, and never again. */
export interface PasswordLink {
  readonly url: string;
  readonly expiresAt: number;
}

/** Somebody signed in somewhere. */
export interface SessionView {
  readonly id: string;
  /** The account's id and name. */
  readonly person: string;
  readonly name: string;
  readonly way: 'password' | 'oidc';
  readonly createdAt: number;
  readonly seenAt: number;
  readonly endsAt: number;
  readonly address: string;
  readonly agent: string;
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

/** A program's way in. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly createdBy: { readonly kind: CallerView['kind']; readonly id: string; readonly name: string };
  readonly expiresAt?: number | undefined;
  readonly usedAt?: number | undefined;
}

/** What of the audit log is asked for. Times as people give them: ISO-8601, or how long ago (`24h`). */
export interface AuditFilter {
  /** The id, the e-mail address or the name of who did it. */
  readonly who?: string | undefined;
  /** What the action begins with. */
  readonly action?: string | undefined;
  /** Part of what it was done to. */
  readonly subject?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

interface NamedPerson {
  readonly person: string;
}

export interface PeopleOperations {
  'GET /api/session': { response: SessionInfo };
  'POST /api/setup': {
    body: { readonly token: string; readonly name: string; readonly email: string; readonly password: string };
    response: SessionInfo;
  };
  'POST /api/session': { body: { readonly email: string; readonly password: string }; response: SessionInfo };
  'DELETE /api/session': { response: undefined };
  'PUT /api/session/password': {
    body: { readonly current: string; readonly password: string };
    response: undefined;
  };
  /** Sets a password by a link; whoever does signs in after it. */
  'POST /api/password': { body: { readonly token: string; readonly password: string }; response: undefined };
  'GET /api/sessions': {
    query: { readonly all?: boolean | undefined };
    response: { readonly sessions: readonly SessionView[] };
  };
  /** Ends all of one's own sessions but this one; or those of a person. */
  'DELETE /api/sessions': {
    query: { readonly person?: string | undefined };
    response: { readonly ended: number };
  };
  'DELETE /api/sessions/:session': { params: { readonly session: string }; response: undefined };
  'GET /api/people': { response: { readonly people: readonly PersonView[] } };
  /** Without a password there is a link in the answer by which they set it. */
  'POST /api/people': {
    body: {
      readonly name: string;
      readonly email: string;
      readonly role: Role;
      readonly password?: string | undefined;
    };
    response: { readonly person: PersonView; readonly link?: PasswordLink | undefined };
  };
  'GET /api/people/:person': { params: NamedPerson; response: PersonView };
  'PATCH /api/people/:person': {
    params: NamedPerson;
    body: {
      readonly name?: string | undefined;
      readonly email?: string | undefined;
      readonly role?: Role | undefined;
      readonly disabled?: boolean | undefined;
    };
    response: PersonView;
  };
  'DELETE /api/people/:person': { params: NamedPerson; response: undefined };
  'POST /api/people/:person/password-reset': { params: NamedPerson; response: PasswordLink };
  'GET /api/tokens': { response: { readonly tokens: readonly TokenView[] } };
  /** `secret` is shown here, and never again. */
  'POST /api/tokens': {
    body: { readonly name: string; readonly role: Role; readonly expiresAt?: number | undefined };
    response: { readonly token: TokenView; readonly secret: string };
  };
  'DELETE /api/tokens/:token': { params: { readonly token: string }; response: undefined };
  'GET /api/audit': { query: AuditFilter; response: Page<AuditRecord> };
}

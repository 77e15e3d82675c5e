import { z } from 'zod';
import { isEmail } from '../../people/account.ts';
import type { PeopleOperations } from '../api/people.ts';
import type { Handlers, Specs } from '../operation.ts';
import { PERMISSIONS, ROLES } from '../permissions.ts';
import { accountHandlers } from './people/accounts.ts';
import { auditHandlers } from './people/audit.ts';
import type { PeopleParts } from './people/parts.ts';
import { sessionHandlers } from './people/sessions.ts';
import { tokenHandlers } from './people/tokens.ts';

const role = z.enum(ROLES);
const id = z.string().min(1).max(100);
/** Names are shown in terminals, too: nothing in one may steer them. */
const name = z
  .string()
  .trim()
  .min(1, 'is missing')
  .max(200)
  .regex(/^\P{Cc}*$/u, 'must not hold control characters');
const email = z.string().trim().refine(isEmail, 'must be an e-mail address');
/** What is too long, too, is for the password's own rules to say. */
const password = z.string().max(4_000);
const secretToken = z.string().min(1).max(200);
const time = z.int().describe('epoch milliseconds');
const words = z.string().min(1).max(300).optional();
const kind = z.enum(['person', 'token', 'local', 'file']);
const author = z.strictObject({ kind, id: z.string(), name: z.string() });

const sessionInfo = z.strictObject({
  caller: z
    .strictObject({ kind, id: z.string(), name: z.string(), role, email: z.string().optional() })
    .optional()
    .describe('who asks; absent where nobody is signed in'),
  permissions: z.array(z.enum(PERMISSIONS)),
  setUpNeeded: z.boolean().describe('there is no admin yet: whoever started the gateway has seen a link'),
  ways: z.array(
    z.strictObject({
      way: z.enum(['password', 'oidc']),
      title: z.string(),
      url: z.string().optional().describe('where the browser goes to begin'),
    }),
  ),
});
const person = z.strictObject({
  ...{ id: z.string(), name: z.string(), email: z.string(), role, disabled: z.boolean() },
  hasPassword: z.boolean(),
  signsOn: z.boolean().describe('whether they have signed in by OpenID Connect'),
  ...{ createdAt: time, signedInAt: time.optional() },
});
const link = z.strictObject({
  url: z.string().describe('sets a password, once; shown here, and never again'),
  expiresAt: time,
});
const session = z.strictObject({
  ...{ id: z.string(), person: z.string(), name: z.string(), way: z.enum(['password', 'oidc']) },
  ...{ createdAt: time, seenAt: time, endsAt: time, address: z.string(), agent: z.string() },
  current: z.boolean().describe('whether it is the one that asks'),
});
const token = z.strictObject({
  ...{ id: z.string(), name: z.string(), role, createdAt: time, createdBy: author },
  ...{ expiresAt: time.optional(), usedAt: time.optional() },
});
const auditRecord = z.strictObject({
  ...{ at: time, author: author.optional(), role: role.optional(), address: z.string() },
  ...{ action: z.string(), subject: z.string(), before: z.json().optional(), after: z.json().optional() },
});

export const PEOPLE_SPECS: Specs<PeopleOperations> = {
  'GET /api/session': {
    permission: 'public',
    summary: 'Who is signed in, what they may do, and how others sign in.',
    response: sessionInfo,
  },
  'POST /api/setup': {
    permission: 'public',
    summary: 'Make the first admin by the token of the set-up link, and sign them in.',
    body: z.strictObject({ token: secretToken, name, email, password }),
    response: sessionInfo,
    status: 201,
  },
  'POST /api/session': {
    permission: 'public',
    summary: 'Sign in by password. The session is a cookie.',
    body: z.strictObject({ email: z.string().max(254), password }),
    response: sessionInfo,
    status: 201,
  },
  'DELETE /api/session': { permission: 'signed_in', summary: 'Sign out.' },
  'PUT /api/session/password': {
    permission: 'signed_in',
    summary: 'Change one’s own password. All other sessions of one’s own end.',
    body: z.strictObject({ current: password, password }),
  },
  'POST /api/password': {
    permission: 'public',
    summary: 'Set a password by the token of a link. All sessions of that person end.',
    body: z.strictObject({ token: secretToken, password }),
  },
  'GET /api/sessions': {
    permission: 'signed_in',
    summary: 'One’s own sessions; for admins, with `all`, everybody’s.',
    query: z.strictObject({ all: z.stringbool().optional() }),
    response: z.strictObject({ sessions: z.array(session) }),
  },
  'DELETE /api/sessions': {
    permission: 'signed_in',
    summary: 'End all of one’s own sessions but this one; for admins, with `person`, all of that person’s.',
    query: z.strictObject({ person: id.optional() }),
    response: z.strictObject({ ended: z.int() }),
  },
  'DELETE /api/sessions/:session': {
    permission: 'signed_in',
    summary: 'End a session: one of one’s own; for admins, any.',
    params: z.strictObject({ session: id }),
  },
  'GET /api/people': {
    permission: 'administer',
    summary: 'Everybody who has an account.',
    response: z.strictObject({ people: z.array(person) }),
  },
  'POST /api/people': {
    permission: 'administer',
    summary: 'Add a person. Without a password there is a link in the answer by which they set it.',
    body: z.strictObject({ name, email, role, password: password.optional() }),
    response: z.strictObject({ person, link: link.optional() }),
    status: 201,
  },
  'GET /api/people/:person': {
    permission: 'administer',
    summary: 'A person.',
    params: z.strictObject({ person: id }),
    response: person,
  },
  'PATCH /api/people/:person': {
    permission: 'administer',
    summary: 'Change a person’s name, e-mail address or role, or disable them, which signs them out.',
    params: z.strictObject({ person: id }),
    body: z.strictObject({
      ...{ name: name.optional(), email: email.optional(), role: role.optional(), disabled: z.boolean().optional() },
    }),
    response: person,
  },
  'DELETE /api/people/:person': {
    permission: 'administer',
    summary: 'Remove a person, and sign them out. Tokens they made go on.',
    params: z.strictObject({ person: id }),
  },
  'POST /api/people/:person/password-reset': {
    permission: 'administer',
    summary: 'Make a link by which a person sets a password, once. Links from before end.',
    params: z.strictObject({ person: id }),
    response: link,
    status: 201,
  },
  'GET /api/tokens': {
    permission: 'administer',
    summary: 'The API tokens, without what they are.',
    response: z.strictObject({ tokens: z.array(token) }),
  },
  'POST /api/tokens': {
    permission: 'administer',
    summary: 'Make an API token. It is in the answer, and never shown again.',
    body: z.strictObject({ name, role, expiresAt: time.optional() }),
    response: z.strictObject({ token, secret: z.string() }),
    status: 201,
  },
  'DELETE /api/tokens/:token': {
    permission: 'administer',
    summary: 'Revoke an API token: it is not taken any more.',
    params: z.strictObject({ token: id }),
  },
  'GET /api/audit': {
    permission: 'administer',
    summary: 'Who did what, the newest first. A page may be short, and even empty, while there is a next one.',
    query: z.strictObject({
      ...{ who: words, action: words, subject: words, since: words, until: words },
      limit: z.coerce.number().int().min(1).max(1_000).optional(),
      after: z.string().max(100).optional(),
    }),
    response: z.strictObject({ items: z.array(auditRecord), next: z.string().optional() }),
  },
};

/** Does the work of the operations on people, sessions, tokens and the audit log. */
export function peopleHandlers(parts: PeopleParts): Handlers<PeopleOperations> {
  return { ...sessionHandlers(parts), ...accountHandlers(parts), ...tokenHandlers(parts), ...auditHandlers(parts) };
}

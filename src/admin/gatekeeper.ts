import type { FastifyRequest } from 'fastify';
import { DspatchError } from '../base/errors.ts';
import type { People } from '../people/people.ts';
import { digestOf, isTokenOf } from '../people/secret-token.ts';
import type { Secret } from '../vault/secret.ts';
import { cookieIn, SESSION_COOKIE } from './cookies.ts';
import type { Caller } from './operation.ts';
import type { AuditEntry, Gatekeeper } from './serve-operations.ts';

/** What the gatekeeper goes by. */
export interface GatekeeperOptions {
  readonly people: People;
  /** The token of this machine (local-access.ts): there is one once the gateway listens, where it could be written. */
  readonly localToken?: () => Secret | undefined;
  /** The address that people use, where it is not the listener's own: `server.admin.publicUrl`. */
  readonly publicUrl?: string | undefined;
}

/** Knows callers by their token or their session, and keeps the record. */
export function gatekeeper({ people, localToken, publicUrl }: GatekeeperOptions): Gatekeeper {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;

  return {
    identify: async (request) => {
      const { authorization = '', cookie } = request.headers;
      // Other schemes are for others: a proxy may have asked for a password of its own.
      if (/^Bearer\b/i.test(authorization)) return byToken(authorization, people, localToken?.());
      refuseForeign(request, cookie, publicOrigin);
      const token = cookieIn(cookie, SESSION_COOKIE);
      return token === undefined ? undefined : bySession(token, people);
    },
    record: ({ caller, ...entry }: AuditEntry) =>
      people.audit.append({
        ...entry,
        ...(caller === undefined ? {} : { author: authorOf(caller), role: caller.role }),
      }),
  };
}

/** Only what stands in the audit log of a caller. */
function authorOf({ kind, id, name }: Caller): Pick<Caller, 'kind' | 'id' | 'name'> {
  return { kind, id, name };
}

async function byToken(header: string, people: People, localToken: Secret | undefined): Promise<Caller> {
  const token = /^Bearer +(\S+)\s*$/i.exec(header)?.[1] ?? '';
  const isLocal = isTokenOf(token, localToken && digestOf(localToken.reveal()));
  const known = await people.tokens.find(token);
  if (isLocal) return { kind: 'local', id: '', name: 'this machine', role: 'admin' };
  if (known !== undefined) return { kind: 'token', id: known.id, name: known.name, role: known.role };
  throw new DspatchError(
    'not_signed_in',
    'the token is not known here: it was revoked, has expired, or is another gateway’s. Send one as Authorization: Bearer ...',
  );
}

async function bySession(token: string, people: People): Promise<Caller | undefined> {
  const session = await people.sessions.find(token);
  const account = await people.accounts.get(session?.person ?? '');
  if (session === undefined || account === undefined || account.disabled) return undefined;
  return { kind: 'person', id: account.id, name: account.name, role: account.role, session: session.id };
}

/**
 * Refuses what a page of somebody else makes a browser send. Whoever comes with a cookie says in Origin where the page is from, as all
 * browsers do for what changes something; without one an Origin that is said must be ours all the same.
 */
function refuseForeign(
  { method, headers }: FastifyRequest,
  cookie: string | undefined,
  ours: string | undefined,
): void {
  if (method === 'GET' || method === 'HEAD') return;
  const { origin, host } = headers;
  if (origin === undefined && cookieIn(cookie, SESSION_COOKIE) === undefined) return;
  if (origin !== undefined && [`http://${host}`, `https://${host}`, ours].includes(origin)) return;
  throw new DspatchError(
    'forbidden',
    'this was asked for by a page of another address: open the console at the gateway’s own (server.admin.publicUrl, behind a proxy)',
  );
}

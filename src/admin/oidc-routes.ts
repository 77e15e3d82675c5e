import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { authorOf, subjectOf } from '../people/account.ts';
import { type Oidc, TICKET_LASTS } from '../people/oidc.ts';
import type { People } from '../people/people.ts';
import { type SignedOn, signOn } from '../people/sign-on.ts';
import type { SignInWay } from './api/people.ts';
import { cookieIn, setCookie, TICKET_COOKIE } from './cookies.ts';
import { problemOf } from './problems.ts';
import { startSession } from './start-session.ts';

const BEGIN = '/api/sign-in/oidc';
const CALLBACK = '/api/sign-in/oidc/callback';

/** What signing in by OpenID Connect works with. */
export interface OidcRouteOptions {
  readonly oidc: Oidc;
  readonly people: People;
  readonly clock: Clock;
  /** The address under which people open the console: the issuer sends them back there. */
  readonly url: () => string;
  /** Told of what is for whoever runs the gateway, such as an issuer that cannot be reached. */
  readonly warn: (message: string) => void;
}

/** The way to sign in that the issuer is. */
export function oidcWay({ options }: Oidc): SignInWay {
  return { way: 'oidc', title: options.title, url: BEGIN };
}

/**
 * Signing in by OpenID Connect. No operations: a browser goes here by itself, and is sent on. The issuer is to know the redirect URI
 * `<url>/api/sign-in/oidc/callback`.
 */
export function serveOidc(app: FastifyInstance, { oidc, people, clock, url, warn }: OidcRouteOptions): void {
  app.get(BEGIN, async (request, reply) => {
    try {
      const { url: issuer, ticket } = await oidc.begin(new URL(CALLBACK, url()).href, wantedIn(request.query));
      // Lax: it comes back with a step from the issuer's pages, which Strict would keep it from.
      reply.header('set-cookie', setCookie(TICKET_COOKIE, ticket, LAX));
      return reply.redirect(issuer, 303);
    } catch (error) {
      return tell(reply, error);
    }
  });

  app.get(CALLBACK, async (request, reply) => {
    reply.header('set-cookie', setCookie(TICKET_COOKIE, '', { ...LAX, maxAgeMs: 0 }));
    try {
      const ticket = cookieIn(request.headers.cookie, TICKET_COOKIE);
      const query = request.url.replace(/^[^?]*\??/, '');
      const { claims, wanted } = await oidc.finish(query, ticket);
      const signedOn = await signOn(claims, oidc.options, people.accounts, clock.now());
      await record(people, signedOn, request.ip);
      const session = await startSession(people, signedOn.account, {
        ...{ way: 'oidc', address: request.ip, agent: request.headers['user-agent'] ?? '' },
      });
      return reply.header('set-cookie', session).redirect(homeward(wanted), 303);
    } catch (error) {
      return refuse(request, reply, error);
    }
  });

  async function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): Promise<FastifyReply> {
    if (error instanceof DspatchError) await people.refusals.record(request.ip, oidc.options.title, error.code);
    return tell(reply, error);
  }

  function tell(reply: FastifyReply, error: unknown): FastifyReply {
    const { status, title, detail } = problemOf(error);
    if (status >= 500)
      warn(error instanceof DspatchError ? error.message : 'a sign-in failed for no reason of its own');
    return reply.code(status).headers(PAGE_HEADERS).send(page(title, detail));
  }
}

/** Longer ones make a ticket that no browser keeps. */
const LONGEST_ADDRESS = 1_000;

/** The address of the console to which somebody wanted, as the sign-in page says it. */
function wantedIn(query: unknown): string | undefined {
  const { to } = query as { readonly to?: unknown };
  return typeof to === 'string' && to !== '' && to.length <= LONGEST_ADDRESS ? to : undefined;
}

/** Where a browser goes that is signed in now. What was wanted anybody can make up: the sign-in page leads there if it is of the console. */
function homeward(wanted: string | undefined): string {
  return wanted === undefined ? '/' : `/sign-in?${new URLSearchParams({ to: wanted })}`;
}

const LAX = { maxAgeMs: TICKET_LASTS, sameSite: 'Lax' } as const;

/** What the claims changed: an account that was made, or a role. */
async function record(people: People, { account, before }: SignedOn, address: string): Promise<void> {
  const { name, role } = account;
  const about = { author: authorOf(account), role, address, subject: subjectOf(account) };
  if (before === undefined) {
    await people.audit.append({ ...about, action: 'person.added', after: { name, role } });
  } else if (before.role !== role) {
    const change = { before: { role: before.role }, after: { role } };
    await people.audit.append({ ...about, action: 'person.changed', ...change });
  }
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** A browser is here, and there is nothing else to show it. */
function page(title: string, detail: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>dspatch: ${escaped(title)}</title></head>
<body><h1>${escaped(title)}</h1><p>${escaped(detail)}</p><p><a href="/">Back to dspatch</a></p></body></html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

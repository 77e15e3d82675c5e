import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type LoopbackServer, type Received, serve } from './loopback-server.ts';

export const CLIENT_ID = 'dspatch-client';
export const CLIENT_SECRET = 'issuer-client-secret/+=&7';

/** What an issuer does wrong, or otherwise. */
export interface IssuerFaults {
  /** Laid over the claims of ID tokens. */
  claims?: Readonly<Record<string, unknown>>;
  /** Signs with a key that nobody knows, or not at all. */
  signature?: 'other key' | 'none';
  /** Laid over what it says of itself. */
  metadata?: Readonly<Record<string, unknown>>;
  /** Answers of endpoints, by path. */
  answers?: Readonly<Record<string, (out: ServerResponse) => unknown>>;
}

/** A small OpenID Connect issuer on loopback. */
export interface OidcIssuer extends LoopbackServer {
  /** Who signs in there. Claims that are not in the ID token stand at `userinfo`. */
  person: { claims: Record<string, unknown>; userinfo?: Record<string, unknown> };
  faults: IssuerFaults;
  /** Goes where a browser was sent, and is let in: where it is sent on to. */
  visit(url: string): Promise<URL>;
}

interface Code {
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly redirectUri: string | null;
}

/** Starts an issuer. Close it. */
export async function startIssuer(): Promise<OidcIssuer> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Code>();
  const json = (out: ServerResponse, body: object, status = 200): unknown =>
    out.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  const idToken = ({ nonce }: Code): string => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      ...{ iss: server.url, aud: CLIENT_ID, iat: now, exp: now + 300, ...(nonce === null ? {} : { nonce }) },
      ...{ ...issuer.person.claims, ...issuer.faults.claims },
    };
    if (issuer.faults.signature === 'none') return `${encoded({ alg: 'none' })}.${encoded(claims)}.`;
    return signed(claims, issuer.faults.signature === 'other key' ? other.privateKey : key.privateKey);
  };

  const token = (request: Received, out: ServerResponse): unknown => {
    const form = new URLSearchParams(request.body);
    const basic = [CLIENT_ID, CLIENT_SECRET].map((part) => encodeURIComponent(part)).join(':');
    const isClient =
      form.get('client_secret') === CLIENT_SECRET ||
      decodeURIComponent(Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').toString()) ===
        decodeURIComponent(basic);
    if (!isClient) return json(out, { error: 'invalid_client' }, 401);
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code === undefined || code.challenge !== challenge || code.redirectUri !== form.get('redirect_uri')) {
      return json(out, { error: 'invalid_grant' }, 400);
    }
    return json(out, { access_token: 'issuer-access-token', token_type: 'Bearer', id_token: idToken(code) });
  };

  const authorize = (url: URL, out: ServerResponse): unknown => {
    const asked = url.searchParams;
    const back = new URL(asked.get('redirect_uri') ?? '');
    const code = randomBytes(16).toString('hex');
    codes.set(code, {
      ...{ nonce: asked.get('nonce'), challenge: asked.get('code_challenge'), redirectUri: asked.get('redirect_uri') },
    });
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString();
    return out.writeHead(302, { location: back.href }).end();
  };

  const server = await serve((request, out) => {
    const url = new URL(request.path, server.url);
    const fault = issuer.faults.answers?.[url.pathname];
    if (fault !== undefined) return fault(out);
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json(out, {
          ...{ issuer: server.url, authorization_endpoint: `${server.url}/authorize` },
          ...{ token_endpoint: `${server.url}/token`, jwks_uri: `${server.url}/keys` },
          ...{ userinfo_endpoint: `${server.url}/userinfo`, id_token_signing_alg_values_supported: ['RS256'] },
          ...issuer.faults.metadata,
        });
      case '/keys':
        return json(out, {
          keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }],
        });
      case '/authorize':
        return authorize(url, out);
      case '/token':
        return token(request, out);
      case '/userinfo':
        return json(out, { sub: issuer.person.claims.sub, ...issuer.person.userinfo });
      default:
        return out.writeHead(404).end();
    }
  });

  const issuer: OidcIssuer = {
    ...server,
    person: {
      claims: {
        sub: 'subject-17',
        email: 'ada@example.com',
        email_verified: true,
        name: 'Ada Lovelace',
        groups: ['ops'],
      },
    },
    faults: {},
    visit: async (url) => {
      const reply = await fetch(url, { redirect: 'manual' });
      return new URL(reply.headers.get('location') ?? 'about:blank');
    },
  };
  return issuer;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signed(claims: object, key: KeyObject): string {
  const text = `${encoded({ alg: 'RS256', kid: 'k', typ: 'JWT' })}.${encoded(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

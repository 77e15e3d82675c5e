import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../base/durations.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { type Answer, ask, askToken } from '../testing/client.ts';
import { createMovableClock, type MovableClock } from '../testing/clock.ts';

let sandbox: Sandbox;
let clock: MovableClock;
beforeEach(async () => {
  clock = createMovableClock();
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.close());

const REDIRECT = 'https://gateway.example/callback';
const ASKED = {
  client_id: 'shop',
  scope: 'advertising::campaign_management',
  response_type: 'code',
  redirect_uri: REDIRECT,
  state: 'a&b"<c>',
};

function page(query: Record<string, string>): Promise<Answer> {
  return ask(sandbox, `/ap/oa?${new URLSearchParams(query)}`);
}

async function decide(decision: string, query: Record<string, string> = ASKED): Promise<URL> {
  const answer = await ask(sandbox, '/ap/oa', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...query, decision }).toString(),
  });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '');
}

async function code(query: Record<string, string> = ASKED): Promise<string> {
  return (await decide('allow', query)).searchParams.get('code') ?? '';
}

function redeem(form: Record<string, string>): Promise<Answer> {
  const good = { grant_type: 'authorization_code', redirect_uri: REDIRECT, client_id: 'shop', client_secret: 's' };
  return askToken(sandbox, { ...good, ...form });
}

test('the consent page has two buttons, no script, and lets its form end at the client only', async () => {
  const answer = await page(ASKED);
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('<button name="decision" value="allow">Allow</button>');
  expect(answer.text).toContain('<button name="decision" value="deny">Deny</button>');
  expect(answer.text).toContain('value="a&amp;b&quot;&lt;c&gt;"');
  expect(answer.text).not.toContain('<script');
  const policy = answer.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("form-action 'self' https://gateway.example");
});

test('Allow sends the person on with a code and the state', async () => {
  const target = await decide('allow');
  expect(target.origin + target.pathname).toBe(REDIRECT);
  expect(target.searchParams.get('state')).toBe(ASKED.state);
  expect(target.searchParams.get('code')).toMatch(/^\w+$/);
});

test('Deny sends the person on with access_denied and the state', async () => {
  const target = await decide('deny');
  expect(target.searchParams.get('error')).toBe('access_denied');
  expect(target.searchParams.get('state')).toBe(ASKED.state);
  expect(target.searchParams.has('code')).toBe(false);
});

test('a code is good for tokens, once', async () => {
  const it = await code();
  const first = await redeem({ code: it });
  expect(first.json.refresh_token).toMatch(/^Atzr\|/);
  expect(await redeem({ code: it })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});

test('a code lives for five minutes', async () => {
  const it = await code();
  clock.advance(5 * MINUTE);
  expect(await redeem({ code: it })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});

test('a code is bound to its client and its redirect address', async () => {
  expect((await redeem({ code: await code(), client_id: 'other' })).json.error).toBe('invalid_grant');
  expect((await redeem({ code: await code(), redirect_uri: 'https://evil.example/' })).json.error).toBe(
    'invalid_grant',
  );
});

test.each(['S256', 'plain', undefined])('with PKCE (%s) the verifier stands in for the secret', async (method) => {
  const verifier = 'v'.repeat(64);
  const hashed = createHash('sha256').update(verifier).digest('base64url');
  const challenge = {
    code_challenge: method === 'S256' ? hashed : verifier,
    ...(method && { code_challenge_method: method }),
  };
  const form = { code: await code({ ...ASKED, ...challenge }), client_secret: '' };
  expect((await redeem({ ...form, code_verifier: verifier })).status).toBe(200);

  const again = { code: await code({ ...ASKED, ...challenge }), client_secret: '' };
  expect((await redeem({ ...again, code_verifier: 'w'.repeat(64) })).json.error).toBe('invalid_grant');
});

test('a challenge is checked even when the secret is right', async () => {
  const challenge = { code_challenge: 'v'.repeat(64), code_challenge_method: 'plain' };
  const form = { code: await code({ ...ASKED, ...challenge }) };
  expect((await redeem(form)).json.error).toBe('invalid_grant');
});

test.each([
  ['no client', { client_id: '' }],
  ['a client id over 100 bytes', { client_id: 'é'.repeat(51) }],
  ['no redirect address', { redirect_uri: '' }],
  ['a redirect address without TLS', { redirect_uri: 'http://gateway.example/callback' }],
  ['a redirect address that is script', { redirect_uri: 'javascript:alert(1)' }],
  ['a redirect address with a fragment', { redirect_uri: `${REDIRECT}#x` }],
])('%s is told on the page, and nobody is sent anywhere', async (_, change) => {
  const answer = await page({ ...ASKED, ...change });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('location')).toBeNull();
});

test.each([
  ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ['another scope', { scope: 'profile' }, 'invalid_scope'],
  ['an unknown PKCE method', { code_challenge: 'v'.repeat(64), code_challenge_method: 'S512' }, 'invalid_request'],
  ['a PKCE method without challenge', { code_challenge_method: 'S256' }, 'invalid_request'],
])('%s is told to the client', async (_, change, error) => {
  const answer = await page({ ...ASKED, ...change });
  expect(answer.status).toBe(302);
  const target = new URL(answer.headers.get('location') ?? '');
  expect(target.searchParams.get('error')).toBe(error);
  expect(target.searchParams.get('state')).toBe(ASKED.state);
});

test('a gateway on loopback needs no TLS', async () => {
  expect((await page({ ...ASKED, redirect_uri: 'http://127.0.0.1:8080/callback' })).status).toBe(200);
});

test('with listed clients, only registered redirect addresses are taken', async () => {
  const strict = await startSandbox({ clients: [{ id: 'shop', secret: 's', redirectUris: [REDIRECT] }] });
  const at = (redirect_uri: string): Promise<Answer> =>
    ask(strict, `/ap/oa?${new URLSearchParams({ ...ASKED, redirect_uri })}`);
  expect((await at(REDIRECT)).status).toBe(200);
  expect((await at('https://other.example/')).status).toBe(400);
  await strict.close();
});

import { afterEach, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../base/durations.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox.ts';
import { ask, askToken } from '../testing/client.ts';
import { createMovableClock } from '../testing/clock.ts';

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

async function start(options?: SandboxOptions): Promise<Sandbox> {
  sandbox = await startSandbox(options);
  return sandbox;
}

const REFRESH = { grant_type: 'refresh_token', refresh_token: 'Atzr|mine', client_id: 'shop', client_secret: 's3cret' };
const CLIENTS = [{ id: 'shop', secret: 's3cret', refreshTokens: ['Atzr|mine'] }];

test('a refresh brings an access token for an hour and the same refresh token back', async () => {
  const answer = await askToken(await start(), REFRESH);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-amzn-RequestId')).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.json).toEqual({
    access_token: expect.stringMatching(/^Atza\|/),
    refresh_token: 'Atzr|mine',
    token_type: 'bearer',
    expires_in: 3600,
  });
  expect(answer.json.access_token.length).toBeLessThanOrEqual(2048);
});

test('credentials may come by HTTP Basic', async () => {
  const { client_id, client_secret, ...form } = REFRESH;
  const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
  const answer = await askToken(await start({ clients: CLIENTS }), form, { authorization });
  expect(answer.status).toBe(200);
});

test('a bearer header on the token call is refused', async () => {
  const answer = await askToken(await start(), REFRESH, { authorization: 'Bearer Atza|old' });
  expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
});

test('errors have the members of a live answer', async () => {
  const { json } = await askToken(await start(), { ...REFRESH, refresh_token: '' });
  expect(json).toEqual({
    error: 'invalid_request',
    error_description: 'The request is missing a required parameter : refresh_token',
    error_index: expect.any(String),
    request_id: expect.any(String),
  });
});

test.each([
  ['no grant type', { grant_type: '' }, 400, 'invalid_request'],
  ['a grant type that does not exist', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ['no client id', { client_id: '' }, 400, 'invalid_request'],
  ['no secret', { client_secret: '' }, 400, 'invalid_request'],
  ['a wrong secret', { client_secret: 'guess' }, 401, 'invalid_client'],
  ['an unknown client', { client_id: 'other' }, 401, 'invalid_client'],
  ['an unknown refresh token', { refresh_token: 'Atzr|other' }, 400, 'invalid_grant'],
  [
    'an unknown code',
    { grant_type: 'authorization_code', code: 'x', redirect_uri: 'https://a/' },
    400,
    'invalid_grant',
  ],
  ['a code without redirect address', { grant_type: 'authorization_code', code: 'x' }, 400, 'invalid_request'],
])('with listed clients, %s is refused', async (_, change, status, error) => {
  const answer = await askToken(await start({ clients: CLIENTS }), { ...REFRESH, ...change });
  expect(answer).toMatchObject({ status, json: { error } });
});

test('a body that is not a form counts as a wrong grant type', async () => {
  const answer = await ask(await start(), '/auth/o2/token', {
    body: REFRESH,
    headers: { 'content-type': 'application/json' },
  });
  expect(answer).toMatchObject({ status: 400, json: { error: 'unsupported_grant_type' } });
});

test('an access token dies after its hour, by the clock', async () => {
  const clock = createMovableClock();
  const box = await start({ clock });
  const { access_token } = (await askToken(box, REFRESH)).json;
  const headers = { authorization: `Bearer ${access_token}`, 'amazon-advertising-api-clientid': 'shop' };
  clock.advance(HOUR - MINUTE);
  expect((await ask(box, '/v2/profiles', { headers })).status).toBe(200);
  clock.advance(MINUTE);
  expect((await ask(box, '/v2/profiles', { headers })).status).toBe(401);
});

test('a refresh does not kill the access tokens before it, and their life can be short', async () => {
  const box = await start({ accessTokenSeconds: 5 });
  const first = (await askToken(box, REFRESH)).json;
  await askToken(box, REFRESH);
  expect(first.expires_in).toBe(5);
  const headers = { authorization: `Bearer ${first.access_token}`, 'amazon-advertising-api-clientid': 'shop' };
  expect((await ask(box, '/v2/profiles', { headers })).status).toBe(200);
});

test('a revoked refresh token is an invalid grant, in the words of Amazon', async () => {
  const box = await start();
  box.login.revokeRefreshTokens('Atzr|mine');
  const answer = await askToken(box, REFRESH);
  expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  expect(answer.json.error_description).toContain('invalid grant parameter : refresh_token. User may have revoked');
  expect((await askToken(box, { ...REFRESH, refresh_token: 'Atzr|another' })).status).toBe(200);
});

test('after all refresh tokens were revoked, only those of a new consent are good', async () => {
  const box = await start();
  box.login.revokeRefreshTokens();
  expect((await askToken(box, REFRESH)).status).toBe(400);
  const fresh = box.login.refreshToken('shop');
  expect((await askToken(box, { ...REFRESH, refresh_token: fresh })).status).toBe(200);
  expect((await askToken(box, { ...REFRESH, refresh_token: fresh, client_id: 'thief' })).status).toBe(400);
  box.reset();
  expect((await askToken(box, REFRESH)).status).toBe(200);
});

test('a consent ends after 365 days', async () => {
  const clock = createMovableClock();
  const box = await start({ clock });
  const form = { ...REFRESH, refresh_token: box.login.refreshToken('shop') };
  clock.advance(364 * DAY);
  expect((await askToken(box, form)).status).toBe(200);
  clock.advance(DAY);
  expect((await askToken(box, form)).json.error).toBe('invalid_grant');
});

test('told to rotate, a refresh brings a new refresh token and may end the old one', async () => {
  const box = await start({ clients: CLIENTS, rotateRefreshTokens: 'keep_old' });
  const second = (await askToken(box, REFRESH)).json.refresh_token;
  expect(second).not.toBe(REFRESH.refresh_token);
  box.login.settings.rotateRefreshTokens = 'revoke_old';
  expect((await askToken(box, REFRESH)).status).toBe(200);
  expect((await askToken(box, REFRESH)).json.error).toBe('invalid_grant');
  expect((await askToken(box, { ...REFRESH, refresh_token: second })).status).toBe(200);
});

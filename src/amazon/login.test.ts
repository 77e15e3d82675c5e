import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { type LoopbackServer, type Received, serve } from '../../test/support/loopback-server.ts';
import { HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { Secret } from '../vault/secret.ts';
import { Egress } from './egress.ts';
import { Login, type RefreshToken, type Token } from './login.ts';

/** The token endpoint, which answers as `answer` says; by default with `access-1`, `access-2` ... for an hour each. */
let endpoint: LoopbackServer;
let answer: (out: ServerResponse, request: Received) => unknown;
let egress: Egress;
let clock: FakeClock;
let refreshToken: RefreshToken & { kept: string[] };

beforeEach(async () => {
  answer = (out) => grant(out);
  endpoint = await serve((request, out) => answer(out, request));
  egress = new Egress([endpoint.url]);
  clock = new FakeClock(Date.UTC(2026, 10, 20, 12));
  const kept = ['refresh-1'];
  refreshToken = {
    kept,
    current: () => new Secret(kept.at(-1) ?? ''),
    replace: (token) => kept.push(token.reveal()),
  };
});
afterEach(async () => {
  vi.restoreAllMocks();
  await egress.close();
  await endpoint.close();
});

function grant(out: ServerResponse, more: object = {}): void {
  const access = { access_token: `access-${endpoint.received.length}`, token_type: 'bearer', expires_in: 3600 };
  out.end(JSON.stringify({ ...access, ...more }));
}

function refuse(status: number, body: unknown): typeof answer {
  return (out) => out.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
}

function login(): Login {
  const url = `${endpoint.url}/auth/o2/token`;
  return new Login({ url, clientId: 'client', clientSecret: new Secret('s&cr=t'), refreshToken }, egress, clock);
}

/** A token as text, or why there is none. */
async function told(token: Promise<Token>): Promise<string> {
  const came = await token;
  return came.ok ? came.value.reveal() : `${came.kind}: ${came.message}`;
}

const crowd = (by: Login): Promise<string[]> => Promise.all(Array.from({ length: 50 }, () => told(by.token())));

describe('an access token', () => {
  it('is asked for as the document of Login with Amazon says', async () => {
    await login().token();
    const [request] = endpoint.received;
    expect(request).toMatchObject({
      ...{ method: 'POST', path: '/auth/o2/token' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(request?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      ...{ grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'client', client_secret: 's&cr=t' },
    });
  });

  it('is asked for once, however many want it at once', async () => {
    const one = login();
    expect(new Set(await crowd(one))).toEqual(new Set(['access-1']));
    expect(new Set(await crowd(one))).toEqual(new Set(['access-1']));
    expect(endpoint.received.length).toBe(1);
  });

  it('that is refused is refused to all who wait, by one request; the next who asks tries again', async () => {
    answer = refuse(500, '');
    const one = login();
    expect(new Set(await crowd(one)).size).toBe(1);
    expect(endpoint.received.length).toBe(1);
    answer = (out) => grant(out);
    expect(await told(one.token())).toBe('access-2');
  });

  it('is used as it is while it has more than five minutes left', async () => {
    const one = login();
    await one.token();
    clock.step(55 * MINUTE);
    await crowd(one);
    expect(endpoint.received.length).toBe(1);
  });

  it('is renewed in the background, once, before it runs out', async () => {
    const one = login();
    await one.token();
    clock.step(55 * MINUTE + 1);
    expect(new Set(await crowd(one))).toEqual(new Set(['access-1']));
    await vi.waitUntil(async () => (await told(one.token())) === 'access-2');
    expect(endpoint.received.length).toBe(2);
  });

  it.each([59 * MINUTE, HOUR, 100 * HOUR])(
    'is not used when it has less than a minute left: after %d ms',
    async (ms) => {
      const one = login();
      await one.token();
      clock.step(ms);
      expect(new Set(await crowd(one))).toEqual(new Set(['access-2']));
    },
  );

  it.each<[string, () => void]>([
    ['the endpoint is down', () => (answer = refuse(503, ''))],
    [
      'our own secret cannot be read',
      () => {
        refreshToken.current = () => new Secret(() => expect.fail('the file is being replaced'));
      },
    ],
    [
      'the exchanged token cannot be kept',
      () => {
        answer = (out) => grant(out, { refresh_token: 'refresh-2' });
        refreshToken.replace = () => expect.fail('no space left');
      },
    ],
  ])('goes on being used when its renewal fails in the background: %s', async (_, fail) => {
    const one = login();
    await one.token();
    fail();
    clock.step(56 * MINUTE);
    expect(await told(one.token())).toBe('access-1');
    // An exception that nobody waits for would end the process, and fails this test.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await told(one.token())).toMatch(/^access-/);
  });

  it.each<[unknown, number]>([
    [3600, 3600],
    ['1800', 1800],
    [undefined, 3600],
    ['soon', 3600],
    [7200, 7200],
  ])('whose life is given as %j lives %d s', async (given, seconds) => {
    answer = (out) => grant(out, { expires_in: given });
    const one = login();
    await one.token();
    clock.step((seconds - 301) * SECOND);
    expect(await told(one.token())).toBe('access-1');
    expect(endpoint.received.length).toBe(1);
    clock.step(250 * SECOND);
    expect(await told(one.token())).toBe('access-2');
  });
});

describe('a token that was refused', () => {
  it('is forgotten: who asks next gets another, all the same one', async () => {
    const one = login();
    const first = await one.token();
    if (!first.ok) throw new Error(first.message);
    for (let i = 0; i < 50; i++) one.discard(first.value);
    expect(new Set(await crowd(one))).toEqual(new Set(['access-2']));
    one.discard(first.value);
    expect(await told(one.token())).toBe('access-2');
    expect(endpoint.received.length).toBe(2);
  });
});

describe('a refresh token that Amazon exchanges', () => {
  it('is kept, and used from then on', async () => {
    answer = (out) => grant(out, { refresh_token: 'refresh-2' });
    const one = login();
    await one.token();
    clock.step(HOUR);
    await one.token();
    expect(refreshToken.kept).toEqual(['refresh-1', 'refresh-2']);
    expect(new URLSearchParams(endpoint.received[1]?.body).get('refresh_token')).toBe('refresh-2');
  });

  it.each([undefined, null, '', 7, 'refresh-1'])('is not replaced by %j', async (given) => {
    answer = (out) => grant(out, { refresh_token: given });
    await login().token();
    expect(refreshToken.kept).toEqual(['refresh-1']);
  });

  it('but cannot be kept is told of once, and delivery goes on', async () => {
    answer = (out) => grant(out, { refresh_token: 'refresh-2' });
    refreshToken.replace = () => {
      throw new Error('ENOSPC: no space left on device');
    };
    const one = login();
    expect(await told(one.token())).toBe('unavailable: login: ENOSPC: no space left on device');
    expect(await told(one.token())).toBe('access-1');
  });
});

describe('no token', () => {
  const description = 'The request has an invalid grant parameter : refresh_token';
  const NO_TOKEN = 'the answer holds no access token where it should be';
  it.each<[string, number, unknown, string]>([
    [
      'invalid_grant',
      400,
      { error: 'invalid_grant', error_description: description },
      'refused: login: the refresh token is not valid any more (invalid_grant): consent again, and put the new token in its place',
    ],
    [
      'invalid_client',
      401,
      { error: 'invalid_client' },
      'refused: login: client id or client secret is wrong (invalid_client): check both against the security profile',
    ],
    [
      'unauthorized_client',
      400,
      { error: 'unauthorized_client' },
      'refused: login: the client may not do this (unauthorized_client): check that it is approved for the Ads API',
    ],
    [
      'anything else that is our fault',
      400,
      { error: 'invalid_request', error_description: 'x is missing' },
      'refused: login: 400: x is missing; invalid_request',
    ],
    [
      'an error that repeats what it was sent',
      400,
      {
        error: 'invalid_request',
        error_description: 'not refresh-1 & s&cr=t: refresh_token=refresh-1&client_secret=s%26cr%3Dt',
      },
      'refused: login: 400: not [redacted] & [redacted]: refresh_token=[redacted]&client_secret=[redacted]; invalid_request',
    ],
    ['no such address', 404, 'Not Found', 'refused: login: 404: Not Found'],
    ['too many', 429, { message: 'slow down' }, 'unavailable: login: 429: slow down'],
    ['an error of theirs', 500, '<h1>Oops</h1>', 'unavailable: login: 500: Oops'],
    ['an outage', 503, '', 'unavailable: login: 503: no explanation in the answer'],
    ['a redirect', 302, '', 'unavailable: login: 302: no explanation in the answer'],
    ['a captive portal', 200, '<html>Log in</html>', 'unavailable: login: 200: Log in'],
    ['an empty token', 200, { access_token: '' }, `unavailable: login: 200: ${NO_TOKEN}`],
    ['an answer that is no object', 200, '["access_token"]', `unavailable: login: 200: ${NO_TOKEN}`],
    ['half an answer', 200, '{"access_token":"Atza|1","refr', `unavailable: login: 200: ${NO_TOKEN}`],
    ['a token in a page', 200, '<p>Atza|1', `unavailable: login: 200: ${NO_TOKEN}`],
  ])('after %s, and why', async (_, status, body, message) => {
    answer = refuse(status, body);
    expect(await told(login().token())).toBe(message);
  });

  it('when nobody listens', async () => {
    const one = login();
    await endpoint.close();
    expect(await told(one.token())).toMatch(/^unavailable: login: .*ECONNREFUSED/);
  });

  it('when the endpoint is slow: it is waited for 20 s, by all at once', async () => {
    const real = AbortSignal.timeout.bind(AbortSignal);
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => real(50));
    answer = () => undefined;
    expect(new Set(await crowd(login()))).toEqual(new Set(['unavailable: login: no complete answer within 20000 ms']));
    expect(timeout.mock.calls).toEqual([[20 * SECOND]]);
  });
});

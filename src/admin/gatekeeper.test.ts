import { describe, expect, it } from 'vitest';
import { storedText } from '../../test/support/people.ts';
import { LOCAL_TOKEN, ORIGIN, peopleAdmin } from '../../test/support/people-admin.ts';
import { HOUR } from '../base/durations.ts';
import { cookieIn, SESSION_COOKIE } from './cookies.ts';

const caller = { status: 200 } as const;

describe('the gatekeeper knows', () => {
  it('nobody without anything', async () => {
    const { ask } = peopleAdmin();
    expect((await ask('GET', '/api/session')).json).toMatchObject({ permissions: [] });
    expect((await ask('GET', '/api/session')).json).not.toHaveProperty('caller');
    expect(await ask('GET', '/api/people')).toMatchObject({ status: 401, json: { code: 'not_signed_in' } });
  });

  it('a program by its token', async () => {
    const { program } = peopleAdmin();
    const ci = await program('deployment_manager');
    const { json } = await ci('GET', '/api/session');
    expect(json.caller).toEqual({
      kind: 'token',
      id: expect.any(String),
      name: 'a deployment_manager',
      role: 'deployment_manager',
    });
    expect(json.permissions).toEqual(['public', 'signed_in', 'read', 'deploy']);
  });

  it('whoever runs the gateway on this machine, as an admin', async () => {
    const { ask } = peopleAdmin();
    const { json } = await ask('GET', '/api/session', undefined, { authorization: `Bearer ${LOCAL_TOKEN}` });
    expect(json.caller).toEqual({ kind: 'local', id: '', name: 'this machine', role: 'admin' });
  });

  it('a person by the session of their browser, with the role they have now', async () => {
    const { signedIn, people } = peopleAdmin();
    const page = await signedIn('admin', 'ada@example.com');
    await people.addPerson('admin');
    const { json } = await page('GET', '/api/session');
    expect(json.caller).toMatchObject({ kind: 'person', email: 'ada@example.com', role: 'admin' });
    const ada = await people.accounts.byEmail('ada@example.com');
    await people.accounts.change(ada?.id ?? '', { role: 'read_only' });
    expect((await page('GET', '/api/session')).json.caller.role).toBe('read_only');
    expect((await page('GET', '/api/people')).status).toBe(403);
    await people.accounts.change(ada?.id ?? '', { disabled: true });
    expect((await page('GET', '/api/session')).json.caller).toBeUndefined();
  });

  it('nobody by a session that is over, or that nobody began', async () => {
    const { signedIn, people, ask } = peopleAdmin();
    const page = await signedIn('admin');
    await people.clock.pass(13 * HOUR);
    expect((await page('GET', '/api/session')).json.caller).toBeUndefined();
    for (const value of ['', 'x', 'a'.repeat(43), '"', '%00', '../../x']) {
      const reply = await ask('GET', '/api/session', undefined, { cookie: `${SESSION_COOKIE}=${value}` });
      expect([reply.status, reply.json.caller]).toEqual([200, undefined]);
    }
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Bearer dsp_',
    `Bearer dsp_${'a'.repeat(43)}`,
    `Bearer ${LOCAL_TOKEN}x`,
    `Bearer ${LOCAL_TOKEN} ${LOCAL_TOKEN}`,
    `bearer ${LOCAL_TOKEN.toUpperCase()}`,
  ])('nobody by %s, and says so, also where nobody need be known', async (authorization) => {
    const { ask } = peopleAdmin();
    const replies = await Promise.all(
      ['/api/session', '/api/people'].map((url) => ask('GET', url, undefined, { authorization })),
    );
    for (const { status, json } of replies) expect([status, json.code]).toEqual([401, 'not_signed_in']);
    expect(replies[0]?.text).not.toContain('aaaa');
  });

  it('a browser behind a proxy that asks for a password of its own', async () => {
    const { signedIn } = peopleAdmin();
    const page = await signedIn('admin');
    const { json } = await page('GET', '/api/session', undefined, { authorization: 'Basic dXNlcjpwYXNz' });
    expect(json.caller).toMatchObject({ kind: 'person' });
  });
});

describe('what a page of another address sends', () => {
  const FOREIGN = [
    ['another host', 'https://evil.example'],
    ['another port', 'http://127.0.0.1:8082'],
    ['a name that begins alike', 'http://127.0.0.1:8081.evil.example'],
    ['nowhere', 'null'],
    ['nothing', ''],
    ['what is not said', undefined],
  ] as const;

  it.each(FOREIGN)('is refused with a session, from %s', async (_, origin) => {
    const { signedIn, people } = peopleAdmin();
    const page = await signedIn('admin');
    for (const [method, url] of [
      ['POST', '/api/tokens'],
      ['DELETE', '/api/session'],
      ['PATCH', '/api/people/x'],
      ['PUT', '/api/session/password'],
    ] as const) {
      const reply = await page(method, url, { name: 'x', role: 'admin' }, { origin });
      expect([reply.status, reply.json.code]).toEqual([403, 'forbidden']);
    }
    expect(await people.tokens.list()).toEqual([]);
    expect((await page('GET', '/api/session')).json.caller).toBeDefined();
  });

  it('signs nobody in, though there is no session yet', async () => {
    const { ask, people } = peopleAdmin();
    await people.addPerson('admin', { email: 'ada@example.com' });
    const body = { email: 'ada@example.com', password: 'seven purple herons' };
    expect((await ask('POST', '/api/session', body, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask('POST', '/api/session', body, {})).status).toBe(201);
  });

  it.each<[string, string, string]>([
    ['its own address', ORIGIN, '127.0.0.1:8081'],
    ['the same behind TLS', 'https://dspatch.example', 'dspatch.example'],
    ['the public address, whatever a proxy makes of the host', 'https://public.example', '10.0.0.7:8081'],
  ])('is taken from %s', async (_, origin, host) => {
    const { signedIn } = peopleAdmin({ publicUrl: 'https://public.example/' });
    const page = await signedIn('admin');
    const { status } = await page('POST', '/api/tokens', { name: 'x', role: 'admin' }, { origin, host });
    expect(status).toBe(201);
  });

  it('needs no Origin from programs with a token, since browsers send none by themselves', async () => {
    const { program } = peopleAdmin();
    const admin = await program('admin');
    expect((await admin('POST', '/api/tokens', { name: 'x', role: 'admin' })).status).toBe(201);
  });
});

describe('the cookie of a session', () => {
  it('is for this host alone, over a safe way, for no script, and for no page of another’s', async () => {
    const { browser, people } = peopleAdmin();
    await people.addPerson('admin', { email: 'ada@example.com' });
    const reply = await browser()('POST', '/api/session', {
      email: 'ada@example.com',
      password: 'seven purple herons',
    });
    expect(reply.headers['set-cookie']).toMatch(
      /^__Host-dspatch=[A-Za-z0-9_-]{43}; Max-Age=2592000; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    const token = cookieIn(String(reply.headers['set-cookie']), SESSION_COOKIE) ?? '';
    expect(reply.text).not.toContain(token);
    expect(await storedText(people.records)).not.toContain(token);
  });

  it('goes when its session ends', async () => {
    const { signedIn } = peopleAdmin();
    const page = await signedIn('admin');
    const reply = await page('DELETE', '/api/session');
    expect([reply.status, reply.headers['set-cookie']]).toEqual([
      ...[204, '__Host-dspatch=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict'],
    ]);
    expect(await page('GET', '/api/session')).toMatchObject(caller);
  });

  it.each([
    ['a=1; __Host-dspatch=x', 'x'],
    ['__Host-dspatch=a==; b=2', 'a=='],
    [' __Host-dspatch = x ;', 'x'],
    ['__Host-dspatch-oidc=x', undefined],
    ['x__Host-dspatch=x', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is found in %j', (header, value) => {
    expect(cookieIn(header, SESSION_COOKIE)).toBe(value);
  });
});

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { oidcWay, serveOidc } from '../src/admin/oidc-routes.ts';
import { MINUTE } from '../src/base/durations.ts';
import { Oidc, type OidcOptions } from '../src/people/oidc.ts';
import { Secret } from '../src/vault/secret.ts';
import { CLIENT_ID, CLIENT_SECRET, type OidcIssuer, startIssuer } from './support/oidc-issuer.ts';
import { storedText, testPeople } from './support/people.ts';
import { type Ask, ORIGIN, type PeopleAdmin, peopleAdmin, type Reply } from './support/people-admin.ts';

// Signing in by OpenID Connect, against an issuer that is written here.

const BEGIN = '/api/sign-in/oidc';
const CALLBACK = `${ORIGIN}/api/sign-in/oidc/callback`;

interface Rig extends PeopleAdmin {
  readonly issuer: OidcIssuer;
  /** What was told to whoever runs the gateway. */
  readonly warnings: string[];
}

/** A gateway that knows an issuer. */
async function rig(more: Partial<OidcOptions> = {}, allowed: readonly string[] = []): Promise<Rig> {
  const issuer = await startIssuer();
  onTestFinished(() => issuer.close());
  const people = testPeople();
  const options: OidcOptions = {
    ...{ issuer: issuer.url, clientId: CLIENT_ID, clientSecret: new Secret(CLIENT_SECRET), title: 'Example ID' },
    ...{ role: 'read_only', allowedDomains: ['example.com'], ...more },
  };
  const oidc = new Oidc(options, allowed, people.clock);
  onTestFinished(() => oidc.close());
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const admin = peopleAdmin({
    people,
    ways: [oidcWay(oidc)],
    routes: (app) => serveOidc(app, { oidc, people, clock: people.clock, url: () => ORIGIN, warn }),
  });
  return { ...admin, issuer, warnings };
}

/** The way of a browser: to the issuer, and back. */
async function signIn({ issuer }: Rig, page: Ask, change: (back: URL) => void = () => {}): Promise<Reply> {
  const begun = await page('GET', BEGIN);
  if (begun.status !== 303) return begun;
  const back = await issuer.visit(String(begun.headers.location));
  change(back);
  return page('GET', `${back.pathname}${back.search}`);
}

const callerOf = async (page: Ask): Promise<unknown> => (await page('GET', '/api/session')).json.caller;

describe('signing in by OpenID Connect', () => {
  it('goes to the issuer with PKCE, state and nonce, and comes back signed in', async () => {
    const r = await rig();
    const page = r.browser();
    expect((await page('GET', '/api/session')).json.ways).toContainEqual({
      way: 'oidc',
      title: 'Example ID',
      url: BEGIN,
    });
    const begun = await page('GET', BEGIN);
    const asked = new URL(String(begun.headers.location));
    expect(Object.fromEntries(asked.searchParams)).toEqual({
      ...{ response_type: 'code', client_id: CLIENT_ID, redirect_uri: CALLBACK, scope: 'openid email profile' },
      ...{ state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/) },
      ...{ code_challenge: expect.stringMatching(/^[\w-]{43}$/), code_challenge_method: 'S256' },
    });
    expect(begun.headers['set-cookie']).toMatch(
      /^__Host-dspatch-oidc=\S+; Max-Age=600; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
    );
    const back = await r.issuer.visit(asked.href);
    const done = await page('GET', `${back.pathname}${back.search}`);
    expect([done.status, done.headers.location]).toEqual([303, '/']);
    expect(done.headers['set-cookie']).toEqual([
      '__Host-dspatch-oidc=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax',
      expect.stringMatching(/^__Host-dspatch=[\w-]{43}; Max-Age=86400; Path=\/; Secure; HttpOnly; SameSite=Strict$/),
    ]);
    expect(await callerOf(page)).toMatchObject({ kind: 'person', name: 'Ada Lovelace', role: 'read_only' });
    expect((await r.log()).map(({ action, after }) => [action, after])).toEqual([
      ['session.started', { way: 'oidc', agent: 'Firefox on Linux' }],
      ['person.added', { name: 'Ada Lovelace', role: 'read_only' }],
    ]);
  });

  it('leads back to the address that was wanted, by the sign-in page, which goes to none but the console’s own', async () => {
    const r = await rig();
    for (const to of ['/settings/audit?action=set_up&who=a%26b', '//evil.example/x', 'https://evil.example']) {
      const page = r.browser();
      const begun = await page('GET', `${BEGIN}?${new URLSearchParams({ to })}`);
      // The issuer is not told.
      expect(decodeURIComponent(String(begun.headers.location))).not.toContain(to);
      const back = await r.issuer.visit(String(begun.headers.location));
      const done = await page('GET', `${back.pathname}${back.search}`);
      const home = new URL(String(done.headers.location), ORIGIN);
      expect([home.origin, home.pathname, home.searchParams.get('to')]).toEqual([ORIGIN, '/sign-in', to]);
    }
  });

  it('goes home where the wanted address is too long to be kept, or none', async () => {
    const r = await rig();
    for (const query of [`?to=/${'x'.repeat(1_000)}`, '?to=', '?to=/a&to=/b', '']) {
      const page = r.browser();
      const back = await r.issuer.visit(String((await page('GET', `${BEGIN}${query}`)).headers.location));
      expect((await page('GET', `${back.pathname}${back.search}`)).headers.location).toBe('/');
    }
  });

  it('tells the issuer who asks in the way it takes, and no browser the secret', async () => {
    for (const [methods, how] of [
      [undefined, 'basic'],
      [['client_secret_basic', 'client_secret_post'], 'basic'],
      [['client_secret_post'], 'post'],
    ] as const) {
      const r = await rig();
      r.issuer.faults.metadata = { token_endpoint_auth_methods_supported: methods };
      const page = r.browser();
      const done = await signIn(r, page);
      expect(done.status).toBe(303);
      const asked = r.issuer.received.find(({ path }) => path === '/token');
      expect([asked?.headers.authorization !== undefined, asked?.body.includes('client_secret=')]).toEqual([
        ...(how === 'basic' ? [true, false] : [false, true]),
      ]);
      expect(`${done.text}${await storedText(r.people.records)}`).not.toContain('issuer-client-secret');
    }
  });

  it('gives roles by a claim, anew at each sign-in, and puts that on record', async () => {
    const r = await rig({ roleClaim: { claim: 'groups', roles: { ops: 'admin', ads: 'integration_manager' } } });
    await r.people.addPerson('admin');
    await signIn(r, r.browser());
    r.issuer.person.claims.groups = ['ads'];
    const page = r.browser();
    await signIn(r, page);
    expect(await callerOf(page)).toMatchObject({ role: 'integration_manager' });
    const [entry] = (await r.log()).filter(({ action }) => action === 'person.changed');
    expect(entry).toMatchObject({ before: { role: 'admin' }, after: { role: 'integration_manager' } });
  });

  it('asks for what the ID token does not say', async () => {
    const r = await rig();
    r.issuer.person = { claims: { sub: 'subject-18' }, userinfo: { email: 'bob@example.com', email_verified: true } };
    const page = r.browser();
    await signIn(r, page);
    expect(await callerOf(page)).toMatchObject({ name: 'bob@example.com', email: 'bob@example.com' });
    const asked = r.issuer.received.find(({ path }) => path === '/userinfo');
    expect(asked?.headers.authorization).toBe('Bearer issuer-access-token');
  });

  it('says why somebody stays out, on a page that can do nothing, and puts it on record', async () => {
    const r = await rig({ title: '<b>Example</b>' });
    r.issuer.person.claims.email = 'ada@other.example';
    const page = r.browser();
    const out = await signIn(r, page);
    expect([out.status, out.headers['content-type'], out.headers['content-security-policy']]).toEqual([
      ...[403, 'text/html; charset=utf-8', "default-src 'none'; frame-ancestors 'none'"],
    ]);
    expect(out.text).toContain('only verified e-mail addresses at example.com may sign in by &#60;b&#62;Example');
    expect(out.text).not.toContain('<b>');
    expect(await callerOf(page)).toBeUndefined();
    expect(await r.people.accounts.list()).toEqual([]);
    expect(await r.log()).toMatchObject([{ action: 'session.refused', after: { why: 'sign_on_refused' } }]);
  });
});

describe('what comes back is not taken', () => {
  const turnsAway = async (r: Rig, out: Reply, page: Ask, status = 401): Promise<void> => {
    expect([out.status, await callerOf(page), await r.people.accounts.list()]).toEqual([status, undefined, []]);
    expect(r.failures).toEqual([]);
  };

  it.each<[string, (back: URL) => void, number]>([
    ['another state', (back) => back.searchParams.set('state', 'other'), 401],
    ['no state', (back) => back.searchParams.delete('state'), 401],
    ['two states', (back) => back.searchParams.append('state', 'other'), 401],
    ['another code', (back) => back.searchParams.set('code', 'other'), 401],
    ['no code', (back) => back.searchParams.delete('code'), 401],
    ['nothing', (back) => (back.search = ''), 401],
    ['that they refused', (back) => back.searchParams.set('error', 'access_denied'), 403],
    ['words of somebody else', (back) => back.searchParams.set('error', '<script>alert(1)</script>'), 403],
    ['another issuer’s name', (back) => back.searchParams.set('iss', 'https://evil.example'), 401],
  ])('with %s', async (_, change, status) => {
    const r = await rig();
    const page = r.browser();
    const out = await signIn(r, page, change);
    expect(out.text).not.toContain('script');
    await turnsAway(r, out, page, status);
  });

  it('in another browser, without its ticket, or with one that was changed', async () => {
    const r = await rig();
    const begun = await r.browser()('GET', BEGIN);
    const back = await r.issuer.visit(String(begun.headers.location));
    const other = r.browser();
    await turnsAway(r, await other('GET', `${back.pathname}${back.search}`), other);
    await other('GET', BEGIN);
    await turnsAway(r, await other('GET', `${back.pathname}${back.search}`), other);
    for (const ticket of ['x', '', 'v1:AAAA', '%E0%A4%A']) {
      const cookie = `__Host-dspatch-oidc=${ticket}`;
      const out = await r.ask('GET', `${back.pathname}${back.search}`, undefined, { cookie });
      await turnsAway(r, out, other);
    }
  });

  it('a second time', async () => {
    const r = await rig();
    const page = r.browser();
    const begun = await page('GET', BEGIN);
    const cookie = String(begun.headers['set-cookie']).split(';')[0];
    const back = await r.issuer.visit(String(begun.headers.location));
    const go = (): Promise<Reply> => r.ask('GET', `${back.pathname}${back.search}`, undefined, { cookie });
    expect([(await go()).status, (await go()).status]).toEqual([303, 401]);
  });

  it('too late', async () => {
    const r = await rig();
    const page = r.browser();
    const begun = await page('GET', BEGIN);
    const back = await r.issuer.visit(String(begun.headers.location));
    await r.people.clock.pass(10 * MINUTE);
    const out = await page('GET', `${back.pathname}${back.search}`);
    expect(out.text).toContain('it took too long');
    await turnsAway(r, out, page);
  });

  it.each<[string, OidcIssuer['faults']]>([
    ['for another client', { claims: { aud: 'other' } }],
    ['from another issuer', { claims: { iss: 'https://evil.example' } }],
    ['with another nonce', { claims: { nonce: 'other' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['that has expired', { claims: { iat: 1, exp: 2 } }],
    ['without a subject', { claims: { sub: undefined } }],
    ['signed by somebody else', { signature: 'other key' }],
    ['signed by nobody', { signature: 'none' }],
  ])('with an ID token %s', async (_, faults) => {
    const r = await rig();
    r.issuer.faults = faults;
    const page = r.browser();
    await turnsAway(r, await signIn(r, page), page);
  });
});

describe('an issuer that is not as it should be', () => {
  it.each<[string, OidcIssuer['faults'], RegExp]>([
    ['is down', { answers: { '/.well-known/openid-configuration': (out) => out.destroy() } }, /cannot be asked/],
    [
      'answers with an error',
      { answers: { '/.well-known/openid-configuration': (out) => out.writeHead(500).end() } },
      /cannot be asked \(unexpected HTTP response status code/,
    ],
    [
      'sends elsewhere',
      { answers: { '/.well-known/openid-configuration': (out) => out.writeHead(302, { location: '/x' }).end() } },
      /cannot be asked \(unexpected HTTP response status code/,
    ],
    [
      'never ends',
      { answers: { '/.well-known/openid-configuration': (out) => out.writeHead(200).end('x'.repeat(2_000_000)) } },
      /the answer is longer than 1048576 bytes/,
    ],
    ['calls itself otherwise', { metadata: { issuer: 'https://other.example' } }, /does not match/],
  ])('%s: nobody is sent there, and whoever runs the gateway is told', async (_, faults, why) => {
    const r = await rig();
    r.issuer.faults = faults;
    const page = r.browser();
    const out = await page('GET', BEGIN);
    expect([out.status, out.headers.location]).toEqual([503, undefined]);
    expect(r.warnings).toEqual([expect.stringMatching(why)]);
    r.issuer.faults = {};
    expect((await signIn(r, page)).status).toBe(303);
  });

  it('is down in between: the sign-in can be tried again', async () => {
    const r = await rig();
    r.issuer.faults = { answers: { '/token': (out) => out.writeHead(503).end() } };
    const page = r.browser();
    expect((await signIn(r, page)).status).toBe(503);
    r.issuer.faults = {};
    expect((await signIn(r, page)).status).toBe(303);
  });

  it('does not know this gateway: that is for whoever runs it', async () => {
    const r = await rig({ clientSecret: new Secret('wrong') });
    const page = r.browser();
    expect((await signIn(r, page)).status).toBe(503);
    expect(r.warnings).toEqual([
      expect.stringMatching(/refuses this gateway \(invalid_client\): see to server\.signIn/),
    ]);
  });

  it('names addresses that are not on the internet: they are not gone to, unless the operator allows them', async () => {
    const elsewhere = await startIssuer();
    onTestFinished(() => elsewhere.close());
    const connected = vi.fn();
    elsewhere.server.on('connection', connected);
    const { port } = new URL(elsewhere.url);
    for (const [name, where] of [
      ['token_endpoint', `${elsewhere.url}/token`],
      ['token_endpoint', `https://127.0.0.1:${port}/token`],
      ['token_endpoint', `https://localhost:${port}/token`],
      ['token_endpoint', `https://[::ffff:127.0.0.1]:${port}/token`],
      ['jwks_uri', `${elsewhere.url}/keys`],
    ] as const) {
      const r = await rig();
      r.issuer.faults.metadata = { [name]: where };
      const page = r.browser();
      expect((await signIn(r, page)).status).toBe(503);
      expect(await callerOf(page)).toBeUndefined();
    }
    expect(connected).not.toHaveBeenCalled();
    const allowed = await rig({}, [elsewhere.url]);
    allowed.issuer.faults.metadata = { jwks_uri: `${elsewhere.url}/keys` };
    await signIn(allowed, allowed.browser());
    expect(elsewhere.received.map(({ path }) => path)).toEqual(['/keys']);
  });
});

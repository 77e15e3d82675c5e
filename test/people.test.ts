import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROLES } from '../src/admin/permissions.ts';
import { DAY, HOUR, SECOND } from '../src/base/durations.ts';
import { openSqliteRecords } from '../src/catalog/sqlite.ts';
import { filesBelow, leaksIn, type Searched, written } from './support/canaries.ts';
import { PASSWORD, testPeople } from './support/people.ts';
import { type Ask, LOCAL_TOKEN, ORIGIN, peopleAdmin } from './support/people-admin.ts';
import { dataDirectory } from './support/sqlite.ts';

// Accounts, sessions, tokens and the audit log, as the admin API gives them.

const OTHER = 'eleven green otters';

describe('who asks without and with their role', () => {
  it.each(ROLES)('%s is known the same by token and by session', async (role) => {
    const { signedIn, program } = peopleAdmin();
    const [page, script] = [await signedIn(role), await program(role)];
    const answers = await Promise.all([page, script].map((ask) => ask('GET', '/api/session')));
    expect(answers[0]?.json.permissions).toEqual(answers[1]?.json.permissions);
    const codes = await Promise.all([page, script].map(async (ask) => (await ask('GET', '/api/audit')).status));
    expect(codes).toEqual(role === 'admin' ? [200, 200] : [403, 403]);
  });
});

describe('setting up', () => {
  const ADA = { name: 'Ada Lovelace', email: 'Ada@example.com', password: PASSWORD };

  it('makes the first admin by the token of this start, and signs them in', async () => {
    const { people, browser, log } = peopleAdmin();
    const token = await people.setUp.prepare();
    const page = browser();
    expect((await page('GET', '/api/session')).json).toEqual({
      ...{ permissions: [], setUpNeeded: true, ways: [{ way: 'password', title: 'password' }] },
    });
    const reply = await page('POST', '/api/setup', { token, ...ADA });
    expect([reply.status, reply.json]).toMatchObject([
      201,
      { caller: { kind: 'person', name: 'Ada Lovelace', email: 'ada@example.com', role: 'admin' }, setUpNeeded: false },
    ]);
    expect((await page('GET', '/api/people')).json.people).toHaveLength(1);
    expect((await log()).map(({ action, author }) => [action, author?.name])).toEqual([
      ['session.started', 'Ada Lovelace'],
      ['set_up.done', 'Ada Lovelace'],
    ]);
  });

  it('is for one, of many who have the link at once', async () => {
    const { people, browser } = peopleAdmin();
    const token = await people.setUp.prepare();
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, i) => browser()('POST', '/api/setup', { token, ...ADA, email: `p${i}@x.example` })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const accounts = await people.accounts.list();
    expect(accounts.map(({ role }) => role)).toEqual(['admin']);
    const late = await browser()('POST', '/api/setup', { token, ...ADA });
    expect([late.status, late.json.code]).toEqual([409, 'set_up_done']);
  });

  it('is for nobody with another token, and that is on record', async () => {
    const { people, ask, log } = peopleAdmin();
    await people.setUp.prepare();
    const reply = await ask('POST', '/api/setup', { token: 'guessed', ...ADA });
    expect([reply.status, reply.json.code]).toEqual([401, 'wrong_credentials']);
    expect(await people.accounts.list()).toEqual([]);
    expect(await log()).toMatchObject([{ action: 'session.refused', subject: 'set-up', address: '127.0.0.1' }]);
  });

  it('can be tried again after a password that cannot be taken', async () => {
    const { people, ask } = peopleAdmin();
    const token = await people.setUp.prepare();
    const weak = await ask('POST', '/api/setup', { token, ...ADA, password: 'password1234' });
    expect([weak.status, weak.json.code]).toEqual([400, 'weak_password']);
    expect(weak.json.problems).toMatchObject([
      { path: 'password', message: expect.stringMatching(/anybody would try/) },
    ]);
    expect((await ask('POST', '/api/setup', { token, ...ADA })).status).toBe(201);
  });
});

describe('signing in', () => {
  it('begins a session, and another where there was one', async () => {
    const { people, signedIn, log } = peopleAdmin();
    const page = await signedIn('read_only', 'bob@example.com');
    await page('POST', '/api/session', { email: 'bob@example.com', password: PASSWORD });
    expect(await people.sessions.list()).toHaveLength(1);
    expect((await log()).slice(0, 1)).toMatchObject([
      {
        action: 'session.started',
        subject: 'person bob@example.com',
        after: { way: 'password', agent: 'Firefox on Linux' },
      },
    ]);
    const { json } = await page('GET', '/api/sessions');
    expect(json.sessions).toMatchObject([{ address: '127.0.0.1', agent: 'Firefox on Linux', current: true }]);
  });

  it('answers the same for a wrong password as for an account that there is not', async () => {
    const { people, ask, log } = peopleAdmin();
    await people.addPerson('admin', { email: 'ada@example.com' });
    const replies = await Promise.all(
      ['ada@example.com', 'my password in the wrong field'].map((email) =>
        ask('POST', '/api/session', { email, password: 'not this one' }),
      ),
    );
    expect(replies[0]?.text).toBe(replies[1]?.text);
    expect([replies[0]?.status, replies[0]?.headers['set-cookie']]).toEqual([401, undefined]);
    expect((await log()).map(({ subject }) => subject).sort()).toEqual(['nobody known here', 'person ada@example.com']);
  });

  it('says when to try again, when it was tried too often', async () => {
    const { people, ask, log } = peopleAdmin();
    await people.addPerson('admin', { email: 'ada@example.com' });
    const attempt = (password: string): ReturnType<Ask> =>
      ask('POST', '/api/session', { email: 'ada@example.com', password });
    for (let i = 0; i < 5; i++) await attempt('not this one');
    await people.clock.pass(SECOND);
    await attempt('not this one');
    const reply = await attempt(PASSWORD);
    expect([reply.status, reply.json.code, reply.headers['retry-after']]).toEqual([429, 'too_many_requests', '2']);
    await people.clock.pass(2 * SECOND);
    expect((await attempt(PASSWORD)).status).toBe(201);
    expect((await log()).filter(({ action }) => action === 'session.refused')).toHaveLength(6);
  });

  it('tells which other ways there are', async () => {
    const way = { way: 'oidc', title: 'Example ID', url: '/api/sign-in/oidc' } as const;
    const { ask } = peopleAdmin({ ways: [way] });
    expect((await ask('GET', '/api/session')).json.ways).toEqual([{ way: 'password', title: 'password' }, way]);
  });
});

describe('one’s own password', () => {
  it('is changed by who knows it, and ends all other sessions', async () => {
    const { people, signedIn, browser, log } = peopleAdmin();
    const [page, elsewhere] = [await signedIn('read_only'), await signedIn('read_only')];
    const { id } = (await page('GET', '/api/session')).json.caller;
    const { token } = await people.links.create(id);
    expect((await page('PUT', '/api/session/password', { current: PASSWORD, password: OTHER })).status).toBe(204);
    expect((await page('GET', '/api/session')).json.caller).toBeDefined();
    expect((await elsewhere('GET', '/api/session')).json.caller).toBeUndefined();
    await expect(people.links.personOf(token)).rejects.toMatchObject({ code: 'wrong_credentials' });
    const email = 'read_only@example.com';
    const again = await Promise.all(
      [PASSWORD, OTHER].map((password) => browser()('POST', '/api/session', { email, password })),
    );
    expect(again.map(({ status }) => status)).toEqual([401, 201]);
    expect((await log()).map(({ action }) => action)).toContain('person.password_set');
  });

  it('is not changed by who does not know it, nor to one that cannot be taken; and guessing is slowed', async () => {
    const { signedIn } = peopleAdmin();
    const page = await signedIn('read_only');
    const change = (current: string, password: string): ReturnType<Ask> =>
      page('PUT', '/api/session/password', { current, password });
    const wrong = await change('not this one', OTHER);
    expect([wrong.status, wrong.json.problems]).toMatchObject([400, [{ path: 'current' }]]);
    const weak = await change(PASSWORD, 'short');
    expect([weak.status, weak.json.problems]).toMatchObject([400, [{ path: 'password' }]]);
    for (let i = 0; i < 5; i++) await change('not this one', OTHER);
    expect((await change(PASSWORD, OTHER)).status).toBe(429);
  });

  it('is nothing that tokens and people of an issuer have', async () => {
    const { people, signedIn, program } = peopleAdmin();
    const script = await program('admin');
    const page = await signedIn('read_only');
    const { id } = (await page('GET', '/api/session')).json.caller;
    await people.accounts.change(id, { password: undefined });
    for (const ask of [script, page]) {
      const reply = await ask('PUT', '/api/session/password', { current: PASSWORD, password: OTHER });
      expect([reply.status, reply.json.code]).toEqual([403, 'forbidden']);
    }
    expect((await script('DELETE', '/api/session')).status).toBe(403);
  });
});

describe('sessions', () => {
  it('are seen and ended by whose they are; by admins, all', async () => {
    const { signedIn } = peopleAdmin();
    const [ada, bob, elsewhere] = [await signedIn('admin'), await signedIn('read_only'), await signedIn('read_only')];
    const own = (await bob('GET', '/api/sessions')).json.sessions;
    expect(own).toHaveLength(2);
    expect((await bob('GET', '/api/sessions?all=true')).status).toBe(403);
    const all = (await ada('GET', '/api/sessions?all=true')).json.sessions;
    expect(all).toHaveLength(3);
    expect(new Set(all.map((one: { name: string }) => one.name)).size).toBe(2);
    const adas = all.find(({ current }: { current: boolean }) => current);

    expect((await bob('DELETE', `/api/sessions/${adas.id}`)).status).toBe(404);
    expect((await bob('DELETE', `/api/sessions?person=${adas.person}`)).status).toBe(403);
    const other = own.find(({ current }: { current: boolean }) => !current);
    expect((await bob('DELETE', `/api/sessions/${other.id}`)).status).toBe(204);
    expect((await elsewhere('GET', '/api/session')).json.caller).toBeUndefined();

    expect((await ada('DELETE', `/api/sessions?person=${own[0].person}`)).json).toEqual({ ended: 1 });
    expect((await bob('GET', '/api/session')).json.caller).toBeUndefined();
    expect((await ada('GET', '/api/session')).json.caller).toBeDefined();
  });

  it('are ended everywhere else at once', async () => {
    const { signedIn, program } = peopleAdmin();
    const pages = [await signedIn('read_only'), await signedIn('read_only'), await signedIn('read_only')] as const;
    expect((await pages[0]('DELETE', '/api/sessions')).json).toEqual({ ended: 2 });
    const left = await Promise.all(
      pages.map(async (page) => (await page('GET', '/api/session')).json.caller !== undefined),
    );
    expect(left).toEqual([true, false, false]);
    expect((await (await program('admin'))('DELETE', '/api/sessions')).status).toBe(403);
  });
});

describe('people', () => {
  it('are added with a password, or with a link by which they set it, once', async () => {
    const { people, signedIn, ask, browser } = peopleAdmin();
    const admin = await signedIn('admin');
    const given = await admin('POST', '/api/people', {
      name: 'Bob',
      email: 'Bob@x.example',
      role: 'read_only',
      password: OTHER,
    });
    expect([given.status, given.json]).toMatchObject([201, { person: { email: 'bob@x.example', hasPassword: true } }]);
    expect(given.json.link).toBeUndefined();

    const { json } = await admin('POST', '/api/people', { name: 'Eve', email: 'eve@x.example', role: 'read_only' });
    expect(json).toMatchObject({ person: { hasPassword: false, signsOn: false, disabled: false } });
    const link = new URL(json.link.url);
    expect([link.origin, link.pathname, json.link.expiresAt]).toEqual([
      ORIGIN,
      '/password',
      people.clock.now() + 3 * DAY,
    ]);
    const token = link.hash.slice(1);
    const weak = await ask('POST', '/api/password', { token, password: 'eve@x.example' });
    expect([weak.status, weak.json.code]).toEqual([400, 'weak_password']);
    const uses = await Promise.all([OTHER, OTHER].map((password) => ask('POST', '/api/password', { token, password })));
    expect(uses.map(({ status }) => status).sort()).toEqual([204, 401]);
    expect((await browser()('POST', '/api/session', { email: 'eve@x.example', password: OTHER })).status).toBe(201);
  });

  it.each([
    [{ name: ' ', email: 'a@b.example', role: 'admin' }, 'name'],
    [{ name: 'A\u001b[2J', email: 'a@b.example', role: 'admin' }, 'name'],
    [{ name: 'A', email: 'nowhere', role: 'admin' }, 'email'],
    [{ name: 'A', email: 'a@b.example', role: 'root' }, 'role'],
    [{ name: 'A', email: 'a@b.example' }, 'role'],
    [{ name: 'A', email: 'a@b.example', role: 'admin', password: 'short' }, 'password'],
    [{ name: 'A', email: 'a@b.example', role: 'admin', disabled: 'no' }, ''],
  ])('are not added as %j', async (body, path) => {
    const { program, people } = peopleAdmin();
    const reply = await (await program('admin'))('POST', '/api/people', body);
    expect([reply.status, reply.json.problems.map((one: { path: string }) => one.path)]).toEqual([400, [path]]);
    expect(await people.accounts.list()).toEqual([]);
  });

  it('have an address each', async () => {
    const { program } = peopleAdmin();
    const admin = await program('admin');
    const add = (email: string): ReturnType<Ask> =>
      admin('POST', '/api/people', { name: 'A', email, role: 'read_only' });
    expect([(await add('a@b.example')).status, (await add('A@B.example')).status]).toEqual([201, 409]);
  });

  it('are changed, and the change is on record with what was before', async () => {
    const { people, signedIn, log } = peopleAdmin();
    const admin = await signedIn('admin');
    const { id } = await people.addPerson('read_only', { name: 'Bob', email: 'bob@x.example' });
    const change = { name: 'Bob B.', role: 'deployment_manager' };
    const reply = await admin('PATCH', `/api/people/${id}`, change);
    expect([reply.status, reply.json]).toMatchObject([200, { id, ...change, email: 'bob@x.example' }]);
    expect((await admin('GET', `/api/people/${id}`)).json).toEqual(reply.json);
    await admin('PATCH', `/api/people/${id}`, change);
    const [entry, ...others] = (await log()).filter(({ action }) => action === 'person.changed');
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      ...{ author: { kind: 'person', name: expect.any(String) }, role: 'admin', address: '127.0.0.1' },
      ...{ subject: 'person bob@x.example', before: { name: 'Bob', role: 'read_only' }, after: change },
    });
    expect(entry?.author).not.toHaveProperty('session');
    expect((await admin('PATCH', '/api/people/nobody', change)).status).toBe(404);
  });

  it('are signed out when they are disabled, and in no way back in until they are enabled', async () => {
    const { people, signedIn, browser, ask } = peopleAdmin();
    const [admin, bob] = [await signedIn('admin'), await signedIn('read_only')];
    const { id } = (await bob('GET', '/api/session')).json.caller;
    const { token } = await people.links.create(id);
    await admin('PATCH', `/api/people/${id}`, { disabled: true });
    expect((await bob('GET', '/api/session')).json.caller).toBeUndefined();
    expect((await ask('POST', '/api/password', { token, password: OTHER })).status).toBe(401);
    const signIn = { email: 'read_only@example.com', password: PASSWORD };
    expect((await browser()('POST', '/api/session', signIn)).json.code).toBe('account_disabled');
    const { url } = (await admin('POST', `/api/people/${id}/password-reset`)).json;
    const reset = await ask('POST', '/api/password', { token: new URL(url).hash.slice(1), password: OTHER });
    expect([reset.status, reset.json.code]).toEqual([403, 'account_disabled']);
    await admin('PATCH', `/api/people/${id}`, { disabled: false });
    expect((await bob('GET', '/api/session')).json.caller).toBeUndefined();
    expect((await browser()('POST', '/api/session', signIn)).status).toBe(201);
  });

  it('are removed with their sessions and links, and what they made goes on', async () => {
    const { people, signedIn, ask } = peopleAdmin();
    const [admin, bob] = [await signedIn('admin'), await signedIn('admin', 'bob@example.com')];
    const { id } = (await bob('GET', '/api/session')).json.caller;
    const { token } = await people.links.create(id);
    const { secret } = (await bob('POST', '/api/tokens', { name: 'ci', role: 'read_only' })).json;
    expect((await admin('DELETE', `/api/people/${id}`)).status).toBe(204);
    expect((await bob('GET', '/api/session')).json.caller).toBeUndefined();
    expect((await ask('POST', '/api/password', { token, password: OTHER })).status).toBe(401);
    const script = await ask('GET', '/api/session', undefined, { authorization: `Bearer ${secret}` });
    expect(script.json.caller).toMatchObject({ name: 'ci' });
    expect((await admin('DELETE', `/api/people/${id}`)).status).toBe(404);
  });

  it.each<[string, (ask: Ask, id: string) => ReturnType<Ask>]>([
    ['removed', (ask, id) => ask('DELETE', `/api/people/${id}`)],
    ['disabled', (ask, id) => ask('PATCH', `/api/people/${id}`, { disabled: true })],
    ['demoted', (ask, id) => ask('PATCH', `/api/people/${id}`, { role: 'read_only' })],
  ])('never lack an admin: the last one cannot be %s, by nobody', async (_, take) => {
    const { signedIn, ask } = peopleAdmin();
    const admin = await signedIn('admin');
    const { id } = (await admin('GET', '/api/session')).json.caller;
    const local: Ask = (method, url, body) => ask(method, url, body, { authorization: `Bearer ${LOCAL_TOKEN}` });
    for (const who of [admin, local]) {
      const reply = await take(who, id);
      expect([reply.status, reply.json.code]).toEqual([409, 'last_admin']);
    }
    expect((await admin('GET', '/api/people')).status).toBe(200);
  });
});

describe('API tokens', () => {
  it('are shown when they are made, and never again; they work until they are revoked', async () => {
    const { signedIn, ask, people, log } = peopleAdmin();
    const admin = await signedIn('admin');
    const expiresAt = people.clock.now() + DAY;
    const made = await admin('POST', '/api/tokens', { name: 'ci', role: 'read_only', expiresAt });
    expect([made.status, made.json]).toMatchObject([
      201,
      { token: { name: 'ci', role: 'read_only', expiresAt }, secret: expect.stringMatching(/^dsp_/) },
    ]);
    const { secret, token } = made.json;
    const use = (): ReturnType<Ask> => ask('GET', '/api/session', undefined, { authorization: `Bearer ${secret}` });
    expect((await use()).json.caller).toMatchObject({ kind: 'token', id: token.id, role: 'read_only' });
    const listed = await admin('GET', '/api/tokens');
    expect(listed.json.tokens).toMatchObject([
      { id: token.id, usedAt: people.clock.now(), createdBy: { kind: 'person' } },
    ]);
    expect(listed.text).not.toContain(secret);
    expect((await admin('DELETE', `/api/tokens/${token.id}`)).status).toBe(204);
    expect((await use()).status).toBe(401);
    expect((await admin('DELETE', `/api/tokens/${token.id}`)).status).toBe(404);
    expect((await log()).map(({ action, subject }) => `${action} ${subject}`).slice(0, 2)).toEqual([
      ...['token.revoked token ci', 'token.created token ci'],
    ]);
  });

  it('do not expire before they are made', async () => {
    const { program, people } = peopleAdmin();
    const admin = await program('admin');
    const body = { name: 'ci', role: 'admin', expiresAt: people.clock.now() };
    expect((await admin('POST', '/api/tokens', body)).json.problems).toMatchObject([{ path: 'expiresAt' }]);
  });
});

describe('the audit log', () => {
  it('is read in pages, by who, what and when', async () => {
    const { signedIn, program, people } = peopleAdmin();
    const [admin, script] = [await signedIn('admin', 'ada@example.com'), await program('admin')];
    await people.clock.pass(HOUR);
    for (let i = 0; i < 5; i++) await script('POST', '/api/tokens', { name: `t${i}`, role: 'admin' });
    const { json: first } = await admin('GET', '/api/audit?action=token.&limit=3');
    const { json: second } = await admin('GET', `/api/audit?action=token.&limit=3&after=${first.next}`);
    const subjects = [...first.items, ...second.items].map(({ subject }: { subject: string }) => subject);
    expect(subjects).toEqual([4, 3, 2, 1, 0].map((i) => `token t${i}`));
    expect(second.next).toBeUndefined();
    const by = async (query: string): Promise<readonly string[]> => {
      const { json } = await admin('GET', `/api/audit?${query}`);
      return json.items.map(({ action }: { action: string }) => action);
    };
    expect(await by('who=ADA@example.com')).toEqual(['session.started']);
    expect(await by('who=a%20admin')).toHaveLength(5);
    expect(await by('until=30m')).toEqual(['session.started']);
    expect(await by('since=30m&subject=T4')).toEqual(['token.created']);
    const wrong = await admin('GET', '/api/audit?since=yesterday');
    expect([wrong.status, wrong.json.problems]).toMatchObject([400, [{ path: 'since' }]]);
  });
});

describe('what people sign in with', () => {
  it('stands in no answer, no record, no log, no error, and in no file', async () => {
    const directory = dataDirectory();
    const records = openSqliteRecords(directory);
    const { browser, ask, people, log, failures } = peopleAdmin({ people: testPeople(records) });
    const mark = 'qzjxkwv';
    const [first, second, wrong] = ['first', 'second', 'wrong'].map((which) => `${mark} ${which} password`);
    const secrets: string[] = [];
    const answers: Searched[] = [];
    const page = browser();
    const seen: Ask = async (method, url, body, headers) => {
      const reply = await page(method, url, body, headers);
      const [, token] = /^__Host-dspatch=([^;]+)/.exec(String(reply.headers['set-cookie'])) ?? [];
      if (token !== undefined) secrets.push(token);
      answers.push({ where: `${method} ${url}`, bytes: Buffer.from(reply.text) });
      return reply;
    };
    /** Answers that show a secret, as they are for. */
    const shown: Ask = async (method, url, body) => {
      const reply = await page(method, url, body);
      const secret = reply.json.secret ?? new URL(reply.json.link?.url ?? reply.json.url).hash.slice(1);
      secrets.push(secret);
      return reply;
    };

    const token = (await people.setUp.prepare()) ?? '';
    secrets.push(token);
    const ada = { name: 'Ada', email: 'ada@example.com' };
    await seen('POST', '/api/setup', { token: `${token}x`, ...ada, password: first });
    await seen('POST', '/api/setup', { token, ...ada, password: `${mark}` });
    await seen('POST', '/api/setup', { token, ...ada, password: first });
    await seen('POST', '/api/session', { email: ada.email, password: wrong });
    await seen('POST', '/api/session', { email: wrong, password: wrong });
    await seen('POST', '/api/session', { email: ada.email, password: [wrong] });
    await seen('POST', '/api/session', { email: ada.email, password: first, [mark.toLowerCase().slice(0, 3)]: wrong });
    await seen('POST', '/api/session', { email: ada.email, password: first });
    await seen('PUT', '/api/session/password', { current: wrong, password: second });
    await seen('PUT', '/api/session/password', { current: first, password: second });
    const { json } = await shown('POST', '/api/people', { name: 'Bob', email: 'bob@x.example', role: 'read_only' });
    await shown('POST', `/api/people/${json.person.id}/password-reset`);
    await seen('POST', '/api/password', { token: secrets.at(-1), password: second });
    const { json: made } = await shown('POST', '/api/tokens', { name: 'ci', role: 'admin' });
    await ask('GET', '/api/people', undefined, { authorization: `Bearer ${made.secret}` });
    await ask('GET', '/api/people', undefined, { authorization: `Bearer ${made.secret}x` });
    for (const url of ['/api/session', '/api/sessions?all=true', '/api/people', '/api/tokens', '/api/audit']) {
      expect((await seen('GET', url)).status).toBe(200);
    }

    expect(secrets.length).toBeGreaterThanOrEqual(6);
    expect(failures).toEqual([]);
    const marks = [
      { what: 'a password', text: mark },
      ...secrets.map((text, i) => ({ what: `a secret token (${i})`, text: text.slice(-20) })),
    ];
    const searched = [
      ...answers,
      ...filesBelow(directory),
      { where: 'the audit log', bytes: Buffer.from(JSON.stringify(await log())) },
      { where: 'what is in memory to be looked at', bytes: Buffer.from(inspect(people, { depth: 9 })) },
    ];
    expect(leaksIn(searched, marks)).toEqual([]);
    // The search finds them: where they are shown, they stand.
    expect(leaksIn(written(secrets[0] as string), marks).length).toBeGreaterThan(0);
    expect(readFileSync(`${directory}/dspatch-catalog.db`).length).toBeGreaterThan(0);
    await records.close();
  });
});

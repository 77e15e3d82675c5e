import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { ADVERTISER, ask, askToken, createEvents, importEvents } from '../testing/client.ts';
import { adsDescription, adsEvent, dspEvent } from '../testing/events.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const REFRESH = { grant_type: 'refresh_token', refresh_token: 'Atzr|x', client_id: 'c', client_secret: 's3cret' };

test('health says ok', async () => {
  expect(await ask(sandbox, '/_sandbox/health')).toMatchObject({ status: 200, json: { status: 'ok' } });
});

test('the summary counts requests by endpoint and status, and items by what became of them', async () => {
  await askToken(sandbox, REFRESH);
  await importEvents(sandbox, [dspEvent(), dspEvent(), dspEvent({ name: '' })]);
  await importEvents(sandbox, []);
  sandbox.faults.set({ kind: 'reset', when: 'after_body' });
  await expect(importEvents(sandbox, [dspEvent()])).rejects.toThrow();
  const { json } = await ask(sandbox, '/_sandbox/summary');
  expect(json).toEqual({
    requests: { token: { 200: 1 }, eventData: { 207: 1, 400: 1, none: 1 } },
    accepted: 2,
    acceptedByApi: { dsp_v1: 2, ads_v1: 0 },
    duplicates: 1,
    withoutDedupeId: 0,
    refused: { INVALID_VALUE: 1 },
    uniqueDedupeIds: 1,
    forgottenDedupeIds: 0,
  });
  expect(json).toEqual(sandbox.summary());
});

describe('events', () => {
  beforeEach(async () => {
    const page = { conversionDefinitionId: '591000000000000001', currencyCode: undefined, unitsSold: undefined };
    await importEvents(sandbox, [
      dspEvent({ name: 'page', clientDedupeId: 'p-1', ...page }),
      dspEvent({ clientDedupeId: 'o-1' }),
      dspEvent({ clientDedupeId: 'o-2' }),
    ]);
    await createEvents(sandbox, [adsEvent({ eventId: 'o-3', eventDescription: adsDescription({ name: 'order' }) })]);
  });

  test.each([
    ['', ['p-1', 'o-1', 'o-2', 'o-3']],
    ['?name=page', ['p-1']],
    ['?name=order', ['o-3']],
    ['?dedupeId=o-2', ['o-2']],
    ['?definitionId=591000000000000009', ['o-1', 'o-2']],
    ['?api=ads_v1', ['o-3']],
    [`?accountId=${ADVERTISER}&limit=2`, ['o-2', 'o-3']],
    ['?accountId=1', []],
  ])('%s', async (query, ids) => {
    const { json } = await ask(sandbox, `/_sandbox/events${query}`);
    expect(
      json.events.map((it: { item: Record<string, string> }) => it.item.clientDedupeId ?? it.item.eventId),
    ).toEqual(ids);
  });

  test('a misspelt filter is refused, not ignored', async () => {
    const answer = await ask(sandbox, '/_sandbox/events?dedupeid=o-2');
    expect(answer).toMatchObject({ status: 400, json: { error: expect.stringContaining('dedupeId') } });
    expect((await ask(sandbox, '/_sandbox/events?limit=many')).status).toBe(400);
    expect((await ask(sandbox, '/_sandbox/events?api=v3')).status).toBe(400);
  });

  test('ids tells how often each was accepted', async () => {
    await importEvents(sandbox, [dspEvent({ clientDedupeId: 'o-1' })]);
    expect((await ask(sandbox, '/_sandbox/ids?duplicates=true')).json).toEqual({
      total: 1,
      forgotten: 0,
      ids: { 'o-1': 2 },
    });
    expect((await ask(sandbox, '/_sandbox/ids?limit=1')).json).toEqual({ total: 4, forgotten: 0, ids: { 'p-1': 1 } });
  });
});

test('requests are listed without secrets', async () => {
  await askToken(sandbox, REFRESH);
  await importEvents(sandbox, [dspEvent()]);
  await ask(sandbox, '/nowhere');
  const { json, text } = await ask(sandbox, '/_sandbox/requests');
  expect(json.requests).toMatchObject([
    { method: 'POST', path: '/auth/o2/token', endpoint: 'token', status: 200 },
    {
      method: 'POST',
      path: `/accounts/${ADVERTISER}/dsp/conversionDefinitions/eventData`,
      endpoint: 'eventData',
      status: 207,
      items: 1,
      accountId: ADVERTISER,
      headers: { authorization: 'Bearer (hidden)' },
    },
    { path: '/nowhere', endpoint: 'unknown', status: 404 },
  ]);
  expect(text).not.toMatch(/Atza|Atzr|s3cret/);
  expect((await ask(sandbox, '/_sandbox/requests?endpoint=eventData&status=207&limit=5')).json.requests).toHaveLength(
    1,
  );
  expect((await ask(sandbox, '/_sandbox/requests?endpoint=import')).status).toBe(400);
});

test('definitions are listed for an account', async () => {
  const { json } = await ask(sandbox, '/_sandbox/definitions');
  expect(json.accountId).toBe(ADVERTISER);
  expect(json.definitions).toHaveLength(17);
  expect((await ask(sandbox, '/_sandbox/definitions?accountId=42')).json.definitions).toEqual([]);
});

describe('faults', () => {
  const put = (body: unknown) => ask(sandbox, '/_sandbox/faults', { method: 'PUT', body });

  test('are put, added, listed and deleted', async () => {
    expect((await put([{ kind: 'forbidden', times: 1 }])).status).toBe(200);
    await ask(sandbox, '/_sandbox/faults', { method: 'POST', body: { kind: 'rate_limit' } });
    expect((await importEvents(sandbox, [dspEvent()])).status).toBe(403);
    expect((await importEvents(sandbox, [dspEvent()])).status).toBe(429);
    expect((await ask(sandbox, '/_sandbox/faults')).json.faults).toEqual([
      { fault: { kind: 'forbidden', times: 1 }, seen: 1, struck: 1 },
      { fault: { kind: 'rate_limit' }, seen: 1, struck: 1 },
    ]);
    expect((await ask(sandbox, '/_sandbox/faults', { method: 'DELETE' })).json).toEqual({ faults: [] });
    expect((await importEvents(sandbox, [dspEvent()])).status).toBe(207);
  });

  test('with unknown members are refused, and those in force stay', async () => {
    await put([{ kind: 'forbidden' }]);
    const answer = await put([{ kind: 'hang', forever: true }]);
    expect(answer).toMatchObject({
      status: 400,
      json: { error: expect.stringMatching(/^faults\[0\]\.forever: is not known/) },
    });
    expect((await put('not json')).status).toBe(400);
    expect(sandbox.faults.list()).toHaveLength(1);
  });

  test('never strike the sandbox itself', async () => {
    await put({ kind: 'hang' });
    expect((await ask(sandbox, '/_sandbox/summary')).status).toBe(200);
    expect((await ask(sandbox, '/')).status).toBe(200);
  });
});

describe('login', () => {
  test('settings are shown and changed', async () => {
    const body = { accessTokenSeconds: 2, rotateRefreshTokens: 'keep_old' };
    const answer = await ask(sandbox, '/_sandbox/login', { method: 'PUT', body });
    expect(answer.json).toEqual({ consentDays: 365, access: 'edit', ...body });
    expect((await askToken(sandbox, REFRESH)).json.expires_in).toBe(2);
    const wrong = await ask(sandbox, '/_sandbox/login', {
      method: 'PUT',
      body: { consentDay: 1, accessTokenSeconds: 0 },
    });
    expect([wrong.status, wrong.json.error.split('\n').sort()]).toEqual([
      400,
      [
        'login.accessTokenSeconds: must be at least 1',
        'login.consentDay: is not known here (did you mean "consentDays"?); known are accessTokenSeconds, consentDays, rotateRefreshTokens, access',
      ],
    ]);
  });

  test('tokens are revoked, all or those listed', async () => {
    const { access_token } = (await askToken(sandbox, REFRESH)).json;
    const profiles = () =>
      ask(sandbox, '/v2/profiles', {
        headers: { authorization: `Bearer ${access_token}`, 'amazon-advertising-api-clientid': 'c' },
      });
    expect((await profiles()).status).toBe(200);
    await ask(sandbox, '/_sandbox/login/revoke', { body: { accessTokens: 'all', refreshTokens: ['Atzr|x'] } });
    expect((await profiles()).status).toBe(401);
    expect((await askToken(sandbox, REFRESH)).json.error).toBe('invalid_grant');
    expect((await ask(sandbox, '/_sandbox/login/revoke', { body: { all: true } })).status).toBe(400);
  });
});

test('a reset forgets what was seen, but lets running clients go on', async () => {
  const { access_token } = (await askToken(sandbox, REFRESH)).json;
  await importEvents(sandbox, [dspEvent()]);
  sandbox.faults.set({ kind: 'forbidden' });
  sandbox.login.settings.access = 'view';
  expect((await ask(sandbox, '/_sandbox/reset', { method: 'POST' })).json).toEqual({ reset: true });
  expect(sandbox.events()).toEqual([]);
  expect(sandbox.summary()).toMatchObject({ requests: {}, accepted: 0, uniqueDedupeIds: 0 });
  expect(sandbox.faults.list()).toEqual([]);
  expect(sandbox.login.settings.access).toBe('edit');
  const headers = { authorization: `Bearer ${access_token}`, 'amazon-advertising-api-clientid': 'c' };
  expect((await ask(sandbox, '/v2/profiles', { headers })).status).toBe(200);
});

test.each([
  ['POST', '/_sandbox/reset', 'no-cors', 403],
  ['POST', '/_sandbox/reset', 'navigate', 403],
  ['GET', '/_sandbox/events', 'cors', 403],
  ['GET', '/_sandbox/events', 'navigate', 200],
] as const)('a page of another site that does %s %s (%s) gets %d', async (method, path, mode, status) => {
  // Not by fetch, which sets these headers itself.
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode };
  const { statusCode, body } = await request(sandbox.url + path, { method, headers });
  await body.dump();
  expect(statusCode).toBe(status);
});

test('unknown paths and methods are told', async () => {
  expect((await ask(sandbox, '/_sandbox/everything')).status).toBe(404);
  expect((await ask(sandbox, '/_sandbox/reset')).status).toBe(405);
  expect((await ask(sandbox, '/_sandbox/constructor')).status).toBe(404);
});

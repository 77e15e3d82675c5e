import { afterEach, expect, test } from 'vitest';
import { SECOND } from '../../base/durations.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox.ts';
import { ADVERTISER, ask, CLIENT_ID, dspHeaders, IMPORT_TYPE, importEvents } from '../testing/client.ts';
import { createMovableClock } from '../testing/clock.ts';
import { dspEvent, isoTime } from '../testing/events.ts';

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

async function start(options?: SandboxOptions): Promise<Sandbox> {
  sandbox = await startSandbox(options);
  return sandbox;
}

const events = (count: number): unknown[] =>
  Array.from({ length: count }, (_, i) => dspEvent({ clientDedupeId: `order-${i + 1}` }));

test('answers 207 in the media type of the import, with indexes from 1 and no empty array', async () => {
  const answer = await importEvents(await start(), events(2));
  expect(answer.status).toBe(207);
  expect(answer.headers.get('content-type')).toBe(IMPORT_TYPE);
  expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.json).toEqual({
    success: [
      { index: 1, message: 'Conversion event imported' },
      { index: 2, message: 'Conversion event imported' },
    ],
  });
});

test('refuses items one by one, and imports the others', async () => {
  const box = await start();
  const answer = await importEvents(box, [dspEvent(), dspEvent({ countryCode: 'UK', value: '9' }), 'x']);
  expect(answer.status).toBe(207);
  expect(answer.json.success).toMatchObject([{ index: 1 }]);
  expect(answer.json.error).toEqual([
    {
      index: 2,
      code: 'INVALID_COUNTRY',
      message: expect.any(String),
      errors: [
        { errorType: 'INVALID_COUNTRY', fieldName: 'countryCode', message: expect.any(String) },
        { errorType: 'INVALID_TYPE', fieldName: 'value', message: expect.any(String) },
      ],
    },
    { index: 3, code: 'INVALID_TYPE', message: expect.any(String), errors: [expect.anything()] },
  ]);
  expect(box.summary()).toMatchObject({ accepted: 1, refused: { INVALID_COUNTRY: 1, INVALID_TYPE: 1 } });
});

test('a 207 may hold nothing but failures', async () => {
  const answer = await importEvents(await start(), [dspEvent({ name: '' })]);
  expect(answer.status).toBe(207);
  expect(answer.json).not.toHaveProperty('success');
});

test('remembers what it accepted as it was sent', async () => {
  const clock = createMovableClock();
  const box = await start({ clock });
  const event = dspEvent({ timestamp: isoTime(clock.now()) });
  const answer = await importEvents(box, [event]);
  expect(box.events()).toEqual([
    {
      time: '2026-11-24T12:00:00.000Z',
      api: 'dsp_v1',
      accountId: ADVERTISER,
      item: event,
      requestId: answer.headers.get('x-amzn-requestid'),
      duplicate: false,
    },
  ]);
});

test('answers a dedupe id it knows with success, but counts it as a duplicate, over all definitions', async () => {
  const box = await start();
  await importEvents(box, [
    dspEvent(),
    dspEvent({ conversionDefinitionId: '591000000000000001', currencyCode: undefined, unitsSold: undefined }),
  ]);
  const again = await importEvents(box, [dspEvent()]);
  expect(again.json.success).toHaveLength(1);
  expect(box.summary()).toMatchObject({ accepted: 3, duplicates: 2, uniqueDedupeIds: 1 });
  expect(box.dedupeIds()).toEqual(new Map([['order-1001', 3]]));
  expect(box.events().map((it) => it.duplicate)).toEqual([false, true, true]);
});

test('two advertisers do not share dedupe ids', async () => {
  const box = await start();
  await importEvents(box, [dspEvent()]);
  await ask(box, '/accounts/42/dsp/conversionDefinitions/eventData', {
    headers: { ...dspHeaders(box), 'content-type': IMPORT_TYPE },
    body: { source: 'SERVER_TO_SERVER', eventData: [dspEvent()] },
  });
  expect(box.summary()).toMatchObject({ duplicates: 0, uniqueDedupeIds: 2 });
  expect(box.dedupeIds('42')).toEqual(new Map([['order-1001', 1]]));
});

test('events without a dedupe id are never duplicates', async () => {
  const box = await start();
  const bare = dspEvent({ clientDedupeId: undefined });
  await importEvents(box, [bare, bare]);
  expect(box.summary()).toMatchObject({ accepted: 2, duplicates: 0, withoutDedupeId: 2, uniqueDedupeIds: 0 });
});

test('takes 100 items, and not 101', async () => {
  const box = await start();
  expect((await importEvents(box, events(100))).json.success).toHaveLength(100);
  expect((await importEvents(box, events(101))).status).toBe(400);
  expect((await importEvents(box, [])).status).toBe(400);
});

test.each([
  ['no source', { eventData: [dspEvent()] }],
  ['another source', { source: 'WEBSITE', eventData: [dspEvent()] }],
  ['no items', { source: 'SERVER_TO_SERVER' }],
  ['items that are no array', { source: 'SERVER_TO_SERVER', eventData: dspEvent() }],
  ['a strange member', { source: 'SERVER_TO_SERVER', eventData: [dspEvent()], ingestionMethod: 'SERVER_TO_SERVER' }],
  ['an array', [dspEvent()]],
  ['half a JSON text', '{"source":'],
  ['nothing', ''],
])('refuses a body of %s as a whole, in the shape of DspErrorV1', async (_, body) => {
  const box = await start();
  const answer = await importEvents(box, [], { body, method: 'POST' });
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({
    message: expect.any(String),
    requestId: answer.headers.get('x-amzn-requestid'),
    errors: [{ errorType: 'BAD_REQUEST', message: expect.any(String) }],
  });
  expect(box.summary().accepted).toBe(0);
});

test('refuses a body over a megabyte with 413', async () => {
  const box = await start();
  const answer = await importEvents(box, [dspEvent({ name: 'x'.repeat(1_000_000) })]);
  expect(answer.status).toBe(413);
  expect((await importEvents(box, [dspEvent()])).status).toBe(207);
});

test.each([
  ['a content type of plain JSON', { 'content-type': 'application/json' }, 415],
  ['an Accept of plain JSON', { accept: 'application/json' }, 406],
  ['a forged token', { authorization: 'Bearer Atza|x' }, 401],
  ['no token', { authorization: undefined }, 401],
  ['no client id', { 'amazon-advertising-api-clientid': undefined }, 401],
  [
    'only the client id header of the other API',
    { 'amazon-advertising-api-clientid': undefined, 'amazon-ads-clientid': CLIENT_ID },
    401,
  ],
  ['a scope that is no profile', { 'amazon-advertising-api-scope': 'ENTITY1' }, 401],
  ['a scope of a seller', { 'amazon-advertising-api-scope': '4201337000000002' }, 401],
  ['an entity in the account header', { 'amazon-ads-accountid': 'ENTITY1' }, 403],
])('refuses %s', async (_, headers, status) => {
  const answer = await importEvents(await start(), events(1), { headers });
  expect(answer.status).toBe(status);
  expect(answer.json).toMatchObject({ message: expect.any(String), requestId: expect.any(String) });
});

test('takes the optional headers and the parameters of a media type', async () => {
  const headers = {
    accept: `${IMPORT_TYPE}, */*;q=0.1`,
    'content-type': `${IMPORT_TYPE}; charset=utf-8`,
    'amazon-advertising-api-scope': '9007199254740993',
    'amazon-ads-accountid': ADVERTISER,
  };
  expect((await importEvents(await start(), events(1), { headers })).status).toBe(207);
});

test.each(['ENTITY123', 'abc', '12x', '%00'])('refuses the account %s in the path', async (account) => {
  const box = await start();
  const answer = await ask(box, `/accounts/${account}/dsp/conversionDefinitions/eventData`, {
    headers: { ...dspHeaders(box), 'content-type': IMPORT_TYPE },
    body: { source: 'SERVER_TO_SERVER', eventData: events(1) },
  });
  expect(answer.status).toBe(403);
});

test('with strict accounts, an advertiser of somebody else is refused', async () => {
  const box = await start({ accounts: 'strict' });
  const send = (account: string) =>
    ask(box, `/accounts/${account}/dsp/conversionDefinitions/eventData`, {
      headers: { ...dspHeaders(box), 'content-type': IMPORT_TYPE },
      body: { source: 'SERVER_TO_SERVER', eventData: events(1) },
    });
  expect((await send('42')).status).toBe(403);
  expect((await send(ADVERTISER)).status).toBe(207);
});

test('a token that may only look cannot import', async () => {
  expect((await importEvents(await start({ access: 'view' }), events(1))).status).toBe(403);
});

test('over the rate of an account it answers 429 with Retry-After in seconds', async () => {
  const clock = createMovableClock();
  const box = await start({ rateLimit: 2, clock });
  const good = [dspEvent({ timestamp: isoTime(clock.now()) })];
  const statuses = [];
  for (let i = 0; i < 3; i += 1) statuses.push((await importEvents(box, good)).status);
  expect(statuses).toEqual([207, 207, 429]);
  const refused = await importEvents(box, good);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.json.errors[0].errorType).toBe('TOO_MANY_REQUESTS');
  clock.advance(SECOND);
  expect((await importEvents(box, good)).status).toBe(207);
});

test('wrong methods and paths are answered in the shape of the platform', async () => {
  const box = await start();
  const path = `/accounts/${ADVERTISER}/dsp/conversionDefinitions/eventData`;
  expect(await ask(box, path)).toMatchObject({ status: 405, json: { code: 'METHOD_NOT_ALLOWED' } });
  expect(await ask(box, '/events/v1', { body: {} })).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
});

import { afterEach, expect, test } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox.ts';
import { ADVERTISER, CLIENT_ID, createEvents, importEvents } from '../testing/client.ts';
import { adsEvent, dspEvent } from '../testing/events.ts';

let sandbox: Sandbox | undefined;
afterEach(() => sandbox?.close());

async function start(options?: SandboxOptions): Promise<Sandbox> {
  sandbox = await startSandbox(options);
  return sandbox;
}

test('answers 207 with indexes from 0, and echoes the events it took', async () => {
  const event = adsEvent();
  const answer = await createEvents(await start(), [event, adsEvent({ countryCode: 'UK' })]);
  expect(answer.status).toBe(207);
  expect(answer.json).toEqual({
    success: [{ index: 0, event }],
    error: [
      {
        index: 1,
        errors: [
          { code: 'FIELD_VALUE_IS_INVALID', message: expect.any(String), fieldLocation: 'events[1].countryCode' },
        ],
      },
    ],
  });
});

test('has both arrays even when one is empty', async () => {
  expect((await createEvents(await start(), [adsEvent()])).json.error).toEqual([]);
});

test('remembers what it accepted, and knows the event ids of the other API', async () => {
  const box = await start();
  await importEvents(box, [dspEvent({ clientDedupeId: 'order-7' })]);
  await createEvents(box, [adsEvent({ eventId: 'order-7' }), adsEvent({ eventId: 'order-8' })]);
  expect(box.events({ api: 'ads_v1' }).map((it) => it.duplicate)).toEqual([true, false]);
  expect(box.summary()).toMatchObject({ acceptedByApi: { dsp_v1: 1, ads_v1: 2 }, duplicates: 1, uniqueDedupeIds: 2 });
});

test('takes 500 items, and not 501', async () => {
  const box = await start();
  const many = (count: number): unknown[] => Array.from({ length: count }, (_, i) => adsEvent({ eventId: `e-${i}` }));
  expect((await createEvents(box, many(500))).json.success).toHaveLength(500);
  expect(await createEvents(box, many(501))).toMatchObject({ status: 400, json: { code: 'BAD_REQUEST' } });
});

test.each([
  ['no token', { authorization: undefined }, 401, 'UNAUTHORIZED'],
  ['no client id', { 'amazon-ads-clientid': undefined }, 401, 'UNAUTHORIZED'],
  [
    'only the client id header of the other API',
    { 'amazon-ads-clientid': undefined, 'amazon-advertising-api-clientid': CLIENT_ID },
    401,
    'UNAUTHORIZED',
  ],
  ['no account', { 'amazon-ads-accountid': undefined }, 400, 'BAD_REQUEST'],
  ['an entity as account', { 'amazon-ads-accountid': 'ENTITY1' }, 403, 'FORBIDDEN'],
  ['another content type', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['another Accept', { accept: 'text/html' }, 406, 'NOT_ACCEPTABLE'],
])('refuses %s', async (_, headers, status, code) => {
  const answer = await createEvents(await start(), [adsEvent()], { headers });
  expect(answer).toMatchObject({ status, json: { code, message: expect.any(String) } });
});

test.each([['{'], [[]], [{}], [{ events: {} }], [{ events: [] }], [{ events: [adsEvent()], source: 'x' }]])(
  'refuses the body %j as a whole',
  async (body) => {
    expect((await createEvents(await start(), [], { body })).status).toBe(400);
  },
);

test('refuses a body over the limit with 413', async () => {
  const answer = await createEvents(await start({ maxBodyBytes: 1_000 }), [adsEvent({ eventId: 'x'.repeat(1_000) })]);
  expect(answer).toMatchObject({ status: 413, json: { code: 'CONTENT_TOO_LARGE' } });
});

test('viewing permission is enough', async () => {
  expect((await createEvents(await start({ access: 'view' }), [adsEvent()])).status).toBe(207);
});

test('over the rate of an account it answers 429', async () => {
  const box = await start({ rateLimit: 1 });
  await createEvents(box, [adsEvent()]);
  const refused = await createEvents(box, [adsEvent()]);
  expect(refused).toMatchObject({ status: 429, json: { code: 'TOO_MANY_REQUESTS' } });
  expect(box.requests({ status: 429 })).toMatchObject([{ endpoint: 'events', accountId: ADVERTISER }]);
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { type Answer, ask, askToken, createEvents, dspHeaders, importEvents } from '../testing/client.ts';
import { createMovableClock } from '../testing/clock.ts';
import { adsEvent, dspEvent, isoTime } from '../testing/events.ts';

const clock = createMovableClock();
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ clock });
});
afterEach(() => sandbox.close());

const REFRESH = { grant_type: 'refresh_token', refresh_token: 'Atzr|x', client_id: 'c', client_secret: 's' };
const timestamp = isoTime(clock.now());

/** Imports events with these dedupe ids by `dsp_v1`. */
function send(...ids: string[]): Promise<Answer> {
  return importEvents(
    sandbox,
    ids.map((clientDedupeId) => dspEvent({ clientDedupeId, timestamp })),
  );
}

/** Creates events with these ids by `ads_v1`. */
function create(...ids: string[]): Promise<Answer> {
  return createEvents(
    sandbox,
    ids.map((eventId) => adsEvent({ eventId, eventTime: timestamp })),
  );
}

function kept(): string[] {
  return [...sandbox.dedupeIds().keys()];
}

const indexes = (list: Array<{ index: unknown }> | undefined): unknown[] | undefined => list?.map((it) => it.index);

describe('status', () => {
  test('answers in the shape of the endpoint, and processes nothing', async () => {
    sandbox.faults.set({ kind: 'status', status: 503, times: 1 });
    const answer = await send('a');
    expect(answer).toMatchObject({ status: 503, json: { requestId: expect.any(String) } });
    expect(kept()).toEqual([]);
    expect((await send('a')).status).toBe(207);
  });

  test('can keep the events all the same', async () => {
    sandbox.faults.set({ kind: 'status', status: 500, process: true });
    expect((await send('a')).status).toBe(500);
    expect(kept()).toEqual(['a']);
  });

  test('sends any body, and Retry-After as seconds, as a date or as nonsense', async () => {
    const status = { kind: 'status', status: 429 } as const;
    sandbox.faults.set({ ...status, retryAfter: 2, body: { x: 1 } });
    const seconds = await create('a');
    expect(seconds.headers.get('retry-after')).toBe('2');
    expect(seconds.json).toEqual({ x: 1 });
    sandbox.faults.set({ ...status, retryAfter: 60, retryAfterForm: 'date', body: 'slow down' });
    const date = await create('a');
    expect(date.headers.get('retry-after')).toBe('Tue, 24 Nov 2026 12:01:00 GMT');
    expect(date.headers.get('content-type')).toBe('text/plain');
    expect(date.text).toBe('slow down');
    sandbox.faults.set({ ...status, retryAfter: 'soon' });
    expect((await create('a')).headers.get('retry-after')).toBe('soon');
  });
});

test('rate_limit is a 429 that may come without Retry-After', async () => {
  sandbox.faults.set({ kind: 'rate_limit' });
  const bare = await send('a');
  expect(bare.status).toBe(429);
  expect(bare.headers.has('retry-after')).toBe(false);
  sandbox.faults.set({ kind: 'rate_limit', retryAfter: 3 });
  expect((await send('a')).headers.get('retry-after')).toBe('3');
});

test('unauthorized and forbidden strike the API but not the login', async () => {
  sandbox.faults.set({ kind: 'unauthorized' });
  expect((await send('a')).status).toBe(401);
  expect((await ask(sandbox, '/v2/profiles', { headers: dspHeaders(sandbox) })).json.code).toBe('UNAUTHORIZED');
  expect((await askToken(sandbox, REFRESH)).status).toBe(200);
  sandbox.faults.set({ kind: 'forbidden' });
  expect((await create('a')).json.code).toBe('FORBIDDEN');
});

test('invalid_grant strikes the login', async () => {
  sandbox.faults.set({ kind: 'invalid_grant' });
  expect(await askToken(sandbox, REFRESH)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  expect((await send('a')).status).toBe(207);
});

test('a fault on a poisoned item strikes only batches that hold it', async () => {
  sandbox.faults.set({ kind: 'status', status: 400, match: { endpoint: 'eventData', dedupeIds: ['bad'] } });
  expect((await send('a', 'bad')).status).toBe(400);
  expect((await send('a')).status).toBe(207);
  expect((await send('bad')).status).toBe(400);
});

test('a fault on large batches strikes only those', async () => {
  sandbox.faults.set({ kind: 'status', status: 413, match: { moreItemsThan: 2 } });
  expect((await send('a', 'b', 'c')).status).toBe(413);
  expect((await send('a', 'b')).status).toBe(207);
});

describe('chosen items fail', () => {
  test('by index, as the endpoint counts', async () => {
    sandbox.faults.set({ kind: 'items', indexes: [1], code: 'THROTTLED', message: 'Slow down' });
    const dsp = await send('a', 'b');
    expect(dsp.json.error).toEqual([
      { index: 1, code: 'THROTTLED', message: 'Slow down', errors: [{ errorType: 'THROTTLED', message: 'Slow down' }] },
    ]);
    const ads = await create('c', 'd');
    expect(ads.json.error).toMatchObject([{ index: 1, errors: [{ code: 'THROTTLED' }] }]);
    expect(kept()).toEqual(['b', 'c']);
  });

  test('by dedupe id', async () => {
    sandbox.faults.set({ kind: 'items', dedupeIds: ['b'] });
    expect((await send('a', 'b', 'c')).json.error).toMatchObject([{ index: 2, code: 'INTERNAL_ERROR' }]);
    expect(sandbox.summary().refused).toEqual({ INTERNAL_ERROR: 1 });
  });

  test('at random, and the same for the same seed', async () => {
    const ids = Array.from({ length: 100 }, (_, i) => `id-${i}`);
    const run = async (): Promise<unknown[] | undefined> => {
      sandbox.faults.set({ kind: 'items', share: 0.3, seed: 5 });
      return indexes((await send(...ids)).json.error);
    };
    const first = await run();
    expect(first?.length).toBeGreaterThan(15);
    expect(first?.length).toBeLessThan(45);
    expect(await run()).toEqual(first);
  });

  test('and may be kept although they are said to have failed', async () => {
    sandbox.faults.set({ kind: 'items', indexes: [1], process: true });
    expect(indexes((await send('a')).json.error)).toEqual([1]);
    expect(kept()).toEqual(['a']);
  });

  test('but an item that is wrong by itself keeps its own reason', async () => {
    sandbox.faults.set({ kind: 'items', share: 1 });
    const answer = await importEvents(sandbox, [dspEvent({ timestamp, countryCode: 'UK' })]);
    expect(answer.json.error).toMatchObject([{ code: 'INVALID_COUNTRY' }]);
  });
});

describe('a 207 lies', () => {
  test('about nothing at all: missing_all', async () => {
    sandbox.faults.set({ kind: 'lie', lie: 'missing_all' });
    expect(await send('a', 'b')).toMatchObject({ status: 207, text: '{}' });
    expect((await create('c')).json).toEqual({ success: [], error: [] });
    expect(kept()).toEqual(['a', 'b', 'c']);
  });

  test('by leaving items out: missing_some, the last or those listed, kept or lost', async () => {
    sandbox.faults.set({ kind: 'lie', lie: 'missing_some' });
    expect(indexes((await send('a', 'b', 'c')).json.success)).toEqual([1, 2]);
    sandbox.faults.set({ kind: 'lie', lie: 'missing_some', indexes: [0, 1], process: false });
    expect(indexes((await create('d', 'e', 'f')).json.success)).toEqual([2]);
    expect(kept()).toEqual(['a', 'b', 'c', 'f']);
  });

  test('with indexes beyond the batch', async () => {
    sandbox.faults.set({ kind: 'lie', lie: 'index_out_of_range' });
    expect(indexes((await send('a', 'b')).json.success)).toEqual([1, 4]);
    expect(indexes((await create('a', 'b')).json.success)).toEqual([0, 3]);
  });

  test('with an index twice', async () => {
    sandbox.faults.set({ kind: 'lie', lie: 'index_twice', indexes: [1] });
    expect(indexes((await send('a', 'b')).json.success)).toEqual([1, 1, 2]);
  });

  test('with indexes as strings', async () => {
    sandbox.faults.set({ kind: 'lie', lie: 'index_string' });
    expect(indexes((await send('a', 'b')).json.success)).toEqual(['1', '2']);
  });

  test('with success and error for the same item', async () => {
    sandbox.faults.set({ kind: 'lie', lie: 'success_and_error' });
    const { success, error } = (await send('a', 'b')).json;
    expect([indexes(success), indexes(error)]).toEqual([[1, 2], [2]]);
  });

  test('and may have lost everything it speaks of', async () => {
    sandbox.faults.set({ kind: 'lie', lie: 'index_twice', process: false });
    await send('a');
    expect(kept()).toEqual([]);
  });

  test.each([
    ['empty', 200, ''],
    ['empty_object', 200, '{}'],
    ['html', 200, expect.stringContaining('<!doctype html>')],
    ['not_json', 200, '{"success":[{"index":1,'],
  ] as const)('with a body that is no answer: %s', async (lie, status, text) => {
    sandbox.faults.set({ kind: 'lie', lie, process: false });
    expect(await send('a')).toMatchObject({ status, text });
    expect(kept()).toEqual([]);
    sandbox.faults.set({ kind: 'lie', lie, status: 207 });
    expect((await send('a')).status).toBe(207);
    expect(kept()).toEqual(['a']);
  });
});

test('what struck a request stands in the list of requests', async () => {
  sandbox.faults.set({ kind: 'status', status: 502, times: 1 });
  await send('a');
  await send('a');
  expect(sandbox.requests().map((it) => [it.status, it.fault, it.items])).toEqual([
    [502, 'status', 1],
    [207, undefined, 1],
  ]);
});

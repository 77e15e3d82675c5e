import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../src/ledger/ledger.ts';
import type { Fault, FaultMatch } from '../src/sandbox/sandbox.ts';
import { order, type Rig, type RigOptions, startRig } from './support/gateway.ts';

// Backoff is a tenth of what it is else: these tests wait for it in real time.
beforeAll(() => {
  const real = Math.random;
  vi.spyOn(Math, 'random').mockImplementation(() => real() / 10);
});
afterAll(() => {
  vi.restoreAllMocks();
});

const IDS: readonly string[] = Array.from({ length: 20 }, (_, i) => `order-${i}`);
/** An answer that comes later than this counts as none: long enough that no answer but a faulty one is late. */
const TIMEOUT_MS = 15_000;
/** The same where the fault is an answer that does not come, and the test has to wait for it. */
const SHORT = 3_000;
const IMPORT: FaultMatch = { endpoint: 'eventData' };
const TOKEN: FaultMatch = { endpoint: 'token' };

/** Runs a test with a rig of its own. */
async function withRig(test: (rig: Rig) => Promise<void>, options: RigOptions = {}): Promise<void> {
  const rig = await startRig({ ...options, parameters: { TIMEOUT_MS, ...options.parameters } });
  try {
    await test(rig);
  } finally {
    await rig.close();
  }
}

/** The orders are taken, each durably, whatever is wrong with Amazon. */
async function take(rig: Rig, ids: readonly string[] = IDS): Promise<void> {
  const response = await rig.post('batch', { batch: ids.map((id) => order(id)) });
  expect(response.status).toBe(200);
}

/** What became of each order. */
async function entries(rig: Rig): Promise<Map<string, Entry>> {
  const { entries } = await rig.gateway.storage.search({ limit: 1_000 });
  return new Map(entries.map((entry) => [entry.messageId, entry]));
}

/** Waits until nothing waits, and answers events meanwhile. Then every order must be accounted for, by one fate. */
async function settled(rig: Rig, dead: Readonly<Record<string, string>> = {}): Promise<Map<string, Entry>> {
  const before = (await entries(rig)).size;
  let asked = 0;
  await rig.until('every order’s fate', async () => {
    const response = await rig.post('track', order(`meanwhile-${before + asked++}`));
    expect(response.status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const found = await entries(rig);
    return IDS.every((id) => found.get(id)?.fate !== 'waiting');
  });
  await rig.until('the events that came meanwhile', async () =>
    (await rig.gateway.storage.stats()).lanes.every(({ waiting }) => waiting === 0),
  );
  const found = await entries(rig);
  expect(found.size).toBe(before + asked);
  for (const [id, { fate, reason }] of found) {
    expect([id, fate, reason]).toEqual(id in dead ? [id, 'dead', dead[id]] : [id, 'delivered', undefined]);
  }
  // What Amazon has, it has under the events' own ids; and it has all that we say was delivered.
  const delivered = [...found.keys()].filter((id) => !(id in dead));
  expect([...rig.sandbox.dedupeIds().keys()].sort()).toEqual(delivered.sort());
  return found;
}

const struck = (rig: Rig, kind: string): boolean => rig.sandbox.requests().some((request) => request.fault === kind);

/**
 * A fault that passes, by a name: what it is, how many of an order's attempts it costs at least and at most, and how long an answer may
 * take.
 */
type Passing = readonly [name: string, fault: Fault, least: number, most: number, timeoutMs?: number];

const times = 2;
const match = IMPORT;
/** Every item of a request, as Amazon counts them: what comes meanwhile may travel with the orders. */
const all = Array.from({ length: 100 }, (_, i) => i + 1);
const PASSING: readonly Passing[] = [
  ['500', { kind: 'status', status: 500, match, times }, 1, 2],
  ['500 although it took them', { kind: 'status', status: 500, match, times, process: true }, 1, 2],
  ['502 with a page', { kind: 'status', status: 502, match, times, body: '<h1>Bad Gateway</h1>' }, 1, 2],
  ['503', { kind: 'status', status: 503, match, times }, 1, 2],
  ['503 with Retry-After', { kind: 'status', status: 503, match, times: 1, retryAfter: 1 }, 0, 0],
  ['503 with Retry-After that is no time', { kind: 'status', status: 503, match, times, retryAfter: 'soon' }, 1, 2],
  ['429', { kind: 'rate_limit', match, times }, 0, 0],
  ['429 with Retry-After', { kind: 'rate_limit', match, times: 1, retryAfter: 1 }, 0, 0],
  ['429 until a date', { kind: 'rate_limit', match, times: 1, retryAfter: 1, retryAfterForm: 'date' }, 0, 0],
  ['401 for a token that died early', { kind: 'unauthorized', match, times: 1 }, 0, 0],
  ['403 for a token that died early', { kind: 'forbidden', match, times: 1 }, 0, 0],
  ['413 for more than 3', { kind: 'status', status: 413, match: { ...match, moreItemsThan: 3 } }, 0, 0],
  ['400 once, for nobody’s fault', { kind: 'status', status: 400, match, times: 1 }, 0, 0],
  ['a hang', { kind: 'hang', match, times }, 1, 2, SHORT],
  ['a hang although it took them', { kind: 'hang', match, times, process: true }, 1, 2, SHORT],
  ['silence after the headers', { kind: 'silence', match, times }, 1, 2, SHORT],
  ['silence, and they are lost', { kind: 'silence', match, times, process: false }, 1, 2, SHORT],
  ['a body that trickles too slowly', { kind: 'slow_body', match, times, bytesPerSecond: 100 }, 1, 2, SHORT],
  ['a body that trickles in time', { kind: 'slow_body', match, times, bytesPerSecond: 50_000 }, 0, 0],
  ['a delay', { kind: 'delay', match, times, delayMs: 100 }, 0, 0],
  ['a delay beyond our patience', { kind: 'delay', match, times, delayMs: SHORT + 500 }, 1, 2, SHORT],
  ['half an answer', { kind: 'truncated', match, times }, 1, 2],
  ['an answer without its last byte', { kind: 'truncated', match, times, missingBytes: 1 }, 1, 2],
  ...(['before_body', 'after_body', 'after_processing', 'mid_response'] as const).map(
    (when): Passing => [`a reset ${when}`, { kind: 'reset', match, times, when }, 1, 2],
  ),
  ['an endless body', { kind: 'endless_body', match, times }, 1, 2],
  ['a gzip bomb', { kind: 'gzip_bomb', match, times, megabytes: 64 }, 1, 2],
  ...(['missing_all', 'empty', 'empty_object', 'html', 'not_json'] as const).flatMap((lie): Passing[] => [
    [`a lie, ${lie}`, { kind: 'lie', match, times, lie }, 1, 2],
    [`a lie, ${lie}, and they are lost`, { kind: 'lie', match, times, lie, process: false }, 1, 2],
  ]),
  ['a lie, missing_some', { kind: 'lie', match, times, lie: 'missing_some' }, 0, 2],
  [
    'a lie, missing_some, and these are lost',
    { kind: 'lie', match, times, lie: 'missing_some', indexes: [1, 7, 20], process: false },
    ...([0, 2] as const),
  ],
  ...(['index_out_of_range', 'index_twice', 'index_string', 'success_and_error'] as const).flatMap((lie): Passing[] => [
    [`a lie, ${lie}`, { kind: 'lie', match, times, lie }, 0, 2],
    [
      `a lie, ${lie}, of all, and they are lost`,
      { kind: 'lie', match, times, lie, indexes: all, process: false },
      1,
      2,
    ],
  ]),
  ['some items that fail for now', { kind: 'items', match, times, share: 0.4, code: 'THROTTLED' }, 0, 2],
  ['items said to fail, although it took them', { kind: 'items', match, times, share: 1, process: true }, 1, 2],
  ['a login that is down', { kind: 'status', status: 503, match: TOKEN, times }, 0, 0],
  ['a login that is throttled', { kind: 'rate_limit', match: TOKEN, times, retryAfter: 1 }, 0, 0],
  ['a login that is reset', { kind: 'reset', match: TOKEN, times, when: 'mid_response' }, 0, 0],
  ['a login that talks nonsense', { kind: 'lie', match: TOKEN, times, lie: 'html' }, 0, 0],
];

describe.concurrent('a fault that passes loses nothing, and doubles nothing', () => {
  const cases = PASSING.map(([name, fault, least, most, timeoutMs = TIMEOUT_MS]) => ({
    ...{ name, fault, least, most, timeoutMs },
  }));
  it.each(cases)('$name', ({ fault, least, most, timeoutMs }) =>
    withRig(
      async (rig) => {
        rig.sandbox.faults.set(fault);
        await take(rig);
        await rig.until('the fault', () => struck(rig, fault.kind));
        const found = await settled(rig);
        const [first] = IDS.map((id) => found.get(id)?.attempts ?? 0).sort((a, b) => b - a);
        // The last attempt is the one that delivered.
        expect(first).toBeGreaterThanOrEqual(least + 1);
        expect(first).toBeLessThanOrEqual(most + 1);
      },
      { parameters: { TIMEOUT_MS: timeoutMs } },
    ),
  );

  it('events are taken while Amazon answers nothing at all', () =>
    withRig(
      async (rig) => {
        rig.sandbox.faults.set({ kind: 'hang', match });
        await take(rig);
        await rig.until('the fault', () => struck(rig, 'hang'));
        await take(rig, ['late-1', 'late-2']);
        // Nothing was answered so far, and its time is not up: whoever waited for it would wait still.
        expect([...(await entries(rig)).values()].map(({ fate, attempts }) => [fate, attempts])).toEqual(
          Array(22).fill(['waiting', 0]),
        );
      },
      { parameters: { TIMEOUT_MS: 10_000 } },
    ));
});

describe.concurrent('items that Amazon never takes', () => {
  const POISON = ['order-3', 'order-11'];
  it.each<[string, Fault, string]>([
    [
      'a 400 for the whole request',
      { kind: 'status', status: 400, match: { ...IMPORT, dedupeIds: POISON }, body: { message: 'bad currency' } },
      '400: bad currency',
    ],
    [
      'a 413',
      { kind: 'status', status: 413, match: { ...IMPORT, dedupeIds: POISON } },
      '413: too large for Amazon by itself',
    ],
    [
      'an item error',
      { kind: 'items', match: IMPORT, dedupeIds: POISON, code: 'INVALID_VALUE', message: 'bad currency' },
      'INVALID_VALUE bad currency',
    ],
  ])('die alone, with Amazon’s words: %s', (_, fault, detail) =>
    withRig(async (rig) => {
      rig.sandbox.faults.set(fault);
      await take(rig);
      const found = await settled(rig, Object.fromEntries(POISON.map((id) => [id, 'rejected'])));
      expect(POISON.map((id) => found.get(id)?.detail)).toEqual([detail, detail]);
    }),
  );

  it('are delivered under the same ids when they are replayed after it was mended', () =>
    withRig(async (rig) => {
      rig.sandbox.faults.set({ kind: 'items', match: IMPORT, dedupeIds: POISON, code: 'INVALID_VALUE' });
      await take(rig);
      await settled(rig, Object.fromEntries(POISON.map((id) => [id, 'rejected'])));
      rig.sandbox.faults.clear();
      expect(await rig.gateway.storage.replay({}, {}, Date.now())).toMatchObject({ replayed: 2 });
      await settled(rig);
      expect(POISON.map((id) => rig.sandbox.dedupeIds().get(id))).toEqual([1, 1]);
    }));
});

describe.concurrent('a destination that refuses us', () => {
  const paused = (rig: Rig): boolean =>
    rig.gateway.destinations.all.every(({ worker }) => worker?.gate.state.state === 'paused');

  it.each<[string, Fault]>([
    ['invalid_grant', { kind: 'invalid_grant' }],
    ['invalid_client', { kind: 'status', status: 401, match: TOKEN, body: { error: 'invalid_client' } }],
    ['401', { kind: 'unauthorized' }],
    ['403', { kind: 'forbidden' }],
    ['404', { kind: 'status', status: 404, match: IMPORT }],
    ['415', { kind: 'status', status: 415, match: IMPORT }],
    ['a redirect', { kind: 'status', status: 302, match: IMPORT }],
  ])('is left alone, and gets everything when it is mended and opened: %s', (_, fault) =>
    withRig(async (rig) => {
      rig.sandbox.faults.set(fault);
      await take(rig);
      await rig.until('the pause', () => paused(rig));
      const asked = rig.sandbox.requests().length;
      await take(rig, ['late-1', 'late-2']);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(rig.sandbox.requests().length).toBe(asked);
      expect([...(await entries(rig)).values()].map(({ fate, attempts }) => [fate, attempts])).toEqual(
        Array(22).fill(['waiting', 0]),
      );
      rig.sandbox.faults.clear();
      const answer = await rig.admin('/api/integrations/amazon/resume', { method: 'POST' });
      expect(answer.status).toBe(200);
      await rig.until('the late ones', async () => (await entries(rig)).get('late-2')?.fate === 'delivered');
      expect([...(await entries(rig)).values()].every(({ attempts }) => attempts <= 1)).toBe(true);
      await rig.until('all', () => rig.sandbox.dedupeIds().size === 22);
    }),
  );

  it('opens by itself when the refresh token’s file is replaced', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dspatch-faults-'));
    const file = join(folder, 'refresh');
    await writeFile(file, 'Atzr|old');
    await withRig(
      async (rig) => {
        rig.sandbox.login.revokeRefreshTokens('Atzr|old');
        await take(rig);
        await rig.until('the pause', () => paused(rig));
        await new Promise((resolve) => setTimeout(resolve, 1_100));
        expect(paused(rig)).toBe(true);
        await writeFile(file, 'Atzr|new');
        await settled(rig);
      },
      { parameters: { REFRESH_TOKEN: `file:${file}` } },
    );
    await rm(folder, { recursive: true });
  });
});

describe.concurrent('a gateway that is stopped', () => {
  it.each<[string, Fault]>([
    ['while Amazon does not answer', { kind: 'hang', match: IMPORT, process: true }],
    ['while Amazon fails', { kind: 'status', status: 500, match: IMPORT }],
    ['while Amazon asks for patience', { kind: 'rate_limit', match: IMPORT, retryAfter: 1 }],
    ['while Amazon refuses it', { kind: 'forbidden' }],
  ])('%s, delivers when it is started again', (_, fault) =>
    withRig(
      async (rig) => {
        rig.sandbox.faults.set(fault);
        await take(rig);
        await rig.until('the fault', () => rig.sandbox.requests({ endpoint: 'eventData' }).length > 0);
        const stopped = rig.restart();
        await rig.until('a while', () => new Promise((resolve) => setTimeout(() => resolve(true), 50)));
        rig.sandbox.faults.clear();
        await stopped;
        await rig.until('delivery', async () =>
          [...(await entries(rig)).values()].every(({ fate }) => fate === 'delivered'),
        );
        expect([...rig.sandbox.dedupeIds().keys()].sort()).toEqual([...IDS].sort());
      },
      { parameters: { TIMEOUT_MS: SHORT } },
    ),
  );

  it('after its refresh token was exchanged, goes on with the new one', () =>
    withRig(
      async (rig) => {
        await take(rig, ['first']);
        await rig.until('the first', () => rig.sandbox.dedupeIds().size === 1);
        rig.sandbox.login.revokeAccessTokens();
        await rig.restart();
        await take(rig);
        await rig.until('all', () => rig.sandbox.dedupeIds().size === 21);
        expect(rig.sandbox.requests({ endpoint: 'token' }).map(({ status }) => status)).toEqual([200, 200]);
      },
      { sandbox: { rotateRefreshTokens: 'revoke_old' } },
    ));
});

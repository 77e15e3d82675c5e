import { Agent, request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Fault, type Sandbox, startSandbox } from '../sandbox.ts';
import { ADVERTISER, dspHeaders, IMPORT_TYPE } from '../testing/client.ts';
import { dspEvent } from '../testing/events.ts';

let sandbox: Sandbox;
let agent: Agent;
beforeEach(async () => {
  sandbox = await startSandbox();
  agent = new Agent();
});
afterEach(async () => {
  await agent.destroy();
  await sandbox.close();
});

interface Outcome {
  readonly status?: number;
  readonly text?: string;
  /** `timeout` or the error's code, and whether it came with the body. */
  readonly failed?: string;
  readonly inBody?: boolean;
  readonly ms: number;
}

/** Imports one event and tells how it went on the wire; gives up after `patience` milliseconds. */
async function send(id: string, patience = 5_000): Promise<Outcome> {
  const began = performance.now();
  const outcome = (rest: Omit<Outcome, 'ms'>): Outcome => ({ ...rest, ms: performance.now() - began });
  let status: number | undefined;
  try {
    const answer = await request(`${sandbox.url}/accounts/${ADVERTISER}/dsp/conversionDefinitions/eventData`, {
      dispatcher: agent,
      method: 'POST',
      headers: { ...dspHeaders(sandbox), 'content-type': IMPORT_TYPE },
      body: JSON.stringify({ source: 'SERVER_TO_SERVER', eventData: [dspEvent({ clientDedupeId: id })] }),
      signal: AbortSignal.timeout(patience),
    });
    status = answer.statusCode;
    return outcome({ status, text: await answer.body.text() });
  } catch (error) {
    const { name, code } = error as { name: string; code?: string };
    const failed = name === 'TimeoutError' ? 'timeout' : (code ?? name);
    return outcome({ failed, inBody: status !== undefined, ...(status !== undefined && { status }) });
  }
}

const kept = (): string[] => [...sandbox.dedupeIds().keys()];

describe('reset', () => {
  test.each<[Extract<Fault, { kind: 'reset' }>['when'], string[]]>([
    ['before_body', []],
    ['after_body', []],
    ['after_processing', ['a']],
  ])('%s: no answer, and kept is %j', async (when, expected) => {
    sandbox.faults.set({ kind: 'reset', when, times: 1 });
    expect((await send('a')).failed).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    expect(kept()).toEqual(expected);
    expect(sandbox.requests()).toMatchObject([{ status: null, fault: 'reset' }]);
    expect((await send('b')).status).toBe(207);
  });

  test('mid_response: a status, half a body, and the events kept', async () => {
    sandbox.faults.set({ kind: 'reset', when: 'mid_response' });
    expect(await send('a')).toMatchObject({ status: 207, inBody: true, failed: expect.any(String) });
    expect(kept()).toEqual(['a']);
  });
});

test('hang: never an answer, and nothing or everything kept', async () => {
  sandbox.faults.set({ kind: 'hang' });
  expect((await send('a', 100)).failed).toBe('timeout');
  expect(kept()).toEqual([]);
  sandbox.faults.set({ kind: 'hang', process: true });
  expect((await send('b', 100)).failed).toBe('timeout');
  expect(kept()).toEqual(['b']);
});

test('silence: a status and then nothing', async () => {
  sandbox.faults.set({ kind: 'silence' });
  expect(await send('a', 100)).toMatchObject({ status: 207, inBody: true, failed: 'timeout' });
  expect(kept()).toEqual(['a']);
});

test('delay: the right answer, late', async () => {
  sandbox.faults.set({ kind: 'delay', delayMs: 80 });
  const outcome = await send('a');
  expect(outcome.status).toBe(207);
  expect(outcome.ms).toBeGreaterThan(70);
});

test('delay: a client that gives up has sent its events all the same', async () => {
  sandbox.faults.set({ kind: 'delay', delayMs: 150 });
  expect((await send('a', 50)).failed).toBe('timeout');
  expect(kept()).toEqual([]);
  await expect.poll(kept, { timeout: 2_000 }).toEqual(['a']);
});

test('slow_body: the right answer, trickling', async () => {
  sandbox.faults.set({ kind: 'slow_body', bytesPerSecond: 500 });
  const outcome = await send('a');
  expect(JSON.parse(outcome.text ?? '')).toHaveProperty('success');
  expect(outcome.ms).toBeGreaterThan(80);
});

test('truncated: less than content-length says', async () => {
  sandbox.faults.set({ kind: 'truncated' });
  expect(await send('a')).toMatchObject({ status: 207, inBody: true, failed: expect.any(String) });
  sandbox.faults.set({ kind: 'truncated', missingBytes: 1 });
  expect(await send('b')).toMatchObject({ status: 207, inBody: true, failed: expect.any(String) });
  expect(kept()).toEqual(['a', 'b']);
});

test('endless_body: more and more until the client hangs up', async () => {
  sandbox.faults.set({ kind: 'endless_body', times: 1 });
  const answer = await request(`${sandbox.url}/v2/profiles`, { dispatcher: agent });
  expect(answer.statusCode).toBe(207);
  let received = 0;
  for await (const chunk of answer.body) {
    received += (chunk as Buffer).length;
    if (received > 5_000_000) break;
  }
  expect(received).toBeGreaterThan(5_000_000);
  expect((await send('a')).status).toBe(207);
});

test('gzip_bomb: small on the wire, large unpacked', async () => {
  sandbox.faults.set({ kind: 'gzip_bomb', megabytes: 8 });
  const packed = await request(`${sandbox.url}/v2/profiles`, { dispatcher: agent });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect((await packed.body.arrayBuffer()).byteLength).toBeLessThan(20_000);
  const unpacked = await fetch(`${sandbox.url}/v2/profiles`);
  expect((await unpacked.text()).length).toBe(8 * 1024 * 1024 + 1);
});

test('closing the sandbox ends what hangs', async () => {
  sandbox.faults.set([
    { kind: 'hang', match: { nth: 1 } },
    { kind: 'delay', delayMs: 3_600_000, match: { nth: 1 } },
    { kind: 'silence', match: { nth: 1 } },
  ]);
  const outcomes = [send('a', 60_000), send('b', 60_000), send('c', 60_000)];
  await expect.poll(() => sandbox.faults.list().map((it) => it.struck)).toEqual([1, 1, 1]);
  await sandbox.close();
  for (const outcome of await Promise.all(outcomes)) expect(outcome.failed).toBeDefined();
});

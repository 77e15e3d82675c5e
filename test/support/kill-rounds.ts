import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { findLocalAccess } from '../../src/admin/local-access.ts';
import { pick, seededRandom } from '../../src/demo/random.ts';
import { type Fault, type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { ownFolder, type Running, startCli } from './cli.ts';
import { order, rigConfig, WRITE_KEY } from './gateway.ts';

const BATCH_SIZE = 20;
const MAX_IN_FLIGHT = 4;

/** How many deliveries may be at Amazon, and not yet be settled, when the gateway is killed: these may come twice. */
export const UNDER_WAY: number = BATCH_SIZE * MAX_IN_FLIGHT;

/** What is done to a gateway. */
export interface KillRounds {
  /** Of everything that is drawn by lot, so that a run can be repeated. */
  readonly seed: number;
  /** How often it is killed and started again. */
  readonly rounds: number;
  /** A module that the gateway's process loads first; then it is started by Node itself. */
  readonly preload?: string;
}

/** What became of the events, judged by the sandbox, which outlives every gateway. */
export interface Verdict {
  readonly attempted: number;
  readonly acknowledged: number;
  /** By the sandbox, each counted once. */
  readonly accepted: number;
  /** What still waits although there was time for all of it. */
  readonly waiting: number;
  /** Acknowledged, and neither at the sandbox nor in the ledger as waiting or dead. */
  readonly lost: readonly string[];
  /** At the sandbox, and never sent by anybody. */
  readonly invented: readonly string[];
  /** How often the sandbox accepted what it had accepted before. */
  readonly duplicates: number;
  /** What the ledger counts as delivered. */
  readonly delivered: number;
}

/** What passes, and is not processed: so every duplicate comes of a kill. */
const FAULTS: readonly (readonly Fault[])[] = [
  [],
  [{ kind: 'delay', delayMs: 150, match: { endpoint: 'eventData' } }],
  [{ kind: 'status', status: 503, probability: 0.3, match: { endpoint: 'eventData' } }],
  [{ kind: 'items', share: 0.2, code: 'THROTTLED' }],
];

/** Runs a gateway under load, kills it again and again at moments drawn by lot, lets the last one finish, and judges. */
export async function killRounds({ seed, rounds, preload }: KillRounds): Promise<Verdict> {
  const random = seededRandom(seed);
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const [ingest, admin] = [await freePort(random), await freePort(random)];
  const file = join(ownFolder(), 'dspatch.yaml');
  const parameters = { BATCH_SIZE, MAX_IN_FLIGHT };
  const server = { ingest: { port: ingest }, admin: { port: admin }, logLevel: 'error' };
  writeFileSync(file, rigConfig(sandbox.url, { parameters, server }));

  const tally: Tally = { attempted: new Set(), acknowledged: new Set() };
  const stopping = new AbortController();
  onTestFinished(() => stopping.abort());
  const url = `http://127.0.0.1:${ingest}`;
  const producers = [1, 1, 10, 50].map((size, i) =>
    produce(url, { name: `p${i}`, size, random: seededRandom(seed + i) }, tally, stopping.signal),
  );

  for (let round = 0; round < rounds; round++) {
    sandbox.faults.clear();
    for (const fault of pick(random, FAULTS)) sandbox.faults.add({ ...fault, seed: seed + round });
    const gateway = start(file, preload);
    // Some die while they are still reading what the one before has left.
    const early = round > 0 && random() < 0.25;
    if (!early) await gateway.prints(/takes events at/);
    await sleep(early ? random() * 1_500 : 100 + random() * 1_400);
    await kill(gateway);
  }

  sandbox.faults.clear();
  const last = start(file, preload);
  await last.prints(/takes events at/);
  await sleep(300);
  stopping.abort();
  await Promise.all(producers);
  const verdict = await judge(`http://127.0.0.1:${admin}`, sandbox, tally);
  await kill(last);
  return verdict;
}

function start(file: string, preload: string | undefined): Running {
  const env = { TEST_CLIENT_SECRET: 'test-secret', TEST_REFRESH_TOKEN: 'Atzr|test-refresh-token' };
  const args = ['serve', '-f', file];
  if (preload === undefined) return startCli(args, { env });
  const entry = join(import.meta.dirname, '../../src/cli/start.ts');
  return startCli(['--disable-proto=delete', '--import', preload, entry, ...args], { env, bin: process.execPath });
}

/** Ends a gateway as loss of power does to a process. One that has ended by itself is no gateway. */
async function kill({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL');
  const { code, stderr } = await ended;
  if (code !== null) throw new Error(`the gateway ended by itself, with ${code}: ${stderr}`);
}

interface Tally {
  readonly attempted: Set<string>;
  readonly acknowledged: Set<string>;
}

/** One sender: posts orders, alone or in batches, and mostly tries again what was not acknowledged. */
async function produce(
  url: string,
  { name, size, random }: { readonly name: string; readonly size: number; readonly random: () => number },
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  let ids: readonly string[] = [];
  for (let n = 0; !signal.aborted; ) {
    if (ids.length === 0) ids = Array.from({ length: size }, () => `${name}-${n++}`);
    for (const id of ids) tally.attempted.add(id);
    if (await post(url, ids)) {
      for (const id of ids) tally.acknowledged.add(id);
      ids = [];
    } else {
      if (random() < 0.1) ids = [];
      await sleep(20);
    }
  }
}

async function post(url: string, ids: readonly string[]): Promise<boolean> {
  const [first = '', ...more] = ids;
  const body = more.length === 0 ? order(first) : { batch: ids.map((id) => order(id)) };
  try {
    const answer = await fetch(`${url}/v1/${more.length === 0 ? 'track' : 'batch'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, writeKey: WRITE_KEY }),
    });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Waits until nothing waits, and compares what was acknowledged with what has arrived. */
async function judge(admin: string, sandbox: Sandbox, { attempted, acknowledged }: Tally): Promise<Verdict> {
  const token = findLocalAccess(admin, { env: process.env })?.token.reveal();
  const ask = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${admin}${path}`, { headers: { authorization: `Bearer ${token}` } })).json()) as T;
  const waiting = async (): Promise<number> => {
    const { queue } = await ask<{ queue: { waiting: number } }>('/api/status');
    return queue.waiting;
  };
  const deadline = Date.now() + 60_000;
  while ((await waiting()) > 0 && Date.now() < deadline) await sleep(100);

  // The ledger first: what is delivered meanwhile is found in both places, and in none otherwise.
  const accounted = new Set<string>();
  for (const fate of ['waiting', 'dead']) {
    for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
      const page: Page = await ask<Page>(`/api/events?fate=${fate}&limit=1000&before=${before}`);
      for (const { messageId } of page.entries) accounted.add(messageId);
      before = page.next;
    }
  }
  const left = await waiting();
  const { counts } = await ask<{ counts: readonly { counted: string; n: number }[] }>('/api/counts');
  const accepted = sandbox.dedupeIds();
  return {
    ...{ attempted: attempted.size, acknowledged: acknowledged.size, accepted: accepted.size, waiting: left },
    lost: [...acknowledged].filter((id) => !accounted.has(id) && !accepted.has(id)),
    invented: [...accepted.keys()].filter((id) => !attempted.has(id)),
    duplicates: [...accepted.values()].reduce((sum, n) => sum + n - 1, 0),
    delivered: counts.filter(({ counted }) => counted === 'delivered').reduce((sum, { n }) => sum + n, 0),
  };
}

interface Page {
  readonly entries: readonly { readonly messageId: string }[];
  readonly next?: number;
}

/** A free port below those that the system gives out by itself: nobody takes it while the gateway is down. */
async function freePort(random: () => number): Promise<number> {
  const port = 20_000 + Math.floor(random() * 10_000);
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return free ? port : freePort(random);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

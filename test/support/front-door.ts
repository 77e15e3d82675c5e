import { Writable } from 'node:stream';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Clock } from '../../src/base/clock.ts';
import { DAY } from '../../src/base/durations.ts';
import { parseConfig } from '../../src/config/load.ts';
import { Ingest } from '../../src/ingest/ingest.ts';
import { ingestServer } from '../../src/ingest/server.ts';
import { WriteKeys } from '../../src/ingest/write-keys.ts';
import type { Entry } from '../../src/ledger/ledger.ts';
import type { Integration } from '../../src/pipeline/integration.ts';
import { Pipeline } from '../../src/pipeline/pipeline.ts';
import { MemoryQueue } from '../../src/queue/memory.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { NOW } from './events.ts';

export const WEB_KEY = 'web-key';
export const APP_KEY = 'app-key';

/** The ingest server over a queue in memory, with two pipelines and nobody behind it. */
export interface FrontDoor {
  readonly app: FastifyInstance;
  /** Every line that was logged. */
  readonly log: string[];
  /** Posts JSON with the web pipeline's write key; headers that are undefined are left out. */
  post(path: string, body: unknown, headers?: Headers): Promise<Answer>;
  /** What the ledger has, oldest first. */
  entries(): Promise<readonly Entry[]>;
  /** How many were refused, by pipeline and code: `web missing_name`. */
  refused(): Promise<Readonly<Record<string, number>>>;
}

export type Headers = Readonly<Record<string, string | undefined>>;

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: LightMyRequestResponse['headers'];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

/** What differs from the usual door. */
export interface DoorOptions {
  /** Laid over the queue. */
  readonly queue?: Partial<Queue>;
  readonly maxWaiting?: number;
  readonly newId?: () => string;
}

/** The basic authorization of a user name. */
export function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:`).toString('base64')}`;
}

/** Opens the door. It holds no socket until `app.listen`. */
export async function openDoor(options: DoorOptions = {}): Promise<FrontDoor> {
  const { maxWaiting = 1_000_000, newId = () => 'made-here' } = options;
  const memory = new MemoryQueue({ maxWaiting, retention: { ledger: 30 * DAY, dead: 30 * DAY } });
  const queue = { ...bound(memory), ...options.queue };
  const clock: Clock = { now: () => NOW, monotonic: () => 0, sleep: async () => {} };
  const log: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString());
      done();
    },
  });
  const writeKeys = new WriteKeys([
    [WEB_KEY, new Pipeline('web', INTEGRATIONS)],
    [APP_KEY, new Pipeline('app', [])],
  ]);
  const ingest = new Ingest({ live: { writeKeys }, queue, clock, newId });
  const app = await ingestServer({ ingest, isReady: () => queue.intake().open, log: createLog('info', sink) });
  return {
    app,
    log,
    post: async (path, body, headers = {}) => {
      const given = { 'content-type': 'application/json', authorization: basic(WEB_KEY), ...headers };
      const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      return answerOf(await app.inject({ method: 'POST', url: path, headers: withoutUndefined(given), payload }));
    },
    entries: async () => (await memory.search({ limit: 1000 })).entries.toReversed(),
    refused: async () => {
      const counts = (await memory.counts({})).filter(({ counted }) => counted === 'refused');
      return Object.fromEntries(counts.map(({ pipeline, reason, n }) => [`${pipeline} ${reason}`.trim(), n]));
    },
  };
}

/** Asks anything of a door. */
export async function ask(door: FrontDoor, options: InjectOptions): Promise<Answer> {
  return answerOf(await door.app.inject(options));
}

function answerOf({ statusCode, headers, payload }: LightMyRequestResponse): Answer {
  let json: unknown;
  try {
    json = JSON.parse(payload);
  } catch {
    json = undefined;
  }
  return { status: statusCode, headers, text: payload, json };
}

function withoutUndefined(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function bound(queue: MemoryQueue): Queue {
  return {
    durability: queue.durability,
    append: (...args) => queue.append(...args),
    intake: () => queue.intake(),
    countRefused: (...args) => queue.countRefused(...args),
    lease: (...args) => queue.lease(...args),
    nextDue: (...args) => queue.nextDue(...args),
    onReady: (...args) => queue.onReady(...args),
    settle: (...args) => queue.settle(...args),
    replay: (...args) => queue.replay(...args),
    housekeep: (...args) => queue.housekeep(...args),
    stats: () => queue.stats(),
    onFailure: () => queue.onFailure(),
    close: () => queue.close(),
  };
}

/** A real integration, so that events are looked into as deeply as they ever are. */
const INTEGRATIONS: readonly Integration[] = (() => {
  const text = JSON.stringify({ integrations: { amazon: { kit: 'amazon-dsp-capi' } } });
  const result = parseConfig(text, '/', { env: {}, connect: false });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return [...result.loaded.integrations.values()].map(({ integration }) => integration);
})();

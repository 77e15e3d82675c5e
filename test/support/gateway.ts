import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { findLocalAccess } from '../../src/admin/local-access.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Json } from '../../src/base/json.ts';
import { parseConfig } from '../../src/config/load.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createLog } from '../../src/telemetry/log.ts';

export const WRITE_KEY = 'test-write-key';
export const ADVERTISER = '1234567890';

/** A gateway with a stand-in for Amazon, both in this process, on free ports. */
export interface Rig {
  readonly gateway: Gateway;
  readonly sandbox: Sandbox;
  /** The data directory. */
  readonly directory: string;
  /** Everything that was logged, a line each. */
  readonly log: string[];
  /** Posts a call to an endpoint such as `track`, with the pipeline's write key. Text and bytes go as they are. */
  post(endpoint: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Asks the admin API, as a command on this machine would. */
  admin(path: string, init?: RequestInit): Promise<Response>;
  /** Waits until a condition holds; fails after fifty seconds, saying what was waited for. */
  until(what: string, condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Stops the gateway and starts another on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** What differs from the usual rig. */
export interface RigOptions {
  readonly sandbox?: SandboxOptions;
  /** Nothing is configured but the server: as a gateway is when it is new. */
  readonly empty?: true;
  /** Default `amazon-dsp-capi`. */
  readonly kit?: 'amazon-dsp-capi' | 'amazon-dsp-events';
  /** Laid over the integration's parameters. */
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly playbook?: object;
  /** Pipelines besides the one that the rig posts to. */
  readonly pipelines?: object;
  /** Laid over the server section. */
  readonly server?: Readonly<Record<string, Json>>;
  /** The machine's own where it is not given. */
  readonly clock?: Clock;
  /** Origins that may be sent to besides the sandbox. */
  readonly upstreams?: readonly string[];
  /** More environment variables, for secrets. */
  readonly env?: Readonly<Record<string, string>>;
}

const EVENTS = ['Page', 'Product Viewed', 'Product Added', 'Order Completed'];

/** The configuration of a rig, as a person would write it. */
export function rigConfig(sandboxUrl: string, options: RigOptions = {}): string {
  const { kit = 'amazon-dsp-capi', upstreams = [] } = options;
  const server = {
    ingest: { port: 0 },
    admin: { port: 0 },
    dataDir: './data',
    allowUpstreams: [sandboxUrl, ...upstreams],
    queue: { minFreeDiskMb: 0 },
    ...options.server,
  };
  if (options.empty) return JSON.stringify({ server });
  return JSON.stringify({
    server,
    integrations: {
      amazon: {
        kit,
        parameters: {
          ...{ BASE_URL: sandboxUrl, LOGIN_URL: `${sandboxUrl}/auth/o2/token`, ADVERTISER_ID: ADVERTISER },
          ...(kit === 'amazon-dsp-capi' ? { PROFILE_ID: '32312945' } : {}),
          CLIENT_ID: 'test-client',
          ...{ CLIENT_SECRET: 'env:TEST_CLIENT_SECRET', REFRESH_TOKEN: 'env:TEST_REFRESH_TOKEN' },
          // Tests should not wait for company, nor for Amazon's own pace.
          ...{ LINGER_MS: 20, RATE_LIMIT: 1000 },
          ...options.parameters,
        },
        playbook: {
          events: Object.fromEntries(
            EVENTS.map((name, i) => [name, { conversionDefinitionId: { enrichment: String(101 + i) } }]),
          ),
          ...options.playbook,
        },
      },
    },
    pipelines: { web: { writeKeys: [WRITE_KEY], integrations: ['amazon'] }, ...options.pipelines },
  });
}

/** Starts a rig. Close it. */
export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'dspatch-rig-'));
  const sandbox = await startSandbox(options.sandbox);
  const log: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(...chunk.toString().split('\n').filter(Boolean));
      done();
    },
  });
  const start = (): Promise<Gateway> => {
    const secrets = { TEST_CLIENT_SECRET: 'test-secret', TEST_REFRESH_TOKEN: 'Atzr|test-refresh-token' };
    const env = { ...process.env, ...secrets, ...options.env };
    const result = parseConfig(rigConfig(sandbox.url, options), folder, { env });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    return startGateway({
      loaded: result.loaded,
      env,
      log: createLog('info', sink),
      version: '0.0.0-test',
      onFailure: (error) => log.push(`failure: ${error.message}`),
      checkAnswers: true,
      ...(options.clock === undefined ? {} : { clock: options.clock }),
    });
  };
  let gateway = await start();
  const until = async (what: string, condition: () => boolean | Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 50_000;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}\n${log.slice(-20).join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    get gateway() {
      return gateway;
    },
    sandbox,
    directory: join(folder, 'data'),
    log,
    post: (endpoint, body, headers = {}) =>
      fetch(`${gateway.ingestUrl}/v1/${endpoint}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`,
          ...headers,
        },
        body:
          typeof body === 'string' ? body : body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
      }),
    admin: (path, init = {}) => {
      const token = findLocalAccess(gateway.adminUrl, { env: process.env })?.token.reveal();
      return fetch(`${gateway.adminUrl}${path}`, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
      });
    },
    until,
    restart: async () => {
      await gateway.close();
      gateway = await start();
    },
    close: async () => {
      await gateway.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An order that becomes a conversion. */
export function order(messageId: string, more: object = {}): object {
  return {
    type: 'track',
    event: 'Order Completed',
    messageId,
    context: { traits: { email: `${messageId}@example.com` } },
    properties: { currency: 'USD', products: [{ price: 19.99, quantity: 2 }] },
    ...more,
  };
}

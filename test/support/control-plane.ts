import { Writable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { onTestFinished } from 'vitest';
import { gatekeeper } from '../../src/admin/gatekeeper.ts';
import type { AnySpecs } from '../../src/admin/operation.ts';
import { handlers, SPECS } from '../../src/admin/operations/all.ts';
import type { Role } from '../../src/admin/permissions.ts';
import type { AnyHandlers } from '../../src/admin/serve-operations.ts';
import { adminServer } from '../../src/admin/server.ts';
import { Egress } from '../../src/amazon/egress.ts';
import { DAY } from '../../src/base/durations.ts';
import type { Json } from '../../src/base/json.ts';
import { Integrations } from '../../src/catalog/integrations.ts';
import { MemoryRecords } from '../../src/catalog/memory.ts';
import { Pipelines } from '../../src/catalog/pipelines.ts';
import type { Records } from '../../src/catalog/records.ts';
import { secretsFrom, secretsWith } from '../../src/config/secrets.ts';
import { ConsentDates } from '../../src/connect/consent-dates.ts';
import { GuidedConnections } from '../../src/connect/guided-connections.ts';
import { type ApplyTo, apply, type Wanted } from '../../src/deploy/apply.ts';
import { attaching } from '../../src/deploy/deploy.ts';
import { Destinations } from '../../src/destinations.ts';
import { Live } from '../../src/live.ts';
import { authorOf } from '../../src/people/account.ts';
import type { AuditRecord } from '../../src/people/audit.ts';
import { MemoryQueue } from '../../src/queue/memory.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { KeyRing } from '../../src/vault/key-ring.ts';
import { Vault } from '../../src/vault/vault.ts';
import { eventOf, NOW } from './events.ts';
import type { FakeClock } from './fake-clock.ts';
import { type TestPeople, testPeople } from './people.ts';
import type { Reply } from './people-admin.ts';
import { dataDirectory } from './sqlite.ts';

/** Where the integrations of these tests would send to; nobody listens, and nothing is sent. */
export const NOWHERE = 'http://127.0.0.1:9';

/** Asks the admin API; with `version` in If-Match. */
export type Call = (method: string, url: string, body?: object, version?: number | string) => Promise<Reply>;

/** Everything that is configured, with its API and what runs of it, and without events. */
export interface ControlPlane {
  readonly records: Records;
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
  readonly vault: Vault;
  readonly people: TestPeople;
  readonly clock: FakeClock;
  readonly live: Live;
  readonly destinations: Destinations;
  readonly to: ApplyTo;
  readonly log: readonly string[];
  /** Asks as a program with a token of a role. */
  by(role: Role): Promise<Call>;
  /** The audit log, the oldest first. */
  audited(): Promise<readonly AuditRecord[]>;
  /** Applies a file as the gateway does at its start, or when it is sent. */
  apply(wanted: Wanted, source?: 'start' | 'sent'): ReturnType<typeof apply>;
}

/** What differs from the usual one. */
export interface ControlPlaneOptions {
  readonly records?: Records;
  /** Where secrets come from. */
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Applied before anything starts, as the gateway does. */
  readonly file?: Wanted;
}

/** Opens one as a start of the gateway does: what was deployed runs. On the same records it is a start again. */
export async function controlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const { records = new MemoryRecords(), env = {}, folder = '/nowhere' } = options;
  const people = testPeople(records);
  const { clock } = people;
  const log: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      log.push(chunk.toString());
      done();
    },
  });
  const logger = createLog('info', sink);
  const queue = new MemoryQueue({ maxWaiting: 1_000, retention: { ledger: 30 * DAY, dead: 30 * DAY } });
  const egress = new Egress([NOWHERE]);
  const [integrations, pipelines] = [new Integrations(records), new Pipelines(records)];
  const keys = KeyRing.open('/nowhere', { DSPATCH_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') });
  const vault = await Vault.open(records, keys);
  const secretsOf = secretsWith(vault, secretsFrom(folder, env));
  const destinations = new Destinations({ queue, egress, dataDir: dataDirectory(), clock, log: logger });
  const live = new Live({
    records,
    integrations,
    pipelines,
    destinations,
    secretsOf,
    egress,
    queue,
    clock,
    log: logger,
  });
  const to: ApplyTo = { records, integrations, pipelines, vault, changed: (names) => live.refresh(...names) };
  const applied = (wanted: Wanted, source: 'start' | 'sent' = 'sent', into = to): ReturnType<typeof apply> =>
    apply(wanted, into, {
      author: { kind: 'file', id: '', name: 'dspatch.yaml' },
      note: 'from a file',
      at: clock.now(),
      source,
    });
  if (options.file !== undefined) await applied(options.file, 'start', { ...to, changed: async () => {} });
  await live.start();
  const consentDates = new ConsentDates(records, vault);
  const deploying = {
    ...{ integrations, pipelines, secretsOf, egress, consentDates, clock },
    refresh: (name: string) => live.refresh(name),
  };
  const connections = new GuidedConnections({
    ...{ integrations, vault, consentDates, egress, clock, deploy: attaching(deploying) },
    callbackUrl: () => 'http://127.0.0.1:8081/connect/callback',
  });
  const storage = Object.assign(queue, { settings: { journalMode: 'memory', synchronous: 0, sqliteVersion: '' } });
  const running = { version: 'test', startedAt: clock.now(), ingestUrl: '', storage, destinations, live };
  let app: FastifyInstance | undefined;
  const serve = (): FastifyInstance =>
    adminServer({
      specs: SPECS as AnySpecs,
      handlers: handlers({
        ...{ ...deploying, records, vault, storage, env, people, connections, running, folder, to },
        ...{ ways: [], url: () => 'http://127.0.0.1:8081', ingestUrl: () => 'http://127.0.0.1:8080' },
        ...{ live, keys, sealedStores: [vault] },
      } as unknown as Parameters<typeof handlers>[0]) as unknown as AnyHandlers,
      gatekeeper: gatekeeper({ people }),
      ...{ hosts: [], version: 'test', log: logger, intake: () => queue.intake(), checkAnswers: true },
    });
  onTestFinished(async () => {
    await app?.close();
    await egress.close();
  });
  return {
    ...{ records, integrations, pipelines, vault, people, clock, live, destinations, to, log },
    by: async (role) => {
      const createdBy = authorOf({ id: 'maker', name: 'Maker' });
      const { secret } = await people.tokens.create({ name: `a ${role}`, role, createdBy });
      app ??= serve();
      const served = app;
      return (method, url, body, version) => ask(served, secret, method, url, body, version);
    },
    audited: async () => (await people.audit.list({ limit: 1_000 })).items.toReversed(),
    apply: applied,
  };
}

async function ask(
  app: FastifyInstance,
  token: string,
  method: string,
  url: string,
  body: object | undefined,
  version: number | string | undefined,
): Promise<Reply> {
  const match = typeof version === 'number' ? `"${version}"` : version;
  const reply = await app.inject({
    ...{ method: method as 'GET', url, ...(body === undefined ? {} : { payload: body }) },
    headers: {
      ...{ host: '127.0.0.1:8081', authorization: `Bearer ${token}` },
      ...(match === undefined ? {} : { 'if-match': match }),
    },
  });
  const { statusCode: status, headers, payload: text } = reply;
  return { status, headers, text, json: text === '' ? undefined : JSON.parse(text) };
}

/** The events of the kits' own playbook. */
const EVENTS = [
  ...['Page', 'Products Searched', 'Product List Viewed', 'Product Clicked', 'Product Viewed', 'Product Added'],
  ...['Product Removed', 'Cart Viewed', 'Order Completed'],
];

/** What an integration of these tests is made of; `mark` stands in what it sends. */
export function integrationContent(
  mark: string,
  parameters: Readonly<Record<string, Json>> = {},
): { kit: string; parameters: Readonly<Record<string, Json>>; playbook: object } {
  return {
    kit: 'amazon-dsp-capi',
    parameters: {
      ...{ BASE_URL: NOWHERE, LOGIN_URL: `${NOWHERE}/token`, ADVERTISER_ID: '1234567890', CLIENT_ID: 'client' },
      ...{ CLIENT_SECRET: 'env:SECRET', REFRESH_TOKEN: 'env:TOKEN' },
      ...Object.fromEntries(EVENTS.map((event, i) => [`DEFINITION.${event}`, String(101 + i)])),
      ...parameters,
    },
    playbook: { events: { 'Order Completed': { name: { enrichment: mark } } } },
  };
}

/** The marks that an order gets which comes in with a write key: one of each integration that it goes to. */
export function marksOf({ live }: Pick<ControlPlane, 'live'>, writeKey: string): readonly string[] {
  const event = eventOf({
    ...{ type: 'track', event: 'Order Completed', messageId: 'm', properties: { currency: 'USD', value: 1 } },
    context: { traits: { email: 'somebody@example.com' } },
  });
  const routes = live.writeKeys.get(writeKey)?.intake(event, NOW).routes ?? [];
  return routes.flatMap((route) => ('wire' in route ? [JSON.parse(route.wire).name as string] : []));
}

/** The environment in which the secrets of `integrationContent` are. */
export const SECRETS: Readonly<Record<string, string>> = { SECRET: 'a-client-secret', TOKEN: 'Atzr|a-refresh-token' };

import Fastify from 'fastify';
import { onTestFinished } from 'vitest';
import type { ConnectionView, ConnectOperations, Found } from '../../src/admin/api/connect.ts';
import type { ProblemDocument } from '../../src/admin/api/operation.ts';
import { CALLBACK_PATH, serveConnectCallback } from '../../src/admin/connect-callback.ts';
import type { Caller } from '../../src/admin/operation.ts';
import { connectHandlers, connectSpecs } from '../../src/admin/operations/connect.ts';
import type { Role } from '../../src/admin/permissions.ts';
import { problemOf, sendProblem } from '../../src/admin/problems.ts';
import { type AuditEntry, serveOperations } from '../../src/admin/serve-operations.ts';
import { Egress } from '../../src/amazon/egress.ts';
import { REGIONS, type Region } from '../../src/amazon/regions.ts';
import { Integrations } from '../../src/catalog/integrations.ts';
import { MemoryRecords } from '../../src/catalog/memory.ts';
import { newWriteKey, Pipelines } from '../../src/catalog/pipelines.ts';
import { ConsentDates } from '../../src/connect/consent-dates.ts';
import type { Deploy } from '../../src/connect/finish.ts';
import { GuidedConnections } from '../../src/connect/guided-connections.ts';
import type { RegionFacts } from '../../src/connect/region-facts.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createMovableClock, type MovableClock } from '../../src/sandbox/testing/clock.ts';
import { KeyRing } from '../../src/vault/key-ring.ts';
import { Vault } from '../../src/vault/vault.ts';

export const CLIENT_ID = 'amzn1.application-oa2-client.shop';
export const CLIENT_SECRET = 'canary-client-secret-0815';
export const BEGIN: ConnectOperations['POST /api/connect']['body'] = {
  kit: 'amazon-dsp-capi',
  region: 'NA',
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
};

/** An answer of the rig's admin API. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

type BodyOf<N extends keyof ConnectOperations> = ConnectOperations[N] extends { body: infer B } ? B : undefined;

/** The parts of a gateway that guided connections need, with a stand-in for Amazon. */
export interface ConnectRig {
  readonly sandbox: Sandbox;
  readonly clock: MovableClock;
  readonly records: MemoryRecords;
  readonly vault: Vault;
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
  readonly consentDates: ConsentDates;
  readonly connections: GuidedConnections;
  readonly audit: AuditEntry[];
  /** Everything that the API has answered, as text. */
  readonly answered: string[];
  /** Where the admin API listens. */
  readonly url: string;
  /** Calls an operation: its path with the placeholders filled in. */
  call<N extends keyof ConnectOperations>(
    name: N,
    about?: {
      readonly params?: Readonly<Record<string, string>>;
      readonly query?: Readonly<Record<string, string>>;
      readonly body?: BodyOf<N>;
      readonly as?: string;
      readonly role?: Role;
    },
  ): Promise<Answer<ConnectOperations[N]['response'] & Partial<ProblemDocument>>>;
  /** Begins a connection, and gives what is told of it. */
  begin(body?: Partial<ConnectOperations['POST /api/connect']['body']>): Promise<ConnectionView>;
  /** Begins one whose consent is given, with the usual advertiser unless it is undefined. */
  connected(
    body?: Partial<ConnectOperations['POST /api/connect']['body']>,
    advertiser?: { readonly advertiserId: string; readonly profileId?: string } | undefined,
  ): Promise<string>;
}

/** The usual advertiser and profile of each region. */
export const ADVERTISERS = {
  NA: { advertiserId: '1234567890', profileId: '9007199254740993' },
  EU: { advertiserId: '2234567890', profileId: '9111111111111111101' },
} as const;

/** What a browser does at Amazon's page: gives the address it is sent to. */
export async function answerConsent(page: string, decision: 'allow' | 'deny' = 'allow'): Promise<string> {
  const url = new URL(page);
  const response = await fetch(url.origin + url.pathname, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams([...url.searchParams, ['decision', decision]]).toString(),
  });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`the page sent nobody anywhere: ${response.status} ${await response.text()}`);
  return location;
}

/** Amazon's page of a connection whose consent is asked for. */
export function pageOf({ consent }: ConnectionView): string {
  if (consent.state === 'asked') return consent.url;
  throw new Error(`the consent is ${consent.state}`);
}

/** The value that was found. */
export function good<T>(answer: { readonly body: Found<T> }): T {
  if (answer.body.ok) return answer.body.value;
  throw new Error(JSON.stringify(answer.body));
}

/** Starts a rig; it ends with the test. */
export async function startConnectRig(options: SandboxOptions = {}): Promise<ConnectRig> {
  const clock = createMovableClock(Date.now());
  const sandbox = await startSandbox({ clock, definitions: 'strict', ...options });
  const records = new MemoryRecords();
  const env = { DSPATCH_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') };
  const vault = await Vault.open(records, KeyRing.open('/nowhere', env));
  const [integrations, pipelines] = [new Integrations(records), new Pipelines(records)];
  const consentDates = new ConsentDates(records, vault);
  const egress = new Egress([sandbox.url]);
  const app = Fastify();
  let url = '';
  const connections = new GuidedConnections({
    ...{ integrations, vault, consentDates, egress, clock, deploy: deployTo(pipelines, clock) },
    callbackUrl: () => `${url}${CALLBACK_PATH}`,
    regions: regionsAt(sandbox.url),
  });
  const [audit, answered]: [AuditEntry[], string[]] = [[], []];
  app.addHook('onSend', async (_request, _reply, payload) => void answered.push(String(payload)));
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, problemOf(error)));
  serveOperations(app, connectSpecs, connectHandlers(connections), {
    identify: async ({ headers }): Promise<Caller | undefined> => {
      const role = headers['x-role'];
      if (role === 'nobody') return undefined;
      const id = String(headers['x-caller'] ?? 'ann');
      return { kind: 'person', id, name: id, role: (role as Role | undefined) ?? 'admin', session: 'a session' };
    },
    record: async (entry) => void audit.push(entry),
  });
  serveConnectCallback(app, connections);
  app.get('/api/integrations', async () => ({
    integrations: (await integrations.list()).map(({ name, draft }) => ({ name, kit: draft.kit })),
  }));
  app.get('/api/pipelines', async () => ({ pipelines: (await pipelines.list()).map(({ name }) => ({ name })) }));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await app.close();
    await egress.close();
    await sandbox.close();
  });

  const call: ConnectRig['call'] = async (name, { params = {}, query, body, as, role } = {}) => {
    const [method = 'GET', path = ''] = name.split(' ');
    const at = path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''));
    const response = await fetch(`${url}${at}${query ? `?${new URLSearchParams(query)}` : ''}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as === undefined ? {} : { 'x-caller': as }),
        ...(role === undefined ? {} : { 'x-role': role }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? undefined : JSON.parse(text);
    // What is documented is what is given.
    if (response.ok) connectSpecs[name].response?.parse(answer);
    return { status: response.status, body: answer };
  };
  const begin: ConnectRig['begin'] = async (body) => {
    const begun = await call('POST /api/connect', { body: { ...BEGIN, ...body } });
    if (begun.status !== 201) throw new Error(JSON.stringify(begun));
    return begun.body as ConnectionView;
  };
  return {
    ...{ sandbox, clock, records, vault, integrations, pipelines, consentDates, connections, audit, answered, url },
    ...{ call, begin },
    connected: async (body, advertiser = ADVERTISERS.NA) => {
      const begun = await begin(body);
      const params = { connection: begun.id };
      await fetch(await answerConsent(pageOf(begun)));
      good(await call('PUT /api/connect/:connection/advertiser', { params, body: advertiser }));
      return begun.id;
    },
  };
}

/** Amazon's regions, all played by one sandbox. */
export function regionsAt(sandboxUrl: string): Readonly<Record<Region, RegionFacts>> {
  const at = (region: Region): RegionFacts => ({
    ...REGIONS[region],
    api: `${sandboxUrl}/${region.toLowerCase()}`,
    token: `${sandboxUrl}/auth/o2/token`,
    authorize: `${sandboxUrl}/ap/oa`,
  });
  return { NA: at('NA'), EU: at('EU'), FE: at('FE') };
}

/** Attaches to a pipeline and deploys, as the gateway does; without compiling anything. */
function deployTo(pipelines: Pipelines, clock: MovableClock): Deploy {
  return async ({ pipeline: name, integration, revision, deploy, note, author }) => {
    const known = await pipelines.get(name);
    const pipeline = known ?? (await pipelines.create(name, [newWriteKey(clock.now())]));
    const others = pipeline.draft.integrations.filter((one) => one.integration !== integration);
    const content = { ...pipeline.draft, integrations: [...others, { integration, revision }] };
    await pipelines.saveDraft(name, content, pipeline.version);
    const attached = { pipeline: name, made: known === undefined, writeKey: pipeline.writeKeys[0]?.key };
    if (!deploy) return attached;
    const { number } = await pipelines.deploy(await pipelines.need(name), content, { author, note, at: clock.now() });
    return { ...attached, deployment: number };
  };
}

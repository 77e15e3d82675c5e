import type { Egress } from '../amazon/egress.ts';
import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { type Integrations, isSame } from '../catalog/integrations.ts';
import type { Author, IntegrationContent } from '../catalog/model.ts';
import { newWriteKey, type Pipelines } from '../catalog/pipelines.ts';
import { IN_VAULT, vaultName } from '../config/secrets.ts';
import type { Deploy } from '../connect/finish.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import { sendVisits } from './visits.ts';

/** The names of what the demo makes: anybody may look at it, change it and deploy it, as at their own. */
export const DEMO_INTEGRATION = 'sandbox';
export const DEMO_PIPELINE = 'demo-shop';
export const DEMO_WRITE_KEY = 'demo-write-key';

const ADVERTISER = '1234567890';
const CLIENT = 'amzn1.application-oa2-client.demo';

/** How the demo is. */
export interface DemoState {
  readonly running: boolean;
  /** Where the stand-in for Amazon listens; undefined while it does not run. */
  readonly sandboxUrl: string | undefined;
  /** Conversions that the stand-in has accepted since it runs. */
  readonly accepted: number;
  readonly pipeline: string;
  readonly integration: string;
}

/** How it is started. */
export interface DemoOptions {
  /** Events a second of the make-believe shop. */
  readonly rate: number;
  /** Where the stand-in is to listen: on the first of these ports that is free. */
  readonly ports: readonly number[];
}

/** What the demo is made in. */
export interface DemoParts {
  readonly egress: Egress;
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
  readonly vault: Vault;
  readonly deploy: Deploy;
  /** Brings what the catalog says of a pipeline to work. */
  readonly refresh: (pipeline: string) => Promise<void>;
  readonly clock: Clock;
  /** Where the make-believe shop posts its events, on this machine; and where a browser's come in. */
  readonly ingestUrl: () => string;
  readonly publicIngestUrl: () => string;
}

/** The usual port of the sandbox first: an integration that was made for it still fits the next time. */
export const DEMO_OPTIONS: DemoOptions = { rate: 4, ports: [9090, 0] };

/**
 * A stand-in for Amazon in the gateway's own process, an integration and a pipeline that deliver to it, and the visits of a make-believe shop:
 * all that a newcomer needs to see conversions arrive, with one click and without an account at Amazon.
 */
export class Demo {
  readonly #parts: DemoParts;
  #sandbox: Sandbox | undefined;
  #visits: AbortController | undefined;
  #visiting: Promise<void> | undefined;
  /** One start or stop at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: DemoParts) {
    this.#parts = parts;
  }

  /** The stand-in, while it runs. */
  get sandbox(): Sandbox | undefined {
    return this.#sandbox;
  }

  /** Where the page of the demo shop sends its events, while the demo runs. */
  get shop(): { readonly ingestUrl: string; readonly pipeline: string; readonly writeKey: string } | undefined {
    if (this.#sandbox === undefined) return undefined;
    return { ingestUrl: this.#parts.publicIngestUrl(), pipeline: DEMO_PIPELINE, writeKey: DEMO_WRITE_KEY };
  }

  state(): DemoState {
    return {
      running: this.#sandbox !== undefined,
      sandboxUrl: this.#sandbox?.url,
      accepted: this.#sandbox?.summary().accepted ?? 0,
      ...{ pipeline: DEMO_PIPELINE, integration: DEMO_INTEGRATION },
    };
  }

  /** Starts it; does nothing where it runs. What is stopped in between is made whole by the next start. */
  start(author: Author, options: DemoOptions = DEMO_OPTIONS): Promise<DemoState> {
    return this.#inTurn(async () => {
      if (this.#sandbox !== undefined) return;
      const sandbox = await startOnFirst(options.ports);
      try {
        this.#parts.egress.allow(sandbox.url);
        const revision = await this.#integration(sandbox, author);
        await this.#pipeline(revision, author);
      } catch (error) {
        this.#parts.egress.disallow(sandbox.url);
        await sandbox.close();
        throw error;
      }
      this.#sandbox = sandbox;
      this.#visits = new AbortController();
      const { ingestUrl: url, clock } = this.#parts;
      this.#visiting = sendVisits({ url, writeKey: DEMO_WRITE_KEY, rate: options.rate, clock }, this.#visits.signal);
    });
  }

  /** Ends the visits and the stand-in. What they made stays, and may be removed like everything else. */
  stop(): Promise<DemoState> {
    return this.#inTurn(async () => {
      this.#visits?.abort();
      await this.#visiting;
      const sandbox = this.#sandbox;
      this.#sandbox = undefined;
      if (sandbox === undefined) return;
      this.#parts.egress.disallow(sandbox.url);
      await sandbox.close();
    });
  }

  async #inTurn(work: () => Promise<void>): Promise<DemoState> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    await turn;
    return this.state();
  }

  /** The integration as a person would connect it, with the definitions that the stand-in's advertiser has. Gives its revision. */
  async #integration(sandbox: Sandbox, author: Author): Promise<number> {
    const { integrations, vault, clock } = this.#parts;
    const now = clock.now();
    const wanted = contentFor(sandbox);
    const state = (await integrations.get(DEMO_INTEGRATION)) ?? (await integrations.create(DEMO_INTEGRATION, wanted));
    await vault.put(vaultName(DEMO_INTEGRATION, 'CLIENT_SECRET'), new Secret('demo-client-secret'), now);
    await vault.put(vaultName(DEMO_INTEGRATION, 'REFRESH_TOKEN'), new Secret('Atzr|demo-refresh-token'), now);
    // What people changed of it stays; only where the stand-in listens is ours to say.
    const { BASE_URL, LOGIN_URL } = wanted.parameters;
    const draft = { ...state.draft, parameters: { ...state.draft.parameters, BASE_URL, LOGIN_URL } as never };
    if (!isSame(draft, state.draft)) await integrations.saveDraft(DEMO_INTEGRATION, draft, state.version);
    if (state.latest > 0) {
      const last = await integrations.revision(DEMO_INTEGRATION, state.latest);
      if (isSame(last, draft)) return state.latest;
    }
    return (await integrations.saveRevision(DEMO_INTEGRATION, author, 'for the sandbox', now)).number;
  }

  async #pipeline(revision: number, author: Author): Promise<void> {
    const { pipelines, deploy, refresh, clock } = this.#parts;
    const state = await pipelines.get(DEMO_PIPELINE);
    if (state === undefined) {
      await pipelines.create(DEMO_PIPELINE, [{ ...newWriteKey(clock.now()), key: DEMO_WRITE_KEY }]);
    }
    const runs = state?.live?.integrations.find(({ integration }) => integration === DEMO_INTEGRATION)?.revision;
    // After a start of the gateway it is there, and closed: where it sends to was not allowed.
    if (runs === revision) return refresh(DEMO_PIPELINE);
    await deploy({
      ...{ pipeline: DEMO_PIPELINE, integration: DEMO_INTEGRATION, revision, author },
      // The stand-in has no definition for some events of the playbook, which is told, and no reason to wait for anybody.
      ...{ deploy: true, note: 'the demo', confirm: undefined },
    });
  }
}

async function startOnFirst(ports: readonly number[]): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/sandbox.ts');
  let failure: unknown;
  for (const port of ports) {
    try {
      return await startSandbox({ port, definitions: 'strict' });
    } catch (error) {
      if (!(error instanceof DspatchError && error.code === 'sandbox_listen')) throw error;
      failure = error;
    }
  }
  throw failure;
}

function contentFor(sandbox: Sandbox): IntegrationContent {
  const events = sandbox.definitions
    .list(ADVERTISER)
    .map(({ name, conversionDefinitionId }) => [
      name,
      { conversionDefinitionId: { enrichment: conversionDefinitionId } },
    ]);
  return {
    kit: 'amazon-dsp-capi',
    parameters: {
      ...{ BASE_URL: sandbox.url, LOGIN_URL: `${sandbox.url}/auth/o2/token`, ADVERTISER_ID: ADVERTISER },
      ...{ PROFILE_ID: '32312945', CLIENT_ID: CLIENT, CLIENT_SECRET: IN_VAULT, REFRESH_TOKEN: IN_VAULT },
    },
    playbook: { events: Object.fromEntries(events) },
  } as IntegrationContent;
}

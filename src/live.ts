import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Egress } from './amazon/egress.ts';
import type { Clock } from './base/clock.ts';
import { DspatchError, messageOf } from './base/errors.ts';
import { type Json, own } from './base/json.ts';
import { OneByOne } from './base/one-by-one.ts';
import { formatPath, type Problem } from './base/problem.ts';
import type { Integrations } from './catalog/integrations.ts';
import type { Attachment, IntegrationContent, PipelineContent, PipelineState, WriteKey } from './catalog/model.ts';
import { EMPTY, type Pipelines } from './catalog/pipelines.ts';
import type { Records } from './catalog/records.ts';
import { loadIntegration } from './config/load.ts';
import type { Destinations } from './destinations.ts';
import { WriteKeys } from './ingest/write-keys.ts';
import type { Kit } from './kits/kit.ts';
import { KITS } from './kits/library.ts';
import type { ResolveSecret } from './kits/parameters.ts';
import { readParameters } from './kits/parameters.ts';
import type { Integration } from './pipeline/integration.ts';
import { usualLane } from './pipeline/integration.ts';
import { missingVariables } from './pipeline/missing-variables.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import type { Queue } from './queue/queue.ts';
import type { Logger } from './telemetry/log.ts';

/** What runs is made of these. */
export interface LiveOptions {
  readonly records: Records;
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
  readonly destinations: Destinations;
  /** Resolves the secrets of an integration. */
  readonly secretsOf: (integration: string) => ResolveSecret;
  readonly egress: Egress;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A pipeline that is deployed: compiled, or why that cannot be. */
interface Deployed {
  readonly pipeline: Pipeline;
  readonly writeKeys: readonly WriteKey[];
}

/** What an attached integration is compiled from. */
export type ContentOf = (attachment: Attachment) => Promise<IntegrationContent>;

/**
 * What is deployed, at work. Each deployment is compiled whole, and takes the place of the one before in a single step: a request is
 * handled wholly by one of them. What waits in the queue is not touched: it goes to the connection it was made for.
 */
export class Live {
  readonly #options: LiveOptions;
  readonly #deployed = new Map<string, Deployed>();
  readonly #turns = new OneByOne();
  /** Pipelines whose change could not be taken over; they are tried again. */
  readonly #behind = new Set<string>();
  /** The connection of each integration that is deployed, as of its latest deployment. */
  readonly #connections = new Map<string, Connection>();
  #writeKeys = new WriteKeys<Pipeline>([]);
  /** When the next write key ends, epoch milliseconds. */
  #nextEnd = Number.POSITIVE_INFINITY;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** Whose events are taken, as of now. */
  get writeKeys(): WriteKeys<Pipeline> {
    return this.#writeKeys;
  }

  /** The pipelines at work, by name. */
  get pipelines(): readonly Pipeline[] {
    return [...this.#deployed.values()].map(({ pipeline }) => pipeline);
  }

  /** Brings to work what the catalog says is deployed, and what the queue holds for connections of earlier days. */
  async start(): Promise<void> {
    for (const state of await this.#options.pipelines.list()) await this.#take(state);
    this.#route();
    await this.workLanes();
    this.#options.queue.onReady((lanes) => {
      if ([...lanes].every((lane) => this.#options.destinations.has(usualLane(lane)))) return;
      void this.workLanes().catch((error) => this.#options.log.error({ what: 'lanes', message: messageOf(error) }));
    });
  }

  /**
   * Takes over what the catalog says of pipelines now: another deployment, other write keys, or that they are gone. What was asked for
   * first is done first: an older deployment never takes the place of a newer one. Where it fails, what ran runs on, and it is tried again.
   */
  refresh(...names: readonly string[]): Promise<void> {
    return this.#turns.do('pipelines', async () => {
      const failures: unknown[] = [];
      for (const name of names) {
        try {
          const state = await this.#options.pipelines.get(name);
          if (state === undefined) this.#deployed.delete(name);
          else await this.#take(state);
          this.#behind.delete(name);
        } catch (error) {
          this.#behind.add(name);
          failures.push(error);
        }
      }
      this.#route();
      await this.workLanes();
      if (failures.length > 0) throw failures[0];
    });
  }

  /**
   * Compiles what is to be deployed, without deploying it. Everything that is wrong comes back, with its place in the pipeline: an attachment's
   * own problems below `integrations.<name>`, variables that are missing below `variables`. `contentOf` says what an attachment stands for,
   * where it is not its revision.
   */
  async compile(
    name: string,
    content: PipelineContent,
    contentOf: ContentOf = this.#revisionOf,
  ): Promise<{ readonly pipeline: Pipeline; readonly problems: readonly Problem[] }> {
    const integrations: Integration[] = [];
    const problems: Problem[] = [];
    for (const attachment of content.integrations) {
      const loaded = await this.#load(attachment, content.variables, contentOf);
      const path = ['integrations', attachment.integration];
      problems.push(...loaded.problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] })));
      if (loaded.integration !== undefined) integrations.push(loaded.integration);
    }
    problems.push(...missingVariables(content.variables, integrations));
    return { pipeline: new Pipeline(name, integrations), problems };
  }

  /** Works the lanes in which something waits: what was made for a connection that no pipeline has any more, too. */
  async workLanes(): Promise<void> {
    const { destinations, queue, records } = this.#options;
    const { lanes } = await queue.stats();
    const waiting = new Set(lanes.filter((lane) => lane.waiting > 0).map(({ lane }) => usualLane(lane)));
    for (const lane of waiting) {
      if (destinations.has(lane)) continue;
      // An earlier version had lanes by the integration's name alone, and sent to whom it was connected then.
      const connection = lane.includes('@')
        ? ((await records.get(connectionKey(lane)))?.value as unknown as Connection | undefined)
        : this.#connections.get(lane);
      if (connection !== undefined) await this.#connect(lane, connection);
    }
  }

  /** To be called about once a second: write keys end, and what could not be taken over may be now. */
  look(now: number): void {
    if (now >= this.#nextEnd) this.#route();
    for (const name of [...this.#behind]) {
      this.#behind.delete(name);
      void this.refresh(name).catch((error) => {
        this.#options.log.error({ what: 'pipeline not taken over', pipeline: name, message: messageOf(error) });
      });
    }
  }

  async #take(state: PipelineState): Promise<void> {
    const { name, live, writeKeys } = state;
    const content = live ?? EMPTY;
    const { pipeline, problems } = await this.compile(name, content);
    if (problems.length > 0) {
      // It was right when it was deployed. Until it is mended its senders keep their events.
      const why = problems.map(({ path, message }) => `${formatPath(path)}: ${message}`).join('; ');
      this.#options.log.error({ what: 'pipeline closed', pipeline: name, message: why });
      this.#deployed.set(name, { pipeline: new Pipeline(name, [], why), writeKeys });
      return;
    }
    for (const { integration, revision } of content.integrations) {
      await this.#work(integration, await this.#options.integrations.revision(integration, revision));
    }
    this.#deployed.set(name, { pipeline, writeKeys });
  }

  /** All senders change over in one step. */
  #route(): void {
    const now = this.#options.clock.now();
    const isOver = ({ endsAt = Number.POSITIVE_INFINITY }: WriteKey): boolean => endsAt <= now;
    const deployed = [...this.#deployed.values()];
    const entries = deployed.flatMap(({ pipeline, writeKeys }) =>
      writeKeys.filter((key) => !isOver(key)).map(({ key }) => [key, pipeline] as const),
    );
    this.#writeKeys = new WriteKeys(entries);
    const ends = deployed.flatMap(({ writeKeys }) => writeKeys.map(({ endsAt }) => endsAt ?? Number.POSITIVE_INFINITY));
    this.#nextEnd = Math.min(Number.POSITIVE_INFINITY, ...ends.filter((end) => end > now));
  }

  readonly #revisionOf: ContentOf = ({ integration, revision }) =>
    this.#options.integrations.revision(integration, revision);

  async #load(
    attachment: Attachment,
    variables: PipelineContent['variables'],
    contentOf: ContentOf,
  ): Promise<{ readonly integration?: Integration; readonly problems: readonly Problem[] }> {
    const { integration: name } = attachment;
    let revision: IntegrationContent;
    try {
      revision = await contentOf(attachment);
    } catch (error) {
      if (error instanceof DspatchError) return { problems: [{ path: [], message: error.message }] };
      throw error;
    }
    const lane = laneOf(name, revision);
    const loaded = loadIntegration(name, revision, { ...OFFLINE, egress: this.#options.egress, lane, variables });
    return loaded.integration === undefined
      ? { problems: loaded.problems }
      : { integration: loaded.integration.integration, problems: loaded.problems };
  }

  /** Puts the connection of an integration to work, and on record: what waits in its lane needs it for as long as it waits. */
  async #work(name: string, content: IntegrationContent): Promise<void> {
    const lane = laneOf(name, content);
    if (lane === undefined) return;
    const connection: Connection = { integration: name, kit: content.kit, parameters: content.parameters };
    this.#connections.set(name, connection);
    const kept = await this.#options.records.get(connectionKey(lane));
    if (!isDeepStrictEqual(kept?.value, connection)) {
      await this.#options.records.put(connectionKey(lane), connection as unknown as Json, 'any');
    }
    await this.#connect(lane, connection);
  }

  async #connect(lane: string, { integration, kit: kitName, parameters }: Connection): Promise<void> {
    const kit = KITS.get(kitName);
    if (kit === undefined) return;
    const read = (): ReturnType<typeof readParameters> =>
      readParameters(kit.parameters, { ...parameters }, this.#options.secretsOf(integration));
    await this.#options.destinations.use({ integration, kit, lane, parameters, read });
  }
}

/** What stays on record of a connection. */
interface Connection {
  readonly integration: string;
  readonly kit: string;
  readonly parameters: IntegrationContent['parameters'];
}

/** Mapping needs no connection: secrets may be missing, and the rest goes on. */
const OFFLINE = { resolveSecret: () => ({ error: 'not read' }), connect: false };

/** What decides to whom, and as whom, conversions are sent: those of different ones never share a lane. */
const CONNECTION = ['BASE_URL', 'LOGIN_URL', 'ADVERTISER_ID', 'PROFILE_ID', 'CLIENT_ID'];

/** The lane of an integration: its name, and its connection. Undefined for a kit that there is not. */
export function laneOf(name: string, { kit: kitName, parameters }: IntegrationContent): string | undefined {
  const kit: Kit | undefined = KITS.get(kitName);
  if (kit === undefined) return undefined;
  const { values } = readParameters(kit.parameters, { ...parameters }, OFFLINE.resolveSecret, { requireAll: false });
  const parts = [kit.codec.facts.name, ...CONNECTION.map((parameter) => own(values.public, parameter) ?? null)];
  const id = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
  return `${name}@${id}`;
}

function connectionKey(lane: string): string {
  return `connection/${lane.replace('@', '/')}`;
}

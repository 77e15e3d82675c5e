import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DestinationSight } from './alerts/sight.ts';
import { AmazonClient } from './amazon/client.ts';
import type { Egress } from './amazon/egress.ts';
import { Login } from './amazon/login.ts';
import { KeptRefreshToken } from './amazon/refresh-token.ts';
import type { Clock } from './base/clock.ts';
import { type Json, type JsonObject, own } from './base/json.ts';
import { OneByOne } from './base/one-by-one.ts';
import { formatPath, type Problem } from './base/problem.ts';
import type { Gate } from './delivery/gate.ts';
import { Limiter } from './delivery/limiter.ts';
import { Worker } from './delivery/worker.ts';
import type { Kit } from './kits/kit.ts';
import type { ParameterValues } from './kits/parameters.ts';
import { lanesOf } from './pipeline/integration.ts';
import type { Queue, Settlement } from './queue/queue.ts';
import { type Logger, logBatch } from './telemetry/log.ts';
import type { Secret } from './vault/secret.ts';

/** What a destination is made of. */
export interface DestinationSource {
  readonly integration: string;
  readonly kit: Kit;
  /** Its usual lane. */
  readonly lane: string;
  /** As they were written: secrets by reference. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Reads the parameters, secrets among them: these may come, or change, while the gateway runs. */
  readonly read: () => { readonly values: ParameterValues; readonly problems: readonly Problem[] };
}

/** A lane's destination at work; or why it is not. */
export interface Destination {
  readonly integration: string;
  readonly kit: string;
  readonly lane: string;
  readonly advertiserId: string | undefined;
  /** Undefined where something is missing. */
  readonly worker: Worker | undefined;
  /** What is missing. */
  readonly why: string | undefined;
}

/** What all destinations of a gateway share. */
export interface DestinationSurroundings {
  readonly queue: Queue;
  readonly egress: Egress;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told what became of deliveries, once it is stored. */
  readonly onSettled?: (settlements: readonly Settlement[], at: number) => void;
}

/** One destination with what it was made of. */
interface Kept extends Destination {
  readonly source: DestinationSource;
  /** What it was made of. */
  readonly parameters: JsonObject;
  /** Opens it again if its credentials were replaced since it refused them. */
  readonly lookAtCredentials: () => void;
}

/** The destinations at work, one for each lane's connection. */
export class Destinations {
  readonly #around: DestinationSurroundings;
  readonly #byLane = new Map<string, Kept>();
  readonly #turns = new OneByOne();
  /** One for each advertiser, whose limit Amazon counts over all that send for it. */
  readonly #limiters = new Map<string, Limiter>();
  #started = false;

  constructor(around: DestinationSurroundings) {
    this.#around = around;
  }

  get all(): readonly Destination[] {
    return [...this.#byLane.values()];
  }

  has(lane: string): boolean {
    return this.#byLane.has(lane);
  }

  /**
   * Sees to it that what waits in a lane is sent by these settings from now on. One that works by other settings ends what it has on its
   * way first; the gate stays as it is, and a destination that refused us is asked at once.
   */
  use(source: DestinationSource): Promise<void> {
    return this.#turns.do(source.lane, () => this.#use(source));
  }

  async #use(source: DestinationSource): Promise<void> {
    const { values, problems } = source.read();
    const known = this.#byLane.get(source.lane);
    // A secret that cannot be read just now is no reason to end: it is read anew at each use.
    if (known?.worker !== undefined && isDeepStrictEqual(known.source.parameters, source.parameters)) return;
    await known?.worker?.stop();
    // Nobody should wait for the next minute who has just mended what it refused.
    if (known?.worker?.gate.state.state === 'paused') known.worker.gate.askNow();
    const made = problems.length > 0 ? missing(source, problems) : this.#make(source, values, known?.worker?.gate);
    this.#byLane.set(source.lane, made);
    this.#slowest(values.public);
    if (this.#started) made.worker?.start();
  }

  start(): void {
    this.#started = true;
    for (const { worker } of this.#byLane.values()) worker?.start();
  }

  /** Takes nothing more, and waits for what is on its way to be settled. */
  async stop(): Promise<void> {
    this.#started = false;
    await Promise.all([...this.#byLane.values()].map(({ worker }) => worker?.stop()));
  }

  /** To be called about once a second: credentials may have been replaced, and what was missing may be there. */
  async look(): Promise<void> {
    for (const kept of [...this.#byLane.values()]) {
      if (kept.worker === undefined) await this.use(kept.source);
      else kept.lookAtCredentials();
    }
  }

  /** The lowest rate that is asked for an advertiser counts. */
  #slowest(parameters: JsonObject): void {
    const key = advertiserKey(parameters);
    const sharing = [...this.#byLane.values()].filter(({ parameters }) => advertiserKey(parameters) === key);
    const rate = Math.min(...sharing.map(({ parameters: one }) => Number(own(one, 'RATE_LIMIT'))));
    if (Number.isFinite(rate)) this.#limiterOf(parameters).setRate(rate);
  }

  #limiterOf(parameters: JsonObject): Limiter {
    const key = advertiserKey(parameters);
    const known = this.#limiters.get(key);
    if (known !== undefined) return known;
    const limiter = new Limiter(Number(own(parameters, 'RATE_LIMIT')), this.#around.clock);
    this.#limiters.set(key, limiter);
    return limiter;
  }

  #make(source: DestinationSource, values: ParameterValues, gate: Gate | undefined): Kept {
    const { integration, kit, lane } = source;
    const { egress, clock, log, dataDir, queue, onSettled } = this.#around;
    const parameter = (name: string): string => String(own(values.public, name));
    const number = (name: string): number => Number(own(values.public, name));
    const secret = (name: string): Secret => values.secrets.get(name) as Secret;
    const clientSecret = secret('CLIENT_SECRET');
    const refreshToken = new KeptRefreshToken(secret('REFRESH_TOKEN'), clientSecret, dataDir, integration);
    const login = new Login(
      { url: parameter('LOGIN_URL'), clientId: parameter('CLIENT_ID'), clientSecret, refreshToken },
      egress,
      clock,
    );
    const profileId = own(values.public, 'PROFILE_ID');
    const account = {
      advertiserId: parameter('ADVERTISER_ID'),
      clientId: parameter('CLIENT_ID'),
      ...(profileId === undefined ? {} : { profileId: String(profileId) }),
    };
    const { codec } = kit;
    const client = new AmazonClient(
      { baseUrl: parameter('BASE_URL'), account, codec, timeoutMs: number('TIMEOUT_MS') },
      login,
      egress,
      clock,
    );
    const worker = new Worker({
      ...{ integration, codec, queue, clock, onSettled },
      lanes: lanesOf(lane, codec),
      batchSize: number('BATCH_SIZE'),
      lingerMs: number('LINGER_MS'),
      maxInFlight: number('MAX_IN_FLIGHT'),
      send: (items) => client.send(items),
      limiter: this.#limiterOf(values.public),
      random: Math.random,
      report: (report) => logBatch(log, report),
      ...(gate === undefined ? {} : { gate }),
    });
    const credentials = (): string => `${refreshToken.current().reveal()}\n${clientSecret.reveal()}`;
    return {
      ...{ integration, kit: kit.name, lane, advertiserId: account.advertiserId, worker, why: undefined },
      ...{ source, parameters: values.public, lookAtCredentials: credentialWatch(worker.gate, credentials) },
    };
  }
}

/** What there is to see of a destination for whoever judges whether something has to be told. */
export function destinationSight({ integration, lane, worker, why }: Destination): DestinationSight {
  const state = worker?.gate.state ?? { state: 'paused', why: why ?? 'something is missing', byPerson: false };
  return {
    integration,
    lane,
    paused: state.state === 'paused' ? { why: state.why, byPerson: state.byPerson } : undefined,
  };
}

function missing(source: DestinationSource, problems: readonly Problem[]): Kept {
  const { integration, kit, lane } = source;
  const why = problems.map(({ path, message }) => `${formatPath(path)}: ${message}`).join('; ');
  const nobody = { advertiserId: undefined, worker: undefined, parameters: {}, lookAtCredentials: () => {} };
  return { ...{ integration, kit: kit.name, lane, why, source }, ...nobody };
}

function advertiserKey(parameters: { [name: string]: Json | undefined }): string {
  return `${own(parameters, 'BASE_URL')} ${own(parameters, 'ADVERTISER_ID')}`;
}

/** Opens a gate that was closed by a refusal as soon as the credentials are other ones. */
function credentialWatch(gate: Gate, credentials: () => string): () => void {
  const digest = (): string | undefined => {
    try {
      return createHash('sha256').update(credentials()).digest('hex');
    } catch {
      return undefined; // a secret is being replaced just now
    }
  };
  let refused: string | undefined;
  return () => {
    const { state } = gate;
    if (state.state !== 'paused' || state.byPerson) {
      refused = undefined;
      return;
    }
    const now = digest();
    refused ??= now;
    if (now !== undefined && now !== refused) gate.resume();
  };
}

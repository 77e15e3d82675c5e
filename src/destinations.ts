import { createHash } from 'node:crypto';
import { AmazonClient } from './amazon/client.ts';
import type { Egress } from './amazon/egress.ts';
import { Login } from './amazon/login.ts';
import { KeptRefreshToken } from './amazon/refresh-token.ts';
import type { Clock } from './base/clock.ts';
import { DspatchError } from './base/errors.ts';
import { type Json, own } from './base/json.ts';
import type { LoadedIntegration } from './config/load.ts';
import { Limiter } from './delivery/limiter.ts';
import { Worker } from './delivery/worker.ts';
import { lanesOf } from './pipeline/integration.ts';
import type { Queue } from './queue/queue.ts';
import { type Logger, logBatch } from './telemetry/log.ts';
import type { Secret } from './vault/secret.ts';

/** One integration at work. */
export interface Destination {
  readonly name: string;
  readonly kit: string;
  readonly advertiserId: string;
  readonly worker: Worker;
  /** Opens the destination again if its credentials were replaced since it refused them. */
  lookAtCredentials(): void;
}

/** What all destinations of a gateway share. */
export interface DestinationSurroundings {
  readonly queue: Queue;
  readonly egress: Egress;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Makes the destination of each integration, not yet started. */
export function createDestinations(
  integrations: readonly LoadedIntegration[],
  around: DestinationSurroundings,
): Destination[] {
  const limiters = limitersOf(integrations, around.clock);
  return integrations.map((integration) => {
    const limiter = limiters.get(advertiserKey(integration.values.public));
    if (limiter === undefined) throw new DspatchError('config_invalid', 'an integration lacks its limiter');
    return destination(integration, limiter, around);
  });
}

/** One limiter for each advertiser, whose limit Amazon counts over all that send for it: the lowest rate asked for counts. */
function limitersOf(integrations: readonly LoadedIntegration[], clock: Clock): Map<string, Limiter> {
  const rates = new Map<string, number>();
  for (const { values } of integrations) {
    const key = advertiserKey(values.public);
    const rate = Number(own(values.public, 'RATE_LIMIT'));
    rates.set(key, Math.min(rate, rates.get(key) ?? rate));
  }
  return new Map([...rates].map(([key, rate]) => [key, new Limiter(rate, clock)]));
}

function advertiserKey(parameters: { [name: string]: Json | undefined }): string {
  return `${own(parameters, 'BASE_URL')} ${own(parameters, 'ADVERTISER_ID')}`;
}

function destination(
  { integration, values }: LoadedIntegration,
  limiter: Limiter,
  around: DestinationSurroundings,
): Destination {
  const { egress, clock, log } = around;
  const parameter = (name: string): string => String(own(values.public, name));
  const number = (name: string): number => Number(own(values.public, name));
  const secret = (name: string): Secret => {
    const found = values.secrets.get(name);
    if (found === undefined) throw new DspatchError('config_invalid', `${integration.name} lacks ${name}`);
    return found;
  };
  const { codec } = integration.kit;
  const clientSecret = secret('CLIENT_SECRET');
  const refreshToken = new KeptRefreshToken(secret('REFRESH_TOKEN'), clientSecret, around.dataDir, integration.name);
  const login = new Login(
    { url: parameter('LOGIN_URL'), clientId: parameter('CLIENT_ID'), clientSecret, refreshToken },
    egress,
    clock,
  );
  const profileId = own(values.public, 'PROFILE_ID');
  const client = new AmazonClient(
    {
      baseUrl: parameter('BASE_URL'),
      account: {
        advertiserId: parameter('ADVERTISER_ID'),
        clientId: parameter('CLIENT_ID'),
        ...(profileId === undefined ? {} : { profileId: String(profileId) }),
      },
      codec,
      timeoutMs: number('TIMEOUT_MS'),
    },
    login,
    egress,
    clock,
  );
  const [usual = integration.name, unlisted] = lanesOf(integration.name, codec);
  const worker = new Worker({
    integration: integration.name,
    lanes: unlisted === undefined ? [usual] : [usual, unlisted],
    codec,
    batchSize: number('BATCH_SIZE'),
    lingerMs: number('LINGER_MS'),
    maxInFlight: number('MAX_IN_FLIGHT'),
    send: (items) => client.send(items),
    limiter,
    queue: around.queue,
    clock,
    random: Math.random,
    report: (report) => logBatch(log, report),
  });
  return {
    name: integration.name,
    kit: integration.kit.name,
    advertiserId: parameter('ADVERTISER_ID'),
    worker,
    lookAtCredentials: credentialWatch(worker, () => `${refreshToken.current().reveal()}\n${clientSecret.reveal()}`),
  };
}

/** Resumes a worker that was refused as soon as its credentials are other ones. */
function credentialWatch(worker: Worker, credentials: () => string): () => void {
  const digest = (): string | undefined => {
    try {
      return createHash('sha256').update(credentials()).digest('hex');
    } catch {
      return undefined; // a secret file is being replaced just now
    }
  };
  let refused: string | undefined;
  return () => {
    const { state } = worker.gate;
    if (state.state !== 'paused' || state.byPerson) {
      refused = undefined;
      return;
    }
    const now = digest();
    refused ??= now;
    if (now !== undefined && now !== refused) worker.gate.resume();
  };
}

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { adminServer } from './admin/server.ts';
import { Egress } from './amazon/egress.ts';
import { cannotListen } from './base/cannot-listen.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { DAY, SECOND } from './base/durations.ts';
import { DspatchError, messageOf } from './base/errors.ts';
import type { Loaded, LoadedIntegration } from './config/load.ts';
import { createDestinations, type Destination } from './destinations.ts';
import { Ingest } from './ingest/ingest.ts';
import { ingestServer } from './ingest/server.ts';
import { WriteKeys } from './ingest/write-keys.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { openSqliteQueue, type SqliteQueue } from './queue/sqlite/driver.ts';
import type { Logger } from './telemetry/log.ts';

/** What a gateway is started with. */
export interface GatewayOptions {
  readonly loaded: Loaded;
  readonly log: Logger;
  readonly version: string;
  readonly clock?: Clock;
  /** Told when the gateway cannot keep its promises any more (its storage has failed): the process should end. */
  readonly onFailure: (error: Error) => void;
}

/** A running gateway. */
export interface Gateway {
  /** Where events come in, and where the gateway is watched, as they came to be. */
  readonly ingestUrl: string;
  readonly adminUrl: string;
  readonly storage: SqliteQueue;
  readonly destinations: readonly Destination[];
  readonly pipelines: readonly Pipeline[];
  readonly startedAt: number;
  readonly version: string;
  /** Stops: takes no more events, lets what is on its way be settled, and closes. */
  close(): Promise<void>;
}

/** Puts the parts of a gateway together and starts them. Rejects with what keeps it from starting. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { loaded, log, clock = systemClock, version } = options;
  const { server } = loaded.config;
  const dataDir = resolve(loaded.folder, server.dataDir);

  const storage = await openSqliteQueue({
    directory: dataDir,
    maxWaiting: server.queue.maxWaiting,
    minFreeDisk: server.queue.minFreeDiskMb * 1024 * 1024,
    retention: { ledger: server.retention.ledgerDays * DAY, dead: server.retention.deadLetterDays * DAY },
  });
  storage.onFailure((error) => {
    log.fatal({ what: 'storage failed', message: error.message });
    options.onFailure(error);
  });

  const egress = new Egress(server.allowUpstreams);
  const around = { queue: storage, egress, dataDir, clock, log };
  const destinations = createDestinations([...loaded.integrations.values()], around);
  const pipelines = Object.entries(loaded.config.pipelines).map(([name, pipeline]) => {
    const integrations = pipeline.integrations.map((name) => integrationOf(loaded, name).integration);
    return { pipeline: new Pipeline(name, integrations), writeKeys: pipeline.writeKeys };
  });
  const writeKeys = new WriteKeys(
    pipelines.flatMap(({ pipeline, writeKeys }) => writeKeys.map((key) => [key, pipeline])),
  );

  const ingest = new Ingest({ writeKeys, queue: storage, clock, newId: randomUUID });
  const front = await ingestServer({ ingest, isReady: () => storage.intake().open, log });
  const housekeeping = new AbortController();
  const listening: FastifyInstance[] = [];

  const gateway: Gateway & { ingestUrl: string; adminUrl: string } = {
    ingestUrl: '',
    adminUrl: '',
    storage,
    destinations,
    pipelines: pipelines.map(({ pipeline }) => pipeline),
    startedAt: clock.now(),
    version,
    close: async () => {
      // First the door, then what is on its way, then the store that records it.
      await Promise.all(listening.map((app) => app.close()));
      housekeeping.abort();
      await Promise.all(destinations.map(({ worker }) => worker.stop()));
      await housekept;
      await storage.close();
      await egress.close();
    },
  };
  const back = adminServer(gateway, clock);
  let housekept: Promise<void> = Promise.resolve();
  try {
    gateway.ingestUrl = await listen(front, server.ingest, 'server.ingest');
    listening.push(front);
    gateway.adminUrl = await listen(back, server.admin, 'server.admin');
    listening.push(back);
  } catch (error) {
    await gateway.close();
    throw error;
  }
  for (const { worker } of destinations) worker.start();
  housekept = housekeep(gateway, clock, log, housekeeping.signal);
  return gateway;
}

function integrationOf(loaded: Loaded, name: string): LoadedIntegration {
  const found = loaded.integrations.get(name);
  if (found === undefined) throw new DspatchError('config_invalid', `there is no integration "${name}"`);
  return found;
}

async function listen(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
  setting: string,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const settings = { hostSetting: `${setting}.host`, portSetting: `${setting}.port` };
    const message = cannotListen(error, { host, port, ...settings });
    throw new DspatchError(inUse ? 'port_in_use' : 'cannot_listen', message, { cause: error });
  }
}

/** The work of every second. It ends with `signal`. */
async function housekeep(gateway: Gateway, clock: Clock, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await gateway.storage.housekeep(clock.now());
    } catch (error) {
      log.error({ what: 'housekeeping', message: messageOf(error) });
    }
    for (const destination of gateway.destinations) destination.lookAtCredentials();
    await clock.sleep(SECOND, signal);
  }
}

import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { CALLBACK_PATH } from './admin/connect-callback.ts';
import { leaveLocalAccess } from './admin/local-access.ts';
import { oidcWay } from './admin/oidc-routes.ts';
import { adminListener } from './admin-listener.ts';
import { openAlerts } from './alerts/open.ts';
import { Egress } from './amazon/egress.ts';
import { TOKENS_FILE } from './amazon/refresh-token.ts';
import { readAnalyticsJs } from './analytics-js/files.ts';
import { serveAnalyticsJs } from './analytics-js/serve.ts';
import { Backups } from './backup/backups.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { DAY } from './base/durations.ts';
import { messageOf } from './base/errors.ts';
import { Integrations } from './catalog/integrations.ts';
import type { Author } from './catalog/model.ts';
import { Pipelines } from './catalog/pipelines.ts';
import { CATALOG_FILE, openSqliteRecords } from './catalog/sqlite.ts';
import type { Loaded } from './config/load.ts';
import { secretsFrom, secretsWith } from './config/secrets.ts';
import { oidcOptions } from './config/sign-in.ts';
import { ConsentDates } from './connect/consent-dates.ts';
import { GuidedConnections } from './connect/guided-connections.ts';
import { Demo } from './demo/demo.ts';
import { apply } from './deploy/apply.ts';
import { attaching } from './deploy/deploy.ts';
import { Destinations, destinationSight } from './destinations.ts';
import { housekeep } from './housekeeping.ts';
import { Ingest } from './ingest/ingest.ts';
import { ingestServer } from './ingest/server.ts';
import { listen, loopbackOf, reachable } from './listen.ts';
import { Live } from './live.ts';
import { setUpLink } from './people/links.ts';
import { Oidc } from './people/oidc.ts';
import { openPeople, type People } from './people/people.ts';
import { newId } from './people/secret-token.ts';
import { openSqliteQueue, type SqliteQueue } from './queue/sqlite/driver.ts';
import { QUEUE_FILE } from './queue/sqlite/schema.ts';
import { openKeeper } from './sealed/open.ts';
import { SEALED_FILE } from './sealed/sqlite.ts';
import { LiveEvents } from './telemetry/live-events.ts';
import type { Logger } from './telemetry/log.ts';
import { KeyRing } from './vault/key-ring.ts';
import { Vault } from './vault/vault.ts';

/** What a gateway is started with. */
export interface GatewayOptions {
  /** The server's settings, and what is to be deployed at start; from a file, or the defaults. */
  readonly loaded: Loaded;
  /**
   * False where there is no file that says what is to be deployed: what people have made stays as it is, and what a file brought earlier,
   * too. True where it is not said.
   */
  readonly applies?: boolean;
  /** Where secrets and the master key may come from; the process's own where it is not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly version: string;
  readonly clock?: Clock;
  /** Told when the gateway cannot keep its promises any more (its storage has failed): the process should end. */
  readonly onFailure: (error: Error) => void;
  /** Holds the admin API's answers against its documentation: where tests run. */
  readonly checkAnswers?: boolean;
}

/** A running gateway. */
export interface Gateway {
  /** Where events come in, and where the gateway is watched, as they came to be. */
  readonly ingestUrl: string;
  readonly adminUrl: string;
  readonly storage: SqliteQueue;
  readonly destinations: Destinations;
  readonly live: Live;
  readonly people: People;
  readonly demo: Demo;
  /** Where the first admin sets it up; undefined once there is one. To be shown to who started it, and to nobody else. */
  readonly setUpLink: string | undefined;
  readonly startedAt: number;
  readonly version: string;
  /** Stops: takes no more events, lets what is on its way be settled, and closes. */
  close(): Promise<void>;
}

/** Who applies the configuration at start. */
const FILE: Author = { kind: 'file', id: '', name: 'dspatch.yaml' };

/** Puts the parts of a gateway together and starts them. Rejects with what keeps it from starting. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { loaded, log, clock = systemClock, version, env = process.env } = options;
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
  const closing: (() => Promise<unknown>)[] = [() => storage.close()];
  const close = async (): Promise<void> => {
    // In the opposite order of starting: first the door, then what is on its way, then the store that records it.
    for (const part of closing.splice(0).reverse()) await part();
  };
  try {
    const records = openSqliteRecords(dataDir);
    closing.push(() => records.close());
    const keys = KeyRing.open(dataDir, env);
    const vault = await Vault.open(records, keys);
    const [integrations, pipelines] = [new Integrations(records), new Pipelines(records)];
    const egress = new Egress(server.allowUpstreams);
    closing.push(() => egress.close());
    const liveEvents = new LiveEvents(storage, clock.now());
    const onSettled: LiveEvents['settle'] = (settlements, at) => liveEvents.settle(settlements, at);
    const destinations = new Destinations({ queue: storage, egress, dataDir, clock, log, onSettled });
    closing.push(() => destinations.stop());
    const secretsOf = secretsWith(vault, secretsFrom(loaded.folder, env));
    const around = { records, integrations, pipelines, destinations, secretsOf, egress, queue: storage, clock, log };
    const live = new Live(around);
    const people = openPeople({ records, clock, keepAuditMs: server.retention.auditDays * DAY });
    const to = { records, integrations, pipelines, vault, changed: async () => {} };
    const about = { author: FILE, note: 'at start', at: clock.now(), source: 'start' } as const;
    if (options.applies !== false) await apply(loaded.config, to, about);
    await live.start();

    const sealed = openKeeper(server.sealedEvents, { dataDir, keys, log });
    if (sealed !== undefined) closing.push(() => sealed.close());
    const backups = new Backups({
      dataDir,
      databases: [
        { file: QUEUE_FILE.name, copy: (path, signal) => storage.copy(path, signal) },
        { file: CATALOG_FILE.name, copy: (path, signal) => records.copy(path, signal) },
        ...(sealed === undefined ? [] : [{ file: SEALED_FILE.name, copy: sealed.events.copy.bind(sealed.events) }]),
      ],
      files: [TOKENS_FILE],
      spare: server.queue.minFreeDiskMb * 1024 * 1024,
      ...{ log, clock },
    });
    await backups.tidy();
    closing.push(() => backups.stop());
    const onTaken: LiveEvents['take'] = (pipeline, intakes) => liveEvents.take(pipeline, intakes);
    const ingest = new Ingest({ live, queue: storage, clock, newId: randomUUID, onTaken, keeper: sealed });
    const front = await ingestServer({ ingest, isReady: () => storage.intake().open, log });
    const isKnown = (key: string): boolean => live.writeKeys.get(key) !== undefined;
    serveAnalyticsJs(front, { files: readAnalyticsJs(), isKnown, publicUrl: server.ingest.publicUrl });
    const { publicUrl } = server.admin;
    const at = { ingest: '', admin: '' };
    const url = (): string => publicUrl ?? at.admin;
    const ingestUrl = (): string => server.ingest.publicUrl ?? reachable(at.ingest);
    const oidc = openOidc(loaded, env, clock);
    if (oidc !== undefined) closing.push(() => oidc.close());
    const ways = oidc === undefined ? [] : [oidcWay(oidc)];
    let localAccess: ReturnType<typeof leaveLocalAccess> | undefined;
    const refresh = (pipeline: string): Promise<void> => live.refresh(pipeline);
    const consentDates = new ConsentDates(records, vault);
    const deploying = { integrations, pipelines, secretsOf, egress, consentDates, clock, refresh };
    const attach = attaching(deploying);
    const demo = new Demo({
      ...{ egress, integrations, pipelines, vault, deploy: attach, refresh, clock },
      ingestUrl: () => reachable(at.ingest),
      publicIngestUrl: ingestUrl,
    });
    closing.push(() => demo.stop());
    const connections = new GuidedConnections({
      ...{ integrations, vault, consentDates, egress, clock, deploy: attach },
      callbackUrl: () => `${publicUrl ?? loopbackOf(at.admin)}${CALLBACK_PATH}`,
    });
    const consentOf = (integration: string): Promise<number | undefined> => consentDates.get(integration);
    const alerting = await openAlerts({
      ...{ records, vault, egress, newId, url, log },
      observed: {
        ...{ storage, consentOf, startedAt: clock.now() },
        destinations: () => destinations.all.map(destinationSight),
        pipelines: () => live.pipelines.map(({ name }) => name),
      },
    });
    const { alerts } = alerting;
    const gateway: Gateway & { ingestUrl: string; adminUrl: string; setUpLink: string | undefined } = {
      ...{ ingestUrl: '', adminUrl: '', setUpLink: undefined, storage, destinations, live, people, demo },
      ...{ startedAt: clock.now(), version, close },
    };
    const sealedStores = sealed === undefined ? [vault] : [vault, sealed.events];
    const back = adminListener({
      parts: {
        ...{ ...deploying, records, vault, keys, sealedStores, storage, live, env, people, ways, url },
        ...{ ingestUrl, connections, demo, backups, alerting, running: gateway, folder: loaded.folder },
        to: { ...to, changed: (names: readonly string[]) => live.refresh(...names) },
        ...{ liveEvents, sealed, sealedKeeper: sealed, retention: server.retention, settings: { ...server, dataDir } },
        ledgerKept: server.retention.ledgerDays * DAY,
      },
      ...{ settings: server.admin, alerts, version, log, oidc, consentOf, checkAnswers: options.checkAnswers ?? false },
      localToken: () => localAccess?.token,
    });
    gateway.ingestUrl = at.ingest = await listen(front, server.ingest, 'server.ingest');
    closing.push(() => front.close());
    gateway.adminUrl = at.admin = await listen(back, server.admin, 'server.admin');
    closing.push(() => back.close());
    closing.push(async () => liveEvents.close());
    localAccess = leaveAccess(gateway.adminUrl, server.admin.host, env, log);
    closing.push(async () => localAccess?.remove());
    const token = await people.setUp.prepare();
    if (token !== undefined) gateway.setUpLink = setUpLink(url(), token);
    const housekeeping = new AbortController();
    destinations.start();
    const lookedAfter = [connections, alerts, ...(sealed === undefined ? [] : [sealed])];
    const housekept = housekeep(gateway, lookedAfter, clock, log, housekeeping.signal);
    closing.push(async () => {
      housekeeping.abort();
      await housekept;
      await alerts.close();
    });
    return gateway;
  } catch (error) {
    await close();
    throw error;
  }
}

function openOidc(loaded: Loaded, env: NonNullable<GatewayOptions['env']>, clock: Clock): Oidc | undefined {
  const options = oidcOptions(loaded.config, secretsFrom(loaded.folder, env));
  return options && new Oidc(options, loaded.config.server.allowUpstreams, clock);
}

/** Without it commands on this machine need a token like all others, and the gateway works all the same. */
function leaveAccess(
  url: string,
  host: string,
  env: NonNullable<GatewayOptions['env']>,
  log: Logger,
): ReturnType<typeof leaveLocalAccess> | undefined {
  try {
    return leaveLocalAccess(url, { host, port: Number(new URL(url).port) }, process.pid, { env });
  } catch (error) {
    log.warn({ what: 'local access', message: messageOf(error) });
    return undefined;
  }
}

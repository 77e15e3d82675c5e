import type { GateState } from '../delivery/gate.ts';
import { usualLane } from '../pipeline/integration.ts';
import type { QueueStats } from '../queue/queue.ts';
import type { Status } from './api/gateway.ts';

/** What the admin API shows of a running gateway. */
export interface Running {
  readonly version: string;
  readonly startedAt: number;
  readonly ingestUrl: string;
  readonly storage: {
    readonly durability: string;
    readonly settings: { readonly journalMode: string; readonly synchronous: number; readonly sqliteVersion: string };
    stats(): Promise<QueueStats>;
  };
  readonly destinations: { readonly all: readonly RunningDestination[] };
  readonly live: {
    readonly pipelines: readonly {
      readonly name: string;
      readonly closed: string | undefined;
      readonly integrations: readonly { readonly name: string }[];
    }[];
  };
}

/** One lane's destination at work; without a worker where something is missing. */
export interface RunningDestination {
  readonly integration: string;
  readonly kit: string;
  readonly lane: string;
  readonly advertiserId: string | undefined;
  readonly why: string | undefined;
  readonly worker:
    | {
        readonly inFlight: number;
        readonly gate: { readonly state: GateState; pause(why: string): void; resume(): void };
      }
    | undefined;
}

const SYNCHRONOUS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

/** When the consent of an integration was given, epoch milliseconds; undefined where that is not known. */
export type ConsentOf = (integration: string) => Promise<number | undefined>;

/** Gathers the status. */
export async function statusOf(running: Running, consentOf: ConsentOf): Promise<Status> {
  const { storage, destinations, live } = running;
  const stats = await storage.stats();
  const names = new Set(destinations.all.map(({ integration }) => integration));
  const consents = new Map(await Promise.all([...names].map(async (name) => [name, await consentOf(name)] as const)));
  const worked = new Set(destinations.all.map(({ lane }) => lane));
  return {
    version: running.version,
    startedAt: new Date(running.startedAt).toISOString(),
    ingest: {
      url: running.ingestUrl,
      open: stats.intake.open,
      why: stats.intake.open ? undefined : stats.intake.message,
    },
    queue: {
      durability: storage.durability,
      journalMode: storage.settings.journalMode,
      synchronous: SYNCHRONOUS[storage.settings.synchronous] ?? String(storage.settings.synchronous),
      sqliteVersion: storage.settings.sqliteVersion,
      waiting: stats.lanes.reduce((sum, lane) => sum + lane.waiting, 0),
      dead: stats.dead,
      bytes: stats.bytes,
    },
    integrations: destinations.all.map(({ integration: name, kit, lane, advertiserId, worker, why }) => {
      const lanes = stats.lanes.filter((one) => usualLane(one.lane) === lane);
      const oldest = Math.min(...lanes.map((one) => one.oldest ?? Number.POSITIVE_INFINITY));
      const gate = worker?.gate.state;
      return {
        ...{ name, kit, lane, advertiserId },
        state: gate?.state ?? 'paused',
        why: gate === undefined || gate.state === 'open' ? why : gate.why,
        ...(gate?.state === 'paused' ? { since: iso(gate.since), byPerson: gate.byPerson } : {}),
        ...(gate?.state === 'slowed' ? { until: iso(gate.until) } : {}),
        consentAt: iso(consents.get(name)),
        waiting: lanes.reduce((sum, one) => sum + one.waiting, 0),
        oldest: Number.isFinite(oldest) ? iso(oldest) : undefined,
        inFlight: worker?.inFlight ?? 0,
      };
    }),
    pipelines: live.pipelines.map(({ name, closed, integrations }) => ({
      ...{ name, closed, integrations: integrations.map((one) => one.name) },
    })),
    unworked: stats.lanes
      .filter(({ lane, waiting }) => waiting > 0 && !worked.has(usualLane(lane)))
      .map(({ lane, waiting }) => ({ lane, waiting })),
  };
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

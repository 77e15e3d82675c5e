import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { metricsText } from '../telemetry/metrics.ts';
import { processMetrics } from '../telemetry/process-metrics.ts';
import { mayDo } from './permissions.ts';
import type { Gatekeeper } from './serve-operations.ts';
import type { Running } from './status.ts';

const PATH = '/metrics';

/** What the metrics are made of, and who may read them. */
export interface MetricsOptions {
  readonly running: Running;
  readonly ledger: Pick<Ledger, 'totals'>;
  /** When the consent of an integration was given, epoch milliseconds; undefined where that is not known. */
  readonly consentOf: (integration: string) => Promise<number | undefined>;
  /** How many alerts of each kind are open. */
  readonly alerts: { openByKind(): ReadonlyMap<string, number> };
  readonly gatekeeper: Gatekeeper;
  /** Whether they are read without a token. */
  readonly open: boolean;
  readonly clock: Clock;
}

/**
 * Serves the metrics. No operation: Prometheus reads a text format of its own, and may be let in without a token, since there is nothing of a
 * person in it.
 */
export function serveMetrics(app: FastifyInstance, options: MetricsOptions): void {
  const { running, ledger, consentOf, alerts, gatekeeper, open, clock } = options;
  app.get(PATH, async (request, reply) => {
    if (!open) await admit(request, gatekeeper);
    const [totals, queue] = await Promise.all([ledger.totals(), running.storage.stats()]);
    const destinations = running.destinations.all.map(({ integration, lane, worker }) => ({
      ...{ integration, lane, state: worker?.gate.state.state ?? 'paused', inFlight: worker?.inFlight ?? 0 },
    }));
    const consents = await Promise.all(
      [...new Set(destinations.map(({ integration }) => integration))].map(async (integration) => ({
        integration,
        at: await consentOf(integration),
      })),
    );
    const text = await metricsText({
      ...{ version: running.version, now: clock.now(), totals, queue, destinations },
      alerts: alerts.openByKind(),
      consents: consents.flatMap(({ integration, at }) => (at === undefined ? [] : [{ integration, at }])),
    });
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    return `${text}\n${await processMetrics()}`;
  });
}

async function admit(request: FastifyRequest, gatekeeper: Gatekeeper): Promise<void> {
  const caller = await gatekeeper.identify(request);
  if (mayDo(caller?.role, 'read')) return;
  throw new DspatchError(
    'not_signed_in',
    'send a token of the role read_only (Authorization: Bearer ...), or let everybody who reaches this address read metrics: server.admin.openMetrics: true',
  );
}

/**
 * Whether a request for the metrics is answered under any name of this machine, as Prometheus calls it: it comes with a token, which no page
 * elsewhere has, or everybody may read them.
 */
export function isScrape(request: FastifyRequest, openToAll: boolean): boolean {
  if (request.url.split('?', 1)[0] !== PATH) return false;
  return openToAll || /^Bearer\b/i.test(request.headers.authorization ?? '');
}

import type { FastifyInstance } from 'fastify';
import { serveConnectCallback } from './admin/connect-callback.ts';
import { consoleReader } from './admin/console-files.ts';
import { gatekeeper } from './admin/gatekeeper.ts';
import { isScrape, serveMetrics } from './admin/metrics-route.ts';
import { serveOidc } from './admin/oidc-routes.ts';
import type { AnySpecs } from './admin/operation.ts';
import { type AdminParts, handlers, SPECS } from './admin/operations/all.ts';
import { serveConsole } from './admin/serve-console.ts';
import type { AnyHandlers } from './admin/serve-operations.ts';
import { adminServer } from './admin/server.ts';
import { serveShop } from './admin/shop-page.ts';
import type { Alerts } from './alerts/alerts.ts';
import { areMetricsOpen } from './config/check-server.ts';
import type { ServerConfig } from './config/schema.ts';
import type { Oidc } from './people/oidc.ts';
import type { Logger } from './telemetry/log.ts';
import type { Secret } from './vault/secret.ts';

/** What the admin listener is put together from. */
export interface AdminListenerParts {
  /** What its operations work with. */
  readonly parts: AdminParts;
  readonly alerts: Alerts;
  readonly settings: ServerConfig['admin'];
  readonly version: string;
  readonly log: Logger;
  /** Where people sign in elsewhere. */
  readonly oidc: Oidc | undefined;
  /** When the consent of an integration was given, epoch milliseconds; undefined where that is not known. */
  readonly consentOf: (integration: string) => Promise<number | undefined>;
  /** The token of commands on this machine, once it was left for them. */
  readonly localToken: () => Secret | undefined;
  /** Holds every answer against its documentation: where tests run. */
  readonly checkAnswers: boolean;
}

/** The listener by which the gateway is watched and steered: the admin API, the metrics, sign-in elsewhere, the console. */
export function adminListener(listener: AdminListenerParts): FastifyInstance {
  const { parts, alerts, settings, version, log, oidc, consentOf, localToken, checkAnswers } = listener;
  const { people, storage, connections, demo, running, clock, url } = parts;
  const { publicUrl } = settings;
  const keeper = gatekeeper({ people, publicUrl, localToken });
  return adminServer({
    specs: SPECS as AnySpecs,
    handlers: handlers(parts) as unknown as AnyHandlers,
    gatekeeper: keeper,
    underAnyName: (request) => isScrape(request, settings.openMetrics === true),
    ...{ hosts: publicUrl === undefined ? [] : [new URL(publicUrl).host], version, log, checkAnswers },
    intake: () => storage.intake(),
    more: (app) => {
      serveConnectCallback(app, connections);
      serveMetrics(app, {
        ...{ running, ledger: storage, gatekeeper: keeper, open: areMetricsOpen(settings), clock },
        ...{ consentOf, alerts },
      });
      const warn = (message: string): void => log.warn({ what: 'sign-in', message });
      if (oidc !== undefined) serveOidc(app, { oidc, people, clock, url, warn });
      const read = consoleReader();
      serveShop(app, read, () => demo.shop);
      serveConsole(app, read);
    },
  });
}

import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { SECOND } from '../base/durations.ts';
import { WITHOUT_SCHEMAS } from '../base/without-schemas.ts';
import type { IntakeState } from '../queue/queue.ts';
import type { Logger } from '../telemetry/log.ts';
import { openApi } from './openapi.ts';
import type { AnySpecs } from './operation.ts';
import { problemOf, sendProblem } from './problems.ts';
import { type AnyHandlers, type Gatekeeper, serveOperations } from './serve-operations.ts';

/** What the admin listener is made of. */
export interface AdminServerOptions {
  readonly specs: AnySpecs;
  readonly handlers: AnyHandlers;
  readonly gatekeeper: Gatekeeper;
  /** By which names it may be called besides those of loopback: the host of a public address, where there is one. */
  readonly hosts: readonly string[];
  /** What is answered under any name. */
  readonly underAnyName?: (request: FastifyRequest) => boolean;
  readonly version: string;
  /** Whether the gateway takes events; for load balancers. */
  readonly intake: () => IntakeState;
  readonly log: Pick<Logger, 'error'>;
  /** Holds every answer against its schema: where tests run. */
  readonly checkAnswers?: boolean;
  /** What browsers open that are no operations, such as signing in elsewhere. */
  readonly more?: (app: FastifyInstance) => void;
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** The admin listener: the operations of the API, and its documentation. */
export function adminServer(options: AdminServerOptions): FastifyInstance {
  const { specs, handlers, gatekeeper, hosts, version, intake, log, checkAnswers = false } = options;
  const app = Fastify({
    ...WITHOUT_SCHEMAS,
    bodyLimit: 1024 * 1024,
    requestTimeout: 30 * SECOND,
    forceCloseConnections: true,
    // A messageId in a path, percent-encoded as it may be.
    routerOptions: { maxParamLength: 1_000 },
    // Behind a proxy each sender has the proxy's address, and the proxy says whose it is.
    trustProxy: hosts.length === 0 ? false : (_address: string, hop: number) => hop === 0,
  });

  app.addHook('onRequest', async (request, reply) => {
    // A page elsewhere may have a name that leads here (DNS rebinding): it is told by the name.
    const { host = '' } = request.headers;
    if (!LOOPBACK.test(host) && !hosts.includes(host) && options.underAnyName?.(request) !== true) {
      const detail = `the admin API does not answer to the name "${host.slice(0, 100)}": set server.admin.publicUrl to it`;
      return sendProblem(reply, {
        ...{ type: 'urn:dspatch:problem:wrong_host', title: 'Not allowed', status: 403, code: 'wrong_host', detail },
      });
    }
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    return undefined;
  });

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const state = intake();
    return state.open ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', why: state.message });
  });
  const documentation = openApi(specs, version);
  app.get('/api/openapi.json', async () => documentation);
  serveOperations(app, specs, handlers, gatekeeper, { checkAnswers });
  options.more?.(app);

  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, {
      ...{ type: 'urn:dspatch:problem:not_found', title: 'Not found', status: 404, code: 'not_found' },
      detail: `there is no ${request.method} ${request.url.split('?', 1)[0]?.slice(0, 200)}: /api/openapi.json tells what there is`,
    }),
  );
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const at = (error as Error).stack?.split('\n').slice(0, 8);
      log.error({ what: 'admin request failed', route: request.routeOptions.url, at });
    }
    return sendProblem(reply, problem);
  });
  return app;
}

import Fastify, { type FastifyInstance } from 'fastify';
import type { AnySpecs } from '../../src/admin/operation.ts';
import { problemOf, sendProblem } from '../../src/admin/problems.ts';
import { type Gatekeeper, serveOperations } from '../../src/admin/serve-operations.ts';

/** What a test's admin server serves. */
export interface AdminServerOptions {
  readonly specs: AnySpecs;
  readonly handlers: Parameters<typeof serveOperations>[2];
  readonly gatekeeper: Gatekeeper;
  /** More routes than operations. */
  readonly routes?: (app: FastifyInstance) => void;
  /** Told of what nobody expected. */
  readonly onFailure?: (error: unknown) => void;
}

/** An admin server of some operations, as the gateway has one of all. It holds no socket until `app.listen`. */
export function adminServerOf({ specs, handlers, gatekeeper, routes, onFailure }: AdminServerOptions): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  serveOperations(app, specs, handlers, gatekeeper, { checkAnswers: true });
  routes?.(app);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send());
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (problem.status === 500) onFailure?.(error);
    return sendProblem(reply, problem);
  });
  return app;
}

import type { IncomingHttpHeaders } from 'node:http';
import { DspatchError } from '../../base/errors.ts';
import { json, type Reply } from '../http/reply.ts';
import { homePage } from '../pages/home.ts';
import { resetWorld, type World } from '../world.ts';
import { controlFaults } from './faults.ts';
import { controlLogin, revokeTokens } from './login.ts';
import { showDefinitions, showEvents, showIds, showRequests } from './views.ts';

/** A request to the sandbox itself. */
export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

type ControlHandler = (world: World, request: ControlRequest) => Reply;

const ROUTES: Readonly<Record<string, Readonly<Record<string, ControlHandler>>>> = {
  '/': { GET: homePage },
  '/_sandbox/health': { GET: () => json(200, { status: 'ok' }) },
  '/_sandbox/summary': { GET: (world) => json(200, world.record.summary()) },
  '/_sandbox/events': { GET: showEvents },
  '/_sandbox/requests': { GET: showRequests },
  '/_sandbox/ids': { GET: showIds },
  '/_sandbox/definitions': { GET: showDefinitions },
  '/_sandbox/faults': { GET: controlFaults, PUT: controlFaults, POST: controlFaults, DELETE: controlFaults },
  '/_sandbox/login': { GET: controlLogin, PUT: controlLogin },
  '/_sandbox/login/revoke': { POST: revokeTokens },
  '/_sandbox/reset': { POST: reset },
};

/** Whether a path belongs to the sandbox itself and not to Amazon; faults never touch these, and they are not counted. */
export function isControl(path: string): boolean {
  return path === '/' || path === '/_sandbox' || path.startsWith('/_sandbox/');
}

/** Answers a request to the sandbox itself. What is wrong with one is told in `{"error": ...}`. */
export function answerControl(world: World, request: ControlRequest): Reply {
  const handlers = Object.hasOwn(ROUTES, request.path) ? ROUTES[request.path] : undefined;
  if (handlers === undefined) return problem(404, `There is no ${request.path.slice(0, 100)} here`);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
  if (handler === undefined) return problem(405, `${request.path} takes ${Object.keys(handlers).join(', ')}`);
  if (isForeign(request)) return problem(403, 'Pages of other sites may not steer the sandbox');
  try {
    return handler(world, request);
  } catch (error) {
    if (error instanceof DspatchError) return problem(400, error.message);
    throw error;
  }
}

function reset(world: World): Reply {
  resetWorld(world);
  return json(200, { reset: true });
}

/**
 * A browser says so when another site is behind a request; anything else that asks is welcome. Following a link from there
 * is fine, for it changes nothing and shows nothing to the other site.
 */
function isForeign({ method, headers }: ControlRequest): boolean {
  const site = headers['sec-fetch-site'];
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  return (site === 'cross-site' || site === 'same-site') && !isLink;
}

function problem(status: number, error: string): Reply {
  return json(status, { error });
}

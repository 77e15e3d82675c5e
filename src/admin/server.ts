import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';
import { didYouMean, formatPath } from '../base/problem.ts';
import { coverageOf } from '../ledger/coverage.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Queue } from '../queue/queue.ts';
import { countsQuery, ledgerMessageId, readTimes, replayBody, searchQuery } from './query.ts';
import { type Running, type RunningDestination, statusOf } from './status.ts';

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * The admin listener: what a gateway is doing, the ledger, dead letters and replay. Loopback only, and proof against pages in a browser
 * that would reach it: the Host must be a loopback name, and an Origin, where there is one, its own.
 */
export function adminServer(running: Running & { readonly storage: Queue & Ledger }, clock: Clock): FastifyInstance {
  const app = Fastify({ bodyLimit: 1024 * 1024, requestTimeout: 30 * SECOND, forceCloseConnections: true });
  const { storage } = running;

  app.addHook('onRequest', async (request, reply) => {
    const { host = '', origin } = request.headers;
    if (!LOOPBACK.test(host) || (origin !== undefined && origin !== `http://${host}`)) {
      return problem(reply, 403, 'forbidden', 'the admin API answers on its own loopback address only');
    }
    reply.header('cache-control', 'no-store');
    return undefined;
  });

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const state = storage.intake();
    return state.open ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', why: state.message });
  });
  app.get('/api/status', async () => statusOf(running));

  app.get('/api/events', async (request, reply) => {
    const query = read(searchQuery, request.query, reply);
    const timed = query && readTimes(query, clock.now());
    if (timed === undefined) return reply;
    if ('unreadable' in timed) return unreadableTime(reply, timed.unreadable);
    return storage.search({ ...timed, messageId: ledgerMessageId(timed.messageId) });
  });

  app.get('/api/counts', async (request, reply) => {
    const query = read(countsQuery, request.query, reply);
    const timed = query && readTimes(query, clock.now());
    if (timed === undefined) return reply;
    if ('unreadable' in timed) return unreadableTime(reply, timed.unreadable);
    return { counts: await storage.counts(timed) };
  });

  app.get('/api/match', async (request, reply) => {
    const query = read(countsQuery, request.query, reply);
    const timed = query && readTimes(query, clock.now());
    if (timed === undefined) return reply;
    if ('unreadable' in timed) return unreadableTime(reply, timed.unreadable);
    return { coverage: coverageOf(await storage.counts(timed)) };
  });

  app.post('/api/replay', async (request, reply) => {
    const body = read(replayBody, request.body ?? {}, reply);
    const timed = body && readTimes(body, clock.now());
    if (timed === undefined) return reply;
    if ('unreadable' in timed) return unreadableTime(reply, timed.unreadable);
    const { after, dryRun = false, all: _, ...query } = timed;
    return storage.replay(query, { after, dryRun }, clock.now());
  });

  const steer = (action: 'pause' | 'resume') => async (request: FastifyRequest, reply: FastifyReply) => {
    const { name } = request.params as { name: string };
    const found = running.destinations.find((destination) => destination.name === name);
    if (found === undefined) {
      const names = running.destinations.map((destination) => destination.name);
      const hint = `${didYouMean(name, names)}; there are ${names.join(', ') || 'none'}`;
      return problem(reply, 404, 'not_found', `there is no integration "${name}"${hint}`);
    }
    apply(found, action);
    return { name, state: found.worker.gate.state.state };
  };
  app.post('/api/integrations/:name/pause', steer('pause'));
  app.post('/api/integrations/:name/resume', steer('resume'));

  app.setNotFoundHandler((_request, reply) => problem(reply, 404, 'not_found', 'there is nothing here'));
  app.setErrorHandler((error: { statusCode?: number; message?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    return problem(reply, status, status < 500 ? 'bad_request' : 'failed', error.message ?? 'the request failed');
  });
  return app;
}

function apply(destination: RunningDestination, action: 'pause' | 'resume'): void {
  const { name, worker } = destination;
  if (action === 'pause') worker.gate.pause(`by hand: dspatch resume ${name} sends again`);
  else worker.gate.resume();
}

/** A problem document (RFC 9457). */
function problem(reply: FastifyReply, status: number, code: string, detail: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `about:blank#${code}`, status, code, detail });
}

/** Reads input by its schema; where it does not fit, the answer is sent and the result undefined. */
function read<T>(schema: z.ZodType<T>, input: unknown, reply: FastifyReply): T | undefined {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const detail = result.error.issues
    .map((issue) => {
      const path = formatPath(issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key)));
      return path === '' ? issue.message : `${path}: ${issue.message}`;
    })
    .join('; ');
  problem(reply, 400, 'invalid_query', detail);
  return undefined;
}

function unreadableTime(reply: FastifyReply, name: string): FastifyReply {
  return problem(
    reply,
    400,
    'invalid_query',
    `${name}: not a time (2026-11-20T10:15:30Z, or how long ago: 15m, 24h, 7d)`,
  );
}

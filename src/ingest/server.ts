import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import cors from '@fastify/cors';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onRequestHookHandler,
} from 'fastify';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { release } from '../base/release.ts';
import { WITHOUT_SCHEMAS } from '../base/without-schemas.ts';
import { MAX_REQUEST_BYTES } from '../event/limits.ts';
import type { Logger } from '../telemetry/log.ts';
import { readBody } from './body.ts';
import { refuseGarbage } from './garbage.ts';
import { type Endpoint, type Ingest, unavailable } from './ingest.ts';
import { JSON_TYPE, type Refusal, type Reply, refuse } from './reply.ts';
import { Turns } from './turns.ts';

/** The paths, with the short forms that analytics.js uses. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/v1/track': 'track',
  '/v1/page': 'page',
  '/v1/screen': 'screen',
  '/v1/identify': 'identify',
  '/v1/group': 'group',
  '/v1/alias': 'alias',
  '/v1/batch': 'batch',
  '/v1/t': 'track',
  '/v1/p': 'page',
  '/v1/s': 'screen',
  '/v1/i': 'identify',
  '/v1/g': 'group',
  '/v1/a': 'alias',
  '/v1/b': 'batch',
  '/v1/import': 'batch',
  '/v1/custom/event': 'custom',
};

/**
 * What JSON is sent as. Browsers send beacons as text/plain; RudderStack's library for Node says nothing of what it has compressed, and
 * its HTTP client calls all such bodies a form.
 */
const MEDIA_TYPES = ['application/json', 'text/plain', 'application/x-www-form-urlencoded'] as const;

const gunzipped: (input: Buffer, options: { maxOutputLength: number }) => Promise<Buffer> = promisify(gunzip);

/** What the ingest server is made of. */
export interface IngestServerOptions {
  readonly ingest: Ingest;
  /** Whether the gateway can take events; for load balancers. */
  readonly isReady: () => boolean;
  /** Told of what nobody expected. Never of what was sent. */
  readonly log?: Pick<Logger, 'error'>;
}

/** The HTTP server of the front door. It translates between HTTP and ingest.ts, and holds the limits of time and bytes. */
export async function ingestServer({ ingest, isReady, log }: IngestServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...WITHOUT_SCHEMAS,
    requestTimeout: 30 * SECOND,
    // Longer than load balancers keep an idle connection: else they send into one that is being closed.
    keepAliveTimeout: 65 * SECOND,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 100 },
    http: { headersTimeout: 10 * SECOND, connectionsCheckingInterval: 2 * SECOND, maxHeaderSize: 16 * 1024 },
    forceCloseConnections: 'idle',
    // Fastify's own answer has not our form: what comes while we stop is told below.
    return503OnClosing: false,
    frameworkErrors: (_error, request, reply) => {
      send(reply as FastifyReply, ingest.refused(BAD_ADDRESS, request.headers.authorization));
    },
    clientErrorHandler: (error, socket) =>
      refuseGarbage(error, socket, (refusal) => ingest.refused(refusal, undefined)),
  });
  app.server.maxConnections = 10_000;
  let isStopping = false;
  app.addHook('preClose', async () => {
    isStopping = true;
  });
  // Any origin: a browser's write key is public, and nothing here depends on cookies.
  const asked = { methods: ['POST'], maxAge: 86_400, strictPreflight: false };
  await app.register(cors, { origin: true, credentials: true, ...asked });

  // Bodies are read here as bytes and parsed by our own parser.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...MEDIA_TYPES], (_request: FastifyRequest, payload: IncomingMessage) =>
    readBody(payload, MAX_REQUEST_BYTES),
  );

  // Before the body is read: what waits for its turn waits in the sender's socket, not in our memory.
  const turns = new Turns(BYTES_PER_TURN, MOST_WAITING);
  const inTurn: onRequestHookHandler = (request, reply, done) => {
    const full = isStopping ? STOPPING : turns.isFull ? TOO_MUCH : undefined;
    if (full !== undefined) return send(reply, ingest.refused(full, request.headers.authorization));
    const turn = turns.take(costOf(request.headers['content-length']));
    if (turn === undefined) return done();
    return void turn.then(() => done());
  };

  for (const [path, endpoint] of Object.entries(ENDPOINTS)) {
    app.post(path, { onRequest: inTurn }, async (request, reply) => {
      const encoding = request.headers['content-encoding'];
      const body = encoding === undefined ? bytesOf(request.body) : await decompressed(request.body, encoding);
      if (!Buffer.isBuffer(body)) return send(reply, ingest.refused(body, request.headers.authorization));
      request.body = undefined;
      const metadata = request.headers['x-event-metadata'];
      const answer = ingest.handle({
        endpoint,
        body,
        authorization: request.headers.authorization,
        ...(endpoint === 'custom'
          ? {
              metadata: Array.isArray(metadata) ? metadata[0] : metadata,
              query: request.query as Record<string, unknown>,
            }
          : {}),
      });
      release(body);
      return send(reply, await answer);
    });
  }
  // analytics.js reports on itself here; there is nothing to do with it.
  app.post('/v1/m', (_request, reply) => reply.code(204).send());
  app.get('/healthz', (_request, reply) => reply.send({ status: 'alive' }));
  app.get('/readyz', (_request, reply) =>
    isReady() ? reply.send({ status: 'ready' }) : reply.code(503).send({ status: 'not ready' }),
  );

  app.setNotFoundHandler((request, reply) => {
    const refusal = Object.hasOwn(ENDPOINTS, request.url.split('?', 1)[0] ?? '') ? WRONG_METHOD : NOT_FOUND;
    // Who only looks sends nothing that could be refused.
    const looks = request.method === 'GET' || request.method === 'HEAD';
    send(reply, looks ? refusal : ingest.refused(refusal, request.headers.authorization));
  });
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const refusal = refusalOf(error);
    if (refusal === OUR_FAULT) {
      log?.error({ what: 'request failed', route: request.routeOptions.url, code: error.code, ...traceOf(error) });
    }
    return send(reply, ingest.refused(refusal, request.headers.authorization));
  });
  return app;
}

/** What is taken in a turn of the event loop: some four milliseconds' work. A request costs as much as some bytes do. */
const BYTES_PER_TURN = 128 * 1024;
const COST_OF_REQUEST = 4 * 1024;
const UNKNOWN_LENGTH = 32 * 1024;
/** Bytes of requests that may wait for their turn; beyond it, senders are told to come again. */
const MOST_WAITING = 64 * 1024 * 1024;

/** What a request costs. One that says it is larger than we take costs no more than the largest: the rest is not read. */
function costOf(length: string | undefined): number {
  return COST_OF_REQUEST + Math.min(Number(length ?? UNKNOWN_LENGTH), MAX_REQUEST_BYTES);
}

/**
 * What an unexpected error is and where it came from. Its message only where it is ours: the runtime's quote values of what was sent
 * (`"joe@example.com" is not ...`).
 */
function traceOf(error: Error): object {
  const ours = error instanceof DspatchError;
  const frames = error.stack?.replace(error.message, '').match(/^\s+at .*$/gm) ?? [];
  const at = frames.slice(0, 8).map((frame) => frame.trim());
  return { error: error.name, ...(ours ? { message: error.message } : {}), at };
}

/** What to answer where something was thrown. */
function refusalOf({ code, statusCode = 500 }: { code?: string; statusCode?: number }): Refusal {
  if (code === 'body_too_large') return TOO_LARGE;
  if (code === 'body_broken') return UNREADABLE;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return WRONG_TYPE;
  return statusCode < 500 ? UNREADABLE : OUR_FAULT;
}

const BAD_ADDRESS = refuse(400, 'bad_request', 'the address cannot be read');
const UNREADABLE = refuse(400, 'bad_request', 'the request cannot be read');
const NOT_FOUND = refuse(
  404,
  'not_found',
  `there is nothing here; events go to ${[...Object.keys(ENDPOINTS).slice(0, 7), '/v1/custom/event'].join(', ')}`,
);
const WRONG_METHOD = refuse(405, 'method_not_allowed', 'events are sent with POST', undefined, {
  allow: 'POST, OPTIONS',
});
const TOO_MUCH = unavailable('more comes in than can be handled');
const STOPPING = unavailable('the gateway is stopping');
/** The sender should keep the event and try again. */
const OUR_FAULT = refuse(503, 'unavailable', 'the event could not be handled', undefined, { 'retry-after': '10' });
const TOO_LARGE = refuse(413, 'request_too_large', `the request has more than ${MAX_REQUEST_BYTES} bytes`);
const WRONG_TYPE = refuse(415, 'unsupported_media_type', 'send JSON, as application/json or text/plain');

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

async function decompressed(body: unknown, encoding: string): Promise<Buffer | Refusal> {
  const bytes = bytesOf(body);
  const coding = encoding.trim().toLowerCase();
  if (coding === 'identity') return bytes;
  if (coding !== 'gzip' && coding !== 'x-gzip')
    return refuse(415, 'unsupported_encoding', 'compress with gzip, or not at all');
  try {
    return await gunzipped(bytes, { maxOutputLength: MAX_REQUEST_BYTES });
  } catch (error) {
    const tooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    return tooLarge ? TOO_LARGE : refuse(400, 'invalid_gzip', 'the body is not valid gzip');
  }
}

function send(reply: FastifyReply, { status, headers, body }: Reply): FastifyReply {
  if (headers !== undefined) reply.headers(headers);
  return reply.code(status).type(JSON_TYPE).send(body);
}

import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AnalyticsJsFiles } from './files.ts';
import { libraryFor, settingsFor } from './library.ts';

/** What the routes work with. */
export interface AnalyticsJsOptions {
  readonly files: AnalyticsJsFiles;
  /** Whether a write key is one of ours, now. */
  readonly isKnown: (writeKey: string) => boolean;
  /** The address of the listener as browsers know it; undefined: the one that they asked. */
  readonly publicUrl: string | undefined;
}

interface Keyed {
  Params: { writeKey: string };
}

/**
 * analytics.js from the gateway's own address, by the paths that it has at Segment: a page that changes the host of its snippet has changed
 * over. The library, its settings, and the parts it loads later.
 */
export function serveAnalyticsJs(app: FastifyInstance, { files, isKnown, publicUrl }: AnalyticsJsOptions): void {
  const libraries = new Map<string, { readonly plain: Buffer; readonly gzip: Buffer }>();
  const libraryOf = (writeKey: string) => {
    let library = libraries.get(writeKey);
    if (library === undefined) {
      const plain = Buffer.from(libraryFor(writeKey, files.library));
      library = { plain, gzip: gzipSync(plain) };
      // Keys come and go: what is kept must not grow with them.
      if (libraries.size >= MOST_LIBRARIES) libraries.clear();
      libraries.set(writeKey, library);
    }
    return library;
  };

  app.get<Keyed>('/analytics.js/v1/:writeKey/analytics.min.js', (request, reply) => {
    const { writeKey } = request.params;
    if (!isKnown(writeKey)) return unknown(reply);
    reply.header('cache-control', 'public, max-age=300');
    return script(request, reply, libraryOf(writeKey));
  });
  app.get<Keyed>('/v1/projects/:writeKey/settings', (request, reply) => {
    const { writeKey } = request.params;
    if (!isKnown(writeKey)) return unknown(reply);
    const url = publicUrl ?? askedAddress(request);
    if (url === undefined)
      return reply.code(400).send({ code: 'bad_request', message: 'the header Host cannot be read' });
    return reply
      .header('cache-control', publicUrl === undefined ? 'no-store' : 'public, max-age=300')
      .send(settingsFor(writeKey, url));
  });
  app.get<{ Params: { file: string } }>('/analytics-next/bundles/:file', (request, reply) => {
    const part = files.parts.get(request.params.file);
    if (part === undefined) return reply.callNotFound();
    reply.header('cache-control', 'public, max-age=31536000, immutable');
    return script(request, reply, part);
  });
}

const MOST_LIBRARIES = 20;

function script(
  request: FastifyRequest,
  reply: FastifyReply,
  { plain, gzip }: { readonly plain: Buffer; readonly gzip: Buffer },
): FastifyReply {
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  reply
    .type('text/javascript; charset=utf-8')
    .header('vary', 'accept-encoding')
    .header('x-content-type-options', 'nosniff')
    // The page that loads it is another site's: that is what it is for.
    .header('cross-origin-resource-policy', 'cross-origin');
  return takesGzip ? reply.header('content-encoding', 'gzip').send(gzip) : reply.send(plain);
}

/** A script of a page whose key has ended must not fail in the page: it says in the console what is wrong. */
function unknown(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .header('cache-control', 'no-store')
    .send({ code: 'unknown_write_key', message: 'no pipeline has this write key' });
}

/** The address as the browser wrote it. A proxy before us says so when it ends TLS. */
function askedAddress({ headers }: FastifyRequest): string | undefined {
  const proto = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return URL.parse(`${proto}://${headers.host ?? ''}`)?.origin;
}

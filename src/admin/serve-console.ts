import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleFile, ReadConsole } from './console-files.ts';
import { newNonce, pageHeaders, withNonce } from './page-policy.ts';

const YEAR_S = 365 * 24 * 60 * 60;

/**
 * Serves the console: its files, and its page for every other address that a browser opens, since the page itself knows what is there. Programs
 * that ask for what there is not are told so as before, and below /api/ nothing changes.
 */
export function serveConsole(app: FastifyInstance, read: ReadConsole): void {
  app.get('/*', async (request, reply) => {
    const [path = '/'] = request.url.split('?', 1);
    if (/^\/api(\/|$)/.test(path)) return reply.callNotFound();
    const built = await read();
    const file = built?.files.get(path);
    if (file !== undefined) return sendFile(request, reply, path, file);
    if (!(request.headers.accept ?? '').includes('text/html')) return reply.callNotFound();
    return built === undefined ? sendUnbuilt(reply) : sendPage(reply, built.page);
  });
}

function sendFile(request: FastifyRequest, reply: FastifyReply, path: string, file: ConsoleFile): FastifyReply {
  // Names in assets/ hold a hash of what is in them.
  const cache = path.startsWith('/assets/') ? `public, max-age=${YEAR_S}, immutable` : 'no-cache';
  reply.headers({ 'cache-control': cache, etag: file.etag, vary: 'accept-encoding' });
  reply.header('cross-origin-resource-policy', 'same-origin');
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  reply.type(file.type);
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (file.br !== undefined && /\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(file.br);
  if (file.gzip !== undefined && /\bgzip\b/.test(accepted)) {
    return reply.header('content-encoding', 'gzip').send(file.gzip);
  }
  return reply.send(file.plain);
}

/** The page with a nonce of this answer: styles that its components make when it runs carry it, and nothing else is let in. */
function sendPage(reply: FastifyReply, page: string): FastifyReply {
  const nonce = newNonce();
  return reply
    .headers(pageHeaders(`script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self'`))
    .send(withNonce(page, nonce));
}

/** What browsers get where the console was not built. */
export function sendUnbuilt(reply: FastifyReply): FastifyReply {
  return reply.code(503).headers(pageHeaders("script-src 'none'")).send(UNBUILT);
}

const UNBUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>dspatch: the console is not built</title>
<h1>The console is not built</h1>
<p>This gateway runs from a checkout whose console was never built. <code>npm run build:console</code> in the checkout builds it; then load this page again.</p>
<p>The gateway itself works, and so does all of its API: <a href="/api/openapi.json">/api/openapi.json</a> says what there is.</p>
</html>
`;

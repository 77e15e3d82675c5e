import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { GuidedConnections } from '../connect/guided-connections.ts';

/** Where Amazon's page sends the browser back to. */
export const CALLBACK_PATH = '/connect/callback';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 36rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
`;
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Serves the page that a browser comes back to from Amazon's. It is public: the browser comes from another site, without our cookie. What
 * it brings counts by its state alone, which only the connection's beginner was given; and the page tells nothing of the connection.
 */
export function serveConnectCallback(app: FastifyInstance, connections: Pick<GuidedConnections, 'receive'>): void {
  // A request of HEAD would use the code up, and nobody would see the page.
  app.get(CALLBACK_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const received = await connections.receive(request.url);
    const [title, text] = received.ok
      ? [
          'Amazon’s consent has come',
          'Go back to where you began: the console, or dspatch connect in its terminal, goes on by itself. You may close this page.',
        ]
      : ['This did not work', `${received.finding.says}. ${received.finding.mend ?? ''}`];
    return (
      reply
        .code(received.ok ? 200 : 400)
        .type('text/html; charset=utf-8')
        .header('content-security-policy', POLICY)
        .header('x-content-type-options', 'nosniff')
        // The address holds the code.
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-store')
        .send(page(title, text))
    );
  });
}

function page(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</html>
`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

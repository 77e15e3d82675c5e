import type { FastifyInstance } from 'fastify';
import type { ReadConsole } from './console-files.ts';
import { newNonce, pageHeaders, withNonce } from './page-policy.ts';
import { sendUnbuilt } from './serve-console.ts';

/** Where the demo shop sends its events, while the demo runs. */
export interface ShopAddress {
  /** Where events come in, as browsers know it; analytics.js comes from there, too. */
  readonly ingestUrl: string;
  readonly pipeline: string;
  readonly writeKey: string;
}

/** Where the demo shop is. */
export const SHOP_PATH = '/shop';

/** What the build leaves in the page (console/shop.html) for where its events go. */
const INGEST = '__DSPATCH_INGEST__';
const PIPELINE = '__DSPATCH_PIPELINE__';
const WRITE_KEY = '__DSPATCH_WRITE_KEY__';

/**
 * Serves the demo shop: a page with the real analytics.js, as a shop has it. It is of the console's origin, and analytics.js is not: its policy
 * lets it connect to ingest alone, so that nothing in it reaches the admin API. Public, as a shop is; `address` gives undefined while the demo
 * does not run.
 */
export function serveShop(app: FastifyInstance, read: ReadConsole, address: () => ShopAddress | undefined): void {
  app.get(SHOP_PATH, async (_request, reply) => {
    const to = address();
    if (to === undefined) return reply.code(404).headers(pageHeaders("script-src 'none'")).send(CLOSED);
    const built = await read();
    if (built?.shop === undefined) return sendUnbuilt(reply);
    const { origin } = new URL(to.ingestUrl);
    const nonce = newNonce();
    const policy = `script-src 'self' ${origin}; style-src 'self' 'nonce-${nonce}'; connect-src ${origin}`;
    const page = withNonce(built.shop, nonce)
      .replaceAll(INGEST, () => escaped(to.ingestUrl))
      .replaceAll(PIPELINE, () => escaped(to.pipeline))
      .replaceAll(WRITE_KEY, () => escaped(to.writeKey));
    return reply.headers(pageHeaders(policy)).send(page);
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const CLOSED = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<title>The demo shop is closed</title>
<h1>The demo shop is closed</h1>
<p>It is open while the demo runs. An admin starts the demo with one click: <a href="/welcome/sandbox">Try it with the sandbox</a>.</p>
</html>
`;

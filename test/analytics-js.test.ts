import { createHash } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { readAnalyticsJs } from '../src/analytics-js/files.ts';
import type { Snippet } from '../src/analytics-js/snippets.ts';
import { startChromium } from './support/chromium.ts';
import { type Rig, startRig, WRITE_KEY } from './support/gateway.ts';
import { serve } from './support/loopback-server.ts';

// analytics.js in a real browser, on a page of another origin, as a shop has it.

let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
}, 60_000);
afterAll(() => browser?.close());

async function rigOf(): Promise<Rig> {
  const rig = await startRig({ sandbox: { acceptMatchId: true } });
  onTestFinished(() => rig.close());
  return rig;
}

/** A shop's page with what stands in its head; and every address that it asked. */
async function openShop(
  head: string,
): Promise<{ readonly page: Page; readonly asked: Set<string>; readonly origin: string }> {
  const html = `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body>A shop</body></html>`;
  const shop = await serve((_request, out) => {
    out.writeHead(200, { 'content-type': 'text/html' });
    out.end(html);
  });
  const context = await browser.newContext({ locale: 'en-US' });
  onTestFinished(async () => {
    await context.close();
    await shop.close();
  });
  const page = await context.newPage();
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  await page.goto(shop.url);
  return { page, asked, origin: new URL(shop.url).origin };
}

async function snippetOf(rig: Rig, id: string): Promise<string> {
  const answer = await rig.admin('/api/pipelines/web/snippets');
  const { snippets } = (await answer.json()) as { snippets: Snippet[] };
  return snippets.find((one) => one.id === id)?.code ?? '';
}

it('sends what a page calls, before and after the library has come, with who was identified, to the gateway alone', {
  timeout: 90_000,
}, async () => {
  const rig = await rigOf();
  const calls = `<script>
    analytics.identify('user-1', { email: ' Jo@Example.com ' });
    analytics.track('Order Completed', { order_id: 'A-1', currency: 'usd', products: [{ price: 19.99, quantity: 2 }] });
  </script>`;
  const { page, asked, origin } = await openShop((await snippetOf(rig, 'analytics-js')) + calls);
  await page.waitForFunction('window.analytics.initialized === true');
  await page.evaluate("window.analytics.track('Product Viewed', { product_id: 'p1', price: 5, currency: 'USD' })");
  await rig.until('all conversions', () => rig.sandbox.events().length >= 3);

  const items = new Map(rig.sandbox.events().map(({ item }) => [item.name, item]));
  const email = createHash('sha256').update('jo@example.com').digest('hex');
  expect(items.get('order_completed')).toMatchObject({ value: 39.98, currencyCode: 'USD', unitsSold: 2 });
  expect(items.get('order_completed')?.matchKeys).toContainEqual({ type: 'EMAIL', values: [email] });
  expect(items.get('product_viewed')?.matchKeys).toContainEqual({ type: 'EMAIL', values: [email] });
  expect([...items.keys()].sort()).toEqual(['order_completed', 'page', 'product_viewed']);
  expect([...asked].sort()).toEqual([rig.gateway.ingestUrl, origin].sort());
});

it('works for a page that loads the script alone, and finds the write key in it', { timeout: 90_000 }, async () => {
  const rig = await rigOf();
  const { page } = await openShop(
    `<script src="${rig.gateway.ingestUrl}/analytics.js/v1/${WRITE_KEY}/analytics.min.js"></script>`,
  );
  await page.waitForFunction('window.analytics && window.analytics.initialized === true');
  await page.evaluate("window.analytics.identify('user-1', { email: 'jo@example.com' })");
  await page.evaluate("window.analytics.track('Product Added', { product_id: 'p1', price: 5, currency: 'USD' })");
  await rig.until('the conversion', () => rig.sandbox.events().length >= 1);
  expect(rig.sandbox.events()[0]?.item).toMatchObject({ name: 'product_added' });
});

it('gives nothing for a write key that no pipeline has, and says so', async () => {
  const rig = await rigOf();
  for (const path of ['/analytics.js/v1/stranger/analytics.min.js', '/v1/projects/stranger/settings']) {
    const answer = await fetch(`${rig.gateway.ingestUrl}${path}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'unknown_write_key' });
  }
});

it('serves the parts of the library, and nothing else from where they are', async () => {
  const rig = await rigOf();
  const bundles = `${rig.gateway.ingestUrl}/analytics-next/bundles`;
  for (const file of ['standalone.js', '..%2fpackage.json', 'index.js.map', 'constructor']) {
    expect((await fetch(`${bundles}/${file}`)).status).toBe(404);
  }
  const names = [...readAnalyticsJs().parts.keys()];
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const part = await fetch(`${bundles}/${name}`);
    expect(part.status, name).toBe(200);
    expect(part.headers.get('cache-control')).toContain('immutable');
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { expect, it, onTestFinished } from 'vitest';
import { consoleReader } from './console-files.ts';
import { type ShopAddress, serveShop } from './shop-page.ts';

const PAGE =
  '<script nonce="__DSPATCH_NONCE__"></script><meta content="__DSPATCH_INGEST__ __DSPATCH_PIPELINE__ __DSPATCH_WRITE_KEY__">';

async function shopAt(address: ShopAddress | undefined): Promise<{ status: number; policy: string; text: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'dspatch-shop-'));
  writeFileSync(join(folder, 'index.html'), 'the console');
  writeFileSync(join(folder, 'shop.html'), PAGE);
  const app = Fastify();
  onTestFinished(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  serveShop(app, consoleReader(folder), () => address);
  const { statusCode, headers, payload } = await app.inject({ url: '/shop' });
  return { status: statusCode, policy: String(headers['content-security-policy']), text: payload };
}

it('the shop is let connect to ingest alone, and take scripts from there', async () => {
  const address = { ingestUrl: 'http://127.0.0.1:8080', pipeline: 'demo-shop', writeKey: 'a"<b>&' };
  const { status, policy, text } = await shopAt(address);
  expect(status).toBe(200);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' http://127.0.0.1:8080;");
  expect(policy).toContain('connect-src http://127.0.0.1:8080;');
  expect(policy).not.toMatch(/unsafe|\*/);
  expect(text).toContain('content="http://127.0.0.1:8080 demo-shop a&quot;&lt;b>&amp;"');
  expect(text).not.toContain('__DSPATCH');
});

it('the shop is closed where the demo does not run, and says how it is opened', async () => {
  const { status, policy, text } = await shopAt(undefined);
  expect([status, policy]).toEqual([404, expect.stringContaining("script-src 'none'")]);
  expect(text).toContain('href="/welcome/sandbox"');
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleReader } from './console-files.ts';
import { serveConsole } from './serve-console.ts';

let folder: string;
let app: FastifyInstance;
const SCRIPT = 'console.log("the console")';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dspatch-console-'));
  const built = join(folder, 'built');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(built, 'index.html'), '<script nonce="__DSPATCH_NONCE__"></script><p>__DSPATCH_NONCE__</p>');
  writeFileSync(join(built, 'assets', 'index-abc.js'), SCRIPT);
  writeFileSync(join(built, 'assets', 'index-abc.js.br'), 'as br');
  writeFileSync(join(built, 'assets', 'index-abc.js.gz'), 'as gzip');
  writeFileSync(join(built, 'favicon.svg'), '<svg/>');
  writeFileSync(join(folder, 'secret.js'), 'not for anybody');
  app = served(built);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

function served(built: string): FastifyInstance {
  const app = Fastify();
  app.get('/api/known', async () => ({ known: true }));
  serveConsole(app, consoleReader(built));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ code: 'not_found' }));
  return app;
}

const get = (url: string, headers: Record<string, string> = {}, from = app): Promise<LightMyRequestResponse> =>
  from.inject({ method: 'GET', url, headers });
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the page', () => {
  it('is what a browser gets at every address, with a policy that lets in nothing inline but by its nonce', async () => {
    for (const url of ['/', '/settings/people?a=b', '/no/such/page', '/index.html']) {
      const { statusCode, headers, payload } = await get(url, BROWSER);
      expect([url, statusCode, headers['content-type']]).toEqual([url, 200, 'text/html; charset=utf-8']);
      const policy = String(headers['content-security-policy']);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
      expect(payload).toBe(`<script nonce="${nonce}"></script><p>${nonce}</p>`);
      expect(policy).not.toMatch(/unsafe|\*/);
      expect(policy).toContain("default-src 'none'");
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('has another nonce each time', async () => {
    const [a, b] = [await get('/', BROWSER), await get('/', BROWSER)];
    expect(a.headers['content-security-policy']).not.toBe(b.headers['content-security-policy']);
  });
});

describe('its files', () => {
  it('are kept for good where their names hold a hash, and asked about where they do not', async () => {
    const { headers, payload } = await get('/assets/index-abc.js');
    expect([headers['cache-control'], headers['content-type'], payload]).toEqual([
      ...['public, max-age=31536000, immutable', 'text/javascript; charset=utf-8', SCRIPT],
    ]);
    const icon = await get('/favicon.svg');
    expect(icon.headers['cache-control']).toBe('no-cache');
    const again = await get('/favicon.svg', { 'if-none-match': String(icon.headers.etag) });
    expect([again.statusCode, again.payload]).toEqual([304, '']);
  });

  it.each([
    ['gzip, deflate, br', 'br', 'as br'],
    ['gzip', 'gzip', 'as gzip'],
    ['identity', undefined, SCRIPT],
  ])('come compressed as the browser takes them: %s', async (accepted, encoding, payload) => {
    const reply = await get('/assets/index-abc.js', { 'accept-encoding': accepted });
    expect([reply.headers['content-encoding'], reply.payload, reply.headers.vary]).toEqual([
      ...[encoding, payload, 'accept-encoding'],
    ]);
  });

  it('are those of the console alone', async () => {
    for (const url of ['/../secret.js', '/assets/../../secret.js', '/%2e%2e/secret.js', '/assets/no-such.js']) {
      expect([url, (await get(url)).statusCode]).toEqual([url, 404]);
    }
  });
});

describe('what is not the console’s', () => {
  it('stays as it was: the API, and what programs ask for', async () => {
    expect((await get('/api/known', BROWSER)).json()).toEqual({ known: true });
    for (const url of ['/api', '/api/unknown', '/api/unknown/deeper']) {
      const { statusCode, payload } = await get(url, BROWSER);
      expect([url, statusCode, payload]).toEqual([url, 404, '{"code":"not_found"}']);
    }
    expect((await get('/settings', { accept: 'application/json' })).statusCode).toBe(404);
    expect((await app.inject({ method: 'POST', url: '/settings', headers: BROWSER })).statusCode).toBe(404);
  });
});

describe('a console that was not built', () => {
  it('is a page that says how, and is there as soon as it is built', async () => {
    const built = join(folder, 'later');
    const other = served(built);
    const { statusCode, payload } = await get('/', BROWSER, other);
    expect([statusCode, payload]).toEqual([503, expect.stringContaining('npm run build:console')]);
    expect((await get('/api/known', {}, other)).statusCode).toBe(200);
    mkdirSync(built);
    writeFileSync(join(built, 'index.html'), 'built');
    expect((await get('/', BROWSER, other)).payload).toBe('built');
    await other.close();
  });
});

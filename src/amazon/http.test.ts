import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type LoopbackServer, serve } from '../../test/support/loopback-server.ts';
import { Egress } from './egress.ts';
import { type Call, exchange, type Reply } from './http.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that answers like this, and a way of calling it. */
async function against(
  answer: (out: ServerResponse, path: string) => unknown,
): Promise<{ there: LoopbackServer; call: (more?: Partial<Call>) => Promise<Reply> }> {
  const there = await serve(({ path }, out) => answer(out, path));
  const egress = new Egress([there.url]);
  closing.push(() => egress.close(), there.close);
  const usual: Call = {
    method: 'POST',
    url: `${there.url}/path`,
    headers: { 'x-a': '1' },
    body: 'hello',
    timeoutMs: 5_000,
  };
  return { there, call: (more) => exchange(egress, { ...usual, ...more }) };
}

/** What came of a call, and how long it took. */
async function timed(reply: Promise<Reply>): Promise<{ reply: Reply; ms: number }> {
  const from = performance.now();
  return { reply: await reply, ms: performance.now() - from };
}

describe('an exchange', () => {
  it('brings what was sent there, and what was answered back', async () => {
    const { there, call } = await against((out) => out.writeHead(207, { 'x-b': '2' }).end('{"ünï": "cödé"}'));
    const reply = await call();
    expect(there.received).toMatchObject([{ method: 'POST', path: '/path', headers: { 'x-a': '1' }, body: 'hello' }]);
    expect(reply).toMatchObject({
      ok: true,
      response: { status: 207, headers: { 'x-b': '2' }, body: '{"ünï": "cödé"}' },
    });
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %d', async (status) => {
    const { there, call } = await against((out, path) =>
      path === '/path' ? out.writeHead(status, { location: `${there.url}/elsewhere` }).end() : out.end('followed'),
    );
    expect(await call()).toMatchObject({ ok: true, response: { status } });
    expect(there.received.map(({ path }) => path)).toEqual(['/path']);
  });

  it('goes on over a new connection when the old one was closed meanwhile', async () => {
    const { there, call } = await against((out) => out.end('ok'));
    await call();
    there.server.closeAllConnections();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await call()).toMatchObject({ ok: true });
  });

  it('throws for an address that may not be contacted, and does not contact it', async () => {
    const { there, call } = await against((out) => out.end('ok'));
    const { port } = new URL(there.url);
    await expect(call({ url: `http://localhost:${port}/` })).rejects.toMatchObject({ code: 'egress_forbidden' });
    expect(there.received).toEqual([]);
  });
});

describe('a deadline', () => {
  it.each<[string, (out: ServerResponse) => unknown]>([
    ['nothing comes', () => undefined],
    ['only headers come', (out) => out.writeHead(207, { 'content-length': 1_000 }).flushHeaders()],
    [
      'the body trickles',
      (out) => {
        out.writeHead(207);
        const drip = setInterval(() => out.write('x'), 20);
        out.on('close', () => clearInterval(drip));
      },
    ],
  ])('ends the exchange when %s', async (_, answer) => {
    const { call } = await against(answer);
    const { reply, ms } = await timed(call({ timeoutMs: 200 }));
    expect(reply).toEqual({ ok: false, sent: true, message: 'no complete answer within 200 ms' });
    expect(ms).toBeGreaterThan(150);
    expect(ms).toBeLessThan(2_000);
  });
});

describe('an answer that is too long', () => {
  it('is cut off when it does not end', async () => {
    let left = 0;
    const { call } = await against((out) => {
      const pour = (): void => {
        while (!out.destroyed && out.write(Buffer.alloc(65_536, ' '))) left += 65_536;
        left += 65_536;
      };
      out.on('drain', pour).writeHead(207);
      pour();
    });
    expect(await call()).toEqual({ ok: false, sent: true, message: 'the answer is longer than 2097152 bytes' });
    // The rest is what the connection itself holds.
    expect(left).toBeLessThan(32 * 1024 * 1024);
  });

  it.each([
    ['is taken up to its bound', 2 * 1024 * 1024, true],
    ['is refused one byte beyond it', 2 * 1024 * 1024 + 1, false],
  ])('%s', async (_, length, ok) => {
    const { call } = await against((out) => out.end(Buffer.alloc(length, ' ')));
    expect((await call()).ok).toBe(ok);
  });

  it('is not unpacked: a small body stays small', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const { there, call } = await against((out) => out.writeHead(207, { 'content-encoding': 'gzip' }).end(bomb));
    const reply = await call();
    expect(there.received[0]?.headers['accept-encoding']).toBeUndefined();
    expect(reply.ok && reply.response.body.length).toBeLessThanOrEqual(bomb.length);
  });
});

describe('a connection that breaks', () => {
  it.each<[string, (out: ServerResponse) => unknown]>([
    ['after the request', (out) => out.socket?.resetAndDestroy()],
    ['after the request, in good order', (out) => out.socket?.end()],
    [
      'within the answer',
      (out) => {
        out.writeHead(207, { 'content-length': 1_000 }).write('{"success":[');
        setTimeout(() => out.socket?.resetAndDestroy(), 20);
      },
    ],
    [
      'before the promised end',
      (out) => out.writeHead(207, { 'content-length': 1_000 }).write('{', () => out.socket?.end()),
    ],
    ['with words that are not HTTP', (out) => out.socket?.end('what?\r\n\r\n')],
    ['with headers that are too long', (out) => out.writeHead(207, { 'x-long': 'x'.repeat(100_000) }).end('{}')],
  ])('%s leaves open whether it counted, and is not tried again', async (_, answer) => {
    const { there, call } = await against(answer);
    const reply = await call();
    expect(reply).toMatchObject({ ok: false, sent: true, message: expect.stringMatching(/\w/) });
    expect(there.received.length).toBe(1);
  });

  it('breaks before anything was sent when nobody listens', async () => {
    const { there, call } = await against(() => undefined);
    await there.close();
    expect(await call()).toMatchObject({ ok: false, sent: false, message: expect.stringContaining('ECONNREFUSED') });
  });

  it('breaks before anything was sent when the other side does not speak TLS', async () => {
    const plain = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(plain.address() as { port: number }).port}`;
    const egress = new Egress([url]);
    closing.push(
      () => egress.close(),
      () => new Promise((resolve) => plain.close(() => resolve())),
    );
    const reply = await exchange(egress, { method: 'POST', url, headers: {}, body: 'hello', timeoutMs: 5_000 });
    expect(reply).toMatchObject({ ok: false, sent: false, message: expect.stringMatching(/SSL/) });
  });
});

import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as it came: it may be compressed. */
  readonly bytes: Buffer;
}

/** A server of a test's own, on loopback. */
export interface LoopbackServer {
  readonly url: string;
  /** Every request that came whole. */
  readonly received: Received[];
  readonly server: Server;
  close(): Promise<void>;
}

/** Starts a server that answers as `answer` does. Close it. */
export async function serve(answer: (request: Received, out: ServerResponse) => unknown): Promise<LoopbackServer> {
  const received: Received[] = [];
  const server = createServer((request, out) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const bytes = Buffer.concat(chunks);
      const whole = { method, path, headers, body: bytes.toString(), bytes };
      received.push(whole);
      answer(whole, out);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { cannotListen } from '../../base/cannot-listen.ts';
import { MINUTE } from '../../base/durations.ts';
import { DspatchError } from '../../base/errors.ts';
import type { World } from '../world.ts';
import { exchange } from './exchange.ts';

/** A listening server. */
export interface Listener {
  readonly port: number;
  /** Cuts every connection and stops listening. */
  close(): Promise<void>;
}

/**
 * Listens on the host and port of the world's settings. It is bare `node:http`, because half of the faults are about what
 * frameworks take care never to do. Rejects with a DspatchError (`sandbox_listen`) when the port cannot be had.
 */
export async function listen(world: World): Promise<Listener> {
  const { host, port } = world.settings;
  const closing = new AbortController();
  const server = createServer((request, response) => {
    void exchange(world, request, response, closing.signal);
  });
  // As long as a load balancer's: shorter ones end connections that a client is about to use again.
  server.keepAliveTimeout = MINUTE;
  server.on('clientError', (_error, socket) => refuseGarbage(socket as Socket));
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const why = cannotListen(error, { host, port, hostSetting: 'host', portSetting: 'port' });
      reject(new DspatchError('sandbox_listen', `the sandbox cannot listen: ${why}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  // From here on an error is a connection that could not be accepted, which is the client's to notice.
  server.on('error', () => {});
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      closing.abort();
      return closed(server);
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Bytes that are not HTTP. */
function refuseGarbage(socket: Socket): void {
  if (socket.writable) socket.write('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  socket.destroySoon();
}

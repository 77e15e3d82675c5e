import type { FastifyInstance } from 'fastify';
import { cannotListen } from './base/cannot-listen.ts';
import { DspatchError } from './base/errors.ts';

/** The same listener, by an address that a browser on this machine reaches. */
export function loopbackOf(url: string): string {
  return `http://127.0.0.1:${new URL(url).port}`;
}

/** An address to be called by: where a listener has them all, the one that this machine has. */
export function reachable(url: string): string {
  return url.replace(/\/\/(0\.0\.0\.0|\[::\])(?=:)/, '//127.0.0.1');
}

/**
 * Opens a listener at what `setting` says, and gives its address. Rejects with `port_in_use` and `cannot_listen`, which say which setting to change.
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: { host: string; port: number },
  setting: string,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const settings = { hostSetting: `${setting}.host`, portSetting: `${setting}.port` };
    const message = cannotListen(error, { host, port, ...settings });
    throw new DspatchError(inUse ? 'port_in_use' : 'cannot_listen', message, { cause: error });
  }
}

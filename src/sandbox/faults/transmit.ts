import type { ServerResponse } from 'node:http';
import type { Clock } from '../../base/clock.ts';
import { SECOND } from '../../base/durations.ts';
import type { Reply } from '../http/reply.ts';
import type { Fault } from './fault.ts';
import { gzipBomb } from './gzip-bomb.ts';

/** What a transmission needs besides the answer: the time, and word that the client is gone. */
export interface Line {
  readonly clock: Clock;
  readonly gone: AbortSignal;
}

const TICK = 50;
const CHUNK = Buffer.alloc(64 * 1024, ' ');
// A reset overtakes bytes that are still on their way; this lets the first half arrive.
const ARRIVAL = 20;

/** Puts an answer on the wire, or what a fault makes of it. Resolves when there is nothing more to send; never rejects. */
export async function transmit(reply: Reply, fault: Fault | undefined, out: ServerResponse, line: Line): Promise<void> {
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  switch (fault?.kind) {
    case 'hang':
      return;
    case 'silence':
      out.writeHead(reply.status, { ...reply.headers, 'content-length': 1_000 });
      out.flushHeaders();
      return;
    case 'slow_body':
      out.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
      return trickle(body, fault.bytesPerSecond, out, line);
    case 'reset': {
      if (fault.when === 'mid_response') {
        out.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
        out.write(body.subarray(0, body.length / 2));
        await line.clock.sleep(ARRIVAL, line.gone);
      }
      out.socket?.resetAndDestroy();
      return;
    }
    case 'truncated': {
      const sent = Math.max(0, body.length - (fault.missingBytes ?? Math.ceil(body.length / 2)));
      const declared = sent + (fault.missingBytes ?? body.length - sent);
      out.writeHead(reply.status, { ...reply.headers, 'content-length': declared });
      out.write(body.subarray(0, sent), () => out.socket?.end());
      return;
    }
    case 'endless_body':
      out.writeHead(reply.status, reply.headers);
      out.write('{"success":[');
      return pour(out, line);
    case 'gzip_bomb': {
      const bomb = gzipBomb(fault.megabytes ?? 256);
      out.writeHead(reply.status, { ...reply.headers, 'content-encoding': 'gzip', 'content-length': bomb.length });
      out.end(bomb);
      return;
    }
    default:
      out.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
      out.end(body);
  }
}

async function trickle(body: Buffer, bytesPerSecond: number, out: ServerResponse, line: Line): Promise<void> {
  const step = Math.max(1, Math.floor((bytesPerSecond * TICK) / SECOND));
  const pause = (step * SECOND) / bytesPerSecond;
  for (let at = 0; at < body.length && !line.gone.aborted; at += step) {
    out.write(body.subarray(at, at + step));
    await line.clock.sleep(pause, line.gone);
  }
  out.end();
}

async function pour(out: ServerResponse, { gone }: Line): Promise<void> {
  let isOpen = true;
  while (isOpen && !gone.aborted) isOpen = await written(out, gone);
}

/** Waits for one chunk to leave, so that a client that reads slowly is not buffered for. False when it could not. */
function written(out: ServerResponse, gone: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (error?: unknown): void => {
      gone.removeEventListener('abort', aborted);
      resolve(error === undefined || error === null);
    };
    const aborted = (): void => done(gone.reason);
    gone.addEventListener('abort', aborted, { once: true });
    out.write(CHUNK, done);
  });
}

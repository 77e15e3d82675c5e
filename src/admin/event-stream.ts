import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';
import type { EventStream, StreamMessage } from './api/operation.ts';

/** How often a stream says that it is alive, and whether its caller may still have it is asked. */
export const HEARTBEAT: number = 15 * SECOND;

/** What a stream is served with. */
export interface EventStreamOptions {
  readonly clock: Clock;
  /** Whether the caller may go on: sessions and tokens end while a stream is open. */
  readonly mayGoOn: () => Promise<boolean>;
  /** Throws for a message that is not as documented. */
  readonly check: (message: StreamMessage) => void;
}

/** Sends messages as server-sent events. It reads no faster than the caller does. */
export function sendEventStream(
  reply: FastifyReply,
  messages: EventStream<StreamMessage>,
  options: EventStreamOptions,
): FastifyReply {
  return reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('x-accel-buffering', 'no') // nginx would hold it back
    .send(Readable.from(framed(messages, options), { objectMode: false, highWaterMark: 64 * 1024 }));
}

/** The text of a stream. It ends with the messages, and at the first heartbeat at which the caller may not have it any more. */
export async function* framed(
  messages: EventStream<StreamMessage>,
  { clock, mayGoOn, check }: EventStreamOptions,
): AsyncGenerator<string, void> {
  const iterator = messages[Symbol.asyncIterator]();
  try {
    // Something at once: the caller learns that it is open.
    yield ': dspatch\n\n';
    let next = iterator.next();
    let beatAt = clock.monotonic() + HEARTBEAT;
    for (;;) {
      const woken = new AbortController();
      const beat = clock.sleep(Math.max(0, beatAt - clock.monotonic()), woken.signal).then(() => undefined);
      const got = await Promise.race([next, beat]);
      woken.abort();
      if (clock.monotonic() >= beatAt) {
        if (!(await mayGoOn())) return;
        beatAt = clock.monotonic() + HEARTBEAT;
        yield ': alive\n\n';
      }
      if (got === undefined) continue;
      if (got.done === true) return;
      for (const message of got.value) check(message);
      yield got.value.map(frameOf).join('');
      next = iterator.next();
    }
  } finally {
    await iterator.return?.();
  }
}

/** JSON has no line breaks of its own, and so every message is one line of data. */
function frameOf({ event, id, data }: StreamMessage): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

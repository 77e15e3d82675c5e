import type { IncomingMessage } from 'node:http';
import { DspatchError } from '../base/errors.ts';
import { release } from '../base/release.ts';

/**
 * Reads a request's body, of at most `limit` bytes. The pieces that it comes in are given back as they come: kept until all is there, those
 * of all bodies under way would be most of the memory that a flood of large requests takes. Takes no more than twice what has come, whatever
 * length was announced. Rejects with `body_too_large`, and with `body_broken` where the connection ends first.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const tooLarge = (): void => reject(new DspatchError('body_too_large', `the body has more than ${limit} bytes`));
  const announced = Number(request.headers['content-length'] ?? limit);
  if (announced > limit) {
    tooLarge();
    return promise;
  }
  let body: Buffer = NOTHING;
  let size = 0;
  const take = (piece: Buffer): void => {
    const before = size;
    size += piece.length;
    if (size > limit) {
      request.off('data', take);
      tooLarge();
    } else if (before === 0) body = piece;
    else {
      if (size > body.length) body = grown(body, before, Math.max(size, Math.min(announced, 2 * size)));
      piece.copy(body, before);
      release(piece);
    }
  };
  request.on('data', take);
  request.once('end', () => resolve(size === body.length ? body : body.subarray(0, size)));
  request.once('error', (cause) => reject(new DspatchError('body_broken', 'the body ended too early', { cause })));
  return promise;
}

const NOTHING = Buffer.alloc(0);

/** The first `size` bytes of a body, with room for more. */
function grown(body: Buffer, size: number, room: number): Buffer {
  const larger = Buffer.allocUnsafe(room);
  body.copy(larger, 0, 0, size);
  release(body);
  return larger;
}

import type { IncomingMessage } from 'node:http';

/** A request's body: all of it, or only the news that it was too large. */
export interface Body {
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
}

// A client that is still sending does not read the 413. So what is over the limit is read and thrown away, up to here.
const DRAIN_LIMIT = 64 * 1024 * 1024;

/**
 * Reads a request's body, of which at most `limit` bytes are kept. Resolves to undefined when the client went away before
 * its end. Never rejects.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Body | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > DRAIN_LIMIT) {
        request.pause();
        resolve({ bytes: Buffer.alloc(0), tooLarge: true });
      }
    });
    request.on('end', () => {
      const tooLarge = size > limit;
      resolve({ bytes: tooLarge ? Buffer.alloc(0) : Buffer.concat(chunks), tooLarge });
    });
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
  });
}

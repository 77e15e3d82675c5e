import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBody } from './body.ts';

const LIMIT = 1_000;

/** A request that sends its body in pieces. */
function sending(pieces: readonly Uint8Array[], length?: number): IncomingMessage {
  const stream = new PassThrough();
  for (const piece of pieces) stream.write(Buffer.from(Uint8Array.from(piece).buffer));
  stream.end();
  const headers = length === undefined ? {} : { 'content-length': String(length) };
  return Object.assign(stream, { headers }) as unknown as IncomingMessage;
}

const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 8 });

describe('reading a body', () => {
  it('gives the bytes that came, in whatever pieces, with their length announced or not', async () => {
    const property = fc.asyncProperty(pieces, fc.boolean(), async (sent, isAnnounced) => {
      const whole = Buffer.concat(sent);
      fc.pre(whole.length <= LIMIT);
      const body = await readBody(sending(sent, isAnnounced ? whole.length : undefined), LIMIT);
      expect(body.equals(whole)).toBe(true);
    });
    await fc.assert(property);
  });

  it.each([
    ['that comes', undefined],
    ['that is announced', LIMIT + 1],
  ])('refuses a byte more than the limit %s', async (_which, length) => {
    await expect(readBody(sending([Buffer.alloc(LIMIT), Buffer.alloc(1)], length), LIMIT)).rejects.toMatchObject({
      code: 'body_too_large',
    });
    const most = await readBody(sending([Buffer.alloc(LIMIT)], LIMIT), LIMIT);
    expect(most.length).toBe(LIMIT);
  });

  it('says when the connection ends before the body does', async () => {
    const stream = Object.assign(new PassThrough(), { headers: { 'content-length': '900' } });
    const body = readBody(stream as unknown as IncomingMessage, LIMIT);
    stream.write(Buffer.alloc(100));
    stream.destroy(new Error('aborted'));
    await expect(body).rejects.toMatchObject({ code: 'body_broken' });
  });
});

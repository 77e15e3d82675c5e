import type { Socket } from 'node:net';
import { JSON_TYPE, type Refusal, refuse } from './reply.ts';

/** A refusal with the words of its status. To import node:http for its list of them would load the runtime's own fetch, which nothing uses. */
interface Worded {
  readonly refusal: Refusal;
  readonly words: string;
}

const NOT_HTTP: Worded = { refusal: refuse(400, 'bad_request', 'the request cannot be read'), words: 'Bad Request' };
const TOO_SLOW: Worded = {
  refusal: refuse(408, 'request_timeout', 'the request did not come whole in time: 10 s for its headers, 30 s in all'),
  words: 'Request Timeout',
};
const HEADERS_TOO_LARGE: Worded = {
  refusal: refuse(431, 'headers_too_large', 'the headers have more than 16 KB'),
  words: 'Request Header Fields Too Large',
};

/**
 * Answers what is no HTTP or comes too slowly, and hangs up. The runtime tells of it by the connection, since there is no request. `refused`
 * is told of each.
 */
export function refuseGarbage(
  error: Error & { readonly code?: string },
  socket: Socket,
  refused: (refusal: Refusal) => void,
): void {
  // The sender has gone: there is nobody to answer.
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { refusal, words } = wordedOf(error.code);
  refused(refusal);
  const { status, body } = refusal;
  const head = [
    `HTTP/1.1 ${status} ${words}`,
    ...['connection: close', `content-type: ${JSON_TYPE}`, `content-length: ${Buffer.byteLength(body)}`],
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}

function wordedOf(code: string | undefined): Worded {
  if (code === 'HPE_HEADER_OVERFLOW') return HEADERS_TOO_LARGE;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? TOO_SLOW : NOT_HTTP;
}

import type { Socket } from 'node:net';
import { JSON_TYPE, type Refusal, refuse } from './reply.ts';

/** The words of the statuses below. To import node:http for its list would load the runtime's own fetch, which nothing uses. */
const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

const NOT_HTTP = refuse(400, 'bad_request', 'the request cannot be read');
const TOO_SLOW = refuse(
  408,
  'request_timeout',
  'the request did not come whole in time: 10 s for its headers, 30 s in all',
);
const HEADERS_TOO_LARGE = refuse(431, 'headers_too_large', 'the headers have more than 16 KB');

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
  const refusal = refusalOf(error.code);
  refused(refusal);
  const { status, body } = refusal;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_WORDS[status]}`,
    ...['connection: close', `content-type: ${JSON_TYPE}`, `content-length: ${Buffer.byteLength(body)}`],
  ];
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.destroySoon();
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return HEADERS_TOO_LARGE;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? TOO_SLOW : NOT_HTTP;
}

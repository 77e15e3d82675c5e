import { request } from 'undici';
import { messageOf } from '../base/errors.ts';
import type { ApiResponse } from './api.ts';
import type { Way } from './egress.ts';

/** The most of an answer that is read: a multi-status for 500 items that echoes each stays below it. */
const MAX_RESPONSE = 2 * 1024 * 1024;

/** One exchange over HTTP. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For the whole exchange: connecting, sending, and reading the answer; milliseconds. */
  readonly timeoutMs: number;
  /** Ends it before. */
  readonly signal?: AbortSignal;
}

/**
 * An answer, or that there was none. `sent`: whether the other side may have got the request, and acted on it.
 */
export type Reply =
  | { readonly ok: true; readonly response: ApiResponse }
  | { readonly ok: false; readonly sent: boolean; readonly message: string };

/** Faults that come before a byte of the request has left. */
const BEFORE_SENDING = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'egress_forbidden',
]);

/** No TLS connection came about: the other side does not speak it, or its certificate is not good. */
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_)|SELF_SIGNED/;

/**
 * Sends one request, once: it never retries and follows no redirect. Never throws for what the network or the other side does. Throws
 * `egress_forbidden` for an address that may not be contacted.
 */
export async function exchange(way: Way, call: Call): Promise<Reply> {
  const dispatcher = way.dispatcher(call.url);
  const timeout = AbortSignal.timeout(call.timeoutMs);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
  try {
    const { statusCode, headers, body } = await request(call.url, {
      dispatcher,
      method: call.method,
      headers: call.headers,
      body: call.body ?? null,
      signal,
      headersTimeout: call.timeoutMs,
      bodyTimeout: call.timeoutMs,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_RESPONSE) {
        body.destroy();
        return { ok: false, sent: true, message: `the answer is longer than ${MAX_RESPONSE} bytes` };
      }
      chunks.push(chunk);
    }
    return { ok: true, response: { status: statusCode, headers, body: Buffer.concat(chunks).toString('utf8') } };
  } catch (error) {
    return { ok: false, sent: !isBeforeSending(error), message: explain(error, call.timeoutMs) };
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '');
}

function isBeforeSending(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isBeforeSending);
  const code = codeOf(error);
  return BEFORE_SENDING.has(code) || TLS.test(code);
}

function explain(error: unknown, timeoutMs: number): string {
  const name = (error as { name?: unknown } | null)?.name;
  if (name === 'TimeoutError') return `no complete answer within ${timeoutMs} ms`;
  const code = codeOf(error);
  const message = messageOf(error);
  return code === '' || message.includes(code) ? message : `${message} (${code})`;
}

import { randomBytes } from 'node:crypto';
import { NONCE } from './console-files.ts';

/** A nonce for one answer. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** A built page with the nonce of this answer. */
export function withNonce(page: string, nonce: string): string {
  return page.replaceAll(NONCE, nonce);
}

/** The headers of a page: `policy` says which scripts, styles and connections are let in; all else is the page's own or nothing. */
export function pageHeaders(policy: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': [
      "default-src 'none'",
      policy,
      "img-src 'self' data:",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

import { createHash } from 'node:crypto';

/** A PKCE challenge (RFC 7636). */
export interface Challenge {
  readonly value: string;
  readonly method: 'S256' | 'plain';
}

const SYNTAX = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * Reads `code_challenge` and `code_challenge_method`; a missing method means `plain` (fact sheet 4.2). Returns undefined
 * when there is no challenge and `'wrong'` when it cannot be used.
 */
export function readChallenge(value: string | null, method: string | null): Challenge | 'wrong' | undefined {
  if (value === null || value === '') return method === null || method === '' ? undefined : 'wrong';
  if (!SYNTAX.test(value)) return 'wrong';
  if (method === null || method === '' || method === 'plain') return { value, method: 'plain' };
  return method === 'S256' ? { value, method } : 'wrong';
}

/** Whether a `code_verifier` is the one behind a challenge. */
export function verifies(verifier: string, challenge: Challenge): boolean {
  if (!SYNTAX.test(verifier)) return false;
  if (challenge.method === 'plain') return verifier === challenge.value;
  return createHash('sha256').update(verifier).digest('base64url') === challenge.value;
}

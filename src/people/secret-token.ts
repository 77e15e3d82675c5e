import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as 43 characters: what sessions, tokens and links are made of. Nobody guesses one. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex: all that is kept of a secret token. It needs no slow hash, since there is nothing in it to guess. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

const NO_DIGEST: string = '0'.repeat(64);

/** Whether a token is the one of a digest, in the same time wherever they differ, and also where there is no digest. */
export function isTokenOf(token: string, digest: string | undefined): boolean {
  const same = timingSafeEqual(Buffer.from(digestOf(token), 'hex'), Buffer.from(digest ?? NO_DIGEST, 'hex'));
  return same && digest !== undefined;
}

/** An id that says nothing. It begins with no dash, so that a command line takes it. */
export function newId(): string {
  return randomBytes(8).toString('hex');
}

import { hash } from 'node:crypto';

/** The SHA-256 digest of the empty string: what careless code sends for a value that normalised to nothing. */
export const EMPTY_DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * The SHA-256 digest of a text as 64 lower-case hex digits, over its UTF-8 bytes and unsalted: the only form Amazon
 * takes (fact sheet 2.2, S1 and S3).
 */
export function sha256(text: string): string {
  return hash('sha256', text);
}

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * A value that is a SHA-256 digest already, in lower case; undefined for anything else. Amazon's own code passes on
 * 64 lower-case hex digits (S16); we take upper case and space around them too.
 *
 * `EMPTY_DIGEST` stands for no value and is refused here. The normalisers refuse it as well (see placeholder.ts), so a
 * caller that goes on to normalise the text omits the key.
 */
export function alreadyHashed(value: string): string | undefined {
  if (value.length < 64) return undefined;
  const text = value.trim();
  if (text.length !== 64) return undefined;
  const digest = text.toLowerCase();
  return DIGEST.test(digest) && digest !== EMPTY_DIGEST ? digest : undefined;
}

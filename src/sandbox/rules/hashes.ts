/** SHA-256 of the empty string: what a client sends when normalisation left nothing and it hashed that. */
export const EMPTY_DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const DIGEST = /^[0-9a-f]{64}$/;

/** Whether a text is a SHA-256 digest in lower-case hex, the only form the APIs take (fact sheet 2.2). */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

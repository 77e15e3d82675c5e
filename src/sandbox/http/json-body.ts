import type { Json } from '../../base/json.ts';

// Fatal: bytes that are not UTF-8 are refused, not patched with U+FFFD, which would change a name or an id unseen.
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON value in a body, or undefined when the bytes are not UTF-8 or not JSON. */
export function parseJson(body: Buffer): Json | undefined {
  try {
    return JSON.parse(utf8.decode(body)) as Json;
  } catch {
    return undefined;
  }
}

import { isPlaceholder } from './placeholder.ts';

/** RampIDs have 49 or 70 characters; the other vendors publish no length. */
const MAX_LENGTH = 256;
const PLAIN = /^[!-~]+$/;
/** Space, control and format characters, and halves of surrogate pairs: in an id they are damage. */
const DAMAGED = /[\s\p{C}]/u;

/**
 * An id that only its vendor can read (RAMP_ID, REAL_ID, MERKLE_ID, KANTAR_ID), sent raw (fact sheet 2.1 and 2.3, S5
 * and S6): as it was given, without space around it. Undefined when it is empty, a placeholder such as `null`, longer
 * than 256 characters, or holds space or control characters.
 */
export function normaliseOpaqueId(value: string): string | undefined {
  const id = value.trim();
  if (id === '' || id.length > MAX_LENGTH || isPlaceholder(id)) return undefined;
  return PLAIN.test(id) || !DAMAGED.test(id) ? id : undefined;
}

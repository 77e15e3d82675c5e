import { parseAsWritten } from '../base/exact-json.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { METADATA_BLOCKS } from './event.ts';

/** Members that tell one event or person from another: of calls, and of the metadata of any-schema events. */
const IDS: ReadonlySet<string> = new Set([
  ...['messageId', 'userId', 'anonymousId', 'previousId', 'groupId'],
  ...['eventID', 'userID', 'anonymousID'],
]);

/**
 * Parses a request's JSON, or one event's. An id that was written as a number which a number cannot hold (a whole one beyond 2^53, a
 * fraction) becomes the text that was written: rounded, two events or two people would be one. Throws for what is no JSON.
 */
export function parseWithIds(text: string): Json {
  const value = JSON.parse(text) as Json;
  // Keeping what was written takes three times as long: only those who send such ids wait for it.
  return isObject(value) && holdsInexactId(value) ? parseAsWritten(text, IDS) : value;
}

/** Parses the metadata of an any-schema event, in the same way. */
export function parseMetadata(text: string): Json {
  return parseAsWritten(text, IDS);
}

function holdsInexactId(body: JsonObject): boolean {
  if (isInexact(body.messageId) || isInexact(body.userId)) return true;
  for (const name of METADATA_BLOCKS) {
    const block = body[name];
    if (isObject(block) && (isInexact(block.eventID) || isInexact(block.userID))) return true;
  }
  const { batch } = body;
  if (!Array.isArray(batch)) return false;
  for (const item of batch) if (isObject(item) && (isInexact(item.messageId) || isInexact(item.userId))) return true;
  return false;
}

function isInexact(value: Json | undefined): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value);
}

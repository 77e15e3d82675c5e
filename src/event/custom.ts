import { isObject, type JsonObject, own } from '../base/json.ts';
import { type Event, METADATA_BLOCKS, type ParseProblem } from './event.ts';
import { parseMetadata } from './exact-ids.ts';
import { guard } from './guard.ts';
import { type Parsed, type Receipt, readEvent } from './parse.ts';

/** What an any-schema request says about itself, apart from its payload: in the body, in a header or in the query. */
export interface CustomMetadata {
  readonly writeKey: string | undefined;
  readonly fields: JsonObject;
}

const FIELDS = ['writeKey', 'eventName', 'eventID', 'timestamp', 'anonymousID', 'userID'] as const;

/** Where a sender may put metadata, in the words of an error. */
export const METADATA_PLACES = '"_metarouter" in the body, the X-Event-Metadata header (JSON) or the query';

/**
 * Gathers the metadata of `POST /v1/custom/event`, field by field: the body's `_metarouter` block goes before the
 * `X-Event-Metadata` header (JSON), and that before the query. A block or a header that is no object is refused: what the sender
 * meant to say by it would be lost.
 */
export function customMetadata(
  body: JsonObject,
  header: string | undefined,
  query: Readonly<Record<string, unknown>>,
): Parsed<CustomMetadata> {
  const name = METADATA_BLOCKS.find((block) => own(body, block) !== undefined);
  const block = name === undefined ? {} : own(body, name);
  if (!isObject(block)) return refuse(`"${name}" in the body must be an object: it holds the event’s metadata`);
  const inHeader = readHeader(header);
  if (inHeader === undefined) return refuse('the X-Event-Metadata header must be a JSON object, on one line');
  const fields: JsonObject = {};
  for (const source of [query as JsonObject, inHeader, block]) {
    for (const field of FIELDS) {
      const value = own(source, field);
      if (value !== undefined && value !== null && value !== '') fields[field] = value;
    }
  }
  const { writeKey } = fields;
  return { ok: true, value: { writeKey: typeof writeKey === 'string' ? writeKey : undefined, fields } };
}

function refuse(message: string): { readonly ok: false; readonly problem: ParseProblem } {
  return { ok: false, problem: { code: 'invalid_event', message } };
}

/** Undefined for what is no JSON object. */
function readHeader(header: string | undefined): JsonObject | undefined {
  if (header === undefined || header.trim() === '') return {};
  try {
    const value = parseMetadata(header);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Makes a track call of a payload in any schema: the payload, less its metadata, becomes the properties, and its `context` and
 * `traits`, where it has such, are the call's own.
 */
export function parseCustomEvent(body: JsonObject, metadata: JsonObject, receipt: Receipt): Parsed<Event> {
  // What was sent is what the limits are for: the call made of it is larger, and one level deeper.
  const problem = guard(body) ?? guard(metadata);
  if (problem !== undefined) return { ok: false, problem };
  const { eventName, eventID, timestamp, anonymousID, userID } = metadata;
  if (typeof eventName !== 'string') {
    const message = `the metadata needs "eventName", as text: in ${METADATA_PLACES}`;
    return { ok: false, problem: { code: 'missing_name', message } };
  }
  if (anonymousID === undefined && userID === undefined) {
    return refuse(`the metadata needs one of "anonymousID" and "userID": in ${METADATA_PLACES}`);
  }
  const properties: JsonObject = Object.fromEntries(
    Object.entries(body).filter(([key]) => !(METADATA_BLOCKS as readonly string[]).includes(key)),
  );
  const member = (key: string): JsonObject => {
    const value = own(body, key);
    return isObject(value) ? { [key]: value } : {};
  };
  const fields: JsonObject = {
    ...{ type: 'track', event: eventName, messageId: eventID, timestamp, anonymousId: anonymousID, userId: userID },
    properties,
    ...member('context'),
    ...member('traits'),
  };
  return readEvent(fields, 'track', receipt);
}

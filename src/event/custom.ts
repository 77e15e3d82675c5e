import { isObject, type JsonObject, own } from '../base/json.ts';
import { type Event, METADATA_BLOCKS } from './event.ts';
import { parseMetadata } from './exact-ids.ts';
import { guard } from './guard.ts';
import { type Parsed, type Receipt, readEvent } from './parse.ts';

/** What an any-schema request says about itself, apart from its payload: in the body, in a header or in the query. */
export interface CustomMetadata {
  readonly writeKey: string | undefined;
  readonly fields: JsonObject;
}

const FIELDS = ['writeKey', 'eventName', 'eventID', 'timestamp', 'anonymousID', 'userID'] as const;

/**
 * Gathers the metadata of `POST /v1/custom/event`, field by field: the body's `_metarouter` block goes before the
 * `X-Event-Metadata` header (JSON), and that before the query.
 */
export function customMetadata(
  body: JsonObject,
  header: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
): CustomMetadata {
  const block = METADATA_BLOCKS.map((name) => own(body, name)).find(isObject);
  const fields: JsonObject = {};
  for (const source of [query as JsonObject, readHeader(header), block ?? {}]) {
    for (const name of FIELDS) {
      const value = own(source, name);
      if (value !== undefined && value !== null && value !== '') fields[name] = value;
    }
  }
  return { writeKey: typeof fields.writeKey === 'string' ? fields.writeKey : undefined, fields };
}

function readHeader(header: string | undefined): JsonObject {
  if (header === undefined) return {};
  try {
    const value = parseMetadata(header);
    return isObject(value) ? value : {};
  } catch {
    return {};
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
    return { ok: false, problem: { code: 'missing_name', message: 'the metadata needs "eventName", as text' } };
  }
  if (anonymousID === undefined && userID === undefined) {
    return {
      ok: false,
      problem: { code: 'invalid_event', message: 'the metadata needs one of "anonymousID" and "userID"' },
    };
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

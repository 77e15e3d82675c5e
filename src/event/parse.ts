import { isUtf8 } from 'node:buffer';
import { isObject, type Json, type JsonObject, own } from '../base/json.ts';
import { CALL_NAMES, EVENT_TYPES, type Event, type EventType, type ParseProblem } from './event.ts';
import { parseWithIds } from './exact-ids.ts';
import { guard } from './guard.ts';
import { safeMessageId, safeName } from './safe.ts';
import { occurredAt } from './time.ts';

/** What the parser is told about a request, since it reads no clock and no randomness itself. */
export interface Receipt {
  /** When the request reached us, epoch milliseconds. */
  readonly receivedAt: number;
  /** Makes a messageId for an event that has none. */
  readonly newId: () => string;
}

/** What a parser gives: the value, or why there is none. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ParseProblem };

/** One event of a batch that was refused; `index` counts from 0, `messageId` is there where it could be read. */
export interface ItemProblem extends ParseProblem {
  readonly index: number;
  readonly messageId: string | undefined;
}

/** A batch taken apart: the good events and, by position, the refused ones. */
export interface ParsedBatch {
  readonly events: readonly Event[];
  readonly problems: readonly ItemProblem[];
}

const MAX_NAME_LENGTH = 256;

function refuse(code: ParseProblem['code'], message: string): { ok: false; problem: ParseProblem } {
  return { ok: false, problem: { code, message } };
}

/** Reads a request's bytes as a JSON object. Takes any bytes, never throws. */
export function parseBody(bytes: Buffer): Parsed<JsonObject> {
  const text = bytes.toString('utf8');
  // Bytes that are no UTF-8 read as U+FFFD, whichever they are: different ids would become one. Few texts hold that character themselves.
  if (text.includes('\ufffd') && !isUtf8(bytes)) {
    return refuse('invalid_utf8', 'the body is not valid UTF-8: send JSON in UTF-8');
  }
  let body: Json;
  try {
    body = parseWithIds(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    return refuse('invalid_json', 'the body is not valid JSON');
  }
  return isObject(body) ? { ok: true, value: body } : refuse('invalid_json', 'the body must be a JSON object');
}

/**
 * Checks and dates one call. `bytes` is an upper bound of its size where one is known; `sentAt` is the batch's, used
 * where the call has none of its own. Takes any JSON object, never throws.
 */
export function parseEvent(
  fields: JsonObject,
  type: EventType,
  receipt: Receipt,
  bytes?: number,
  sentAt?: Json,
): Parsed<Event> {
  const problem = guard(fields, bytes);
  return problem === undefined ? readEvent(fields, type, receipt, sentAt) : { ok: false, problem };
}

/** The same for a call that was checked against the limits before. */
export function readEvent(fields: JsonObject, type: EventType, receipt: Receipt, sentAt?: Json): Parsed<Event> {
  for (const key of ['properties', 'traits', 'context'] as const) {
    const member = own(fields, key);
    if (!isObjectOrNothing(member)) {
      return refuse('invalid_event', `"${key}" must be an object`);
    }
  }
  const name = type === 'track' ? trackName(fields) : CALL_NAMES[type];
  if (name === undefined) return refuse('missing_name', 'a track call needs its name in "event", as text');
  if (name.length > MAX_NAME_LENGTH) {
    return refuse('invalid_event', `"event" has ${name.length} characters; the limit is ${MAX_NAME_LENGTH}`);
  }
  return {
    ok: true,
    value: {
      type,
      name: safeName(name),
      messageId: safeMessageId(own(fields, 'messageId')) ?? receipt.newId(),
      timestamp: occurredAt(fields, sentAt, receipt.receivedAt),
      receivedAt: receipt.receivedAt,
      fields,
    },
  };
}

/** PHP writes an object without members as an empty list. */
function isObjectOrNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || isObject(value) || (Array.isArray(value) && value.length === 0);
}

function trackName(fields: JsonObject): string | undefined {
  const name = own(fields, 'event');
  if (typeof name === 'number') return String(name);
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}

/**
 * Takes a `/v1/batch` body apart. The batch's own `context` is laid under each call's, and its `sentAt` dates the calls
 * that have none, as the Segment spec says. `bytes` is the request's length.
 */
export function parseBatch(body: JsonObject, receipt: Receipt, bytes?: number): Parsed<ParsedBatch> {
  const items = own(body, 'batch');
  if (!Array.isArray(items)) return refuse('invalid_event', '"batch" must be an array of calls');
  if (items.length === 0) return refuse('empty_batch', '"batch" is empty');
  const context = own(body, 'context');
  const sentAt = own(body, 'sentAt');
  const events: Event[] = [];
  const problems: ItemProblem[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = parseItem(item, isObject(context) ? context : undefined, sentAt, receipt, bytes);
    if (parsed.ok) events.push(parsed.value);
    else
      problems.push({
        ...parsed.problem,
        index,
        messageId: isObject(item) ? safeMessageId(own(item, 'messageId')) : undefined,
      });
  }
  return { ok: true, value: { events, problems } };
}

function parseItem(
  item: Json,
  context: JsonObject | undefined,
  sentAt: Json | undefined,
  receipt: Receipt,
  bytes: number | undefined,
): Parsed<Event> {
  if (!isObject(item)) return refuse('invalid_event', 'a call must be a JSON object');
  const type = eventType(own(item, 'type'));
  if (type === undefined) {
    return refuse('invalid_event', WRONG_TYPE);
  }
  if (context === undefined) return parseEvent(item, type, receipt, bytes, sentAt);
  const ownContext = own(item, 'context');
  if (!isObjectOrNothing(ownContext)) {
    return refuse('invalid_event', '"context" must be an object');
  }
  const merged = { ...item, context: { ...context, ...(isObject(ownContext) ? ownContext : {}) } };
  return parseEvent(merged, type, receipt, undefined, sentAt);
}

/** Checks and dates one call by its own `type`; one that names none is a track call. */
export function parseTyped(fields: JsonObject, receipt: Receipt): Parsed<Event> {
  const named = own(fields, 'type');
  const type = named === undefined ? 'track' : eventType(named);
  return type === undefined ? refuse('invalid_event', WRONG_TYPE) : parseEvent(fields, type, receipt);
}

const WRONG_TYPE = `"type" must be one of ${EVENT_TYPES.join(', ')}`;

/** The call type a JSON value names, or undefined. */
export function eventType(value: Json | undefined): EventType | undefined {
  return EVENT_TYPES.find((type) => type === value);
}

import type { Json } from '../base/json.ts';

// Numbers below are seconds, above milliseconds: 1e11 s is the year 5138, 1e11 ms is March 1973.
const SECONDS_BELOW = 1e11;
// What a Date can hold.
const FURTHEST = 8.64e15;

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/**
 * Reads a time as events carry it: ISO-8601 with any offset (UTC when it has none), or epoch seconds or milliseconds as a
 * number or as text. Returns epoch milliseconds, or undefined for anything else: never a guess from free text.
 */
export function parseTime(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{1,16}(\.\d+)?$/.test(text) && text.length >= 9) return fromEpoch(Number(text));
  return fromIso(text);
}

function fromEpoch(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  const ms = Math.round(value < SECONDS_BELOW ? value * 1000 : value);
  return ms <= FURTHEST ? ms : undefined;
}

function fromIso(text: string): number | undefined {
  const part = ISO.exec(text);
  if (part === null) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map((i) => Number(part[i] ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || hour > 24 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCDate() !== day) return undefined; // 31 February
  date.setUTCHours(hour, minute, Math.min(second, 59), Number((part[7] ?? '0').padEnd(3, '0').slice(0, 3)));
  return date.getTime() - offsetMinutes(part[8]) * 60_000;
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  const digits = offset.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4)));
}

/** Epoch milliseconds as `YYYY-MM-DDThh:mm:ssZ`, the form Amazon documents (whole seconds, rounded down). */
export function formatTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, iso.length - 5)}Z`;
}

/**
 * When an event happened, in epoch milliseconds. The Segment spec: `receivedAt - (sentAt - timestamp)`, which cancels a
 * wrong clock of the sender; with no `sentAt`, `timestamp` as it is; with no `timestamp`, the time of receipt. An event
 * that carries its own `receivedAt` was corrected by whoever received it first and is not corrected twice.
 * Undefined when a timestamp is there but cannot be read.
 */
export function occurredAt(
  fields: { timestamp?: Json; originalTimestamp?: Json; sentAt?: Json; receivedAt?: Json },
  sentAt: Json | undefined,
  receivedAt: number,
): number | undefined {
  const given = present(fields.timestamp) ?? present(fields.originalTimestamp);
  if (given === undefined) return receivedAt;
  const at = parseTime(given);
  if (at === undefined) return undefined;
  if (parseTime(fields.receivedAt) !== undefined && present(fields.timestamp) !== undefined) return at;
  const sent = parseTime(present(fields.sentAt) ?? sentAt);
  return sent === undefined ? at : receivedAt - (sent - at);
}

function present(value: Json | undefined): Json | undefined {
  return value === null || value === '' ? undefined : value;
}

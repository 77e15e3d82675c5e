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
  const usual = fromUsualIso(value);
  if (usual !== undefined) return usual;
  const text = value.trim();
  if (/^\d{1,16}(\.\d+)?$/.test(text) && text.length >= 9) return fromEpoch(Number(text));
  return fromIso(text);
}

/** The digits of a text as a number; NaN where one is none. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * What `Date.toISOString` writes, and so nearly every library sends: `2026-11-20T10:15:30.250Z`. Read without the regular
 * expression, since every event has one or two. Undefined for every other form, and for what needs a closer look.
 */
function fromUsualIso(text: string): number | undefined {
  if (text.length !== 24 || text[4] !== '-' || text[7] !== '-' || text[10] !== 'T') return undefined;
  if (text[13] !== ':' || text[16] !== ':' || text[19] !== '.' || text[23] !== 'Z') return undefined;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10)];
  const [hour, minute, second] = [digits(text, 11, 13), digits(text, 14, 16), digits(text, 17, 19)];
  if (!(year >= 1970 && day >= 1 && day <= (DAYS_IN_MONTH[month - 1] ?? 0))) return undefined;
  if ((month === 2 && day === 29) || !(hour < 24 && minute < 60 && second < 60)) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, digits(text, 20, 23));
  return Number.isNaN(ms) ? undefined : ms;
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
  const seconds = Math.floor(ms / 1000);
  const ofDay = ((seconds % 86_400) + 86_400) % 86_400;
  const day = (seconds - ofDay) / 86_400;
  if (day !== lastDay.day) lastDay = { day, text: new Date(day * 86_400_000).toISOString().split('T', 1)[0] ?? '' };
  return `${lastDay.text}T${two(Math.floor(ofDay / 3600))}:${two(Math.floor(ofDay / 60) % 60)}:${two(ofDay % 60)}Z`;
}

/** Most events are of one day, whose text need not be made again. */
let lastDay = { day: Number.NaN, text: '' };

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number);
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
  if (sent === undefined) return at;
  const corrected = receivedAt - (sent - at);
  return Math.abs(corrected) <= FURTHEST ? corrected : undefined;
}

function present(value: Json | undefined): Json | undefined {
  return value === null || value === '' ? undefined : value;
}

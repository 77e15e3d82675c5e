import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { parseTime } from '../event/time.ts';
import type { Times } from './api/ledger.ts';
import { InvalidRequest } from './problems.ts';

const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;

/**
 * A time as people give it: ISO-8601, epoch seconds or milliseconds, or how long ago (`15m`, `24h`, `7d`). Epoch milliseconds;
 * undefined for anything else.
 */
export function timeOrAgo(text: string, now: number): number | undefined {
  const ago = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim());
  if (ago?.[1] !== undefined) return Math.round(now - Number(ago[1]) * UNITS[ago[2] as keyof typeof UNITS]);
  return parseTime(text);
}

/** Both ends of a stretch of time, as far as they are given. Throws `invalid_request` for what is no time. */
export function timesOf({ since, until }: Times, now: number): { since?: number; until?: number } {
  return { ...readTime('since', since, now), ...readTime('until', until, now) };
}

function readTime(key: 'since' | 'until', text: string | undefined, now: number): { [key: string]: number } {
  if (text === undefined) return {};
  const at = timeOrAgo(text, now);
  if (at !== undefined) return { [key]: at };
  const message = 'not a time (2026-11-20T10:15:30Z, or how long ago: 15m, 24h, 7d)';
  throw new InvalidRequest(`${key}: ${message}`, [{ path: key, message }]);
}

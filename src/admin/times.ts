import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { parseTime } from '../event/time.ts';

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

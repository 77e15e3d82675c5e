import { InvalidArgumentError } from 'commander';
import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Reads a length of time from a command line (`30s`, `15m`, `12h`, `7d`), in milliseconds. */
export function duration(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim()) ?? [];
  if (number === undefined) throw new InvalidArgumentError('must be a length of time, such as 30m, 12h or 7d');
  return Math.round(Number(number) * (UNITS[unit] ?? 0));
}

import type { Json } from './json.ts';

const YES = new Set(['true', 'yes', 'y', 'on', '1', 'granted']);
const NO = new Set(['false', 'no', 'n', 'off', '0', '', 'denied']);

/** Yes or no from its usual spellings, in any case; undefined for anything else. */
export function toBoolean(value: Json | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim().toLowerCase();
  if (YES.has(text)) return true;
  return NO.has(text) ? false : undefined;
}

import type { Event } from '../event/event.ts';
import { isSealed, shownSealed } from '../identity/sealed-value.ts';

/** Stands for what is not to be seen. Its length says nothing. */
export const MASK = '***';

const DIGEST = /^[0-9a-f]{64}$/i;
const TOP_LEVEL = /\.[a-z]{2,10}$/i;

/**
 * A personal text as somebody who knows it knows it again, and nobody else finds it out: `j***@e***.com`, `A***`. Digits are never shown, short
 * texts not at all. A digest stays.
 */
export function maskedText(text: string): string {
  const trimmed = text.trim();
  if (DIGEST.test(trimmed)) return trimmed;
  const at = trimmed.lastIndexOf('@');
  if (at < 1) return begun(trimmed);
  const domain = trimmed.slice(at + 1);
  return `${begun(trimmed.slice(0, at))}@${begun(domain)}${TOP_LEVEL.exec(domain)?.[0] ?? ''}`;
}

/** The same of a text of an event: what a sealed copy has in its place is shown by its hashes. */
export function maskedOf({ sealed }: Pick<Event, 'sealed'>, text: string): string {
  return sealed === true && isSealed(text) ? shownSealed(text) : maskedText(text);
}

const FEWEST = 4;

function begun(text: string): string {
  const [first = ''] = text;
  return text.length >= FEWEST && /\p{L}/u.test(first) ? `${first}${MASK}` : MASK;
}

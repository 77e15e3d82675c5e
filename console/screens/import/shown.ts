import type { Json } from '../../../src/base/json.ts';
import type { FieldKind } from './fields.ts';
import { looksHashed, looksLikeEmail, looksPersonal } from './looks.ts';

/** What a page shows of a value: enough to see whether a column is the right one, and nothing personal. */
export function shownOf(kind: FieldKind | undefined, value: Json): string {
  const text = String(value).trim();
  if (text === '') return 'empty';
  if (looksHashed(text)) return 'SHA-256';
  switch (kind) {
    case 'email':
      return looksLikeEmail(text) ? 'an address' : 'not an address';
    case 'phone':
      return digits(text);
    case 'personal':
      return 'present';
    case 'country':
      return /^[a-z]{2,3}$/i.test(text) ? text.toUpperCase() : 'present';
    case 'currency':
      return isCurrency(text) ? text.toUpperCase() : 'not a currency';
    case 'amount':
      return typeof value === 'number' ? String(value) : 'not a number';
    case 'name':
      return looksPersonal(text) || text.length > 60 ? 'not shown' : text;
    default:
      return shapeOf(text);
  }
}

/** ISO 4217, or a sign, which the gateway reads. */
export function isCurrency(text: string): boolean {
  return CURRENCIES.has(text.toUpperCase()) || /^\S{0,3}\p{Sc}$/u.test(text);
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

function digits(text: string): string {
  const count = text.replace(/\D/g, '').length;
  return count === 0 ? 'no digits' : `${count} digits${text.startsWith('+') ? ' with +' : ''}`;
}

/** How a text is written, without what: `#1001-B` is `#9999-A`. */
export function shapeOf(text: string): string {
  const shape = text
    .replace(/\p{Lu}/gu, 'A')
    .replace(/\p{L}/gu, (letter) => (letter === 'A' ? 'A' : 'a'))
    .replace(/\p{N}/gu, '9');
  return shape.length > 24 ? `${shape.slice(0, 23)}…` : shape;
}

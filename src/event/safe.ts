import { hash } from 'node:crypto';
import { numberText } from '../base/exact-json.ts';
import type { Json } from '../base/json.ts';
import { hasUnseen, visible } from '../base/visible.ts';

/** The longest messageId kept as it is. */
const MAX_ID_LENGTH = 200;

/** Also as it stands in an address. No part of it can begin anew at each character: texts may be long. */
const EMAIL_LIKE = /[^\s@](?:@[^\s@]+|%40[^\s@%]+)\.[^\s@]/;

/** Whether a text holds something that looks like an e-mail address. */
export function holdsEmail(text: string): boolean {
  return (text.includes('@') || text.includes('%40')) && EMAIL_LIKE.test(text);
}

/** The fewest digits of a phone number with its area. */
const FEWEST_DIGITS = 7;

/** How people write phone numbers. */
const PHONE_LIKE: readonly RegExp[] = [
  /(?<![\dA-Za-z])\+[1-9](?:[ ()./_-]{0,3}\d){7,14}(?!\d)/, // +1 (413) 871-4499
  /\(\d{2,5}\)[ ./_-]{0,3}\d(?:[ ./_-]{0,2}\d){4,9}(?!\d)/, // (413) 871-4499
  /(?<!\d)(?:1[ ._-])?\d{3}([ ._-])\d{3}\1\d{4}(?!\d)/, // 413-871-4499
  /(?<![\d./])0[1-9]\d{0,4} ?[ /] ?\d{2,8}(?:[ -]\d{2,8}){0,4}(?![\d/])/, // 0171 1234567, 030/123456, 06 12 34 56 78
  /(?<![\d.])0[1-9](?:\.\d\d){4}(?![\d.])/, // 06.12.34.56.78
];

/**
 * Whether a text holds something that is written as phone numbers are: with a plus, with brackets, or in groups that only these have.
 * Digits alone may as well be an order's number, and so may digits with hyphens; they are not taken for one.
 */
export function holdsPhone(text: string): boolean {
  if (!isGroupedLikePhone(text)) return false;
  const plain = text.includes('%') ? text.replace(/%2b/gi, '+').replace(/%20/g, ' ') : text;
  return PHONE_LIKE.some((like) => like.test(plain));
}

/** A look at each character once, which the ids and names of nearly all events do not pass. */
function isGroupedLikePhone(text: string): boolean {
  let [digits, group, grouped] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) {
      digits += 1;
      group += 1;
      continue;
    }
    // A space, a percent sign, a bracket, a plus, a point or a slash; else groups of three.
    grouped ||= code === 0x20 || code === 0x25 || code === 0x28 || code === 0x2b || code === 0x2e || code === 0x2f;
    grouped ||= group === 3 && (code === 0x2d || code === 0x5f);
    group = 0;
  }
  return grouped && digits >= FEWEST_DIGITS;
}

/** What a text holds that is personal, in words; undefined where nothing in it looks like that. */
export function personalIn(text: string): string | undefined {
  if (holdsEmail(text)) return 'an e-mail address';
  return holdsPhone(text) ? 'a phone number' : undefined;
}

/**
 * The messageId as we keep it: it travels to Amazon as the dedupe id and stands in the ledger, so it must not be personal
 * (Amazon: a dedupe id must not be a user identifier). One that holds an e-mail address or a phone number, control characters
 * (base/visible.ts), halves of characters, or more than 200 characters becomes `sha256:<hex>` of itself: the same id always gives the same
 * result, and another another. Undefined when there is none, and for a number that was rounded when it was read.
 */
export function safeMessageId(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return undefined;
  const id = value.trim();
  if (id === '') return undefined;
  // In UTF-8 all halves of surrogate pairs are the same.
  if (!id.isWellFormed()) return `sha256:${hash('sha256', Buffer.from(id, 'utf16le'), 'hex')}`;
  if (id.length <= MAX_ID_LENGTH && personalIn(id) === undefined && !hasUnseen(id)) return id;
  return `sha256:${hash('sha256', id, 'hex')}`;
}

/**
 * An event's name as we keep it: names stand in the ledger and the counters, so one that holds something personal is masked, and control
 * characters, with which a sender could write what it likes on a reader's terminal, are made visible.
 */
export function safeName(name: string): string {
  const personal = personalIn(name);
  return personal === undefined ? visible(name) : `(name held ${personal})`;
}

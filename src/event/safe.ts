import { hash } from 'node:crypto';
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

/**
 * The messageId as we keep it: it travels to Amazon as the dedupe id and stands in the ledger, so it must not be personal
 * (Amazon: a dedupe id must not be a user identifier). One that holds an e-mail address, control characters (base/visible.ts), or
 * more than 200 characters becomes `sha256:<hex>` of itself: the same id always gives the same result.
 * Undefined when there is none.
 */
export function safeMessageId(value: Json | undefined): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const id = value.trim();
  if (id === '') return undefined;
  if (id.length <= MAX_ID_LENGTH && !holdsEmail(id) && !hasUnseen(id)) return id;
  return `sha256:${hash('sha256', id, 'hex')}`;
}

/**
 * An event's name as we keep it: names stand in the ledger and the counters, so one that holds an e-mail address is masked, and control
 * characters, with which a sender could write what it likes on a reader's terminal, are made visible.
 */
export function safeName(name: string): string {
  return holdsEmail(name) ? '(name held an e-mail address)' : visible(name);
}

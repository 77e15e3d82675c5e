/**
 * What one attempt came to, for one conversion or for a whole request. What a destination says is a value, decided in
 * one place (the codec); nothing else in the program asks whether to try again.
 *
 * | kind | from | then | costs an attempt |
 * |---|---|---|---|
 * | delivered | 2xx/207 item in `success` | remove | - |
 * | throttled | 429, 503 with Retry-After | again after max(backoff, afterMs); slow the destination | no |
 * | unavailable | 5xx, DNS, refused, TLS | again, full-jitter backoff | yes |
 * | ambiguous | timeout or reset after bytes left; item missing from a 207; unreadable 2xx | again, same dedupe id | yes |
 * | unauthorised | 401/403 after one token refresh; `invalid_grant`; wrong account or address | pause the destination | no |
 * | too_large | 413 | halve the batch; a single item becomes rejected | no |
 * | rejected | per-item error; 400 on a batch, which is bisected | dead letter | - |
 * | expired | older than the API's age limit | dead letter | - |
 */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'throttled'; readonly afterMs?: number }
  | { readonly kind: 'unavailable'; readonly message: string }
  | { readonly kind: 'ambiguous'; readonly message: string }
  | { readonly kind: 'unauthorised'; readonly message: string }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  | { readonly kind: 'expired' };

export type OutcomeKind = Outcome['kind'];

/** What a request came to: one outcome for the whole of it, or one for each of its items, in order. */
export type Answer =
  | { readonly whole: Exclude<Outcome, { kind: 'delivered' | 'expired' }>; readonly requestId?: string }
  | { readonly items: readonly Outcome[]; readonly requestId?: string };

/** Why a dead letter died. */
export const DEAD_REASONS = {
  rejected: {
    title: 'Amazon refused it',
    mend: 'See Amazon’s words; mend the mapping or the definition, then replay.',
  },
  expired: {
    title: 'It grew older than Amazon takes while it waited',
    mend: 'Look for what kept the destination from taking it. It cannot be replayed within Amazon’s age limit.',
  },
  corrupted: {
    title: 'Its stored form is damaged, and was not sent',
    mend: 'Check the disk. The checksum of what was stored no longer fits.',
  },
} as const;

export type DeadReason = keyof typeof DEAD_REASONS;

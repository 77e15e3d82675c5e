import type { EndpointName } from '../http/endpoint-name.ts';

// What each kind and member means stands with the schema that reads them, in fault-schema.ts: the reference is made from it.

/** Which requests a fault may take; members left out match everything. */
export interface FaultMatch {
  readonly endpoint?: EndpointName | undefined;
  readonly accountId?: string | undefined;
  readonly dedupeIds?: readonly string[] | undefined;
  readonly moreItemsThan?: number | undefined;
  readonly nth?: number | undefined;
  readonly from?: number | undefined;
  readonly count?: number | undefined;
}

/** What every fault has. */
export interface FaultBase {
  readonly match?: FaultMatch | undefined;
  readonly times?: number | undefined;
  readonly probability?: number | undefined;
  readonly seed?: number | undefined;
  readonly delayMs?: number | undefined;
}

export interface StatusFault extends FaultBase {
  readonly kind: 'status';
  readonly status: number;
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  readonly retryAfter?: number | string | undefined;
  readonly retryAfterForm?: 'seconds' | 'date' | undefined;
  readonly process?: boolean | undefined;
}

export interface DelayFault extends FaultBase {
  readonly kind: 'delay';
  readonly delayMs: number;
}

export interface HangFault extends FaultBase {
  readonly kind: 'hang';
  readonly process?: boolean | undefined;
}

export interface SilenceFault extends FaultBase {
  readonly kind: 'silence';
  readonly status?: number | undefined;
  readonly process?: boolean | undefined;
}

export interface SlowBodyFault extends FaultBase {
  readonly kind: 'slow_body';
  readonly bytesPerSecond: number;
}

export interface ResetFault extends FaultBase {
  readonly kind: 'reset';
  readonly when: 'before_body' | 'after_body' | 'after_processing' | 'mid_response';
}

export interface TruncatedFault extends FaultBase {
  readonly kind: 'truncated';
  readonly missingBytes?: number | undefined;
}

/** Lies about items, which only the import endpoints can tell. */
export const ITEM_LIES = [
  'missing_all',
  'missing_some',
  'index_out_of_range',
  'index_twice',
  'index_string',
  'success_and_error',
] as const;

/** Lies any endpoint can tell. */
export const BODY_LIES = ['empty', 'empty_object', 'html', 'not_json'] as const;

export interface LieFault extends FaultBase {
  readonly kind: 'lie';
  readonly lie: (typeof ITEM_LIES)[number] | (typeof BODY_LIES)[number];
  readonly indexes?: readonly number[] | undefined;
  readonly status?: number | undefined;
  readonly process?: boolean | undefined;
}

export interface ItemsFault extends FaultBase {
  readonly kind: 'items';
  readonly indexes?: readonly number[] | undefined;
  readonly dedupeIds?: readonly string[] | undefined;
  readonly share?: number | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly process?: boolean | undefined;
}

export interface InvalidGrantFault extends FaultBase {
  readonly kind: 'invalid_grant';
}

export interface UnauthorizedFault extends FaultBase {
  readonly kind: 'unauthorized';
}

export interface ForbiddenFault extends FaultBase {
  readonly kind: 'forbidden';
}

export interface RateLimitFault extends FaultBase {
  readonly kind: 'rate_limit';
  readonly retryAfter?: number | string | undefined;
  readonly retryAfterForm?: 'seconds' | 'date' | undefined;
}

export interface EndlessBodyFault extends FaultBase {
  readonly kind: 'endless_body';
  readonly status?: number | undefined;
  readonly process?: boolean | undefined;
}

export interface GzipBombFault extends FaultBase {
  readonly kind: 'gzip_bomb';
  readonly megabytes?: number | undefined;
  readonly status?: number | undefined;
  readonly process?: boolean | undefined;
}

/** One thing that goes wrong on demand. */
export type Fault =
  | StatusFault
  | DelayFault
  | HangFault
  | SilenceFault
  | SlowBodyFault
  | ResetFault
  | TruncatedFault
  | LieFault
  | ItemsFault
  | InvalidGrantFault
  | UnauthorizedFault
  | ForbiddenFault
  | RateLimitFault
  | EndlessBodyFault
  | GzipBombFault;

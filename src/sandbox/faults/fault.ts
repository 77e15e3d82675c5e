import type { EndpointName } from '../http/endpoint-name.ts';

/**
 * Which requests a fault may take; members left out match everything. Requests are counted per fault, from when it was
 * set, and only those that match all the other members.
 */
export interface FaultMatch {
  readonly endpoint?: EndpointName | undefined;
  /** The DSP advertiser the request is for. */
  readonly accountId?: string | undefined;
  /** Requests whose items include one of these dedupe ids: poison. */
  readonly dedupeIds?: readonly string[] | undefined;
  /** Requests of more items than this. */
  readonly moreItemsThan?: number | undefined;
  /** Only the nth matching request, counted from 1. */
  readonly nth?: number | undefined;
  /** Only from this matching request on, counted from 1. */
  readonly from?: number | undefined;
  /** Only this many matching requests, beginning with `from`. */
  readonly count?: number | undefined;
}

/** What every fault has. */
export interface FaultBase {
  readonly match?: FaultMatch | undefined;
  /** How often it strikes before it is spent; for ever when left out. */
  readonly times?: number | undefined;
  /** Chance that it strikes a request it matches, 0 to 1; default 1. */
  readonly probability?: number | undefined;
  /** Seed of its dice, so that a run can be repeated; default 1. */
  readonly seed?: number | undefined;
  /** Waits this many milliseconds of the sandbox's clock before anything else. */
  readonly delayMs?: number | undefined;
}

/** An answer with this status instead of the right one. */
export interface StatusFault extends FaultBase {
  readonly kind: 'status';
  readonly status: number;
  /** Text as it is, anything else as JSON; by default an error in the endpoint's own shape. */
  readonly body?: unknown;
  readonly contentType?: string | undefined;
  /** Seconds, or a text that is sent as it is. */
  readonly retryAfter?: number | string | undefined;
  /** Whether seconds are sent as such (default) or as an HTTP date. */
  readonly retryAfterForm?: 'seconds' | 'date' | undefined;
  /** Process the request all the same, before answering so; default false. */
  readonly process?: boolean | undefined;
}

/** The right answer, `delayMs` late. */
export interface DelayFault extends FaultBase {
  readonly kind: 'delay';
  readonly delayMs: number;
}

/** The request is taken and never answered. */
export interface HangFault extends FaultBase {
  readonly kind: 'hang';
  readonly process?: boolean | undefined;
}

/** Status and headers are sent, and nothing after them. */
export interface SilenceFault extends FaultBase {
  readonly kind: 'silence';
  /** Default 207. */
  readonly status?: number | undefined;
  /** Default true. */
  readonly process?: boolean | undefined;
}

/** The right answer, trickling. */
export interface SlowBodyFault extends FaultBase {
  readonly kind: 'slow_body';
  readonly bytesPerSecond: number;
}

/** The connection is reset. `after_processing` and `mid_response` have kept the events; the other two have not. */
export interface ResetFault extends FaultBase {
  readonly kind: 'reset';
  readonly when: 'before_body' | 'after_body' | 'after_processing' | 'mid_response';
}

/** The right answer without its last bytes: `content-length` says more than is sent. */
export interface TruncatedFault extends FaultBase {
  readonly kind: 'truncated';
  /** How many bytes never come; default half of the body. */
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

/**
 * A 2xx that is not to be trusted.
 *
 * - `missing_all`: no item is in the answer; `missing_some`: the items in `indexes` are not.
 * - `index_out_of_range`: the items in `indexes` are listed under indexes beyond the batch.
 * - `index_twice`: the items in `indexes` are listed twice.
 * - `index_string`: the indexes of the items in `indexes` are strings.
 * - `success_and_error`: the items in `indexes` are in both arrays.
 * - `empty`: no body; `empty_object`: `{}`; `html`: a captive portal's page; `not_json`: half a JSON text.
 *
 * `indexes` count as the endpoint counts; by default the last item, for `index_string` all.
 */
export interface LieFault extends FaultBase {
  readonly kind: 'lie';
  readonly lie: (typeof ITEM_LIES)[number] | (typeof BODY_LIES)[number];
  readonly indexes?: readonly number[] | undefined;
  /** Status of `empty`, `empty_object`, `html` and `not_json`; default 200. */
  readonly status?: number | undefined;
  /**
   * Whether the events were kept; default true. With `missing_all` and `missing_some`, false means that the items left out
   * are lost and the others kept; with any other lie, that all are lost.
   */
  readonly process?: boolean | undefined;
}

/**
 * Chosen items fail, in an answer that is otherwise right: those in `indexes`, in `dedupeIds`, or a random `share`. Definitions that
 * are written are items, too; there, it goes by `indexes`.
 */
export interface ItemsFault extends FaultBase {
  readonly kind: 'items';
  /** As the endpoint counts: from 1 in `eventData` and `definitions`, from 0 in `events`. */
  readonly indexes?: readonly number[] | undefined;
  readonly dedupeIds?: readonly string[] | undefined;
  /** 0 to 1, of each item by itself, with the fault's seed. */
  readonly share?: number | undefined;
  /** Default `INTERNAL_ERROR`. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** Keep the items although they are said to have failed; default false. */
  readonly process?: boolean | undefined;
}

/** `invalid_grant`, as after a person revoked the app; on the token endpoint. */
export interface InvalidGrantFault extends FaultBase {
  readonly kind: 'invalid_grant';
}

/** 401, as for an access token that died early; on every API endpoint. */
export interface UnauthorizedFault extends FaultBase {
  readonly kind: 'unauthorized';
}

/** 403, as when the terms were not accepted or a permission is missing; on every API endpoint. */
export interface ForbiddenFault extends FaultBase {
  readonly kind: 'forbidden';
}

/** 429, with `Retry-After` when `retryAfter` is given. */
export interface RateLimitFault extends FaultBase {
  readonly kind: 'rate_limit';
  readonly retryAfter?: number | string | undefined;
  readonly retryAfterForm?: 'seconds' | 'date' | undefined;
}

/** A body that does not end before the client hangs up. */
export interface EndlessBodyFault extends FaultBase {
  readonly kind: 'endless_body';
  /** Default 207. */
  readonly status?: number | undefined;
  readonly process?: boolean | undefined;
}

/** A small gzip body that unpacks to `megabytes`. */
export interface GzipBombFault extends FaultBase {
  readonly kind: 'gzip_bomb';
  /** Default 256. */
  readonly megabytes?: number | undefined;
  /** Default 207. */
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

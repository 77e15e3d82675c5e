import type { Wrong } from '../rules/problem.ts';

/** The values of the Ads API v1's shared `ErrorCode` enum that the sandbox gives to items (fact sheet 1.3). */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'DUPLICATE_FIELD_VALUE_FOUND'
  | 'FIELD_SIZE_IS_ABOVE_MAXIMUM_LIMIT'
  | 'FIELD_SIZE_IS_OUT_OF_RANGE'
  | 'FIELD_VALUE_CONTAINS_INVALID_CHARACTERS'
  | 'FIELD_VALUE_IS_EMPTY'
  | 'FIELD_VALUE_IS_INVALID'
  | 'FIELD_VALUE_IS_NULL'
  | 'FIELD_VALUE_IS_OUT_OF_RANGE'
  | 'INVALID_INPUT';

/** Notes a problem of an event; `field` is a path inside it. */
export type AdsWrong = Wrong<ErrorCode>;

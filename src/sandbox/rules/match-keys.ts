/** The eight types whose value is a SHA-256 digest, in both APIs (fact sheet 2.1). */
export const HASHED_TYPES: ReadonlySet<string> = new Set([
  'EMAIL',
  'PHONE',
  'FIRST_NAME',
  'LAST_NAME',
  'ADDRESS',
  'CITY',
  'STATE',
  'POSTAL',
]);

/** Raw types of the DSP Conversions API v1. */
export const DSP_RAW_TYPES: ReadonlySet<string> = new Set(['MAID', 'RAMP_ID']);

/** Raw types of the Events API. */
export const ADS_RAW_TYPES: ReadonlySet<string> = new Set([
  'MAID',
  'RAMP_ID',
  'MATCH_ID',
  'REAL_ID',
  'MERKLE_ID',
  'KANTAR_ID',
  'FIP',
]);

/** A MATCH_ID: raw, alphanumeric, at most 100 characters. */
export const MATCH_ID: RegExp = /^[A-Za-z0-9]{1,100}$/;

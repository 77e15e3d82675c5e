/** The identifiers Amazon matches people by, over both import APIs. */
export const MATCH_KEY_TYPES = [
  'EMAIL',
  'PHONE',
  'MAID',
  'RAMP_ID',
  'FIRST_NAME',
  'LAST_NAME',
  'ADDRESS',
  'CITY',
  'STATE',
  'POSTAL',
  'MATCH_ID',
  'REAL_ID',
  'MERKLE_ID',
  'KANTAR_ID',
  'FIP',
] as const;
export type MatchKeyType = (typeof MATCH_KEY_TYPES)[number];

/** One identifier, normalised and (where its type is hashed) hashed. Amazon takes exactly one value per key. */
export interface MatchKey {
  readonly type: MatchKeyType;
  readonly values: readonly [string];
}

/**
 * What an event becomes: mapped, hashed, checked, and independent of the wire format. It holds no raw personal data,
 * save the identifiers that Amazon takes raw (advertising and partner ids).
 */
export interface Conversion {
  readonly name: string;
  /** When it happened, in whole epoch seconds. */
  readonly timestamp: number;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  /** At least one, at most one of a type, strongest first. */
  readonly matchKeys: readonly MatchKey[];
  /** The id under which Amazon counts it once, the same in every retry and replay. */
  readonly clientDedupeId: string;
  /** dsp_v1: the definition it counts for. */
  readonly conversionDefinitionId?: string;
  /** Two decimals, and never without the currency it was given in. */
  readonly value?: number;
  readonly currencyCode?: string;
  readonly unitsSold?: number;
  readonly dataProcessingOptions?: 'LIMITED_DATA_USE';
  /** What was left out and why, for people; never sent. */
  readonly notes?: readonly string[];
}

/** An entry of a 207 answer. What else it holds is the API's own affair. */
export interface StatusEntry {
  /** A number, but for a sandbox that is told to lie. */
  readonly index: number | string;
  readonly [member: string]: unknown;
}

/** The body of a 207 answer: every item in one of two arrays. */
export interface MultiStatus {
  readonly success: readonly StatusEntry[];
  readonly error: readonly StatusEntry[];
}

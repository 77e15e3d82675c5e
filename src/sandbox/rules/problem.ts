/** One thing wrong with one item. `code` is what the answer carries; `field` is a path inside the item. */
export interface Problem {
  readonly code: string;
  readonly field?: string;
  readonly message: string;
}

/** Notes a problem: its code, the field, and what to say. */
export type Wrong<Code extends string = string> = (code: Code, field: string, message: string) => void;

/** What a step of connecting found, for a person: how it is, what that means, and what to do about it. */
export interface Finding {
  /** Stable; for programs. */
  readonly code: string;
  /** `unknown`: it cannot be known from here; what there is to do stands in `mend`. */
  readonly level: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was looked at, in a few words. */
  readonly what: string;
  readonly says: string;
  readonly mend?: string | undefined;
}

/** A result, or the finding that there is none. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly finding: Finding };

/** There is none, and why. */
export function problem(code: string, what: string, says: string, mend: string): { ok: false; finding: Finding } {
  return { ok: false, finding: { code, level: 'problem', what, says, mend } };
}

/** It is as it should be. */
export function fine(code: string, what: string, says: string): Finding {
  return { code, level: 'ok', what, says };
}

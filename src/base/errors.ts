/**
 * A fault of ours or of our surroundings: configuration, disk, programming. What a destination says is never thrown; it is
 * an Outcome (delivery/outcome.ts). `code` is stable and safe to match on; `message` says what happened, where, and
 * what to do, and never holds a secret or raw personal data.
 */
export class DspatchError extends Error {
  override readonly name = 'DspatchError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The message of anything thrown, for a log line or a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { formatDuration } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';

/** Too many tries too fast. `retryAfterMs` says when the next one is looked at. */
export class TooManyAttempts extends DspatchError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(
      'too_many_requests',
      `too many attempts: try again in ${formatDuration(Math.ceil(retryAfterMs / 1_000) * 1_000)}`,
    );
    this.retryAfterMs = retryAfterMs;
  }
}

import type { Clock } from '../base/clock.ts';
import { HOUR } from '../base/durations.ts';
import type { AuditLog } from './audit.ts';

/** In full, in an hour; of more only the number: whoever tries a million passwords should not fill the disk with it. */
const IN_FULL = 100;

/** Puts sign-ins that were refused on record. */
export class Refusals {
  readonly #audit: AuditLog;
  readonly #clock: Clock;
  #hour = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(audit: AuditLog, clock: Clock) {
    this.#audit = audit;
    this.#clock = clock;
  }

  /** A sign-in was refused. `subject` is an account, or says that there is none: what was typed may be a password in the wrong field. */
  async record(address: string, subject: string, why: string): Promise<void> {
    await this.tidy();
    if (this.#count === 0) this.#hour = this.#clock.now();
    this.#count += 1;
    if (this.#count > IN_FULL) return;
    await this.#audit.append({ address, action: 'session.refused', subject, after: { why } });
  }

  /** Closes the hour, when it is over. To be called now and then. */
  async tidy(): Promise<void> {
    if (this.#count === 0 || this.#clock.now() - this.#hour < HOUR) return;
    const more = this.#count - IN_FULL;
    this.#count = 0;
    if (more <= 0) return;
    await this.#audit.append({ address: '', action: 'session.refused', subject: 'sign-ins', after: { more } });
  }
}

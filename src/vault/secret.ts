import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A secret that cannot be printed by accident: as text, as JSON, in a log or in an error it reads `[redacted]`.
 * Only `reveal()` gives it, and is called where it is sent.
 */
export class Secret {
  readonly #value: () => string;

  /** `value` may be a function where the secret can change while the program runs (a file that is replaced). */
  constructor(value: string | (() => string)) {
    this.#value = typeof value === 'function' ? value : () => value;
    Object.defineProperty(this, inspect.custom, { value: () => REDACTED });
  }

  reveal(): string {
    return this.#value();
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }
}

import { randomBytes } from 'node:crypto';

interface Issued {
  readonly clientId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

// Enough for any test; a client that asks for a token per request shall not fill the memory.
const REMEMBERED = 10_000;

/** The access tokens given out, with whom they belong to and until when. */
export class AccessTokens {
  readonly #issued = new Map<string, Issued>();

  /** A new token, `Atza|...`, good from `now` for `lifetime` milliseconds. */
  issue(clientId: string, now: number, lifetime: number): string {
    const token = `Atza|${randomBytes(48).toString('base64url')}`;
    this.#issued.set(token, { clientId, expiresAt: now + lifetime });
    if (this.#issued.size > REMEMBERED) {
      for (const oldest of this.#issued.keys()) {
        this.#issued.delete(oldest);
        break;
      }
    }
    return token;
  }

  /** Whom a token was given to. Undefined when it is unknown, revoked, or expired at `now`. */
  owner(token: string, now: number): string | undefined {
    const issued = this.#issued.get(token);
    return issued !== undefined && now < issued.expiresAt ? issued.clientId : undefined;
  }

  /** Makes one token, or every token given out so far, worthless. */
  revoke(token?: string): void {
    if (token === undefined) this.#issued.clear();
    else this.#issued.delete(token);
  }
}

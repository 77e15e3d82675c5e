import { randomBytes } from 'node:crypto';
import type { Clients } from './clients.ts';

interface Issued {
  readonly clientId: string;
  /** Epoch milliseconds: consent ends 365 days after it was given (fact sheet 4.5). */
  readonly expiresAt: number;
}

/**
 * Which refresh tokens are good. With listed clients: theirs, and those issued here. With none listed: every token that
 * was not revoked.
 */
export class RefreshTokens {
  readonly #clients: Clients;
  readonly #issued = new Map<string, Issued>();
  readonly #revoked = new Set<string>();
  #allRevoked = false;

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  /** A new token, `Atzr|...`, good until `expiresAt` (epoch milliseconds). */
  issue(clientId: string, expiresAt: number): string {
    const token = `Atzr|${randomBytes(48).toString('base64url')}`;
    this.#issued.set(token, { clientId, expiresAt });
    return token;
  }

  /** Whether this client may use this token now. A token used with another client id is refused. */
  isGood(token: string, clientId: string, now: number): boolean {
    if (this.#revoked.has(token)) return false;
    const issued = this.#issued.get(token);
    if (issued !== undefined) return issued.clientId === clientId && now < issued.expiresAt;
    if (this.#allRevoked) return false;
    if (!this.#clients.strict) return true;
    return this.#clients.find(clientId)?.refreshTokens?.includes(token) ?? false;
  }

  /** A new token in place of a good one, with what is left of its life; `keepOld` leaves the old one good too. */
  replace(token: string, clientId: string, fallbackExpiry: number, keepOld: boolean): string {
    const expiresAt = this.#issued.get(token)?.expiresAt ?? fallbackExpiry;
    if (!keepOld) this.revoke(token);
    return this.issue(clientId, expiresAt);
  }

  /** Revokes one token, or all there are: then only tokens issued afterwards are good. */
  revoke(token?: string): void {
    if (token !== undefined) {
      this.#revoked.add(token);
      this.#issued.delete(token);
      return;
    }
    this.#allRevoked = true;
    this.#issued.clear();
  }

  /** Undoes every revocation of a token that was not issued here. */
  restore(): void {
    this.#allRevoked = false;
    this.#revoked.clear();
  }
}

import { randomBytes } from 'node:crypto';
import { MINUTE } from '../../base/durations.ts';
import type { Challenge } from './pkce.ts';

/** What a person allowed: the request an authorization code stands for. */
export interface Grant {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly challenge: Challenge | undefined;
}

const LIFETIME = 5 * MINUTE;
const REMEMBERED = 10_000;

/** Authorization codes: they live five minutes and work once (fact sheet 4.2). */
export class Codes {
  readonly #grants = new Map<string, Grant & { readonly expiresAt: number }>();

  issue(grant: Grant, now: number): string {
    const code = randomBytes(10).toString('hex');
    this.#grants.set(code, { ...grant, expiresAt: now + LIFETIME });
    for (const [old, { expiresAt }] of this.#grants) {
      if (expiresAt > now && this.#grants.size <= REMEMBERED) break;
      this.#grants.delete(old);
    }
    return code;
  }

  /** The grant behind a code, which is spent by asking. Undefined for an unknown, used or expired code. */
  redeem(code: string, now: number): Grant | undefined {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    return grant !== undefined && now < grant.expiresAt ? grant : undefined;
  }
}

import { CONSENT_DAYS } from '../amazon/api.ts';
import { DAY } from '../base/durations.ts';
import type { Json } from '../base/json.ts';
import type { Records } from '../catalog/records.ts';
import { vaultName } from '../config/secrets.ts';
import type { Vault } from '../vault/vault.ts';
import { type Finding, fine } from './finding.ts';

const WARN_FROM_DAY = 335;

interface Kept {
  /** Epoch milliseconds. */
  readonly at: number;
  /** When the vault got the token of this consent: another token has another date, which nobody told. */
  readonly keptAt: number;
}

/** When the consents of integrations were given. Keys: `consent/<integration>`. */
export class ConsentDates {
  readonly #records: Records;
  readonly #vault: Pick<Vault, 'updatedAt'>;

  constructor(records: Records, vault: Pick<Vault, 'updatedAt'>) {
    this.#records = records;
    this.#vault = vault;
  }

  /** Keeps when the consent of the refresh token was given that the vault has by now. Epoch milliseconds. */
  async put(integration: string, at: number): Promise<void> {
    const kept: Kept = { at, keptAt: this.#tokenFrom(integration) ?? at };
    await this.#records.put(keyOf(integration), kept as unknown as Json, 'any');
  }

  /** When the consent was given, epoch milliseconds; undefined where the token came otherwise, or was replaced since. */
  async get(integration: string): Promise<number | undefined> {
    const kept = (await this.#records.get(keyOf(integration)))?.value as unknown as Kept | undefined;
    return kept !== undefined && kept.keptAt === this.#tokenFrom(integration) ? kept.at : undefined;
  }

  /** A warning from day 335 of an integration's consent on, a problem from day 365 on; undefined before, and where nothing is known. */
  async warning(integration: string, now: number): Promise<Finding | undefined> {
    const at = await this.get(integration);
    const finding = at === undefined ? undefined : consentAge(at, now);
    return finding?.level === 'ok' ? undefined : finding;
  }

  #tokenFrom(integration: string): number | undefined {
    return this.#vault.updatedAt(vaultName(integration, 'REFRESH_TOKEN'));
  }
}

/** How old a consent is, and what that means. `at` and `now` are epoch milliseconds. */
export function consentAge(at: number, now: number): Finding {
  const what = 'age of the consent';
  const days = Math.floor((now - at) / DAY);
  const left = CONSENT_DAYS - days;
  if (days < WARN_FROM_DAY) {
    const age = days <= 0 ? 'given today' : days === 1 ? 'a day old' : `${days} days old`;
    return fine('consent_age', what, `${age}; Amazon ends a consent after ${CONSENT_DAYS} days`);
  }
  const says =
    left > 0
      ? `the consent ends in ${left === 1 ? 'a day' : `${left} days`}`
      : `the consent is ${days} days old, and may have ended`;
  const mend = 'Connect the integration again: the new token takes the old one’s place without a pause.';
  return { code: 'consent_age', level: left > 0 ? 'warning' : 'problem', what, says, mend };
}

function keyOf(integration: string): string {
  return `consent/${integration}`;
}

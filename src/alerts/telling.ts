import { MINUTE } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import type { Logger } from '../telemetry/log.ts';
import type { KeptAlert, KeptAlerts, Untold } from './kept-alerts.ts';
import type { Webhooks } from './webhooks.ts';
import { messageOf } from './words.ts';

/** After how long it is tried again, each time; then it is given up. */
const AGAIN: readonly number[] = [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE];

/** What telling works with. */
export interface TellingParts {
  readonly kept: KeptAlerts;
  readonly webhooks: Pick<Webhooks, 'tell'>;
  /** The console's address. */
  readonly url: () => string;
  readonly log: Logger;
}

/** Tells webhooks what they have to be told yet: at least once, and after a restart no more than that. */
export class Telling {
  readonly #parts: TellingParts;
  readonly #signal: AbortSignal;

  /** `signal` ends what is under way. */
  constructor(parts: TellingParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** Tells everybody what is due. One webhook does not wait for another. */
  async tell(now: number): Promise<void> {
    const due = new Map<string, KeptAlert[]>();
    for (const alert of this.#parts.kept.all.toReversed()) {
      for (const { webhook, at } of alert.untold) {
        if (at <= now) due.set(webhook, [...(due.get(webhook) ?? []), alert]);
      }
    }
    await Promise.all([...due].map(([webhook, alerts]) => this.#tellOne(webhook, alerts, now)));
  }

  /** The oldest first. Where it fails the others wait as well: it would fail at them, too. */
  async #tellOne(webhook: string, alerts: readonly KeptAlert[], now: number): Promise<void> {
    const { kept, webhooks, url } = this.#parts;
    for (const { id } of alerts) {
      if (this.#signal.aborted) return;
      const alert = kept.get(id);
      if (alert === undefined) continue;
      const told = await webhooks.tell(webhook, messageOf(alert, url()), now, this.#signal).catch(gone);
      // What was ended on its way is told after the next start, where it did not arrive.
      if (this.#signal.aborted && !told.ok) return;
      await this.#settle(alert, webhook, told, now);
      if (!told.ok) return;
    }
  }

  async #settle(
    { id, state }: KeptAlert,
    webhook: string,
    told: { readonly ok: boolean; readonly says: string },
    now: number,
  ): Promise<void> {
    const { kept, log } = this.#parts;
    const alert = kept.get(id);
    // One that ended meanwhile has to be told anew.
    if (alert === undefined || alert.state !== state) return;
    const left = alert.untold.flatMap((one): Untold[] => {
      if (one.webhook !== webhook) return [one];
      const wait = told.ok ? undefined : AGAIN[one.attempts];
      return wait === undefined ? [] : [{ webhook, attempts: one.attempts + 1, at: now + wait }];
    });
    if (!told.ok && left.length < alert.untold.length) {
      log.warn({ what: 'alert not told', webhook, kind: alert.kind, message: told.says });
    }
    await kept.put({ ...alert, untold: left });
  }
}

/** A webhook that was removed has to be told nothing more. */
function gone(error: unknown): { readonly ok: true; readonly says: string } {
  if (error instanceof DspatchError && error.code === 'not_found') return { ok: true, says: 'it was removed' };
  throw error;
}

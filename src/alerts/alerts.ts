import { MINUTE } from '../base/durations.ts';
import { messageOf as messageOfError } from '../base/errors.ts';
import type { Logger } from '../telemetry/log.ts';
import { Course } from './course.ts';
import { judge } from './judgements.ts';
import type { KeptAlerts } from './kept-alerts.ts';
import type { KeptRules } from './kept-rules.ts';
import { type AlertKind, KIND_NAMES } from './kinds.ts';
import type { Observer } from './observe.ts';
import { Telling } from './telling.ts';
import type { Webhooks } from './webhooks.ts';

/** How often everything is looked at. */
const EVERY: number = MINUTE;

/** What alerts are made of. */
export interface AlertParts {
  readonly observer: Pick<Observer, 'look'>;
  readonly kept: KeptAlerts;
  readonly rules: KeptRules;
  readonly webhooks: Webhooks;
  /** The console's address. */
  readonly url: () => string;
  readonly log: Logger;
}

/** Watches the gateway: once a minute everything is judged, alerts begin and end, and the webhooks are told. */
export class Alerts {
  readonly #parts: AlertParts;
  readonly #course = new Course();
  readonly #telling: Telling;
  readonly #closing = new AbortController();
  #next = Number.NEGATIVE_INFINITY;
  #round: Promise<void> | undefined;
  #told: Promise<void> | undefined;

  constructor(parts: AlertParts) {
    this.#parts = parts;
    this.#telling = new Telling(parts, this.#closing.signal);
  }

  /** To be called about once a second; it does not wait for what it begins. */
  look(now: number): void {
    if (this.#round !== undefined || this.#closing.signal.aborted) return;
    // A clock that was set back is no reason to wait until it is where it was.
    if (now < this.#next && now > this.#next - 2 * EVERY) return;
    this.#next = now + EVERY;
    this.#round = this.#safely('alerts', this.#judge(now)).finally(() => {
      this.#round = undefined;
      // Others take their time to answer: judging goes on meanwhile.
      this.#told ??= this.#safely('telling of alerts', this.#telling.tell(now)).finally(() => {
        this.#told = undefined;
      });
    });
  }

  /** How many alerts of each kind are open. */
  openByKind(): ReadonlyMap<AlertKind, number> {
    const { open } = this.#parts.kept;
    return new Map(KIND_NAMES.map((kind) => [kind, open.filter((alert) => alert.kind === kind).length]));
  }

  /** Ends what is under way. What was not told yet is told after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#round;
    await this.#told;
  }

  async #judge(now: number): Promise<void> {
    const { observer, kept, rules: keptRules, log } = this.#parts;
    const { rules } = await keptRules.get();
    const findings = judge(await observer.look(now, rules), rules);
    const { begun, changed, ended } = this.#course.turn(kept.open, findings, now);
    for (const alert of changed) kept.reword(alert);
    if (begun.length + ended.length > 0) {
      const untold = (await this.#parts.webhooks.list()).map(({ id }) => ({ webhook: id, attempts: 0, at: now }));
      for (const { kind, subject, since, says, mend, path } of begun) {
        await kept.add({ kind, subject, state: 'open', since, says, mend, path, untold });
        log.warn({ what: 'alert', kind, ...subject, message: `${says} ${mend}` });
      }
      for (const alert of ended) {
        await kept.put({ ...alert, untold });
        log.info({ what: 'alert over', kind: alert.kind, ...alert.subject, message: alert.says });
      }
    }
    await kept.forget(now);
  }

  async #safely(what: string, work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#parts.log.error({ what, message: messageOfError(error) });
    }
  }
}

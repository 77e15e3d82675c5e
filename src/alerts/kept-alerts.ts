import { DAY } from '../base/durations.ts';
import type { Json } from '../base/json.ts';
import { OneByOne } from '../base/one-by-one.ts';
import { everyRecord } from '../catalog/every-record.ts';
import type { Records } from '../catalog/records.ts';
import type { Alert } from './alert.ts';

const PREFIX = 'alert/';
/** For how long, and how many, alerts are kept that are over. */
const KEPT_FOR: number = 90 * DAY;
const MOST = 1_000;
/** So many are forgotten in one step: each is a write of its own. */
const STEP = 20;

/** A webhook that has to be told of an alert as it is now. */
export interface Untold {
  readonly webhook: string;
  /** How often that was tried in vain. */
  readonly attempts: number;
  /** Not before; epoch milliseconds. */
  readonly at: number;
}

/** An alert with whom it has to be told yet: kept together, so that what was told before a restart is not told again. */
export interface KeptAlert extends Alert {
  readonly untold: readonly Untold[];
}

/** The alerts of a gateway, those that are open and those of the last time. Keys: `alert/<since>-<number>`. */
export class KeptAlerts {
  readonly #records: Records;
  readonly #byId = new Map<string, KeptAlert>();
  readonly #turns = new OneByOne();

  private constructor(records: Records) {
    this.#records = records;
  }

  static async open(records: Records): Promise<KeptAlerts> {
    const kept = new KeptAlerts(records);
    for (const { value } of await everyRecord(records, PREFIX)) {
      const alert = value as unknown as KeptAlert;
      kept.#byId.set(alert.id, alert);
    }
    return kept;
  }

  /** All of them, the latest first. */
  get all(): readonly KeptAlert[] {
    return [...this.#byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  get open(): readonly KeptAlert[] {
    return this.all.filter(({ state }) => state === 'open');
  }

  get(id: string): KeptAlert | undefined {
    return this.#byId.get(id);
  }

  /** Keeps one that begins. */
  add(alert: Omit<KeptAlert, 'id'>): Promise<void> {
    const time = String(alert.since).padStart(15, '0');
    let number = 0;
    const id = (): string => `${time}-${String(number).padStart(6, '0')}`;
    while (this.#byId.has(id())) number += 1;
    return this.put({ ...alert, id: id() });
  }

  /** Keeps one as it is now. */
  put(alert: KeptAlert): Promise<void> {
    this.#byId.set(alert.id, alert);
    return this.#turns.do(alert.id, async () => {
      await this.#records.put(`${PREFIX}${alert.id}`, alert as unknown as Json, 'any');
    });
  }

  /** Has one in other words. They are not stored: after a restart they are found anew. */
  reword(alert: Alert): void {
    const kept = this.#byId.get(alert.id);
    if (kept !== undefined) this.#byId.set(alert.id, { ...kept, ...alert });
  }

  /** Forgets what is over for long, or is too much; some at a time. */
  async forget(now: number): Promise<void> {
    const over = this.all.filter(({ state }) => state === 'over');
    const old = over.filter(({ until = 0 }, place) => place >= MOST || until < now - KEPT_FOR);
    for (const { id } of old.slice(-STEP)) {
      await this.#records.remove(`${PREFIX}${id}`);
      this.#byId.delete(id);
    }
  }
}

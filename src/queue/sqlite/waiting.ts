import type { DatabaseSync } from 'node:sqlite';

/** How many deliveries wait in each lane. */
export class Waiting {
  readonly #byLane = new Map<string, number>();
  #total = 0;
  /** Of the transaction under way. */
  readonly #changes = new Map<string, number>();

  constructor(db: DatabaseSync) {
    const rows = db
      .prepare(
        `SELECT lane, count(*) AS n FROM deliveries WHERE dead_at IS NULL GROUP BY lane
         UNION ALL SELECT lane, sum(waiting) FROM parcels WHERE waiting > 0 GROUP BY lane`,
      )
      .all();
    for (const row of rows) this.change(String(row.lane), Number(row.n));
    this.committed();
  }

  /** Part of the caller's transaction. */
  change(lane: string, by: number): void {
    this.#changes.set(lane, (this.#changes.get(lane) ?? 0) + by);
  }

  get total(): number {
    return this.#total;
  }

  lanes(): ReadonlyMap<string, number> {
    return this.#byLane;
  }

  /** The transaction is stored. */
  committed(): void {
    for (const [lane, by] of this.#changes) {
      this.#byLane.set(lane, (this.#byLane.get(lane) ?? 0) + by);
      this.#total += by;
    }
    this.#changes.clear();
  }

  /** The transaction is undone. */
  rolledBack(): void {
    this.#changes.clear();
  }
}

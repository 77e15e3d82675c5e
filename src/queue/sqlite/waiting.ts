import type { DatabaseSync } from 'node:sqlite';
import { isGone } from './parcel.ts';
import { readItems, readParcel } from './parcels.ts';
import type { Sources } from './sources.ts';

/** How many deliveries wait: in each lane, and of each source. */
export class Waiting {
  readonly #byLane = new Map<string, number>();
  readonly #bySource = new Map<number, number>();
  #total = 0;
  /** Of the transaction under way. */
  readonly #laneChanges = new Map<string, number>();
  readonly #sourceChanges = new Map<number, number>();

  constructor(db: DatabaseSync, sources: Sources) {
    const retries = db.prepare(
      'SELECT lane, source, count(*) AS n FROM deliveries WHERE dead_at IS NULL GROUP BY lane, source',
    );
    for (const row of retries.iterate()) this.change(String(row.lane), Number(row.source), Number(row.n));
    const parcels = db.prepare('SELECT id, n, lane, waiting, groups, gone FROM parcels WHERE waiting > 0');
    const items = db.prepare('SELECT items FROM parcels WHERE id = ?');
    for (const row of parcels.iterate()) {
      const parcel = readParcel(row);
      let left = parcel.left;
      const count = (group: number, n: number): void => {
        const known = parcel.groups[group];
        if (known === undefined) return;
        this.change(parcel.lane, sources.stored(known.source, known), n);
        left -= n;
      };
      if (parcel.left === parcel.n) for (const [place, group] of parcel.groups.entries()) count(place, group.n);
      else {
        for (const [place, item] of readItems(items.get(parcel.id)?.items).entries()) {
          if (!isGone(parcel, place)) count(item.group, 1);
        }
      }
      // Of a damaged parcel only the number is known.
      if (left !== 0) this.change(parcel.lane, 0, left);
    }
    sources.committed();
    this.committed();
  }

  /** More or fewer wait in a lane, of a source (0: nobody knows of which). Part of the caller's transaction. */
  change(lane: string, source: number, by: number): void {
    this.#laneChanges.set(lane, (this.#laneChanges.get(lane) ?? 0) + by);
    this.#sourceChanges.set(source, (this.#sourceChanges.get(source) ?? 0) + by);
  }

  get total(): number {
    return this.#total;
  }

  lanes(): ReadonlyMap<string, number> {
    return this.#byLane;
  }

  /** How many of a source wait in all lanes together. */
  ofSource(source: number): number {
    return this.#bySource.get(source) ?? 0;
  }

  /** The transaction is stored. */
  committed(): void {
    for (const [lane, by] of this.#laneChanges) {
      this.#byLane.set(lane, (this.#byLane.get(lane) ?? 0) + by);
      this.#total += by;
    }
    for (const [source, by] of this.#sourceChanges) this.#bySource.set(source, this.ofSource(source) + by);
    this.rolledBack();
  }

  /** The transaction is undone. */
  rolledBack(): void {
    this.#laneChanges.clear();
    this.#sourceChanges.clear();
  }
}

import type { DatabaseSync } from 'node:sqlite';
import type { LaneStats } from '../queue.ts';
import { timeOfId } from './messages.ts';

/** What is known of a lane in memory. */
interface Lane {
  waiting: number;
  /** First tries up to this id have been handed out, or come back by another way. */
  cursor: number;
}

/** A delivery that a worker holds. */
interface Lease {
  readonly lane: string;
  readonly token: number;
  readonly until: number;
}

/**
 * Who holds what. In memory alone: one process owns the file, so a lease that dies with the process has done what it should, and
 * no disk write is spent on it.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #leases = new Map<number, Lease>();
  #token = 0;

  constructor(db: DatabaseSync) {
    const rows = db.prepare('SELECT lane, count(*) AS n FROM deliveries WHERE dead_at IS NULL GROUP BY lane').all();
    for (const row of rows) this.#lanes.set(String(row.lane), { waiting: Number(row.n), cursor: 0 });
  }

  lane(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane: Lane = { waiting: 0, cursor: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }

  isLeased(id: number): boolean {
    return this.#leases.has(id);
  }

  /** How many of a lane are held, at most: an upper bound for reading past them. */
  get leased(): number {
    return this.#leases.size;
  }

  /** A token for the leases of one call. */
  newToken(): number {
    this.#token += 1;
    return this.#token;
  }

  hold(id: number, lane: string, token: number, until: number): void {
    this.#leases.set(id, { lane, token, until });
  }

  /** Whether an id is held under this token. */
  isHeld(id: number, token: number): boolean {
    return this.#leases.get(id)?.token === token;
  }

  release(id: number): void {
    this.#leases.delete(id);
  }

  /** Ends leases that have run out; the deliveries can be leased again. Returns their lanes. */
  endLeases(now: number): Set<string> {
    const lanes = new Set<string>();
    for (const [id, lease] of this.#leases) {
      if (lease.until > now) continue;
      this.#leases.delete(id);
      this.rewind(lease.lane, id);
      lanes.add(lease.lane);
    }
    return lanes;
  }

  /** Makes first tries from an id on be looked at again. */
  rewind(name: string, id: number): void {
    const lane = this.lane(name);
    lane.cursor = Math.min(lane.cursor, id - 1);
  }

  stats(oldestOf: (lane: string) => number | undefined): LaneStats[] {
    return [...this.#lanes].map(([lane, { waiting }]) => {
      const oldest = waiting === 0 ? undefined : oldestOf(lane);
      return { lane, waiting, oldest: oldest === undefined ? undefined : timeOfId(oldest) };
    });
  }

  names(): string[] {
    return [...this.#lanes.keys()];
  }
}

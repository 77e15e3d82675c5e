import { crc32 } from 'node:zlib';
import type { Leased } from '../queue.ts';
import { timeOfId } from './ids.ts';
import { bytesOf, joinLines, splitLines } from './lines.ts';
import { isGone, PARCEL_SIZE } from './parcel.ts';
import { checksum, readItems, readParcel } from './parcels.ts';
import type { Tables } from './tables.ts';

/** A delivery from its reading until it is settled: one object for all that, since there are many at a time. */
export interface Stored extends Leased {
  /** The bytes that its wire is a part of. */
  readonly run: Run;
  readonly lane: string;
  /** Whether it stands among the retries on disk, where it is found again. */
  readonly isRetry: boolean;
  /** Names who has it in hand, and says until when; 0 while nobody has. */
  lease: number;
  until: number;
  /** The call of settle that has taken it up. */
  settledBy: number;
}

/** Items that were read together. */
export interface Run {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many of them are not settled. */
  left: number;
}

/** What a reading found, flat for its way between threads. */
export interface Reading {
  /** Of each delivery: its id, attempts, and when it grows too old. */
  readonly numbers: readonly number[];
  /** Their items in the same order, a line each: one run for each parcel, in memory of its own, since those are mostly delivered together. */
  readonly runs: readonly Uint8Array<ArrayBuffer>[];
  /** Ids of what is damaged: its checksum does not fit, and it must not be sent. */
  readonly damaged: readonly number[];
  /** The last id looked at. */
  readonly upTo: number;
  /** Whether there may be more of the same. */
  readonly more: boolean;
}

/** The deliveries of a reading, which nobody has in hand. */
export function storedIn({ numbers, runs }: Reading, lane: string, isRetry: boolean): Stored[] {
  const stored: Stored[] = [];
  for (const bytes of runs) {
    const wires = splitLines(bytes);
    const run: Run = { bytes, left: wires.length };
    for (const wire of wires) {
      const at = 3 * stored.length;
      const [id = 0, attempts = 0, expiresAt = 0] = [numbers[at], numbers[at + 1], numbers[at + 2]];
      const receivedAt = timeOfId(id);
      const nobody = { lease: 0, until: 0, settledBy: 0 };
      stored.push({ id, wire, attempts, expiresAt, receivedAt, run, lane, isRetry, ...nobody });
    }
  }
  return stored;
}

/** Reads first tries of a lane, in order of receipt, after an id: some parcels of them. */
export function prepareReadFirst(tables: Tables): (lane: string, after: number, parcels: number) => Reading {
  const statement = tables.db.prepare(
    `SELECT p.id AS id, n, lane, waiting, groups, gone, items, w.lines AS lines, w.checksum AS checksum
     FROM parcels AS p JOIN wires AS w ON w.id = p.id
     WHERE lane = ? AND waiting > 0 AND p.id > ? AND p.id + n - 1 > ? ORDER BY p.id LIMIT ?`,
  );
  return (lane, after, limit) => {
    const rows = statement.all(lane, after - PARCEL_SIZE, after, limit);
    const numbers: number[] = [];
    const runs: Uint8Array<ArrayBuffer>[] = [];
    const damaged: number[] = [];
    let upTo = after;
    for (const row of rows) {
      const wires: Uint8Array[] = [];
      const parcel = readParcel(row);
      const bytes = bytesOf(row.lines);
      const isSound = checksum(String(row.items), bytes) === Number(row.checksum);
      const items = readItems(row.items);
      const lines = splitLines(bytes);
      for (let place = 0; place < parcel.n; place++) {
        const id = parcel.id + place;
        const [item, wire] = [items[place], lines[place]];
        if (id <= after || isGone(parcel, place)) continue;
        if (!isSound || item === undefined || wire === undefined) damaged.push(id);
        else {
          numbers.push(id, 0, item.expiresAt);
          wires.push(wire);
        }
      }
      // Mostly all of them, as they are.
      if (wires.length > 0) runs.push(wires.length === lines.length ? bytes : joinLines(wires));
      upTo = parcel.id + parcel.n - 1;
    }
    return { numbers, runs, damaged, upTo, more: rows.length >= limit };
  };
}

/** Reads retries of a lane that are due, those that are due longest first. */
export function prepareReadDue(tables: Tables): (lane: string, now: number, limit: number) => Reading {
  const statement = tables.db.prepare(
    `SELECT id, wire, checksum, attempts, expires_at AS expiresAt FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
  );
  return (lane, now, limit) => {
    const rows = statement.all(lane, now, limit);
    const numbers: number[] = [];
    const wires: Uint8Array[] = [];
    const damaged: number[] = [];
    for (const row of rows) {
      const [id, wire] = [Number(row.id), bytesOf(row.wire)];
      if (crc32(wire) !== Number(row.checksum)) damaged.push(id);
      else {
        numbers.push(id, Number(row.attempts), Number(row.expiresAt));
        wires.push(wire);
      }
    }
    const runs = wires.length === 0 ? [] : [joinLines(wires)];
    return { numbers, runs, damaged, upTo: 0, more: rows.length >= limit };
  };
}

/** When the first retry of a lane falls due, not counting some; epoch milliseconds, undefined when there is none. */
export function prepareFirstDue(tables: Tables): (lane: string, except: readonly number[]) => number | undefined {
  const statement = tables.db.prepare(
    `SELECT min(due_at) AS at FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND id NOT IN (SELECT value FROM json_each(?))`,
  );
  return (lane, except) => {
    const at = statement.get(lane, JSON.stringify(except))?.at;
    return at === null || at === undefined ? undefined : Number(at);
  };
}

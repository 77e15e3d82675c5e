import { crc32 } from 'node:zlib';
import type { Leased, LeaseOptions } from '../queue.ts';
import type { Tables } from './tables.ts';

/** Hands out what is due of a lane. `damaged` ids failed their checksum, and are not handed out. */
export function prepareLease(
  tables: Tables,
): (lane: string, options: LeaseOptions, now: number) => { leased: Leased[]; damaged: number[] } {
  const { db, lanes } = tables;
  const columns = 'id, wire, checksum, attempts, expires_at AS expiresAt';
  const firstTries = db.prepare(
    `SELECT ${columns} FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND due_at = 0 AND id > ? ORDER BY id LIMIT ?`,
  );
  const retries = db.prepare(
    `SELECT ${columns} FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND due_at BETWEEN 1 AND ? ORDER BY due_at, id LIMIT ?`,
  );

  return (name, { max, maxBytes, leaseMs }, now) => {
    const lane = lanes.lane(name);
    const leased: Leased[] = [];
    const damaged: number[] = [];
    let bytes = 0;
    const token = lanes.newToken();

    /** Takes a row if it may be taken; false when the batch is full. */
    const take = (row: Record<string, unknown>): boolean => {
      const { id, wire, checksum, attempts, expiresAt } = row as unknown as Leased & { checksum: number };
      if (lanes.isLeased(id)) return true;
      const size = Buffer.byteLength(wire);
      if (leased.length >= max || (leased.length > 0 && bytes + size > maxBytes)) return false;
      if (crc32(wire) !== checksum) {
        damaged.push(id);
        return true;
      }
      bytes += size;
      lanes.hold(id, name, token, now + leaseMs);
      leased.push({ id, lease: token, wire, attempts, expiresAt, receivedAt: Math.floor(id / 1024) });
      return true;
    };

    // Retries first: they are older. The limit reads past those that are held already.
    for (const row of retries.all(name, now, max + lanes.leased)) if (!take(row)) break;
    if (leased.length < max) {
      for (const row of firstTries.all(name, lane.cursor, max - leased.length)) {
        if (!take(row)) break;
        lane.cursor = Number(row.id);
      }
    }
    return { leased, damaged };
  };
}

/** When the next retry of a lane falls due. */
export function prepareNextDue(tables: Tables): (lane: string, now: number) => number | undefined {
  const next = tables.db.prepare(
    'SELECT min(due_at) AS at FROM deliveries WHERE lane = ? AND dead_at IS NULL AND due_at > ?',
  );
  return (lane, now) => {
    const at = next.get(lane, Math.max(0, now))?.at;
    return at === null || at === undefined ? undefined : Number(at);
  };
}

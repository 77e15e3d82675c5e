import type { StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { timeOfId } from './ids.ts';
import type { Tables } from './tables.ts';

/** A delivery as it is read to be handed out. */
export interface Stored {
  readonly id: number;
  readonly wire: string;
  readonly attempts: number;
  readonly expiresAt: number;
  readonly receivedAt: number;
}

/** What a reading found. */
export interface Reading {
  readonly deliveries: readonly Stored[];
  /** Ids of rows whose checksum does not fit: they must not be sent. */
  readonly damaged: readonly number[];
  /** Whether there may be more of the same. */
  readonly more: boolean;
}

const COLUMNS = 'id, wire, checksum, attempts, expires_at AS expiresAt';

/** Reads first tries of a lane, in order of receipt, after an id. */
export function prepareReadFirst(tables: Tables): (lane: string, after: number, limit: number) => Reading {
  const statement = tables.db.prepare(
    `SELECT ${COLUMNS} FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND due_at = 0 AND id > ? ORDER BY id LIMIT ?`,
  );
  return (lane, after, limit) => read(statement, [lane, after, limit], limit);
}

/** Reads retries of a lane that are due, those that are due longest first. */
export function prepareReadDue(tables: Tables): (lane: string, now: number, limit: number) => Reading {
  const statement = tables.db.prepare(
    `SELECT ${COLUMNS} FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND due_at BETWEEN 1 AND ? ORDER BY due_at, id LIMIT ?`,
  );
  return (lane, now, limit) => read(statement, [lane, now, limit], limit);
}

function read(statement: StatementSync, args: [string, number, number], limit: number): Reading {
  const deliveries: Stored[] = [];
  const damaged: number[] = [];
  for (const row of statement.all(...args)) {
    const id = Number(row.id);
    const wire = String(row.wire);
    if (crc32(wire) !== Number(row.checksum)) damaged.push(id);
    else {
      const [attempts, expiresAt] = [Number(row.attempts), Number(row.expiresAt)];
      deliveries.push({ id, wire, attempts, expiresAt, receivedAt: timeOfId(id) });
    }
  }
  return { deliveries, damaged, more: deliveries.length + damaged.length >= limit };
}

/** When the first retry of a lane falls due, not counting some; epoch milliseconds, undefined when there is none. */
export function prepareFirstDue(tables: Tables): (lane: string, except: readonly number[]) => number | undefined {
  const statement = tables.db.prepare(
    `SELECT min(due_at) AS at FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND due_at > 0 AND id NOT IN (SELECT value FROM json_each(?))`,
  );
  return (lane, except) => {
    const at = statement.get(lane, JSON.stringify(except))?.at;
    return at === null || at === undefined ? undefined : Number(at);
  };
}

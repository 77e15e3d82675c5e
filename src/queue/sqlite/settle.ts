import { crc32 } from 'node:zlib';
import type { Settlement } from '../queue.ts';
import type { Tables } from './tables.ts';

type Done = Extract<Settlement, { to: 'done' }>;

/** Stores what became of leased deliveries, with their ledger entries; gives the ids it refused. Part of the caller's transaction. */
export function prepareSettle(tables: Tables): (settlements: readonly Settlement[], now: number) => number[] {
  const { db, counters, lanes } = tables;
  const toLedger = db.prepare(
    `INSERT INTO ledger (id, pipeline, integration, event, message_id, occurred_at, settled_at, attempts, request_id)
     SELECT d.id, pipeline, integration, event, message_id, occurred_at, ?, attempts + 1, ?
     FROM json_each(?) AS ids JOIN deliveries AS d ON d.id = ids.value`,
  );
  const countDone = db.prepare(
    `SELECT lane, pipeline, integration, event, count(*) AS n
     FROM json_each(?) AS ids JOIN deliveries AS d ON d.id = ids.value GROUP BY 1, 2, 3, 4`,
  );
  const remove = db.prepare('DELETE FROM deliveries WHERE id IN (SELECT value FROM json_each(?))');
  const again = db.prepare('UPDATE deliveries SET due_at = ?, attempts = attempts + ?, detail = ? WHERE id = ?');
  const change = db.prepare('UPDATE deliveries SET wire = ?, checksum = ?, lane = ? WHERE id = ?');
  const bury = db.prepare(
    `UPDATE deliveries SET dead_at = ?, reason = ?, detail = ?, request_id = ?
     WHERE id = ? RETURNING lane, pipeline, integration, event`,
  );
  const laneOf = db.prepare('SELECT lane FROM deliveries WHERE id = ?');

  const leave = (lane: string, n: number): void =>
    tables.onCommit(() => {
      lanes.lane(lane).waiting -= n;
    });

  /** Settles all of one request at once: its items are many, and alike. */
  const done = (requestId: string | undefined, ids: readonly number[], now: number): void => {
    const list = JSON.stringify(ids);
    for (const row of countDone.all(list)) {
      const n = Number(row.n);
      counters.add(String(row.pipeline), String(row.integration), String(row.event), 'delivered', '', n);
      leave(String(row.lane), n);
    }
    toLedger.run(now, requestId ?? null, list);
    remove.run(list);
  };

  const one = (settlement: Exclude<Settlement, Done>, now: number): void => {
    const { id } = settlement;
    if (settlement.to === 'dead') {
      const row = bury.get(now, settlement.reason, settlement.detail ?? null, settlement.requestId ?? null, id);
      if (row === undefined) return;
      counters.add(String(row.pipeline), String(row.integration), String(row.event), 'dead', settlement.reason);
      leave(String(row.lane), 1);
      return;
    }
    // Never 0, which would make it a first try again, behind the cursor.
    again.run(Math.max(1, settlement.at), settlement.costsAttempt ? 1 : 0, settlement.detail ?? null, id);
    if (settlement.as === undefined) return;
    const { wire, lane } = settlement.as;
    const from = String(laneOf.get(id)?.lane);
    change.run(wire, crc32(wire), lane, id);
    leave(from, 1);
    leave(lane, -1);
  };

  return (settlements, now) => {
    const stale: number[] = [];
    const doneByRequest = new Map<string | undefined, number[]>();
    const seen = new Set<number>();
    for (const settlement of settlements) {
      const { id, lease } = settlement;
      if (!lanes.isHeld(id, lease) || seen.has(id)) {
        stale.push(id);
        continue;
      }
      seen.add(id);
      tables.onCommit(() => lanes.release(id));
      if (settlement.to !== 'done') one(settlement, now);
      else {
        const ids = doneByRequest.get(settlement.requestId);
        if (ids === undefined) doneByRequest.set(settlement.requestId, [id]);
        else ids.push(id);
      }
    }
    for (const [requestId, ids] of doneByRequest) done(requestId, ids, now);
    return stale;
  };
}

import { crc32 } from 'node:zlib';
import type { Settlement } from '../queue.ts';
import type { Tables } from './tables.ts';

type Again = Extract<Settlement, { to: 'again' }>;
type Dead = Extract<Settlement, { to: 'dead' }>;

/** Stores what became of deliveries, with their ledger entries. Part of the caller's transaction. */
export function prepareSettle(tables: Tables): (settlements: readonly Settlement[], now: number) => void {
  const { db, counters, waiting } = tables;
  const given = 'FROM json_each(?) AS ids JOIN deliveries AS d ON d.id = ids.value WHERE dead_at IS NULL';
  const countDone = db.prepare(`SELECT lane, pipeline, integration, event, count(*) AS n ${given} GROUP BY 1, 2, 3, 4`);
  const toLedger = db.prepare(
    `INSERT INTO ledger (id, pipeline, integration, event, message_id, occurred_at, settled_at, attempts, request_id)
     SELECT d.id, pipeline, integration, event, message_id, occurred_at, ?, attempts + 1, ? ${given}`,
  );
  const remove = db.prepare('DELETE FROM deliveries WHERE id IN (SELECT value FROM json_each(?)) AND dead_at IS NULL');
  const postpone = db.prepare(
    `UPDATE deliveries SET due_at = ?, attempts = attempts + ?, detail = ? WHERE id = ? AND dead_at IS NULL`,
  );
  const laneOf = db.prepare('SELECT lane FROM deliveries WHERE id = ? AND dead_at IS NULL');
  const change = db.prepare('UPDATE deliveries SET wire = ?, checksum = ?, lane = ? WHERE id = ?');
  const bury = db.prepare(
    `UPDATE deliveries SET dead_at = ?, reason = ?, detail = ?, request_id = ?
     WHERE id = ? AND dead_at IS NULL RETURNING lane, pipeline, integration, event`,
  );

  /** All of one request at once: its items are many, and alike. */
  const done = (requestId: string | undefined, ids: readonly number[], now: number): void => {
    const list = JSON.stringify(ids);
    for (const row of countDone.all(list)) {
      const n = Number(row.n);
      counters.add(String(row.pipeline), String(row.integration), String(row.event), 'delivered', '', n);
      waiting.change(String(row.lane), -n);
    }
    toLedger.run(now, requestId ?? null, list);
    remove.run(list);
  };

  const again = ({ id, at, costsAttempt, detail, as }: Again): void => {
    // Never 0, which would make it a first try again.
    postpone.run(Math.max(1, at), costsAttempt ? 1 : 0, detail ?? null, id);
    const from = as === undefined ? undefined : laneOf.get(id)?.lane;
    if (as === undefined || from === undefined) return;
    change.run(as.wire, crc32(as.wire), as.lane, id);
    waiting.change(String(from), -1);
    waiting.change(as.lane, 1);
  };

  const dead = ({ id, reason, detail, requestId }: Dead, now: number): void => {
    const row = bury.get(now, reason, detail ?? null, requestId ?? null, id);
    if (row === undefined) return;
    counters.add(String(row.pipeline), String(row.integration), String(row.event), 'dead', reason);
    waiting.change(String(row.lane), -1);
  };

  return (settlements, now) => {
    const doneByRequest = new Map<string | undefined, number[]>();
    for (const settlement of settlements) {
      if (settlement.to === 'again') again(settlement);
      else if (settlement.to === 'dead') dead(settlement, now);
      else {
        const ids = doneByRequest.get(settlement.requestId);
        if (ids === undefined) doneByRequest.set(settlement.requestId, [settlement.id]);
        else ids.push(settlement.id);
      }
    }
    for (const [requestId, ids] of doneByRequest) done(requestId, ids, now);
  };
}

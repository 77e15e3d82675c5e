import { MINUTE } from '../../base/durations.ts';
import type { Retention } from '../queue.ts';
import { idOfTime } from './ids.ts';
import type { Tables } from './tables.ts';

/** How many rows a step of each kind of work looks at. */
const STEP = 1_000;

/**
 * The furthest ahead a retry is ever put. One that seems to lie further off was put there before the clock was set back: it is due.
 */
const FURTHEST_RETRY = 20 * MINUTE;

/** What the sweep must leave alone in a lane: it is in hand already, and whoever has it sees to its age. */
export interface InHand {
  readonly lane: string;
  /** First tries up to this id. */
  readonly upTo: number;
  /** Ids of retries. */
  readonly ids: readonly number[];
}

/** Periodic work on the rows, each call one small step. Part of the caller's transaction. */
export function prepareSweep(tables: Tables, retention: Retention): (inHand: readonly InHand[], now: number) => void {
  const { db, counters, waiting, messages } = tables;
  const dueNow = db.prepare('UPDATE deliveries SET due_at = ? WHERE lane = ? AND dead_at IS NULL AND due_at > ?');
  const next = db.prepare(
    `SELECT due_at AS dueAt, id, expires_at AS expiresAt FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?`,
  );
  const expire = db.prepare(
    `UPDATE deliveries SET dead_at = ?, reason = 'expired' WHERE id = ? RETURNING pipeline, integration, event`,
  );
  const oldLedger = db.prepare('SELECT id, message_id AS messageId FROM ledger WHERE id < ? ORDER BY id LIMIT ?');
  const forgetLedger = db.prepare('DELETE FROM ledger WHERE id = ?');
  const oldDead = db.prepare(
    'SELECT id, message_id AS messageId FROM deliveries WHERE dead_at IS NOT NULL AND dead_at < ? ORDER BY id LIMIT ?',
  );
  const forgetDead = db.prepare('DELETE FROM deliveries WHERE id = ?');
  const positions = new Map<string, { dueAt: number; id: number }>();

  /** Ends what grew too old in one lane: a step further each call, then from the beginning again. */
  const sweepLane = (lane: string, hand: InHand | undefined, now: number): void => {
    dueNow.run(now, lane, now + FURTHEST_RETRY);
    const from = positions.get(lane) ?? { dueAt: -1, id: 0 };
    const rows = next.all(lane, from.dueAt, from.id, STEP);
    const last = rows.at(-1);
    if (rows.length < STEP || last === undefined) positions.delete(lane);
    else positions.set(lane, { dueAt: Number(last.dueAt), id: Number(last.id) });
    for (const row of rows) {
      const id = Number(row.id);
      if (Number(row.expiresAt) > now) continue;
      if (hand !== undefined && (row.dueAt === 0 ? id <= hand.upTo : hand.ids.includes(id))) continue;
      const ended = expire.get(now, id);
      if (ended === undefined) continue;
      counters.add(String(ended.pipeline), String(ended.integration), String(ended.event), 'dead', 'expired');
      waiting.change(lane, -1);
    }
  };

  return (inHand, now) => {
    for (const [lane, n] of waiting.lanes()) {
      if (n > 0)
        sweepLane(
          lane,
          inHand.find((hand) => hand.lane === lane),
          now,
        );
    }
    for (const row of oldLedger.all(idOfTime(now - retention.ledger), STEP)) {
      messages.remove(String(row.messageId), Number(row.id));
      forgetLedger.run(Number(row.id));
    }
    for (const row of oldDead.all(now - retention.dead, STEP)) {
      messages.remove(String(row.messageId), Number(row.id));
      forgetDead.run(Number(row.id));
    }
    counters.purge(now - retention.ledger);
  };
}

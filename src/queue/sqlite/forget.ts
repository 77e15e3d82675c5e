import type { Retention } from '../queue.ts';
import { idOfTime } from './ids.ts';
import { departureOf } from './parcel.ts';
import { readItems, readParcel } from './parcels.ts';
import type { Tables } from './tables.ts';

/** How many rows, and how many parcels, a step forgets. */
const ROWS = 1_000;
const PARCELS = 20;

/** Forgets what is past retention, one small step each call. What waits is never forgotten. Part of the caller's transaction. */
export function prepareForget(tables: Tables, retention: Retention): (now: number) => void {
  const { db, counters, messages } = tables;
  const oldParcels = db.prepare('SELECT * FROM parcels WHERE id < ? AND waiting = 0 ORDER BY id LIMIT ?');
  const forgetParcel = db.prepare('DELETE FROM parcels WHERE id = ?');
  const oldLedger = db.prepare(
    'SELECT id, message_id AS messageId, order_key AS orderKey FROM ledger WHERE id < ? ORDER BY id LIMIT ?',
  );
  const forgetLedger = db.prepare('DELETE FROM ledger WHERE id = ?');
  const oldDead = db.prepare(
    `SELECT id, message_id AS messageId, order_key AS orderKey FROM deliveries
     WHERE dead_at IS NOT NULL AND dead_at < ? ORDER BY id LIMIT ?`,
  );
  const forgetDead = db.prepare('DELETE FROM deliveries WHERE id = ?');
  return (now) => {
    const before = idOfTime(now - retention.ledger);
    for (const row of oldParcels.all(before, PARCELS)) {
      const parcel = readParcel(row);
      for (const [place, item] of readItems(row.items).entries()) {
        // What has moved to a row of its own is forgotten with that.
        if (departureOf(parcel, place)?.deliveredAt !== 0) messages.remove(item, parcel.id + place);
      }
      forgetParcel.run(parcel.id);
    }
    for (const row of oldLedger.all(before, ROWS)) {
      messages.remove(foundBy(row), Number(row.id));
      forgetLedger.run(Number(row.id));
    }
    for (const row of oldDead.all(now - retention.dead, ROWS)) {
      messages.remove(foundBy(row), Number(row.id));
      forgetDead.run(Number(row.id));
    }
    counters.purge(now, retention.ledger);
    messages.learnKeys();
  };
}

/** What finds a row in the message index. */
function foundBy({ messageId, orderKey }: Record<string, unknown>): {
  messageId: string;
  orderKey: string | undefined;
} {
  return { messageId: String(messageId), orderKey: orderKey === null ? undefined : String(orderKey) };
}

import { MINUTE } from '../../base/durations.ts';
import { type Departure, isGone, PARCEL_SIZE } from './parcel.ts';
import { readItems, readParcel } from './parcels.ts';
import { prepareMove, storedSource } from './settle.ts';
import type { Tables } from './tables.ts';

/** How many rows, and how many parcels, a step looks at. */
const ROWS = 1_000;
const PARCELS = 20;

/**
 * The furthest ahead a retry is ever put. One that seems to lie further off was put there before the clock was set back: it is due.
 */
const FURTHEST_RETRY = 20 * MINUTE;

/** What the sweep must leave alone in a lane: it is in hand already, and whoever has it sees to its age. */
export interface InHand {
  readonly lane: string;
  /** First tries up to this id. */
  readonly upTo: number;
  /** Ids that somebody holds: of retries, and of first tries beyond that. */
  readonly ids: readonly number[];
}

/** Ends what grew too old, one small step each call. Part of the caller's transaction. */
export function prepareSweep(tables: Tables): (inHand: readonly InHand[], now: number) => void {
  const expireRetries = prepareExpireRetries(tables);
  const expireParcels = prepareExpireParcels(tables);
  return (inHand, now) => {
    for (const [lane, waiting] of tables.waiting.lanes()) {
      if (waiting === 0) continue;
      const hand = inHand.find((one) => one.lane === lane) ?? { lane, upTo: 0, ids: [] };
      expireRetries(hand, now);
      expireParcels(hand, now);
    }
  };
}

/** Ends retries that grew too old: a step further each call, then from the beginning again. */
function prepareExpireRetries(tables: Tables): (hand: InHand, now: number) => void {
  const { db, counters, waiting } = tables;
  const sourceOf = storedSource(tables);
  const dueNow = db.prepare('UPDATE deliveries SET due_at = ? WHERE lane = ? AND dead_at IS NULL AND due_at > ?');
  const next = db.prepare(
    `SELECT due_at AS dueAt, id, expires_at AS expiresAt FROM deliveries
     WHERE lane = ? AND dead_at IS NULL AND (due_at, id) > (?, ?) ORDER BY due_at, id LIMIT ?`,
  );
  const expire = db.prepare(
    `UPDATE deliveries SET dead_at = ?, reason = 'expired' WHERE id = ? RETURNING pipeline, integration, event, source`,
  );
  const positions = new Map<string, { dueAt: number; id: number }>();

  return ({ lane, ids }, now) => {
    dueNow.run(now, lane, now + FURTHEST_RETRY);
    const from = positions.get(lane) ?? { dueAt: -1, id: 0 };
    const rows = next.all(lane, from.dueAt, from.id, ROWS);
    const last = rows.at(-1);
    if (rows.length < ROWS || last === undefined) positions.delete(lane);
    else positions.set(lane, { dueAt: Number(last.dueAt), id: Number(last.id) });
    for (const row of rows) {
      const id = Number(row.id);
      if (Number(row.expiresAt) > now || ids.includes(id)) continue;
      const ended = expire.get(now, id);
      if (ended === undefined) continue;
      counters.add(sourceOf(ended), 'dead', 'expired');
      waiting.change(lane, sourceOf(ended), -1);
    }
  };
}

/** Ends first tries that grew too old. */
function prepareExpireParcels(tables: Tables): (hand: InHand, now: number) => void {
  const { db, parcels } = tables;
  const move = prepareMove(tables);
  const expiring = db.prepare(
    `SELECT id, n, lane, waiting, groups, gone, items FROM parcels
     WHERE lane = ? AND waiting > 0 AND id > ? AND expires_at <= ? ORDER BY id LIMIT ?`,
  );
  return ({ lane, upTo, ids }, now) => {
    for (const row of expiring.all(lane, upTo - PARCEL_SIZE, now, PARCELS)) {
      const parcel = readParcel(row);
      const departures: Departure[] = [];
      let next = Number.MAX_SAFE_INTEGER;
      for (const [place, item] of readItems(row.items).entries()) {
        const id = parcel.id + place;
        if (id <= upTo || isGone(parcel, place) || ids.includes(id)) continue;
        if (item.expiresAt > now) next = Math.min(next, item.expiresAt);
        else {
          move(parcel, place, item, { id, lease: 0, to: 'dead', reason: 'expired' }, now);
          departures.push({ from: place, to: place, deliveredAt: 0, requestId: undefined });
        }
      }
      if (departures.length === 0) continue;
      parcels.leave(parcel, departures);
      parcels.setExpiry(parcel.id, next);
    }
  };
}

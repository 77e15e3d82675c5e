import { crc32 } from 'node:zlib';
import type { Settlement } from '../queue.ts';
import { type Departure, type Group, type Item, isGone, type Parcel } from './parcels.ts';
import type { Tables } from './tables.ts';

type Again = Extract<Settlement, { to: 'again' }>;
type Dead = Extract<Settlement, { to: 'dead' }>;
type Done = Extract<Settlement, { to: 'done' }>;

/** Stores what became of deliveries, with their ledger entries. Part of the caller's transaction. */
export function prepareSettle(tables: Tables): (settlements: readonly Settlement[], now: number) => void {
  const inParcel = prepareSettleInParcel(tables);
  const inRow = prepareSettleInRow(tables);
  return (settlements, now) => {
    const sorted = [...settlements].sort((a, b) => a.id - b.id);
    for (let i = 0; i < sorted.length; ) {
      const first = sorted[i] as Settlement;
      const parcel = tables.parcels.holding(first.id);
      if (parcel === undefined || isGone(parcel, first.id - parcel.id)) {
        inRow(first, now);
        i += 1;
        continue;
      }
      const end = parcel.id + parcel.n;
      const together: Settlement[] = [];
      for (; i < sorted.length && (sorted[i] as Settlement).id < end; i++) {
        const settlement = sorted[i] as Settlement;
        if (isGone(parcel, settlement.id - parcel.id)) inRow(settlement, now);
        else together.push(settlement);
      }
      inParcel(parcel, together, now);
    }
  };
}

/** Settles deliveries of one parcel: the delivered leave it, the others move to rows of their own. */
function prepareSettleInParcel(
  tables: Tables,
): (parcel: Parcel, settlements: readonly Settlement[], now: number) => void {
  const { parcels, counters, waiting } = tables;
  const move = prepareMove(tables);

  const countDelivered = (parcel: Parcel, done: readonly Done[], items: () => readonly Item[]): void => {
    const count = ({ pipeline, integration, event }: Group, n: number): void =>
      counters.add(pipeline, integration, event, 'delivered', '', n);
    if (done.length === parcel.n) {
      for (const group of parcel.groups) count(group, group.n);
      return;
    }
    for (const { id } of done) {
      const group = parcel.groups[items()[id - parcel.id]?.group ?? -1];
      if (group !== undefined) count(group, 1);
    }
  };

  return (parcel, settlements, now) => {
    let known: readonly Item[] | undefined;
    const items = (): readonly Item[] => {
      known ??= parcels.items(parcel.id);
      return known;
    };
    const departures: Departure[] = [];
    const done: Done[] = [];
    for (const settlement of settlements) {
      const place = settlement.id - parcel.id;
      if (settlement.to === 'done') {
        done.push(settlement);
        depart(departures, place, now, settlement.requestId);
      } else {
        move(parcel, place, items()[place], settlement, now);
        depart(departures, place, 0, undefined);
      }
    }
    countDelivered(parcel, done, items);
    parcels.leave(parcel, departures);
    waiting.change(parcel.lane, -settlements.length);
  };
}

/** Adds a departure, to the last run where it goes on with that. */
function depart(departures: Departure[], place: number, deliveredAt: number, requestId: string | undefined): void {
  const last = departures.at(-1);
  if (last !== undefined && last.to === place - 1 && last.deliveredAt === deliveredAt && last.requestId === requestId) {
    departures[departures.length - 1] = { ...last, to: place };
  } else departures.push({ from: place, to: place, deliveredAt, requestId });
}

/** Gives a delivery of a parcel a row of its own: to be tried again, or dead. */
export function prepareMove(
  tables: Tables,
): (parcel: Parcel, place: number, item: Item | undefined, settlement: Again | Dead, now: number) => void {
  const { db, parcels, counters, waiting } = tables;
  const insert = db.prepare(
    `INSERT INTO deliveries
       (id, lane, due_at, attempts, expires_at, pipeline, integration, event, message_id, occurred_at, route, consent, wire,
        checksum, dead_at, reason, detail, request_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (parcel, place, item, settlement, now) => {
    const { pipeline, integration, event, consent, route } = parcel.groups[item?.group ?? 0] ?? UNKNOWN;
    const as = settlement.to === 'again' ? settlement.as : undefined;
    const wire = as === undefined ? (parcels.wires(parcel.id)[place] ?? NO_WIRE) : Buffer.from(as.wire);
    const lane = as?.lane ?? parcel.lane;
    const state =
      settlement.to === 'again'
        ? { dueAt: Math.max(1, settlement.at), attempts: settlement.costsAttempt ? 1 : 0, deadAt: null, reason: null }
        : { dueAt: 1, attempts: settlement.reason === 'rejected' ? 1 : 0, deadAt: now, reason: settlement.reason };
    insert.run(
      ...[parcel.id + place, lane, state.dueAt, state.attempts, item?.expiresAt ?? 0],
      ...[pipeline, integration, event, item?.messageId ?? '(damaged)', item?.occurredAt ?? 0, route, consent ?? null],
      ...[wire, crc32(wire)],
      ...[state.deadAt, state.reason, settlement.detail ?? null],
      settlement.to === 'dead' ? (settlement.requestId ?? null) : null,
    );
    if (settlement.to === 'again') waiting.change(lane, 1);
    else counters.add(pipeline, integration, event, 'dead', settlement.reason);
  };
}

const NO_WIRE = Buffer.alloc(0);
const UNKNOWN = { pipeline: '(damaged)', integration: '(damaged)', event: '(damaged)', consent: undefined, route: 0 };

/** Settles a delivery that has a row of its own. */
function prepareSettleInRow(tables: Tables): (settlement: Settlement, now: number) => void {
  const { db, counters, waiting } = tables;
  const toLedger = db.prepare(
    `INSERT INTO ledger
       (id, pipeline, integration, event, message_id, occurred_at, route, consent, settled_at, attempts, request_id)
     SELECT id, pipeline, integration, event, message_id, occurred_at, route, consent, ?, attempts + 1, ?
     FROM deliveries WHERE id = ? AND dead_at IS NULL`,
  );
  const remove = db.prepare(
    'DELETE FROM deliveries WHERE id = ? AND dead_at IS NULL RETURNING lane, pipeline, integration, event',
  );
  const postpone = db.prepare(
    `UPDATE deliveries SET due_at = ?, attempts = attempts + ?, detail = ? WHERE id = ? AND dead_at IS NULL`,
  );
  const laneOf = db.prepare('SELECT lane FROM deliveries WHERE id = ? AND dead_at IS NULL');
  const change = db.prepare('UPDATE deliveries SET wire = ?, checksum = ?, lane = ? WHERE id = ?');
  const bury = db.prepare(
    `UPDATE deliveries SET dead_at = ?, reason = ?, detail = ?, request_id = ?, attempts = attempts + (? = 'rejected')
     WHERE id = ? AND dead_at IS NULL RETURNING lane, pipeline, integration, event`,
  );

  const done = ({ id, requestId }: Done, now: number): void => {
    toLedger.run(now, requestId ?? null, id);
    const row = remove.get(id);
    if (row === undefined) return;
    counters.add(String(row.pipeline), String(row.integration), String(row.event), 'delivered');
    waiting.change(String(row.lane), -1);
  };

  const again = ({ id, at, costsAttempt, detail, as }: Again): void => {
    postpone.run(Math.max(1, at), costsAttempt ? 1 : 0, detail ?? null, id);
    const from = as === undefined ? undefined : laneOf.get(id)?.lane;
    if (as === undefined || from === undefined) return;
    const wire = Buffer.from(as.wire);
    change.run(wire, crc32(wire), as.lane, id);
    waiting.change(String(from), -1);
    waiting.change(as.lane, 1);
  };

  const dead = ({ id, reason, detail, requestId }: Dead, now: number): void => {
    const row = bury.get(now, reason, detail ?? null, requestId ?? null, reason, id);
    if (row === undefined) return;
    counters.add(String(row.pipeline), String(row.integration), String(row.event), 'dead', reason);
    waiting.change(String(row.lane), -1);
  };

  return (settlement, now) => {
    if (settlement.to === 'done') done(settlement, now);
    else if (settlement.to === 'again') again(settlement);
    else dead(settlement, now);
  };
}

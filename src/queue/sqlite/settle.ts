import { crc32 } from 'node:zlib';
import type { Settlement } from '../queue.ts';
import { timeOfId } from './ids.ts';
import { type Departure, type Group, type Item, isGone, type Parcel } from './parcel.ts';
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
  const { parcels, sources, counters, waiting } = tables;
  const move = prepareMove(tables);

  const countDelivered = (parcel: Parcel, done: readonly Done[], items: () => readonly Item[], now: number): void => {
    // They were received together.
    const took = now - timeOfId(parcel.id);
    const count = (group: Group, n: number): void => {
      const source = sources.stored(group.source, group);
      counters.addDelivered(source, took, n);
      waiting.change(parcel.lane, source, -n);
    };
    const counted = parcel.groups.reduce((sum, group) => sum + group.n, 0);
    if (done.length === parcel.n && counted === parcel.n) {
      for (const group of parcel.groups) count(group, group.n);
      return;
    }
    for (const { id } of done) {
      const group = parcel.groups[items()[id - parcel.id]?.group ?? -1];
      if (group === undefined) waiting.change(parcel.lane, 0, -1);
      else count(group, 1);
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
    countDelivered(parcel, done, items, now);
    parcels.leave(parcel, departures);
  };
}

/** Adds a departure, to the last run where it goes on with that. */
function depart(departures: Departure[], place: number, deliveredAt: number, requestId: string | undefined): void {
  const last = departures.at(-1);
  if (last !== undefined && last.to === place - 1 && last.deliveredAt === deliveredAt && last.requestId === requestId) {
    departures[departures.length - 1] = { ...last, to: place };
  } else departures.push({ from: place, to: place, deliveredAt, requestId });
}

/** Gives a delivery of a parcel a row of its own: to be tried again, or dead. The parcel's `leave` is the caller's. */
export function prepareMove(
  tables: Tables,
): (parcel: Parcel, place: number, item: Item | undefined, settlement: Again | Dead, now: number) => void {
  const { db, parcels, sources, counters, waiting } = tables;
  const insert = db.prepare(
    `INSERT INTO deliveries
       (id, lane, due_at, attempts, expires_at, pipeline, integration, event, source, message_id, order_key, occurred_at, route,
        consent, wire, checksum, dead_at, reason, detail, request_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (parcel, place, item, settlement, now) => {
    const group = parcel.groups[item?.group ?? 0] ?? UNKNOWN;
    const { pipeline, integration, event, consent, route } = group;
    const source = sources.stored(group.source, group);
    const as = settlement.to === 'again' ? settlement.as : undefined;
    const wire = as === undefined ? (parcels.wires(parcel.id)[place] ?? NO_WIRE) : Buffer.from(as.wire);
    const lane = as?.lane ?? parcel.lane;
    const state =
      settlement.to === 'again'
        ? { dueAt: Math.max(1, settlement.at), attempts: settlement.costsAttempt ? 1 : 0, deadAt: null, reason: null }
        : { dueAt: 1, attempts: settlement.reason === 'rejected' ? 1 : 0, deadAt: now, reason: settlement.reason };
    insert.run(
      ...[parcel.id + place, lane, state.dueAt, state.attempts, item?.expiresAt ?? 0],
      ...[pipeline, integration, event, source, item?.messageId ?? '(damaged)', item?.orderKey ?? null],
      ...[item?.occurredAt ?? 0, route, consent ?? null, wire, crc32(wire)],
      ...[state.deadAt, state.reason, settlement.detail ?? null],
      settlement.to === 'dead' ? (settlement.requestId ?? null) : null,
    );
    waiting.change(parcel.lane, source, -1);
    if (settlement.to === 'again') waiting.change(lane, source, 1);
    else counters.add(source, 'dead', settlement.reason);
  };
}

const NO_WIRE = Buffer.alloc(0);
const UNKNOWN = {
  ...{ pipeline: '(damaged)', integration: '(damaged)', event: '(damaged)', consent: undefined, route: 0, source: 0 },
};

/** The source of a row of deliveries, by the number it has or its names. Part of the caller's transaction. */
export function storedSource({ sources }: Tables): (row: Record<string, unknown>) => number {
  return ({ source, pipeline, integration, event }) =>
    sources.stored(Number(source), {
      ...{ pipeline: String(pipeline), integration: String(integration), event: String(event) },
    });
}

/** Settles a delivery that has a row of its own. */
function prepareSettleInRow(tables: Tables): (settlement: Settlement, now: number) => void {
  const { db, counters, waiting } = tables;
  const sourceOf = storedSource(tables);
  const toLedger = db.prepare(
    `INSERT INTO ledger
       (id, pipeline, integration, event, message_id, order_key, occurred_at, route, consent, settled_at, attempts, request_id)
     SELECT id, pipeline, integration, event, message_id, order_key, occurred_at, route, consent, ?, attempts + 1, ?
     FROM deliveries WHERE id = ? AND dead_at IS NULL`,
  );
  const remove = db.prepare(
    'DELETE FROM deliveries WHERE id = ? AND dead_at IS NULL RETURNING lane, pipeline, integration, event, source',
  );
  const postpone = db.prepare(
    `UPDATE deliveries SET due_at = ?, attempts = attempts + ?, detail = ? WHERE id = ? AND dead_at IS NULL`,
  );
  const find = db.prepare(
    'SELECT lane, pipeline, integration, event, source FROM deliveries WHERE id = ? AND dead_at IS NULL',
  );
  const change = db.prepare('UPDATE deliveries SET wire = ?, checksum = ?, lane = ? WHERE id = ?');
  const bury = db.prepare(
    `UPDATE deliveries SET dead_at = ?, reason = ?, detail = ?, request_id = ?, attempts = attempts + (? = 'rejected')
     WHERE id = ? AND dead_at IS NULL RETURNING lane, pipeline, integration, event, source`,
  );

  const done = ({ id, requestId }: Done, now: number): void => {
    toLedger.run(now, requestId ?? null, id);
    const row = remove.get(id);
    if (row === undefined) return;
    counters.addDelivered(sourceOf(row), now - timeOfId(id));
    waiting.change(String(row.lane), sourceOf(row), -1);
  };

  const again = ({ id, at, costsAttempt, detail, as }: Again): void => {
    postpone.run(Math.max(1, at), costsAttempt ? 1 : 0, detail ?? null, id);
    const row = as === undefined ? undefined : find.get(id);
    if (as === undefined || row === undefined) return;
    const wire = Buffer.from(as.wire);
    change.run(wire, crc32(wire), as.lane, id);
    waiting.change(String(row.lane), sourceOf(row), -1);
    waiting.change(as.lane, sourceOf(row), 1);
  };

  const dead = ({ id, reason, detail, requestId }: Dead, now: number): void => {
    const row = bury.get(now, reason, detail ?? null, requestId ?? null, reason, id);
    if (row === undefined) return;
    counters.add(sourceOf(row), 'dead', reason);
    waiting.change(String(row.lane), sourceOf(row), -1);
  };

  return (settlement, now) => {
    if (settlement.to === 'done') done(settlement, now);
    else if (settlement.to === 'again') again(settlement);
    else dead(settlement, now);
  };
}

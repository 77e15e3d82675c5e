import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { bytesOf, splitLines } from './lines.ts';
import type { Packing } from './packing.ts';
import { type Departure, type Item, PARCEL_SIZE, type Parcel } from './parcel.ts';

/** A group as it is in the table. */
type GroupRow = [string, string, string, number, string | null, number, number?];

/** An item as it is in the table. */
type ItemRow = [number, string, number, number, string?];

/**
 * The table of parcels: first tries of one lane that were stored in one commit, under ids that follow each other, from the parcel's
 * own. They leave it as they are delivered, several at a time, or move to rows of their own (deliveries) when they are to be
 * tried again or are dead. When all have left, the wires are deleted; what is left is the ledger's.
 */
export class Parcels {
  readonly #insert: StatementSync;
  readonly #insertWires: StatementSync;
  readonly #holding: StatementSync;
  readonly #items: StatementSync;
  readonly #wires: StatementSync;
  readonly #leave: StatementSync;
  readonly #deleteWires: StatementSync;
  readonly #setExpiry: StatementSync;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare(
      `INSERT INTO parcels (id, n, lane, waiting, expires_at, groups, gone, items) VALUES (?, ?, ?, ?, ?, ?, '', ?)`,
    );
    this.#insertWires = db.prepare('INSERT INTO wires (id, lines, checksum) VALUES (?, ?, ?)');
    this.#holding = db.prepare(
      'SELECT id, n, lane, waiting, groups, gone FROM parcels WHERE id <= ? AND id > ? ORDER BY id DESC LIMIT 1',
    );
    this.#items = db.prepare('SELECT items FROM parcels WHERE id = ?');
    this.#wires = db.prepare('SELECT lines FROM wires WHERE id = ?');
    this.#leave = db.prepare('UPDATE parcels SET waiting = waiting - ?, gone = ? WHERE id = ?');
    this.#deleteWires = db.prepare('DELETE FROM wires WHERE id = ?');
    this.#setExpiry = db.prepare('UPDATE parcels SET expires_at = ? WHERE id = ?');
  }

  /** Stores deliveries under ids from `id` on. */
  insert(id: number, lane: string, packing: Packing): void {
    const groups = packing.groups.map(({ pipeline, integration, event, n, consent, route, source }): GroupRow => {
      return [pipeline, integration, event, n, consent ?? null, route, source];
    });
    const items = packing.items().map(({ group, messageId, occurredAt, expiresAt, orderKey }): ItemRow => {
      const row: ItemRow = [group, messageId, occurredAt, expiresAt];
      if (orderKey !== undefined) row.push(orderKey);
      return row;
    });
    const itemsText = JSON.stringify(items);
    const wires = packing.wires();
    const { size, expiresAt } = packing;
    this.#insert.run(id, size, lane, size, expiresAt, JSON.stringify(groups), itemsText);
    this.#insertWires.run(id, wires, checksum(itemsText, wires));
  }

  /** The parcel that a delivery is or was in; undefined when it never was in one. */
  holding(id: number): Parcel | undefined {
    const row = this.#holding.get(id, id - PARCEL_SIZE);
    const parcel = row === undefined ? undefined : readParcel(row);
    return parcel !== undefined && id < parcel.id + parcel.n ? parcel : undefined;
  }

  /** What a parcel knows of its deliveries. Empty when it is damaged. */
  items(id: number): readonly Item[] {
    return readItems(this.#items.get(id)?.items);
  }

  /** The wires of a parcel that somebody still waits in, by place. */
  wires(id: number): readonly Buffer[] {
    return splitLines(bytesOf(this.#wires.get(id)?.lines));
  }

  /** Lets deliveries leave. They must be in the parcel still. */
  leave(parcel: Parcel, departures: readonly Departure[]): void {
    const count = departures.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    this.#leave.run(count, writeDepartures([...parcel.gone, ...departures]), parcel.id);
    if (count >= parcel.left) this.#deleteWires.run(parcel.id);
  }

  /** Notes when the next of a parcel's deliveries grows too old. */
  setExpiry(id: number, expiresAt: number): void {
    this.#setExpiry.run(expiresAt, id);
  }
}

/** The checksum of a parcel's contents. */
export function checksum(items: string, wires: Uint8Array): number {
  return crc32(wires, crc32(items));
}

/** A row of the table, as far as it was read. */
export function readParcel(row: Record<string, unknown>): Parcel {
  return {
    id: Number(row.id),
    n: Number(row.n),
    lane: String(row.lane),
    left: Number(row.waiting),
    groups: (parse(row.groups) as GroupRow[]).map(([pipeline, integration, event, n, consent, route, source = 0]) => ({
      ...{ pipeline, integration, event, n, consent: consent ?? undefined, route, source },
    })),
    gone: (parse(`[${row.gone}]`) as [number, number, number, string | null][]).map(
      ([from, to, deliveredAt, requestId]) => ({ from, to, deliveredAt, requestId: requestId ?? undefined }),
    ),
  };
}

/** The column `items`. */
export function readItems(text: unknown): readonly Item[] {
  return (parse(text) as ItemRow[]).map(([group, messageId, occurredAt, expiresAt, orderKey]) => ({
    ...{ group, messageId, occurredAt, expiresAt, orderKey },
  }));
}

function writeDepartures(gone: readonly Departure[]): string {
  const rows = gone.map(({ from, to, deliveredAt, requestId }) => [from, to, deliveredAt, requestId ?? null]);
  return JSON.stringify(rows).slice(1, -1);
}

/** A list from the table; empty where it is damaged, which the checksum tells whoever reads the wires. */
function parse(text: unknown): unknown[] {
  try {
    const value: unknown = JSON.parse(String(text));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

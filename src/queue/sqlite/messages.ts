import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { timeOfId } from './ids.ts';
import { KnownKeys } from './known-keys.ts';
import { MessageRun, NONE } from './message-run.ts';
import { departureOf, PARCEL_SIZE } from './parcel.ts';
import { readItems, readParcel } from './parcels.ts';

/**
 * How many new keys are gathered in memory before they are merged into the index. Keys are random: written one by one, each
 * changes a page of its own, and those pages were most of what a commit wrote (9 us an event at 100 a commit). A run of so
 * many, written in order, shares its pages (2 us).
 */
const RUN = 25_000;
/** Keys of the table learned at a time. */
const KEYS_LEARNED = 20_000;
/** Keys merged for each new one, so that a run is done long before the next is full. */
const MERGE_FACTOR = 3;

/**
 * The most drops of one messageId, and the most entries of one order, that a run holds. A sender whose events all carry one and the same id must cost neither memory without
 * end nor a longer look-up with each event; its further duplicates are in the ledger, and are not found by that id.
 */
const MOST_AS_ONE = 1_000;

/** A messageId's key in the index: 16 bytes of its SHA-256, enough that two ids never meet; as text, a character a byte. */
export function messageKey(messageId: string): string {
  return hash('sha256', messageId, 'binary').slice(0, 16);
}

/** An order's key in the index, by the key that its events carry: no messageId holds a line break. */
export function orderIndexKey(orderKey: string): string {
  return messageKey(`order\n${orderKey}`);
}

/** The route of an entry under its order's key: duplicates are not looked for there. */
const OF_ORDER = 0;

/** A run of entries being merged into the table. */
interface Merge {
  readonly run: MessageRun;
  /** The places of its entries, in order of their keys. */
  readonly order: Uint32Array;
  /** All entries up to this id are in the table when the merge is done. */
  readonly upTo: number;
  readonly at: number;
}

/**
 * Finds entries by messageId, and so the duplicates; and by order. New entries are in memory, and merged into the table run by run. They are
 * durable all the same: each stands in its row of deliveries or ledger, and those past `merged_to` are read again at start.
 */
export class MessageIndex {
  readonly #run: number;
  readonly #insert: StatementSync;
  readonly #find: StatementSync;
  readonly #findTaken: StatementSync;
  readonly #delete: StatementSync;
  readonly #setMergedTo: StatementSync;
  readonly #nextKeys: StatementSync;
  readonly #known = new KnownKeys();
  /** Keys of the table up to this one are known; undefined: all are. */
  #knownTo: string | undefined = '';
  #recent = new MessageRun();
  #merge: Merge | undefined;
  #lastId: number;
  /** All entries up to this id are in the table. */
  #inTable: number;
  /** How many of the recent are stored: the others are of the transaction under way. And how far the merge comes with that. */
  #stored = 0;
  #mergedTo = 0;
  readonly #keyBytes = Buffer.alloc(16);
  /** Ids that were forgotten before they were merged; and how many of them are of the transaction under way. */
  readonly #forgotten = new Set<number>();
  #forgetting: number[] = [];

  constructor(db: DatabaseSync, run: number = RUN) {
    this.#run = run;
    this.#insert = db.prepare('INSERT OR IGNORE INTO messages (key, id, route) VALUES (?, ?, ?)');
    this.#find = db.prepare('SELECT id FROM messages WHERE key = ? ORDER BY id DESC LIMIT 1000');
    this.#findTaken = db.prepare('SELECT max(id) AS id FROM messages WHERE key = ? AND route = ?');
    this.#delete = db.prepare('DELETE FROM messages WHERE key = ? AND id = ?');
    this.#nextKeys = db.prepare('SELECT key FROM messages WHERE key > ? ORDER BY key LIMIT ?');
    this.#setMergedTo = db.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('merged_to', ?)");
    this.#lastId = Number(db.prepare("SELECT value FROM settings WHERE name = 'merged_to'").get()?.value ?? 0);
    this.#inTable = this.#lastId;
    this.#loadUnmerged(db, this.#lastId);
    this.learnKeys();
  }

  /** Learns some more of the table's keys, so that new ones need not be asked for. For when there is nothing else to do. */
  learnKeys(): void {
    if (this.#knownTo === undefined) return;
    const rows = this.#nextKeys.all(Buffer.from(this.#knownTo, 'latin1'), KEYS_LEARNED);
    for (const row of rows) this.#known.add(textOf(row.key));
    this.#knownTo = rows.length < KEYS_LEARNED ? undefined : textOf(rows.at(-1)?.key);
  }

  /** Reads what the table does not have yet from the rows themselves, in order of their ids. */
  #loadUnmerged(db: DatabaseSync, mergedTo: number): void {
    const found: { id: number; messageId: string; orderKey: string | undefined; route: number }[] = [];
    for (const table of ['deliveries', 'ledger']) {
      for (const row of db
        .prepare(`SELECT id, message_id, order_key, route FROM ${table} WHERE id > ?`)
        .iterate(mergedTo)) {
        const orderKey = row.order_key === null ? undefined : String(row.order_key);
        found.push({ id: Number(row.id), messageId: String(row.message_id), orderKey, route: Number(row.route) });
      }
    }
    for (const row of db.prepare('SELECT * FROM parcels WHERE id > ?').iterate(mergedTo - PARCEL_SIZE)) {
      const parcel = readParcel(row);
      for (const [place, item] of readItems(row.items).entries()) {
        const id = parcel.id + place;
        // What has moved is in its row of deliveries or ledger.
        if (id <= mergedTo || departureOf(parcel, place)?.deliveredAt === 0) continue;
        const { messageId, orderKey } = item;
        found.push({ id, messageId, orderKey, route: parcel.groups[item.group]?.route ?? 0 });
      }
    }
    found.sort((a, b) => a.id - b.id);
    for (const { id, messageId, orderKey, route } of found) {
      this.add(messageKey(messageId), id, route);
      if (orderKey !== undefined) this.addOrder(orderIndexKey(orderKey), id);
    }
    this.committed();
  }

  /** Whether a key is certainly new: neither in the index nor met before. */
  meet(key: string): boolean {
    const isKnown = this.#known.mayHave(key);
    if (!isKnown) this.#known.add(key);
    return !isKnown && (this.#knownTo === undefined || key <= this.#knownTo);
  }

  /** Whether the message was taken for delivery on a route since a time. To be asked for keys that were not new when they were met. */
  wasTaken(key: string, route: number, since: number): boolean {
    for (const run of this.#runs) {
      const id = this.#latest(run, key, route);
      if (id !== undefined) return timeOfId(id) > since;
    }
    return timeOfId(Number(this.#findTaken.get(Buffer.from(key, 'latin1'), route)?.id ?? 0)) > since;
  }

  /** The ids of the entries under a key, newest first. */
  idsOf(key: string): number[] {
    const ids = new Set<number>();
    for (const run of this.#runs) for (const place of placesOf(run, key)) ids.add(run.id(place));
    for (const row of this.#find.all(Buffer.from(key, 'latin1'))) ids.add(Number(row.id));
    for (const id of ids) if (this.#forgotten.has(id)) ids.delete(id);
    return [...ids].sort((a, b) => b - a);
  }

  /** Notes an entry, later than all before. Part of the caller's transaction. */
  add(key: string, id: number, route: number): void {
    this.#lastId = id;
    const earlier = this.#recent.newest(key);
    if (route <= 0 && earlier !== NONE && this.#recent.depth(earlier) >= MOST_AS_ONE) return;
    this.#recent.add(key, id, route);
    if (route !== OF_ORDER) this.#known.add(key);
  }

  /** Notes an entry under its order's key too. Part of the caller's transaction. */
  addOrder(key: string, id: number): void {
    this.add(key, id, OF_ORDER);
  }

  /** Forgets an entry. Part of the caller's transaction. */
  remove({ messageId, orderKey }: { messageId: string; orderKey: string | undefined }, id: number): void {
    this.#delete.run(Buffer.from(messageKey(messageId), 'latin1'), id);
    if (orderKey !== undefined) this.#delete.run(Buffer.from(orderIndexKey(orderKey), 'latin1'), id);
    if (id <= this.#inTable || this.#forgotten.has(id)) return;
    this.#forgotten.add(id);
    this.#forgetting.push(id);
  }

  /** Merges some entries of an earlier run: the last thing a transaction does. */
  mergeSome(): void {
    if (this.#merge === undefined) return;
    const { run, order, at, upTo } = this.#merge;
    this.#mergedTo = Math.min(order.length, at + (this.#recent.size - this.#stored) * MERGE_FACTOR);
    for (let i = at; i < this.#mergedTo; i++) {
      const place = order[i] as number;
      if (this.#forgotten.has(run.id(place))) continue;
      run.writeKey(place, this.#keyBytes);
      this.#insert.run(this.#keyBytes, run.id(place), run.route(place));
    }
    if (this.#mergedTo === order.length) this.#setMergedTo.run(upTo);
  }

  /** The transaction is stored. */
  committed(): void {
    this.#stored = this.#recent.size;
    this.#forgetting = [];
    if (this.#merge !== undefined) {
      const { order, upTo } = this.#merge;
      const done = this.#mergedTo === order.length;
      this.#merge = done ? undefined : { ...this.#merge, at: this.#mergedTo };
      if (done) this.#nowInTable(upTo);
    } else if (this.#recent.size >= this.#run) {
      this.#merge = { run: this.#recent, order: this.#recent.byKey(), upTo: this.#lastId, at: 0 };
      this.#mergedTo = 0;
      this.#recent = new MessageRun();
      this.#stored = 0;
    }
  }

  /** The transaction is undone. */
  rolledBack(): void {
    this.#recent.shrink(this.#stored);
    for (const id of this.#forgetting) this.#forgotten.delete(id);
    this.#forgetting = [];
    this.#mergedTo = this.#merge?.at ?? 0;
  }

  #nowInTable(upTo: number): void {
    this.#inTable = upTo;
    for (const id of this.#forgotten) if (id <= upTo) this.#forgotten.delete(id);
  }

  /** What is in memory, the newest first. */
  get #runs(): readonly MessageRun[] {
    return this.#merge === undefined ? [this.#recent] : [this.#recent, this.#merge.run];
  }

  #latest(run: MessageRun, key: string, route: number): number | undefined {
    for (const place of placesOf(run, key)) {
      if (run.route(place) === route && !this.#forgotten.has(run.id(place))) return run.id(place);
    }
    return undefined;
  }
}

/** A key as it is in the table, as text. */
function textOf(key: unknown): string {
  return Buffer.from(key as Uint8Array).toString('latin1');
}

/** The places of a key's entries, newest first. */
function* placesOf(run: MessageRun, key: string): Generator<number> {
  for (let place = run.newest(key); place !== NONE; place = run.earlier(place)) yield place;
}

import type { DatabaseSync } from 'node:sqlite';
import { Counters } from './counters.ts';
import { Lanes } from './lanes.ts';
import { MessageIndex } from './messages.ts';

/** What the operations on one database share. */
export class Tables {
  readonly db: DatabaseSync;
  readonly messages: MessageIndex;
  readonly counters: Counters;
  readonly lanes: Lanes;
  #lastId: number;
  /** Changes of what is kept in memory, made when the transaction has been committed. */
  #onCommit: (() => void)[] = [];

  constructor(db: DatabaseSync) {
    this.db = db;
    this.messages = new MessageIndex(db);
    this.counters = new Counters(db);
    this.lanes = new Lanes(db);
    const row = db.prepare('SELECT (SELECT max(id) FROM deliveries) AS d, (SELECT max(id) FROM ledger) AS l').get();
    this.#lastId = Math.max(Number(row?.d ?? 0), Number(row?.l ?? 0));
  }

  /** The next id: later than every earlier one, whatever the clock does. */
  newId(now: number): number {
    this.#lastId = Math.max(this.#lastId + 1, now * 1024);
    return this.#lastId;
  }

  /** Runs once the transaction under way has been committed; forgotten when it is undone. */
  onCommit(change: () => void): void {
    this.#onCommit.push(change);
  }

  /**
   * Runs work in one transaction: all of it is stored, durably, or none. What is in memory follows what is on disk.
   */
  transaction<T>(now: number, work: () => T): T {
    const routes = this.messages.routes;
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.counters.write(now);
      this.db.exec('COMMIT');
      const changes = this.#onCommit;
      this.#onCommit = [];
      for (const change of changes) change();
      return result;
    } catch (error) {
      this.#onCommit = [];
      this.counters.discard();
      this.messages.forgetRoutes(routes);
      // After SQLITE_FULL and I/O errors SQLite has undone the transaction by itself.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }
}

import type { DatabaseSync } from 'node:sqlite';
import { Counters } from './counters.ts';
import { IdSource } from './ids.ts';
import { MessageIndex } from './messages.ts';
import { Parcels } from './parcels.ts';
import { Routes } from './routes.ts';
import { Sources } from './sources.ts';
import { Waiting } from './waiting.ts';

/** What the operations on one database share: the connection, and what of the tables is kept in memory beside them. */
export class Tables {
  readonly db: DatabaseSync;
  readonly routes: Routes;
  readonly messages: MessageIndex;
  readonly sources: Sources;
  readonly counters: Counters;
  readonly parcels: Parcels;
  readonly waiting: Waiting;
  readonly ids: IdSource;

  constructor(db: DatabaseSync) {
    this.db = db;
    this.routes = new Routes(db);
    this.messages = new MessageIndex(db);
    this.sources = new Sources(db);
    this.counters = new Counters(db);
    this.parcels = new Parcels(db);
    this.waiting = new Waiting(db, this.sources);
    const row = db
      .prepare(
        `SELECT (SELECT max(id) FROM deliveries) AS d, (SELECT max(id) FROM ledger) AS l,
                (SELECT id + n - 1 FROM parcels ORDER BY id DESC LIMIT 1) AS p`,
      )
      .get();
    this.ids = new IdSource(Math.max(...[row?.d, row?.l, row?.p].map((id) => Number(id ?? 0))));
  }

  /** What follows a transaction. */
  get #parts(): readonly { committed(): void; rolledBack(): void }[] {
    return [this.routes, this.messages, this.waiting, this.sources, this.counters];
  }

  /** Runs work in one transaction: all of it is stored, durably, or none. What is in memory follows what is on disk. */
  transaction<T>(now: number, work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.counters.write(now);
      this.messages.mergeSome();
      this.db.exec('COMMIT');
      for (const part of this.#parts) part.committed();
      return result;
    } catch (error) {
      for (const part of this.#parts) part.rolledBack();
      // After a full disk or an I/O error SQLite has undone the transaction by itself.
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }
}

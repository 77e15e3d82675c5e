import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A messageId's key in the index: 16 bytes of its SHA-256, enough that two ids never meet. */
export function messageKey(messageId: string): Buffer {
  return hash('sha256', messageId, 'buffer').subarray(0, 16);
}

/** The time in an entry's id: when it was received, epoch milliseconds. */
export function timeOfId(id: number): number {
  return Math.floor(id / 1024);
}

/** The first id of a time. */
export function idOfTime(ms: number): number {
  return ms * 1024;
}

/** Finds entries by messageId, and so the duplicates. */
export class MessageIndex {
  readonly #insert: StatementSync;
  readonly #latest: StatementSync;
  readonly #ids: StatementSync;
  readonly #delete: StatementSync;
  readonly #routes = new Map<string, number>();
  readonly #insertRoute: StatementSync;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO messages (key, id, route) VALUES (?, ?, ?)');
    this.#latest = db.prepare('SELECT id FROM messages WHERE key = ? AND route = ? ORDER BY id DESC LIMIT 1');
    this.#ids = db.prepare('SELECT id FROM messages WHERE key = ? ORDER BY id DESC LIMIT 1000');
    this.#delete = db.prepare('DELETE FROM messages WHERE key = ? AND id = ?');
    this.#insertRoute = db.prepare('INSERT INTO routes (number, pipeline, integration) VALUES (?, ?, ?)');
    for (const row of db.prepare('SELECT number, pipeline, integration FROM routes').all()) {
      this.#routes.set(routeName(String(row.pipeline), String(row.integration)), Number(row.number));
    }
  }

  /** The number of a (pipeline, integration). Part of the caller's transaction; a rollback must `forgetRoutes`. */
  route(pipeline: string, integration: string): number {
    const name = routeName(pipeline, integration);
    let number = this.#routes.get(name);
    if (number === undefined) {
      number = this.#routes.size + 1;
      this.#insertRoute.run(number, pipeline, integration);
      this.#routes.set(name, number);
    }
    return number;
  }

  /** Forgets routes numbered since a size, when their transaction was undone. */
  forgetRoutes(size: number): void {
    for (const name of [...this.#routes.keys()].slice(size)) this.#routes.delete(name);
  }

  get routes(): number {
    return this.#routes.size;
  }

  /** Whether the message was taken for delivery on a route since a time. */
  wasTaken(key: Buffer, route: number, since: number): boolean {
    const row = this.#latest.get(key, route);
    return row !== undefined && timeOfId(Number(row.id)) > since;
  }

  add(key: Buffer, id: number, route: number): void {
    this.#insert.run(key, id, route);
  }

  remove(messageId: string, id: number): void {
    this.#delete.run(messageKey(messageId), id);
  }

  /** The ids of a message's entries, newest first. */
  idsOf(messageId: string): number[] {
    return this.#ids.all(messageKey(messageId)).map((row) => Number(row.id));
  }
}

function routeName(pipeline: string, integration: string): string {
  return `${pipeline}\n${integration}`;
}

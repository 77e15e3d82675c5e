import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Numbers the (pipeline, integration) pairs, which stand in every entry of the message index. */
export class Routes {
  readonly #insert: StatementSync;
  readonly #numbers = new Map<string, number>();
  #stored: number;

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO routes (number, pipeline, integration) VALUES (?, ?, ?)');
    for (const row of db.prepare('SELECT number, pipeline, integration FROM routes ORDER BY number').all()) {
      this.#numbers.set(`${row.pipeline}\n${row.integration}`, Number(row.number));
    }
    this.#stored = this.#numbers.size;
  }

  /** The number of a pair. Part of the caller's transaction. */
  numberOf(pipeline: string, integration: string): number {
    const name = `${pipeline}\n${integration}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#insert.run(number, pipeline, integration);
    this.#numbers.set(name, number);
    return number;
  }

  /** The transaction is stored. */
  committed(): void {
    this.#stored = this.#numbers.size;
  }

  /** The transaction is undone. */
  rolledBack(): void {
    for (const [name, number] of this.#numbers) if (number > this.#stored) this.#numbers.delete(name);
  }
}

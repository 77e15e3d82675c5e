import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Numbers the (pipeline, integration) pairs, which stand in every entry of the message index. */
export class Routes {
  readonly #insert: StatementSync;
  readonly #numbers = new Map<string, number>();
  #stored: number;
  /** The pair asked for last: events of one pipeline come together. */
  #last = { pipeline: '', integration: '', number: 0 };

  constructor(db: DatabaseSync) {
    this.#insert = db.prepare('INSERT INTO routes (number, pipeline, integration) VALUES (?, ?, ?)');
    for (const row of db.prepare('SELECT number, pipeline, integration FROM routes ORDER BY number').all()) {
      this.#numbers.set(`${row.pipeline}\n${row.integration}`, Number(row.number));
    }
    this.#stored = this.#numbers.size;
  }

  /** The number of a pair. Part of the caller's transaction. */
  numberOf(pipeline: string, integration: string): number {
    const last = this.#last;
    if (last.number !== 0 && last.pipeline === pipeline && last.integration === integration) return last.number;
    const name = `${pipeline}\n${integration}`;
    const number = this.#numbers.get(name) ?? this.#added(name, pipeline, integration);
    this.#last = { pipeline, integration, number };
    return number;
  }

  #added(name: string, pipeline: string, integration: string): number {
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
    this.#last = { pipeline: '', integration: '', number: 0 };
    for (const [name, number] of this.#numbers) if (number > this.#stored) this.#numbers.delete(name);
  }
}

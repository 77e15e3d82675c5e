import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Source } from '../../ledger/ledger.ts';
import { SourceNames } from '../../ledger/source-names.ts';
import { STEP_MS } from '../../ledger/steps.ts';
import { EVER } from './counters.ts';

/** Numbers what is counted by itself. A delivery keeps its number, so that all that becomes of it is counted where its receipt was. */
export class Sources {
  readonly names: SourceNames = new SourceNames();
  readonly #insert: StatementSync;
  readonly #numbers = new Map<Source, number>();
  readonly #byNumber = new Map<number, Source>();
  /** Of the transaction under way. */
  #added: Source[] = [];

  constructor(db: DatabaseSync) {
    // What no day that is kept knows of is forgotten, so that its name makes room for another.
    db.prepare('DELETE FROM sources WHERE number NOT IN (SELECT source FROM counts WHERE step IN (?, ?))').run(
      ...[STEP_MS.day, STEP_MS.minute],
    );
    db.prepare('DELETE FROM counts WHERE step = ? AND source NOT IN (SELECT number FROM sources)').run(EVER);
    this.#insert = db.prepare('INSERT INTO sources (pipeline, integration, event, definition) VALUES (?, ?, ?, ?)');
    for (const row of db.prepare('SELECT * FROM sources ORDER BY number').all()) {
      const [pipeline, integration] = [String(row.pipeline), String(row.integration)];
      const source = { pipeline, integration, event: String(row.event), definition: String(row.definition) };
      this.names.keep(source);
      this.#set(source, Number(row.number));
    }
  }

  /** The number of a source. Part of the caller's transaction. */
  numberOf(pipeline: string, integration: string, event: string, definition: string): number {
    const source = this.names.of(pipeline, integration, event, definition);
    const known = this.#numbers.get(source);
    if (known !== undefined) return known;
    const added = this.#insert.run(pipeline, source.integration, source.event, source.definition);
    const number = Number(added.lastInsertRowid);
    this.#set(source, number);
    this.#added.push(source);
    return number;
  }

  /** The number that was stored with a delivery; by its names, where an earlier version stored none or the source was forgotten since. */
  stored(number: number, { pipeline, integration, event }: Omit<Source, 'definition'>): number {
    return this.#byNumber.has(number) ? number : this.numberOf(pipeline, integration, event, '');
  }

  /** The source of a number. */
  get(number: number): Source | undefined {
    return this.#byNumber.get(number);
  }

  /** All sources with their numbers. */
  all(): IterableIterator<[Source, number]> {
    return this.#numbers.entries();
  }

  /** The transaction is stored. */
  committed(): void {
    this.#added = [];
  }

  /** The transaction is undone. */
  rolledBack(): void {
    for (const source of this.#added) {
      this.#byNumber.delete(this.#numbers.get(source) ?? 0);
      this.#numbers.delete(source);
    }
    this.#added = [];
  }

  #set(source: Source, number: number): void {
    this.#numbers.set(source, number);
    this.#byNumber.set(number, source);
  }
}

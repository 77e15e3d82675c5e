import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { HOUR } from '../../base/durations.ts';
import type { Count, Counted, CountQuery } from '../../ledger/ledger.ts';

/** The most event names counted by themselves in one pipeline: names come from outside, and counters must not grow for ever. */
const MAX_NAMES = 500;
const OTHER = '(other)';

/** Counts what happens, by the hour. Gathered in memory within a transaction, and written at its end. */
export class Counters {
  readonly #upsert: StatementSync;
  readonly #purge: StatementSync;
  readonly #db: DatabaseSync;
  readonly #names = new Map<string, Set<string>>();
  readonly #pending = new Map<string, { key: readonly [string, string, string, string, string]; n: number }>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#upsert = db.prepare(
      `INSERT INTO counters (hour, pipeline, integration, event, counted, reason, n) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET n = n + excluded.n`,
    );
    this.#purge = db.prepare('DELETE FROM counters WHERE hour < ?');
    for (const row of db.prepare('SELECT DISTINCT pipeline, event FROM counters').all()) {
      this.#namesOf(String(row.pipeline)).add(String(row.event));
    }
  }

  add(pipeline: string, integration: string, event: string, counted: Counted, reason = '', n = 1): void {
    const name = this.#bounded(pipeline, event);
    const id = `${pipeline}\n${integration}\n${name}\n${counted}\n${reason}`;
    const pending = this.#pending.get(id);
    if (pending !== undefined) pending.n += n;
    else this.#pending.set(id, { key: [pipeline, integration, name, counted, reason], n });
  }

  /** Writes what was gathered; part of the caller's transaction. */
  write(now: number): void {
    const hour = Math.floor(now / HOUR) * HOUR;
    for (const { key, n } of this.#pending.values()) this.#upsert.run(hour, ...key, n);
    this.#pending.clear();
  }

  /** The transaction is undone. */
  rolledBack(): void {
    this.#pending.clear();
  }

  purge(before: number): void {
    this.#purge.run(before);
  }

  query({ pipeline, integration, since, until }: CountQuery): Count[] {
    const rows = this.#db
      .prepare(
        `SELECT pipeline, integration, event, counted, reason, sum(n) AS n FROM counters
         WHERE hour >= ? AND hour < ? AND (? IS NULL OR pipeline = ?) AND (? IS NULL OR integration = ?)
         GROUP BY pipeline, integration, event, counted, reason ORDER BY pipeline, integration, event, counted, reason`,
      )
      .all(
        ...([since ?? 0, until ?? Number.MAX_SAFE_INTEGER] as SQLInputValue[]),
        ...[pipeline ?? null, pipeline ?? null, integration ?? null, integration ?? null],
      );
    return rows as unknown as Count[];
  }

  #namesOf(pipeline: string): Set<string> {
    const known = this.#names.get(pipeline);
    if (known !== undefined) return known;
    const names = new Set<string>();
    this.#names.set(pipeline, names);
    return names;
  }

  #bounded(pipeline: string, event: string): string {
    const names = this.#namesOf(pipeline);
    if (names.has(event)) return event;
    if (names.size >= MAX_NAMES) return OTHER;
    names.add(event);
    return event;
  }
}

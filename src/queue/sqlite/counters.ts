import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { HOUR } from '../../base/durations.ts';
import { typesOf } from '../../identity/readiness.ts';
import type { Count, Counted, CountQuery } from '../../ledger/ledger.ts';
import type { MatchMasks } from '../queue.ts';

/** The most event names counted by themselves in one pipeline: names come from outside, and counters must not grow for ever. */
const MAX_NAMES = 500;
/** The most where those are many which a playbook maps by another spelling: what is noise must leave them room. */
const MAX_WITH_SPELLINGS: number = 2 * MAX_NAMES;
const OTHER = '(other)';

/** Counts what happens, by the hour. Gathered in memory within a transaction, and written at its end. */
export class Counters {
  readonly #upsert: StatementSync;
  readonly #purge: StatementSync;
  readonly #db: DatabaseSync;
  readonly #names = new Map<string, Set<string>>();
  readonly #pending = new Map<string, { key: readonly [string, string, string, string, string]; n: number }>();
  /** Match keys by what was found of each event: few combinations occur, and a dozen counts for each event would cost more. */
  readonly #matches = new Map<string, { of: readonly [string, string, string]; match: MatchMasks; n: number }>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#upsert = db.prepare(
      `INSERT INTO counters (hour, pipeline, integration, event, counted, reason, n) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET n = n + excluded.n`,
    );
    this.#purge = db.prepare('DELETE FROM counters WHERE hour < ?');
    for (const row of db.prepare("SELECT DISTINCT pipeline, event FROM counters WHERE event <> ''").all()) {
      this.#namesOf(String(row.pipeline)).add(String(row.event));
    }
  }

  /**
   * Gives a name that a playbook maps as `mappedAs` counters of its own: the playbook's own spelling always (the configuration bounds
   * those), others as long as there is room.
   */
  admit(pipeline: string, event: string, mappedAs: string): void {
    const names = this.#namesOf(pipeline);
    if (event === mappedAs || names.size < MAX_WITH_SPELLINGS) names.add(event);
  }

  /** `event` is empty where what is counted is of none. */
  add(pipeline: string, integration: string, event: string, counted: Counted, reason = '', n = 1): void {
    const name = event === '' ? event : this.#bounded(pipeline, event);
    const id = `${pipeline}\n${integration}\n${name}\n${counted}\n${reason}`;
    const pending = this.#pending.get(id);
    if (pending !== undefined) pending.n += n;
    else this.#pending.set(id, { key: [pipeline, integration, name, counted, reason], n });
  }

  /** Counts the match keys of one event. */
  addMatch(pipeline: string, integration: string, event: string, match: MatchMasks): void {
    const id = `${pipeline}\n${integration}\n${event}\n${match.present}\n${match.unusable}`;
    const pending = this.#matches.get(id);
    if (pending !== undefined) pending.n += 1;
    else this.#matches.set(id, { of: [pipeline, integration, event], match, n: 1 });
  }

  /** Writes what was gathered; part of the caller's transaction. */
  write(now: number): void {
    for (const { of, match, n } of this.#matches.values()) {
      this.add(...of, 'matchable', '', n);
      for (const type of typesOf(match.present)) this.add(...of, 'key', type, n);
      for (const type of typesOf(match.unusable)) this.add(...of, 'key_unusable', type, n);
    }
    this.#matches.clear();
    const hour = Math.floor(now / HOUR) * HOUR;
    for (const { key, n } of this.#pending.values()) this.#upsert.run(hour, ...key, n);
    this.#pending.clear();
  }

  /** The transaction is undone. */
  rolledBack(): void {
    this.#pending.clear();
    this.#matches.clear();
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

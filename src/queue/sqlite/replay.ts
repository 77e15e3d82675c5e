import type { Replayed, ReplayQuery } from '../queue.ts';
import { storedSource } from './settle.ts';
import type { Tables } from './tables.ts';

/** How many dead letters one step looks at: a step holds up what else wants the database. */
const STEP = 500;

/** One step of a replay, and the lanes that have work by it. */
export interface ReplayStep extends Replayed {
  readonly lanes: readonly string[];
}

/** Puts dead letters back to wait. Part of the caller's transaction. */
export function prepareReplay(
  tables: Tables,
): (query: ReplayQuery, options: { after?: number | undefined; dryRun?: boolean }, now: number) => ReplayStep {
  const { db, counters, waiting } = tables;
  const sourceOf = storedSource(tables);
  const find = db.prepare(
    `SELECT id, lane, pipeline, integration, event, source, expires_at AS expiresAt, reason FROM deliveries
     WHERE dead_at IS NOT NULL AND id > ?
       AND (? IS NULL OR id IN (SELECT value FROM json_each(?)))
       AND (? IS NULL OR pipeline = ?) AND (? IS NULL OR integration = ?) AND (? IS NULL OR event = ?)
       AND (? IS NULL OR reason = ?) AND dead_at >= ? AND dead_at < ?
     ORDER BY id LIMIT ?`,
  );
  const revive = db.prepare(
    'UPDATE deliveries SET dead_at = NULL, reason = NULL, detail = NULL, request_id = NULL, due_at = ? WHERE id = ?',
  );
  const twice = (value: string | undefined): [string | null, string | null] => [value ?? null, value ?? null];

  return (query, { after = 0, dryRun = false }, now) => {
    const ids = query.ids === undefined ? undefined : JSON.stringify(query.ids);
    const rows = find.all(
      ...[after, ...twice(ids), ...twice(query.pipeline), ...twice(query.integration), ...twice(query.event)],
      ...[...twice(query.reason), query.since ?? 0, query.until ?? Number.MAX_SAFE_INTEGER, STEP],
    );
    let [replayed, tooOld] = [0, 0];
    const lanes = new Set<string>();
    for (const row of rows) {
      if (Number(row.expiresAt) <= now) {
        tooOld += 1;
        continue;
      }
      replayed += 1;
      if (dryRun) continue;
      revive.run(now, Number(row.id));
      counters.add(sourceOf(row), 'replayed', String(row.reason));
      waiting.change(String(row.lane), sourceOf(row), 1);
      lanes.add(String(row.lane));
    }
    const next = rows.length < STEP ? undefined : Number(rows.at(-1)?.id);
    return { replayed, tooOld, next, lanes: [...lanes] };
  };
}

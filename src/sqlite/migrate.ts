import type { DatabaseSync } from 'node:sqlite';
import { DspatchError } from '../base/errors.ts';

/**
 * Brings a file to today's schema, each step in a transaction of its own. A step that was released is never changed; the next change is a
 * new step. The file's `user_version` says how many it has had. Refuses one from a later version.
 */
export function migrate(db: DatabaseSync, path: string, migrations: readonly string[]): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  const from = row.user_version;
  if (from > migrations.length) {
    throw new DspatchError(
      'database_newer',
      `${path} was written by a later version (schema ${from}; this one knows ${migrations.length}): run that version`,
    );
  }
  for (const [i, step] of migrations.entries()) {
    if (i < from) continue;
    db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${i + 1}; COMMIT`);
  }
}

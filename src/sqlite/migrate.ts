import type { DatabaseSync } from 'node:sqlite';
import { DspatchError } from '../base/errors.ts';

/** One step: its SQL; or what gives it, where that depends on what is found. */
export type Migration = string | ((db: DatabaseSync) => string);

/**
 * Brings a file to today's schema, each step in a transaction of its own. A step that was released is never changed; the next change is a
 * new step. The file's `user_version` says how many it has had. Refuses one from a later version.
 */
export function migrate(db: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  const from = row.user_version;
  if (from > migrations.length) {
    throw new DspatchError(
      'database_newer',
      `${path} was written by a later version (schema ${from}; this one knows ${migrations.length}): run that version`,
    );
  }
  for (const [i, migration] of migrations.entries()) {
    if (i < from) continue;
    const step = typeof migration === 'string' ? migration : migration(db);
    db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${i + 1}; COMMIT`);
  }
}

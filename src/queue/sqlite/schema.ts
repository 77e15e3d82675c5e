import type { DatabaseSync } from 'node:sqlite';
import { DspatchError } from '../../base/errors.ts';

/**
 * The numbered steps from an empty file to today's tables. A step that was released is never changed; the next change is a new
 * step. The file's `user_version` says how many it has had.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- What waits, and what is dead. A row leaves by a settlement only.
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,          -- time-ordered: received ms x 1024 + a running number
    lane TEXT NOT NULL,
    due_at INTEGER NOT NULL,         -- 0: a first try; else when to try again
    attempts INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    pipeline TEXT NOT NULL,
    integration TEXT NOT NULL,
    event TEXT NOT NULL,
    message_id TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    wire TEXT NOT NULL,
    checksum INTEGER NOT NULL,       -- CRC-32 of wire
    dead_at INTEGER,                 -- null while it waits
    reason TEXT,
    detail TEXT,
    request_id TEXT
  );
  -- First tries in order of receipt, then retries by due time; expires_at rides along so that the sweep need not read rows.
  CREATE INDEX deliveries_waiting ON deliveries (lane, due_at, id, expires_at) WHERE dead_at IS NULL;
  CREATE INDEX deliveries_dead ON deliveries (id, dead_at) WHERE dead_at IS NOT NULL;

  -- What was delivered or dropped: final.
  CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    pipeline TEXT NOT NULL,
    integration TEXT NOT NULL,
    event TEXT NOT NULL,
    message_id TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    settled_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT,                     -- null: delivered
    detail TEXT,
    request_id TEXT
  );
  CREATE INDEX ledger_dropped ON ledger (reason, id) WHERE reason IS NOT NULL;

  -- Finds entries by messageId, and duplicates. key: 16 bytes of the messageId's SHA-256.
  CREATE TABLE messages (
    key BLOB NOT NULL,
    id INTEGER NOT NULL,
    route INTEGER NOT NULL,          -- a number of routes: positive when it was taken for delivery, negative when dropped
    PRIMARY KEY (key, id)
  ) WITHOUT ROWID;

  CREATE TABLE routes (
    number INTEGER PRIMARY KEY,
    pipeline TEXT NOT NULL,
    integration TEXT NOT NULL,
    UNIQUE (pipeline, integration)
  );

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value
  ) WITHOUT ROWID;

  CREATE TABLE counters (
    hour INTEGER NOT NULL,           -- epoch ms of its beginning
    pipeline TEXT NOT NULL,
    integration TEXT NOT NULL,
    event TEXT NOT NULL,
    counted TEXT NOT NULL,
    reason TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (hour, pipeline, integration, event, counted, reason)
  ) WITHOUT ROWID;
  `,
];

/** Brings a file to today's schema, each step in a transaction of its own. Refuses one from a later version. */
export function migrate(db: DatabaseSync, path: string): void {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  const from = row.user_version;
  if (from > MIGRATIONS.length) {
    throw new DspatchError(
      'queue_newer',
      `${path} was written by a later version (schema ${from}; this one knows ${MIGRATIONS.length}): run that version`,
    );
  }
  for (const [i, step] of MIGRATIONS.entries()) {
    if (i < from) continue;
    db.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${i + 1}; COMMIT`);
  }
}

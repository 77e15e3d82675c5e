import type { DatabaseFile } from '../../sqlite/open.ts';

/** The numbered steps to today's tables (sqlite/migrate.ts). */
const MIGRATIONS: readonly string[] = [
  `
  -- First tries, and the ledger of what was delivered at the first try (parcels.ts).
  CREATE TABLE parcels (
    id INTEGER PRIMARY KEY,          -- of its first delivery; the others follow. Ids tell the time (ids.ts)
    n INTEGER NOT NULL,              -- how many deliveries
    lane TEXT NOT NULL,
    waiting INTEGER NOT NULL,        -- how many of them still wait in it
    expires_at INTEGER NOT NULL,     -- when the first of these grows too old
    groups TEXT NOT NULL,            -- [[pipeline, integration, event, how many, consent, route], ...]
    gone TEXT NOT NULL,              -- [from, to, delivered at or 0, request id], ...: runs of places that have left
    items TEXT NOT NULL              -- [[group, messageId, occurred at, expires at], ...]
  );
  CREATE INDEX parcels_waiting ON parcels (lane, id, expires_at) WHERE waiting > 0;

  CREATE TABLE wires (
    id INTEGER PRIMARY KEY,          -- the parcel's
    lines BLOB NOT NULL,             -- a line for each delivery
    checksum INTEGER NOT NULL        -- CRC-32 of the parcel's items and of lines
  );

  -- What is to be tried again, and what is dead. A row leaves by a settlement only.
  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    pipeline TEXT NOT NULL,
    integration TEXT NOT NULL,
    event TEXT NOT NULL,
    message_id TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    route INTEGER NOT NULL,          -- a number of routes, as in messages
    consent TEXT,                    -- by what the consent gate decided
    wire BLOB NOT NULL,
    checksum INTEGER NOT NULL,       -- CRC-32 of wire
    dead_at INTEGER,                 -- null while it waits
    reason TEXT,
    detail TEXT,
    request_id TEXT
  );
  -- expires_at rides along so that the sweep need not read rows.
  CREATE INDEX deliveries_waiting ON deliveries (lane, due_at, id, expires_at) WHERE dead_at IS NULL;
  CREATE INDEX deliveries_dead ON deliveries (id, dead_at) WHERE dead_at IS NOT NULL;

  -- What was dropped, or delivered after more than one try: final.
  CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    pipeline TEXT NOT NULL,
    integration TEXT NOT NULL,
    event TEXT NOT NULL,
    message_id TEXT NOT NULL,
    occurred_at INTEGER NOT NULL,
    route INTEGER NOT NULL,          -- as in messages
    consent TEXT,
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

/** The file a data directory keeps its queue and ledger in. */
export const QUEUE_FILE: DatabaseFile = { name: 'dspatch.db', migrations: MIGRATIONS };

import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from '../../sqlite/migrate.ts';
import type { DatabaseFile } from '../../sqlite/open.ts';

/** The first tables. Items were kept as text. */
const FIRST = `
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
    text TEXT NOT NULL,              -- a line for each delivery
    checksum INTEGER NOT NULL        -- CRC-32 of the parcel's items and of text
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
    wire TEXT NOT NULL,
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
`;

/**
 * Items are kept as bytes, as they come and go. Files were written for a while in which the first step had made the tables so already: to
 * these there is nothing to do.
 */
const BYTES = `
  CREATE TABLE wires_as_bytes (
    id INTEGER PRIMARY KEY,          -- the parcel's
    lines BLOB NOT NULL,             -- a line for each delivery
    checksum INTEGER NOT NULL        -- CRC-32 of the parcel's items and of lines
  );
  INSERT INTO wires_as_bytes SELECT id, CAST(text AS BLOB), checksum FROM wires;
  DROP TABLE wires;
  ALTER TABLE wires_as_bytes RENAME TO wires;

  CREATE TABLE deliveries_as_bytes (
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
  INSERT INTO deliveries_as_bytes SELECT
    id, lane, due_at, attempts, expires_at, pipeline, integration, event, message_id, occurred_at, route,
    consent, CAST(wire AS BLOB), checksum, dead_at, reason, detail, request_id
  FROM deliveries;
  DROP TABLE deliveries;
  ALTER TABLE deliveries_as_bytes RENAME TO deliveries;
  CREATE INDEX deliveries_waiting ON deliveries (lane, due_at, id, expires_at) WHERE dead_at IS NULL;
  CREATE INDEX deliveries_dead ON deliveries (id, dead_at) WHERE dead_at IS NOT NULL;
`;

function toBytes(db: DatabaseSync): string {
  const isDone = db.prepare("SELECT 1 FROM pragma_table_info('wires') WHERE name = 'lines'").get() !== undefined;
  return isDone ? '' : BYTES;
}

/** Counts by the minute, hour and day, in a row for each source; and the keys of orders. */
const COUNTS = `
  -- What is counted by itself. Numbers are not used again: deliveries keep them.
  CREATE TABLE sources (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    pipeline TEXT NOT NULL,
    integration TEXT NOT NULL,
    event TEXT NOT NULL,
    definition TEXT NOT NULL,        -- what Amazon counts it as; empty where that is not known
    UNIQUE (pipeline, integration, event, definition)
  );

  CREATE TABLE counts (
    step INTEGER NOT NULL,           -- its milliseconds; 0: since ever
    at INTEGER NOT NULL,             -- epoch ms of its beginning
    source INTEGER NOT NULL,
    counts TEXT NOT NULL,            -- {"received": 3, "dropped:unmapped": 1, ...}
    PRIMARY KEY (step, at, source)
  ) WITHOUT ROWID;

  -- A number of sources; and what finds the events of an order (event/order-key.ts).
  ALTER TABLE deliveries ADD COLUMN source INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE deliveries ADD COLUMN order_key TEXT;
  ALTER TABLE ledger ADD COLUMN order_key TEXT;
  DROP INDEX deliveries_waiting;
  -- What the sweep and the start need rides along: they need not read rows.
  CREATE INDEX deliveries_waiting ON deliveries (lane, due_at, id, expires_at, source) WHERE dead_at IS NULL;

  -- The counters by the hour that there were.
  INSERT INTO sources (pipeline, integration, event, definition)
    SELECT pipeline, integration, event, '' FROM counters
    UNION SELECT pipeline, integration, event, '' FROM deliveries;
  UPDATE deliveries SET source = (SELECT number FROM sources AS s WHERE s.pipeline = deliveries.pipeline
    AND s.integration = deliveries.integration AND s.event = deliveries.event AND s.definition = '');
  CREATE TEMP TABLE counted AS
    SELECT hour, number AS source, counted || CASE WHEN reason = '' THEN '' ELSE ':' || reason END AS name, n
    FROM counters JOIN sources USING (pipeline, integration, event);
  INSERT INTO counts SELECT 3600000, hour, source, json_group_object(name, n) FROM counted GROUP BY hour, source;
  INSERT INTO counts SELECT 86400000, day, source, json_group_object(name, n)
    FROM (SELECT hour - hour % 86400000 AS day, source, name, sum(n) AS n FROM counted GROUP BY 1, 2, 3)
    GROUP BY day, source;
  INSERT INTO counts SELECT 0, 0, source, json_group_object(name, n)
    FROM (SELECT source, name, sum(n) AS n FROM counted GROUP BY 1, 2) GROUP BY source;
  DROP TABLE counted;
  DROP TABLE counters;
`;

/** The numbered steps to today's tables (sqlite/migrate.ts). */
const MIGRATIONS: readonly Migration[] = [FIRST, toBytes, COUNTS];

/** The file a data directory keeps its queue and ledger in. */
export const QUEUE_FILE: DatabaseFile = { name: 'dspatch.db', migrations: MIGRATIONS };

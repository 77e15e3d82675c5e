import type { SQLInputValue } from 'node:sqlite';
import type { DeadReason } from '../../delivery/outcome.ts';
import type { DropReason } from '../../event/drop.ts';
import type { Entry, EntryPage, EntryQuery } from '../../ledger/ledger.ts';
import { idOfTime, timeOfId } from './ids.ts';
import type { Tables } from './tables.ts';

/** How many entries one call looks at: a search holds up what else wants the database. */
const LOOKED_AT = 20_000;
const MAX_PAGE = 1_000;

// The two tables in one shape. A row is in one of them: waiting and dead in deliveries, delivered and dropped in the ledger.
const FROM_DELIVERIES = `
  SELECT id, message_id AS messageId, pipeline, integration, event,
         CASE WHEN dead_at IS NULL THEN 'waiting' ELSE 'dead' END AS fate,
         reason, detail, request_id AS requestId, attempts, occurred_at AS occurredAt, dead_at AS settledAt
  FROM deliveries`;
const FROM_LEDGER = `
  SELECT id, message_id AS messageId, pipeline, integration, event,
         CASE WHEN reason IS NULL THEN 'delivered' ELSE 'dropped' END AS fate,
         reason, detail, request_id AS requestId, attempts, occurred_at AS occurredAt, settled_at AS settledAt
  FROM ledger`;
const CONDITIONS = `
  (? IS NULL OR pipeline = ?) AND (? IS NULL OR integration = ?) AND (? IS NULL OR event = ?)`;

/** Finds entries, newest first. */
export function prepareSearch(tables: Tables): (query: EntryQuery) => EntryPage {
  const { db, messages } = tables;
  const sources = {
    deliveries: {
      rows: db.prepare(`${FROM_DELIVERIES} WHERE id < ? AND id >= ? AND ${CONDITIONS} ORDER BY id DESC LIMIT ?`),
      floor: db.prepare('SELECT id FROM deliveries WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT 1 OFFSET ?'),
      one: db.prepare(`${FROM_DELIVERIES} WHERE id = ?`),
    },
    dead: {
      rows: db.prepare(
        `${FROM_DELIVERIES} WHERE dead_at IS NOT NULL AND id < ? AND id >= ? AND ${CONDITIONS}
           AND (? IS NULL OR reason = ?) ORDER BY id DESC LIMIT ?`,
      ),
      floor: db.prepare(
        'SELECT id FROM deliveries WHERE dead_at IS NOT NULL AND id < ? AND id >= ? ORDER BY id DESC LIMIT 1 OFFSET ?',
      ),
    },
    ledger: {
      rows: db.prepare(
        `${FROM_LEDGER} WHERE id < ? AND id >= ? AND (? IS NULL OR (reason IS NULL) = ?)
           AND ${CONDITIONS} ORDER BY id DESC LIMIT ?`,
      ),
      floor: db.prepare('SELECT id FROM ledger WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT 1 OFFSET ?'),
      one: db.prepare(`${FROM_LEDGER} WHERE id = ?`),
    },
    dropped: {
      rows: db.prepare(
        `${FROM_LEDGER} WHERE reason = ? AND id < ? AND id >= ? AND ${CONDITIONS} ORDER BY id DESC LIMIT ?`,
      ),
      floor: db.prepare(
        'SELECT id FROM ledger WHERE reason = ? AND id < ? AND id >= ? ORDER BY id DESC LIMIT 1 OFFSET ?',
      ),
    },
  };

  return (query) => {
    const limit = Math.min(query.limit ?? 100, MAX_PAGE);
    const before = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, idOf(query.until) ?? Number.MAX_SAFE_INTEGER);
    const since = idOf(query.since) ?? 0;
    if (query.messageId !== undefined) {
      const entries = messages
        .idsOf(query.messageId)
        .filter((id) => id < before && id >= since)
        .map((id) => sources.deliveries.one.get(id) ?? sources.ledger.one.get(id))
        .filter((row) => row !== undefined)
        .map(toEntry)
        .filter((entry) => entry.messageId === query.messageId && fits(entry, query));
      return { entries: entries.slice(0, limit), next: entries.length > limit ? entries[limit - 1]?.id : undefined };
    }

    const twice = (value: SQLInputValue | undefined): SQLInputValue[] => [value ?? null, value ?? null];
    const conditions = [...twice(query.pipeline), ...twice(query.integration), ...twice(query.event)];
    const { fate, reason } = query;
    const found: { entries: Entry[]; floor: number }[] = [];
    const look = (
      source: keyof typeof sources,
      head: SQLInputValue[],
      tail: SQLInputValue[],
      kind: SQLInputValue[],
    ): void => {
      const { rows, floor } = sources[source];
      const lowest = floor.get(...head, before, since, LOOKED_AT - 1)?.id;
      const from = lowest === undefined ? since : Number(lowest);
      const entries = rows.all(...head, before, from, ...kind, ...conditions, ...tail, limit).map(toEntry);
      found.push({ entries, floor: lowest === undefined ? 0 : from });
    };

    if (fate === 'dead') look('dead', [], twice(reason), []);
    else if (reason !== undefined) {
      look('dropped', [reason], [], []);
      if (fate === undefined) look('dead', [], twice(reason), []);
    } else {
      if (fate === undefined || fate === 'waiting') look('deliveries', [], [], []);
      if (fate !== 'waiting')
        look('ledger', [], [], fate === undefined ? [null, null] : [1, fate === 'delivered' ? 1 : 0]);
    }
    return merge(found, query, limit, since);
  };
}

/**
 * Merges what was found in several tables. A table that was looked at only down to its floor says nothing of what lies
 * below: entries there are left for the next page.
 */
function merge(
  found: readonly { entries: readonly Entry[]; floor: number }[],
  query: EntryQuery,
  limit: number,
  since: number,
): EntryPage {
  const floor = Math.max(
    ...found.map(({ entries, floor }) => (entries.length >= limit ? (entries.at(-1)?.id ?? 0) : floor)),
  );
  const entries = found
    .flatMap((part) => part.entries)
    .filter((entry) => entry.id >= floor && fits(entry, query))
    .sort((a, b) => b.id - a.id)
    .slice(0, limit);
  const last = entries.length >= limit ? entries.at(-1)?.id : floor > since ? floor : undefined;
  return { entries, next: last };
}

function fits(entry: Entry, query: EntryQuery): boolean {
  return (
    (query.pipeline === undefined || entry.pipeline === query.pipeline) &&
    (query.integration === undefined || entry.integration === query.integration) &&
    (query.event === undefined || entry.event === query.event) &&
    (query.fate === undefined || entry.fate === query.fate) &&
    (query.reason === undefined || entry.reason === query.reason)
  );
}

function idOf(time: number | undefined): number | undefined {
  return time === undefined ? undefined : idOfTime(time);
}

function toEntry(row: Record<string, unknown>): Entry {
  const id = Number(row.id);
  return {
    id,
    messageId: String(row.messageId),
    pipeline: String(row.pipeline),
    integration: String(row.integration),
    event: String(row.event),
    fate: row.fate as Entry['fate'],
    reason: (row.reason ?? undefined) as DropReason | DeadReason | undefined,
    detail: (row.detail ?? undefined) as string | undefined,
    requestId: (row.requestId ?? undefined) as string | undefined,
    attempts: Number(row.attempts),
    receivedAt: timeOfId(id),
    occurredAt: Number(row.occurredAt),
    settledAt: row.settledAt === null ? undefined : Number(row.settledAt),
  };
}

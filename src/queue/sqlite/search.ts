import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { DeadReason } from '../../delivery/outcome.ts';
import type { DropReason } from '../../event/drop.ts';
import type { Entry, EntryPage, EntryQuery } from '../../ledger/ledger.ts';
import { idOfTime, timeOfId } from './ids.ts';
import { messageKey, orderIndexKey } from './messages.ts';
import { departureOf, type Item, PARCEL_SIZE, type Parcel } from './parcel.ts';
import { readItems, readParcel } from './parcels.ts';
import type { Tables } from './tables.ts';

/** How many entries one call looks at: a search holds up what else wants the database. */
const LOOKED_AT = 20_000;
const MAX_PAGE = 1_000;

/** Where a search looks: ids from `since` up to, not including, `before`. */
interface Range {
  readonly before: number;
  readonly since: number;
  readonly limit: number;
}

/** What one table has for a search: the newest that match, down to `floor`; below it was not looked. */
interface Found {
  readonly entries: readonly Entry[];
  readonly floor: number;
}

type Source = (query: EntryQuery, range: Range) => Found;

/** Finds entries, newest first. */
export function prepareSearch(tables: Tables): (query: EntryQuery) => EntryPage {
  const parcels = parcelSource(tables);
  const waiting = rowSource(tables, DELIVERIES, 'dead_at IS NULL', false);
  const dead = rowSource(tables, DELIVERIES, 'dead_at IS NOT NULL', true);
  const delivered = rowSource(tables, LEDGER, 'reason IS NULL', false);
  const dropped = rowSource(tables, LEDGER, 'reason IS NOT NULL', true);
  const droppedFor = rowSource(tables, LEDGER, 'reason = ?', true);
  const byKey = prepareByKey(tables);

  const sourcesOf = ({ fate, reason }: EntryQuery): Source[] => {
    switch (fate) {
      case 'waiting':
        return [parcels, waiting];
      case 'delivered':
        return [parcels, delivered];
      case 'dead':
        return [dead];
      case 'dropped':
        return [reason === undefined ? dropped : droppedFor];
      default:
        return reason === undefined ? [parcels, waiting, dead, delivered, dropped] : [dead, droppedFor];
    }
  };

  return (query) => {
    const range: Range = {
      before: Math.min(query.before ?? Number.MAX_SAFE_INTEGER, idOf(query.until) ?? Number.MAX_SAFE_INTEGER),
      since: idOf(query.since) ?? 0,
      limit: Math.min(query.limit ?? 100, MAX_PAGE),
    };
    if (query.messageId !== undefined) return byKey(messageKey(query.messageId), query, range);
    if (query.orderKey !== undefined) return byKey(orderIndexKey(query.orderKey), query, range);
    const found = sourcesOf(query).map((source) => source(query, range));
    return merge(found, range);
  };
}

/**
 * Merges what several tables have. One that was looked at only down to its floor says nothing of what lies below: entries there are
 * left for the next page.
 */
function merge(found: readonly Found[], { limit, since }: Range): EntryPage {
  const floor = Math.max(since, ...found.map((part) => part.floor));
  const entries = found
    .flatMap((part) => part.entries)
    .filter((entry) => entry.id >= floor)
    .sort((a, b) => b.id - a.id);
  if (entries.length > limit) return { entries: entries.slice(0, limit), next: entries[limit - 1]?.id };
  return { entries, next: floor > since ? floor : undefined };
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

/** Entries of parcels: waiting for, or delivered at, their first try. */
function parcelSource({ db }: Tables): Source {
  const rows = db.prepare('SELECT * FROM parcels WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT ?');
  return (query, { before, since, limit }) => {
    const entries: Entry[] = [];
    let looked = 0;
    let floor = 0;
    for (const row of rows.iterate(before, since - PARCEL_SIZE, LOOKED_AT)) {
      if (entries.length > limit || looked >= LOOKED_AT) {
        floor = Number(row.id) + Number(row.n);
        break;
      }
      looked += Number(row.n);
      const parcel = readParcel(row);
      if (query.event !== undefined && !parcel.groups.some((group) => group.event === query.event)) continue;
      const items = readItems(row.items);
      for (let place = items.length - 1; place >= 0; place--) {
        const entry = parcelEntry(parcel, place, items[place] as Item);
        if (entry === undefined || entry.id >= before || entry.id < since || !fits(entry, query)) continue;
        entries.push(entry);
      }
    }
    return { entries, floor };
  };
}

/** The entry of a delivery in a parcel; undefined when it has a row of its own. */
function parcelEntry(parcel: Parcel, place: number, item: Item): Entry | undefined {
  const departure = departureOf(parcel, place);
  const group = parcel.groups[item.group];
  if (departure?.deliveredAt === 0 || group === undefined) return undefined;
  const id = parcel.id + place;
  return {
    id,
    messageId: item.messageId,
    pipeline: group.pipeline,
    integration: group.integration,
    event: group.event,
    fate: departure === undefined ? 'waiting' : 'delivered',
    reason: undefined,
    detail: undefined,
    requestId: departure?.requestId,
    consent: group.consent,
    attempts: departure === undefined ? 0 : 1,
    receivedAt: timeOfId(id),
    occurredAt: item.occurredAt,
    settledAt: departure?.deliveredAt,
  };
}

// The two tables of rows in one shape.
const DELIVERIES = {
  table: 'deliveries',
  columns: `id, message_id AS messageId, pipeline, integration, event,
    CASE WHEN dead_at IS NULL THEN 'waiting' ELSE 'dead' END AS fate,
    reason, detail, request_id AS requestId, consent, attempts, occurred_at AS occurredAt, dead_at AS settledAt`,
} as const;
const LEDGER = {
  table: 'ledger',
  columns: `id, message_id AS messageId, pipeline, integration, event,
    CASE WHEN reason IS NULL THEN 'delivered' ELSE 'dropped' END AS fate,
    reason, detail, request_id AS requestId, consent, attempts, occurred_at AS occurredAt, settled_at AS settledAt`,
} as const;

/** Entries of a table of rows that meet a condition; a `?` in it stands for the query's reason. */
function rowSource(
  { db }: Tables,
  { table, columns }: typeof DELIVERIES | typeof LEDGER,
  condition: string,
  withReason: boolean,
): Source {
  const range = `FROM ${table} WHERE ${condition} AND id < ? AND id >= ?`;
  const floorOf = db.prepare(`SELECT id ${range} ORDER BY id DESC LIMIT 1 OFFSET ${LOOKED_AT - 1}`);
  const rows = db.prepare(
    `SELECT ${columns} ${range} AND (? IS NULL OR pipeline = ?) AND (? IS NULL OR integration = ?)
       AND (? IS NULL OR event = ?) AND (? IS NULL OR reason = ?) ORDER BY id DESC LIMIT ?`,
  );
  const twice = (value: string | undefined): SQLInputValue[] => [value ?? null, value ?? null];
  return (query, { before, since, limit }) => {
    const head = condition.includes('?') ? [query.reason ?? null] : [];
    const floor = Number(floorOf.get(...head, before, since)?.id ?? 0);
    const filters = [...twice(query.pipeline), ...twice(query.integration), ...twice(query.event)];
    const reason = twice(withReason ? query.reason : undefined);
    const from = Math.max(floor, since);
    return { entries: rows.all(...head, before, from, ...filters, ...reason, limit + 1).map(toEntry), floor };
  };
}

/** Entries of one message or one order, by its key in the message index. */
function prepareByKey(tables: Tables): (key: string, query: EntryQuery, range: Range) => EntryPage {
  const { messages } = tables;
  const entries = prepareEntries(tables);
  return (key, query, { before, since, limit }) => {
    const ids = messages.idsOf(key).filter((id) => id < before && id >= since);
    const found = entries(ids).filter(
      (entry) => (query.messageId ?? entry.messageId) === entry.messageId && fits(entry, query),
    );
    return { entries: found.slice(0, limit), next: found.length > limit ? found[limit - 1]?.id : undefined };
  };
}

/** Entries by their ids, in the order of these. Those of one parcel should stand together: it is read once for all of them. */
export function prepareEntries({ db, parcels }: Tables): (ids: readonly number[]) => Entry[] {
  const one = ({ table, columns }: typeof DELIVERIES | typeof LEDGER): StatementSync =>
    db.prepare(`SELECT ${columns} FROM ${table} WHERE id = ?`);
  const [inDeliveries, inLedger] = [one(DELIVERIES), one(LEDGER)];
  return (ids) => {
    let parcel: Parcel | undefined;
    let items: readonly Item[] = [];
    const inParcel = (id: number): Entry | undefined => {
      if (parcel === undefined || id < parcel.id || id >= parcel.id + parcel.n) {
        parcel = parcels.holding(id);
        items = parcel === undefined ? [] : parcels.items(parcel.id);
      }
      const item = parcel && items[id - parcel.id];
      return parcel && item && parcelEntry(parcel, id - parcel.id, item);
    };
    return ids
      .map((id) => {
        const row = inDeliveries.get(id) ?? inLedger.get(id);
        return row === undefined ? inParcel(id) : toEntry(row);
      })
      .filter((entry) => entry !== undefined);
  };
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
    consent: (row.consent ?? undefined) as string | undefined,
    attempts: Number(row.attempts),
    receivedAt: timeOfId(id),
    occurredAt: Number(row.occurredAt),
    settledAt: row.settledAt === null ? undefined : Number(row.settledAt),
  };
}

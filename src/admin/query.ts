import { z } from 'zod';
import { safeMessageId } from '../event/safe.ts';
import { parseTime } from '../event/time.ts';
import { type CountQuery, type EntryQuery, FATES } from '../ledger/ledger.ts';
import type { ReplayQuery } from '../queue/queue.ts';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * A time as people give it: ISO-8601, epoch seconds or milliseconds, or how long ago (`15m`, `24h`, `7d`). Epoch milliseconds;
 * undefined for anything else.
 */
export function timeOrAgo(text: string, now: number): number | undefined {
  const ago = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text.trim());
  if (ago?.[1] !== undefined) return Math.round(now - Number(ago[1]) * UNITS[ago[2] as keyof typeof UNITS]);
  return parseTime(text);
}

const name = z.string().min(1).max(300).optional();
const time = z.string().optional();

const filters = {
  pipeline: name,
  integration: name,
  event: name,
  reason: name,
  since: time,
  until: time,
} as const;

/** The query of a search. */
export const searchQuery: z.ZodType<SearchQuery> = z.strictObject({
  ...filters,
  messageId: name,
  fate: z.enum(FATES).optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
}) as unknown as z.ZodType<SearchQuery>;

export interface SearchQuery extends Omit<EntryQuery, 'since' | 'until'> {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The query of the counts. */
export const countsQuery: z.ZodType<CountsQuery> = z.strictObject({
  pipeline: name,
  integration: name,
  since: time,
  until: time,
}) as unknown as z.ZodType<CountsQuery>;

export interface CountsQuery extends Omit<CountQuery, 'since' | 'until'> {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The body of a replay. */
export const replayBody: z.ZodType<ReplayBody> = z.strictObject({
  ...filters,
  ids: z.array(z.number().int().positive()).max(10_000).optional(),
  after: z.number().int().nonnegative().optional(),
  dryRun: z.boolean().optional(),
}) as unknown as z.ZodType<ReplayBody>;

export interface ReplayBody extends Omit<ReplayQuery, 'since' | 'until'> {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly after?: number | undefined;
  readonly dryRun?: boolean | undefined;
}

/** Times of a query read, or the name of the one that cannot be. */
export function readTimes<T extends { readonly since?: string | undefined; readonly until?: string | undefined }>(
  query: T,
  now: number,
): (Omit<T, 'since' | 'until'> & { since: number | undefined; until: number | undefined }) | { unreadable: string } {
  const { since, until, ...rest } = query;
  const read: { since: number | undefined; until: number | undefined } = { since: undefined, until: undefined };
  for (const [key, text] of [
    ['since', since],
    ['until', until],
  ] as const) {
    if (text === undefined) continue;
    read[key] = timeOrAgo(text, now);
    if (read[key] === undefined) return { unreadable: key };
  }
  return { ...rest, ...read };
}

/** A messageId as the ledger knows it. */
export function ledgerMessageId(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (safeMessageId(text) ?? text);
}

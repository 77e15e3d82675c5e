import { z } from 'zod';
import { didYouMean } from '../base/problem.ts';
import { safeMessageId, safeName } from '../event/safe.ts';
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

const name = z
  .string('must be text')
  .min(1, 'must not be empty')
  .max(300, 'must be at most 300 characters long')
  .optional();
const time = z.string('must be text').optional();
const truth = z.boolean('must be true or false').optional();

const filters = {
  pipeline: name,
  integration: name,
  // As the ledger knows it.
  event: name.transform((text) => (text === undefined ? undefined : safeName(text))),
  reason: name,
  since: time,
  until: time,
} as const;

/** An object of nothing but these: what else it has is told, with what was probably meant. */
function only<S extends z.ZodRawShape>(shape: S): z.ZodObject<S> {
  const names = Object.keys(shape);
  const error: z.core.$ZodErrorMap = (issue) => {
    if (issue.code !== 'unrecognized_keys') return 'must be an object';
    const told = issue.keys.map((key) => `"${key}" is not known here${didYouMean(key, names)}`);
    return `${told.join(', ')}; known are ${names.join(', ')}`;
  };
  return z.strictObject(shape, { error }) as unknown as z.ZodObject<S>;
}

/** A number that comes as text. */
function wholeFrom(min: number, max?: number): z.ZodType<number | undefined> {
  const error =
    max === undefined ? `must be a whole number from ${min} up` : `must be a whole number from ${min} to ${max}`;
  return z.coerce
    .number(error)
    .int(error)
    .min(min, error)
    .max(max ?? Number.MAX_SAFE_INTEGER, error)
    .optional();
}

/** The query of a search. */
export const searchQuery: z.ZodType<SearchQuery> = only({
  ...filters,
  messageId: name,
  fate: z.enum(FATES, `must be one of ${FATES.join(', ')}`).optional(),
  before: wholeFrom(1),
  limit: wholeFrom(1, 1000),
}) as unknown as z.ZodType<SearchQuery>;

export interface SearchQuery extends Omit<EntryQuery, 'since' | 'until'> {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** The query of the counts. */
export const countsQuery: z.ZodType<CountsQuery> = only({
  pipeline: name,
  integration: name,
  since: time,
  until: time,
}) as unknown as z.ZodType<CountsQuery>;

export interface CountsQuery extends Omit<CountQuery, 'since' | 'until'> {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const ID = 'must be the id of a dead letter, a whole number from 1 up';
const AFTER = 'must be the "next" of the step before';

/** The body of a replay. What it is of must be said: an empty one would send everything again by accident. */
export const replayBody: z.ZodType<ReplayBody> = only({
  ...filters,
  ids: z
    .array(z.number(ID).int(ID).positive(ID), 'must be a list of ids')
    .min(1, 'must name an id')
    .max(10_000, 'must name at most 10,000 ids')
    .optional(),
  all: z.literal(true, 'must be true, or left out').optional(),
  after: z.number(AFTER).int(AFTER).nonnegative(AFTER).optional(),
  dryRun: truth,
}).refine(({ ids, all }) => ids !== undefined || all === true, {
  error: 'name the "ids" of dead letters to replay, or say "all": true for all that match the filters',
}) as unknown as z.ZodType<ReplayBody>;

export interface ReplayBody extends Omit<ReplayQuery, 'since' | 'until'> {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly all?: true | undefined;
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

import type { DeadReason } from '../delivery/outcome.ts';
import type { DropReason } from '../event/drop.ts';

/** What became of an event in one integration. Every entry has exactly one fate at a time. */
export const FATES = ['waiting', 'delivered', 'dropped', 'dead'] as const;
export type Fate = (typeof FATES)[number];

/** The account of one event in one integration. Holds no raw personal data. */
export interface Entry {
  /** Time-ordered: a greater id was received later. */
  readonly id: number;
  readonly messageId: string;
  readonly pipeline: string;
  /** Empty where the pipeline has no integration. */
  readonly integration: string;
  /** The event's name. */
  readonly event: string;
  readonly fate: Fate;
  /** Why it was dropped or died. */
  readonly reason: DropReason | DeadReason | undefined;
  /** For people: what was wrong where, or Amazon's own words. */
  readonly detail: string | undefined;
  /** The request id Amazon gave with its answer. */
  readonly requestId: string | undefined;
  /** By what the consent gate decided; undefined where it was not asked. */
  readonly consent: string | undefined;
  /** Attempts that cost one, so far. */
  readonly attempts: number;
  /** Epoch milliseconds: when it reached us, when it happened, when it got its fate. */
  readonly receivedAt: number;
  readonly occurredAt: number;
  readonly settledAt: number | undefined;
}

/** What to look for; all given conditions must hold. */
export interface EntryQuery {
  readonly messageId?: string | undefined;
  /** Of the order with this key (event/order-key.ts); not looked at where a messageId is given. */
  readonly orderKey?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly integration?: string | undefined;
  readonly event?: string | undefined;
  readonly fate?: Fate | undefined;
  readonly reason?: string | undefined;
  /** Received at or after, and before; epoch milliseconds. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Go on after an earlier page: its `next`. */
  readonly before?: number | undefined;
  /** At most this many; 100 when left out, never more than 1,000. */
  readonly limit?: number | undefined;
}

/** Entries, newest first. `next` is there while older entries may match. */
export interface EntryPage {
  readonly entries: readonly Entry[];
  readonly next: number | undefined;
}

/**
 * What is counted. received = waiting + delivered + dropped + (dead - replayed), per pipeline and integration. `matchable` are those whose
 * identity was looked for; of these `key` and `key_unusable` count, by type in the place of a reason, which match keys were found.
 * `refused` are requests and items of batches that were never received, with the code that the sender was told in the place of a reason: of
 * the pipeline that the write key named (empty where none did), and of no integration and no event.
 */
export const COUNTED = [
  'received',
  'delivered',
  'dropped',
  'dead',
  'replayed',
  'matchable',
  'key',
  'key_unusable',
  'refused',
] as const;
export type Counted = (typeof COUNTED)[number];

/** One count over the time asked for. */
export interface Count {
  readonly pipeline: string;
  readonly integration: string;
  readonly event: string;
  readonly counted: Counted;
  /** The reason of what was dropped or died, the type of a match key, the code of a refusal; else empty. */
  readonly reason: string;
  readonly n: number;
}

/**
 * Which counts to sum; hours that begin in [since, until). Of days whose hours are not kept any more (ledger/steps.ts), only those that lie
 * in it whole.
 */
export interface CountQuery {
  readonly pipeline?: string | undefined;
  readonly integration?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** What is counted under one heading. `event` and `definition` come from outside: their number is bounded (ledger/source-names.ts). */
export interface Source {
  readonly pipeline: string;
  readonly integration: string;
  readonly event: string;
  /** What Amazon counts the conversion as, by name (pipeline/counts-as.ts); empty as long as that is not known. */
  readonly definition: string;
}

/**
 * Counts by their names: `received`; `dropped:unmapped` where there is a reason. Besides what `COUNTED` names, deliveries have `took` (the
 * milliseconds from receipt until each was delivered, summed) and `took:<bucket>` (ledger/took.ts).
 */
export type Tally = Readonly<Record<string, number>>;

/** How finely counts are told: the newest by the minute, older ones by the hour, and all by the day (UTC). */
export const STEPS = ['minute', 'hour', 'day'] as const;
export type Step = (typeof STEPS)[number];

/** Which sources; all given conditions must hold. */
export type SourceQuery = { readonly [name in keyof Source]?: Source[name] | undefined };

/** What to count over time: steps that begin in [since, until). */
export interface SeriesQuery extends SourceQuery {
  readonly step: Step;
  readonly since: number;
  readonly until: number;
}

/** Counts over time. */
export interface Series {
  /** The steps in which something was counted, oldest first, by when they begin. */
  readonly points: readonly { readonly at: number; readonly counts: Tally }[];
  /** The same counts by what they were counted under, with what waits now; in no order. */
  readonly sources: readonly SourceCounts[];
  /** What was counted in later steps, up to now. */
  readonly later: Tally;
}

/** The counts of one source, over the time asked for. */
export interface SourceCounts extends Source {
  readonly counts: Tally;
  /** Deliveries that wait now. */
  readonly waiting: number;
}

/**
 * The searchable account of every event and what became of it. Its entries are written by the queue, in the same transaction
 * as what they tell of: an event that was accepted has an entry, and an entry never tells of something undone.
 */
export interface Ledger {
  /** Entries that match, newest first. Looks at a bounded number of entries a call: follow `next` to the end. */
  search(query: EntryQuery): Promise<EntryPage>;
  /** The entries of these ids, as far as they are there, in any order. */
  entries(ids: readonly number[]): Promise<readonly Entry[]>;
  /** Counts by pipeline, integration, event, what is counted and reason. */
  counts(query: CountQuery): Promise<readonly Count[]>;
  /** Counts over time, and by source. Steps that are not kept any more are left out. */
  series(query: SeriesQuery): Promise<Series>;
  /** All that was ever counted, by source: these only grow, also over a restart. Forgotten of sources that no day kept knows. */
  totals(): Promise<readonly SourceCounts[]>;
}

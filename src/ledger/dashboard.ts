import type { DropReason } from '../event/drop.ts';
import { listOfCounts } from './count-sums.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import type { Series, Source, Step, Tally } from './ledger.ts';
import { reasonsOf, sumOf, totalOf, waitingBy } from './tally.ts';
import { tookWithin } from './took.ts';

/** Reasons by which an event is kept back because its person must be: consent. */
const COMPLIANCE: ReadonlySet<string> = new Set<DropReason>(['consent_denied', 'consent_missing']);

/** Whether a reason for dropping is one of compliance. */
export function isCompliance(reason: string): boolean {
  return COMPLIANCE.has(reason);
}

/** What became of events in some time, each counted when it happened. */
export interface Figures {
  /** Events, for each integration that got them. */
  readonly received: number;
  /** Of these: taken before, and so not again. Not among `dropped`. */
  readonly duplicates: number;
  /** Dropped for any other reason. */
  readonly dropped: number;
  /** Of the dropped: because of consent. */
  readonly compliance: number;
  readonly delivered: number;
  readonly dead: number;
  /** Dead letters that were put back to wait. */
  readonly replayed: number;
  /** How many waited at its end. */
  readonly waiting: number;
  /** Milliseconds from receipt within which half, and 95 in 100, of the delivered were delivered; undefined without any. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** How many had one reason. */
export interface ReasonCount {
  readonly reason: string;
  readonly n: number;
}

/** What a console's overview shows of some time. */
export interface Dashboard {
  /** The steps begin in [since, until); epoch milliseconds. */
  readonly since: number;
  readonly until: number;
  readonly step: Step;
  readonly totals: Figures;
  /** Every step of the time, also where nothing happened. */
  readonly series: readonly (Figures & { readonly at: number })[];
  /** By what it was counted under, the most received first. Here `waiting` is of now, whenever the time ends. */
  readonly breakdown: readonly (Source & Figures)[];
  /** How many further rows the breakdown would have. */
  readonly more: number;
  /** The most frequent first. */
  readonly drops: readonly (ReasonCount & { readonly compliance: boolean })[];
  readonly deaths: readonly ReasonCount[];
  /** Refused at the door: requests, and items of batches, by the code that their sender was told. */
  readonly refused: readonly ReasonCount[];
  readonly coverage: readonly Coverage[];
}

/** The most rows of a breakdown. */
const MOST_ROWS = 500;

/** Makes a dashboard of a series. `at` are the begins of its steps. */
export function dashboardOf(
  { points, sources, later }: Series,
  { since, until, step }: { readonly since: number; readonly until: number; readonly step: Step },
  at: readonly number[],
): Dashboard {
  const counts = sumOf(points.map((point) => point.counts));
  const now = sources.reduce((sum, { waiting }) => sum + waiting, 0);
  const atEnd = now - waitingBy(later);
  const rows = sources
    // What was counted later is not known by source: here it is what waits now.
    .map(({ counts: of, waiting, ...source }) => ({ ...source, ...figures(of, waiting) }))
    .filter(
      ({ event, received, delivered, dead, waiting }) => event !== '' && received + delivered + dead + waiting > 0,
    )
    .sort((a, b) => b.received - a.received || b.waiting - a.waiting);
  return {
    ...{ since, until, step },
    totals: figures(counts, atEnd),
    series: stepsOf(points, at, atEnd),
    breakdown: rows.slice(0, MOST_ROWS),
    more: Math.max(0, rows.length - MOST_ROWS),
    drops: ranked(counts, 'dropped').map((one) => ({ ...one, compliance: isCompliance(one.reason) })),
    deaths: ranked(counts, 'dead'),
    refused: ranked(counts, 'refused'),
    coverage: coverageOf(listOfCounts(sources.map((source) => [source, source.counts]))),
  };
}

/** The steps in order, from how many wait at the end backwards. */
function stepsOf(points: Series['points'], at: readonly number[], atEnd: number): (Figures & { at: number })[] {
  const counted = new Map(points.map((point) => [point.at, point.counts]));
  let waiting = atEnd;
  const steps: (Figures & { at: number })[] = [];
  for (const begin of at.toReversed()) {
    const counts = counted.get(begin) ?? {};
    steps.push({ at: begin, ...figures(counts, waiting) });
    waiting -= waitingBy(counts);
  }
  return steps.reverse();
}

function figures(counts: Tally, waiting: number): Figures {
  const dropped = reasonsOf(counts, 'dropped');
  const duplicates = dropped.get('duplicate') ?? 0;
  let [all, compliance] = [0, 0];
  for (const [reason, n] of dropped) {
    all += n;
    if (isCompliance(reason)) compliance += n;
  }
  return {
    received: totalOf(counts, 'received'),
    ...{ duplicates, dropped: all - duplicates, compliance },
    delivered: totalOf(counts, 'delivered'),
    dead: totalOf(counts, 'dead'),
    replayed: totalOf(counts, 'replayed'),
    waiting,
    p50: tookWithin(counts, 0.5),
    p95: tookWithin(counts, 0.95),
  };
}

function ranked(counts: Tally, counted: string): ReasonCount[] {
  return [...reasonsOf(counts, counted)].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n);
}

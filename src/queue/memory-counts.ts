import { typesOf } from '../identity/readiness.ts';
import { isOf, listOfCounts, SeriesSum, Sums } from '../ledger/count-sums.ts';
import {
  type Count,
  type Counted,
  type CountQuery,
  type Series,
  type SeriesQuery,
  type Source,
  type SourceCounts,
  STEPS,
  type Step,
} from '../ledger/ledger.ts';
import { SourceNames } from '../ledger/source-names.ts';
import { beginOf, keptSince } from '../ledger/steps.ts';
import { type Counting, countedName } from '../ledger/tally.ts';
import { tookName } from '../ledger/took.ts';
import type { MatchMasks } from './queue.ts';

/** What waits of a source. */
type Waits = (source: Source) => number;

/** The counts of a queue in memory. */
export class MemoryCounts {
  readonly names: SourceNames = new SourceNames();
  /** By when a step begins. */
  readonly #steps: Readonly<Record<Step, Map<number, Sums<Source>>>> = {
    ...{ minute: new Map(), hour: new Map(), day: new Map() },
  };
  readonly #ever = new Sums<Source>();

  add(now: number, source: Source, counted: Counted, reason = '', n = 1): void {
    this.#add(now, source, new Map([[countedName(counted, reason), n]]));
  }

  /** Counts a delivery that was done after so many milliseconds. */
  addDelivered(now: number, source: Source, ms: number): void {
    const took = Math.max(0, ms);
    this.#add(
      now,
      source,
      new Map([
        ...([
          ['delivered', 1],
          ['took', took],
        ] as const),
        [tookName(took), 1],
      ]),
    );
  }

  /** Counts the match keys of one event. */
  addMatch(now: number, source: Source, { present, unusable }: MatchMasks): void {
    this.add(now, source, 'matchable');
    for (const type of typesOf(present)) this.add(now, source, 'key', type);
    for (const type of typesOf(unusable)) this.add(now, source, 'key_unusable', type);
  }

  /** Forgets what is not kept any more; `ledger` is the ledger's retention. */
  purge(now: number, ledger: number): void {
    for (const step of STEPS) {
      const points = this.#steps[step];
      for (const at of points.keys()) if (at < keptSince(step, now, ledger)) points.delete(at);
    }
  }

  counts({ since = 0, until = Number.MAX_SAFE_INTEGER, ...query }: CountQuery): Count[] {
    const sums = new Sums<Source>();
    const hours = this.#steps.hour;
    const add = (of: Sums<Source>): void => {
      for (const [source, tally] of of.entries()) if (isOf(source, query)) sums.add(source, tally);
    };
    for (const [at, of] of hours) if (at >= since && at < until) add(of);
    const oldest = beginOf('day', Math.min(...hours.keys()));
    for (const [at, of] of this.#steps.day) if (at >= since && beginOf('day', until) > at && at < oldest) add(of);
    return listOfCounts(sums.entries());
  }

  series({ step, since, until, ...query }: SeriesQuery, waits: Waits): Series {
    const sum = new SeriesSum(until);
    for (const [at, of] of this.#steps[step]) {
      if (at < since) continue;
      for (const [source, tally] of of.entries()) if (isOf(source, query)) sum.add(at, source, tally);
    }
    return sum.series(
      [...this.names.all].filter((source) => isOf(source, query)),
      waits,
    );
  }

  totals(waits: Waits): SourceCounts[] {
    return this.#ever.entries().map(([source, counts]) => ({ ...source, counts, waiting: waits(source) }));
  }

  #add(now: number, source: Source, counts: Counting): void {
    for (const step of STEPS) {
      const at = beginOf(step, now);
      const sums = this.#steps[step].get(at) ?? new Sums<Source>();
      this.#steps[step].set(at, sums);
      sums.add(source, counts);
    }
    this.#ever.add(source, counts);
  }
}

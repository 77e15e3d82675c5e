import { isOf, listOfCounts, SeriesSum, Sums } from '../../ledger/count-sums.ts';
import type { Count, CountQuery, Series, SeriesQuery, Source, SourceCounts, SourceQuery } from '../../ledger/ledger.ts';
import { beginOf, STEP_MS } from '../../ledger/steps.ts';
import { EVER, parseCounts } from './counters.ts';
import type { Tables } from './tables.ts';

/** How many rows one part of a series reads: it holds up what else wants the database. */
const ROWS = 5_000;

/** A part of a series; the first is of the newest steps. */
export interface SeriesPart extends Series {
  /** Where the next part begins, with the steps before; undefined at the end. */
  readonly before: number | undefined;
}

/** Reads counts, of the rows that are stored and of the newest minute, which the longer steps lack. */
export interface CountReader {
  counts(query: CountQuery): Count[];
  seriesPart(query: SeriesQuery, before: number | undefined): SeriesPart;
  totals(): SourceCounts[];
}

export function prepareCountReader(tables: Tables): CountReader {
  const { db, sources, counters, waiting } = tables;
  const between = db.prepare(
    'SELECT at, source, counts FROM counts WHERE step = ? AND at >= ? AND at < ? ORDER BY at DESC',
  );

  /** The sources that a query is of, by number. */
  const matching = (query: SourceQuery): Map<number, Source> => {
    const found = new Map<number, Source>();
    for (const [source, number] of sources.all()) if (isOf(source, query)) found.set(number, source);
    return found;
  };

  const counts = ({ since = 0, until = Number.MAX_SAFE_INTEGER, ...query }: CountQuery): Count[] => {
    const of = matching(query);
    const sums = new Sums<Source>();
    const read = (step: 'hour' | 'day', from: number, to: number): void => {
      for (const row of between.iterate(STEP_MS[step], from, to)) {
        const source = of.get(Number(row.source));
        if (source !== undefined) sums.add(source, parseCounts(row.counts));
      }
    };
    // Whole days by the day; what is left at both ends by the hour.
    const firstDay = beginOf('day', since + STEP_MS.day - 1);
    const lastDay = Math.max(firstDay, beginOf('day', until));
    if (firstDay >= until) read('hour', since, until);
    else {
      read('hour', since, firstDay);
      read('day', firstDay, lastDay);
      read('hour', lastDay, until);
    }
    const hour = beginOf('hour', counters.newest.minute);
    for (const [number, tally] of counters.newest.counts) {
      const source = of.get(number);
      if (source !== undefined && hour >= since && hour < until) sums.add(source, tally);
    }
    return listOfCounts(sums.entries());
  };

  const seriesPart = ({ step, since, until, ...query }: SeriesQuery, before: number | undefined): SeriesPart => {
    const of = matching(query);
    const sum = new SeriesSum(until);
    const isFirst = before === undefined;
    const newest = beginOf(step, counters.newest.minute);
    // Minutes have the newest among their rows.
    if (isFirst && step !== 'minute' && newest >= since) {
      for (const [number, tally] of counters.newest.counts) {
        const source = of.get(number);
        if (source !== undefined) sum.add(newest, source, tally);
      }
    }
    let [rows, last] = [0, Number.MAX_SAFE_INTEGER];
    let next: number | undefined;
    for (const row of between.iterate(STEP_MS[step], since, before ?? Number.MAX_SAFE_INTEGER)) {
      const at = Number(row.at);
      // A step is read whole: what is counted meanwhile is of the newest, which the first part has.
      if (rows >= ROWS && at < last) {
        next = last;
        break;
      }
      rows += 1;
      last = at;
      const source = of.get(Number(row.source));
      if (source !== undefined) sum.add(at, source, parseCounts(row.counts));
    }
    const numberOf = new Map([...of].map(([number, source]) => [source, number]));
    const waits = (source: Source): number => (isFirst ? waiting.ofSource(numberOf.get(source) ?? 0) : 0);
    return { ...sum.series(of.values(), waits), before: next };
  };

  const totals = (): SourceCounts[] => {
    const sums = new Sums<number>();
    for (const row of between.iterate(EVER, 0, 1)) sums.add(Number(row.source), parseCounts(row.counts));
    for (const [number, tally] of counters.newest.counts) sums.add(number, tally);
    return [...sources.all()]
      .map(([source, number]) => ({ ...source, counts: sums.get(number), waiting: waiting.ofSource(number) }))
      .filter(({ counts }) => Object.keys(counts).length > 0);
  };

  return { counts, seriesPart, totals };
}

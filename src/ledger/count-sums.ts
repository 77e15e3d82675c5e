import {
  COUNTED,
  type Count,
  type Counted,
  type Series,
  type Source,
  type SourceCounts,
  type SourceQuery,
  type Tally,
} from './ledger.ts';
import { addTo, type Counting, countedOf, sumOf } from './tally.ts';

/** Whether a source is among those that a query is of. */
export function isOf(source: Source, query: SourceQuery): boolean {
  return (
    (query.pipeline === undefined || source.pipeline === query.pipeline) &&
    (query.integration === undefined || source.integration === query.integration) &&
    (query.event === undefined || source.event === query.event) &&
    (query.definition === undefined || source.definition === query.definition)
  );
}

/** Tallies by some key, added up. */
export class Sums<K> {
  readonly #tallies = new Map<K, Counting>();

  add(key: K, tally: Tally | Counting): void {
    let sum = this.#tallies.get(key);
    if (sum === undefined) {
      sum = new Map();
      this.#tallies.set(key, sum);
    }
    addTo(sum, tally);
  }

  get(key: K): Tally {
    return Object.fromEntries(this.#tallies.get(key) ?? []);
  }

  entries(): [K, Tally][] {
    return [...this.#tallies].map(([key, tally]) => [key, Object.fromEntries(tally)]);
  }
}

/** Counts of sources as a list, over all definitions: by pipeline, integration, event, what is counted and reason, in this order. */
export function listOfCounts(tallies: Iterable<readonly [Source, Tally]>): Count[] {
  const counts = new Map<string, Count>();
  for (const [{ pipeline, integration, event }, tally] of tallies) {
    for (const [name, n] of Object.entries(tally)) {
      const { counted, reason } = countedOf(name);
      // How long deliveries took is told with the series alone.
      if (!isCounted(counted)) continue;
      const key = [pipeline, integration, event, counted, reason].join('\n');
      counts.set(key, { pipeline, integration, event, counted, reason, n: n + (counts.get(key)?.n ?? 0) });
    }
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

function isCounted(name: string): name is Counted {
  return (COUNTED as readonly string[]).includes(name);
}

/** A series that is being added up, of steps before and from `until` on. */
export class SeriesSum {
  readonly #until: number;
  readonly #points = new Sums<number>();
  readonly #sources = new Sums<Source>();
  readonly #later = new Sums<'later'>();

  constructor(until: number) {
    this.#until = until;
  }

  /** Adds what was counted in the step that begins at a time. */
  add(at: number, source: Source, tally: Tally | Counting): void {
    if (at >= this.#until) this.#later.add('later', tally);
    else {
      this.#points.add(at, tally);
      this.#sources.add(source, tally);
    }
  }

  /** What it came to; sources for which something was counted or waits, of those there are. */
  series(sources: Iterable<Source>, waiting: (source: Source) => number): Series {
    const all = [...sources].map(
      (source): SourceCounts => ({ ...source, counts: this.#sources.get(source), waiting: waiting(source) }),
    );
    return {
      points: this.#points
        .entries()
        .map(([at, counts]) => ({ at, counts }))
        .sort((a, b) => a.at - b.at),
      sources: all.filter((one) => one.waiting > 0 || Object.keys(one.counts).length > 0),
      later: this.#later.get('later'),
    };
  }
}

/** Makes one of series that are of different steps. */
export function joinSeries(parts: readonly Series[]): Series {
  const sources = new Map<string, SourceCounts>();
  for (const part of parts) {
    for (const one of part.sources) {
      const key = [one.pipeline, one.integration, one.event, one.definition].join('\n');
      const known = sources.get(key);
      if (known === undefined) sources.set(key, one);
      else {
        const counts = sumOf([known.counts, one.counts]);
        sources.set(key, { ...one, counts, waiting: known.waiting + one.waiting });
      }
    }
  }
  return {
    points: parts.flatMap(({ points }) => points).sort((a, b) => a.at - b.at),
    sources: [...sources.values()],
    later: sumOf(parts.map(({ later }) => later)),
  };
}

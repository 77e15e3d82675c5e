import { DAY, HOUR, MINUTE } from '../base/durations.ts';
import type { Ledger, Series, SourceCounts } from '../ledger/ledger.ts';
import { beginOf } from '../ledger/steps.ts';
import { sumOf, totalOf } from '../ledger/tally.ts';
import type { Queue } from '../queue/queue.ts';
import type { Rules } from './kinds.ts';
import type { CountsSight, DestinationSight, Sight, SilentSight } from './sight.ts';

/** On how many days before a pipeline is looked at that is silent. */
const DAYS = 7;

/** Where what is to be seen comes from. */
export interface Observed {
  readonly storage: Pick<Ledger, 'series'> & Pick<Queue, 'stats'>;
  readonly destinations: () => readonly DestinationSight[];
  /** The names of the pipelines at work. */
  readonly pipelines: () => readonly string[];
  /** When the consent of an integration was given, epoch milliseconds; undefined where that is not known. */
  readonly consentOf: (integration: string) => Promise<number | undefined>;
  /** Epoch milliseconds: before it the gateway heard nothing, whoever sent. */
  readonly startedAt: number;
}

/** Looks at everything that the judgements want to see. */
export class Observer {
  readonly #observed: Observed;
  /** How the days before were for pipelines that are silent, and since which hour that holds: it is read once an hour. */
  #before: { readonly hour: number; readonly hours: number; readonly byPipeline: Map<string, readonly boolean[]> };

  constructor(observed: Observed) {
    this.#observed = observed;
    this.#before = { hour: 0, hours: 0, byPipeline: new Map() };
  }

  async look(now: number, rules: Rules): Promise<Sight> {
    const { storage, destinations: all, consentOf, startedAt } = this.#observed;
    const destinations = all();
    const { minutes } = rules.dead_letters;
    const [{ intake, lanes }, lastHour, silent] = await Promise.all([
      storage.stats(),
      this.#counts(now, HOUR),
      this.#silent(now, rules.silence.hours),
    ]);
    const recent = minutes * MINUTE === HOUR ? lastHour : await this.#counts(now, minutes * MINUTE);
    const integrations = [...new Set(destinations.map(({ integration }) => integration))];
    const given = await Promise.all(
      integrations.map(async (name) => ({ integration: name, at: await consentOf(name) })),
    );
    const consents = given.flatMap(({ integration, at }) => (at === undefined ? [] : [{ integration, at }]));
    return { now, listening: now - startedAt, intake, lanes, destinations, recent, lastHour, silent, consents };
  }

  /** What was counted in the last `ms`, by pipeline and integration. */
  async #counts(now: number, ms: number): Promise<readonly CountsSight[]> {
    const since = beginOf('minute', now - ms) + MINUTE;
    const { sources } = await this.#observed.storage.series({ step: 'minute', since, until: now + 1 });
    const found = new Map<string, SourceCounts[]>();
    // Of no event are refusals at the door alone.
    for (const source of sources.filter(({ event }) => event !== '')) {
      const key = `${source.pipeline} ${source.integration}`;
      found.set(key, [...(found.get(key) ?? []), source]);
    }
    return [...found.values()].map((all) => {
      const { pipeline = '', integration = '' } = all[0] ?? {};
      return { pipeline, integration, counts: sumOf(all.map(({ counts }) => counts)) };
    });
  }

  async #silent(now: number, hours: number): Promise<readonly SilentSight[]> {
    const hour = beginOf('hour', now);
    const since = hour - hours * HOUR;
    const { sources } = await this.#observed.storage.series({ step: 'hour', since, until: now + 1 });
    const heard = new Set(sources.filter(({ counts }) => totalOf(counts, 'received') > 0).map((one) => one.pipeline));
    if (this.#before.hour !== hour || this.#before.hours !== hours) {
      this.#before = { hour, hours, byPipeline: new Map() };
    }
    const { byPipeline } = this.#before;
    const silent: SilentSight[] = [];
    for (const pipeline of this.#observed.pipelines()) {
      if (heard.has(pipeline)) continue;
      const daysBefore = byPipeline.get(pipeline) ?? (await this.#daysBefore(pipeline, since, hour));
      byPipeline.set(pipeline, daysBefore);
      silent.push({ pipeline, daysBefore });
    }
    return silent;
  }

  /** Whether a pipeline had events in the same hours of the days before, as far as these had its first event behind them. */
  async #daysBefore(pipeline: string, since: number, until: number): Promise<readonly boolean[]> {
    const range = { step: 'hour', since: since - DAYS * DAY, until } as const;
    const { points } = await this.#observed.storage.series({ ...range, pipeline });
    const heard = hoursOf(points);
    const first = heard[0];
    if (first === undefined) return [];
    const days = Array.from({ length: DAYS }, (_, i) => (i + 1) * DAY).filter((ago) => first < until - ago);
    return days.map((ago) => heard.some((at) => at >= since - ago && at < until - ago));
  }
}

function hoursOf(points: Series['points']): readonly number[] {
  return points.filter(({ counts }) => totalOf(counts, 'received') > 0).map(({ at }) => at);
}

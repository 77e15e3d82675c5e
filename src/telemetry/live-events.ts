import { DspatchError } from '../base/errors.ts';
import type { Entry, Ledger } from '../ledger/ledger.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Appended, Intake, Settlement } from '../queue/queue.ts';
import { Last } from './last.ts';
import { type LiveEvent, type LiveSettled, liveEvent, liveSettled } from './live-item.ts';
import { fitsEvent, fitsSettled, type LiveFilter, type LiveItem, LiveWatcher } from './live-watcher.ts';

/** How many events are kept for viewers who come later, and how many settlements with them. */
const KEPT_EVENTS = 100;
const KEPT_SETTLEMENTS = 500;
/** The most viewers at a time. */
export const MOST_WATCHERS = 20;
/** The most lookups in the ledger at a time. A settlement that comes meanwhile is missed: delivery must not be slowed by who watches. */
const MOST_LOOKUPS = 8;

/** A request's events, from when they are handed to the queue. */
interface Taken {
  readonly pipeline: Pipeline;
  /** Undefined when nobody needs them any more: they are large. */
  intakes: readonly Intake[] | undefined;
  readonly n: number;
  /** The place of the first of them in the sequence; 0 until they are stored. */
  first: number;
  duplicated: readonly number[];
  /** Whether it is among those that are kept for later viewers. */
  isKept: boolean;
}

const NONE: readonly number[] = [];

/** Settlements that were stored together. */
interface Settled {
  readonly settlements: readonly Settlement[];
  readonly n: number;
  readonly at: number;
  /** The place of the first of them in the sequence. */
  first: number;
  /** Their entries in the ledger, once somebody has asked for them. */
  entries: ReadonlyMap<number, Entry> | undefined;
}

/**
 * The live view: the last events with what became of them, and whoever watches. While nobody watches, no more is done than to remember what
 * the queue was handed; it is shown when somebody comes. Everything has its place in one sequence, by which a viewer goes on where it was.
 */
export class LiveEvents {
  readonly #ledger: Pick<Ledger, 'entries'>;
  /** Tells the sequence of this process from those of others. */
  readonly #epoch: string;
  readonly #watchers = new Set<LiveWatcher>();
  /** In the order in which they were handed to the queue. */
  readonly #taken = new Last<Taken>(KEPT_EVENTS);
  readonly #settled = new Last<Settled>(KEPT_SETTLEMENTS);
  #lookups = 0;
  #next = 1;
  #closed = false;

  /** `startedAt` is in epoch milliseconds. */
  constructor(ledger: Pick<Ledger, 'entries'>, startedAt: number) {
    this.#ledger = ledger;
    this.#epoch = startedAt.toString(36);
  }

  /** Remembers events that are handed to the queue. To be called back with what the queue said once they are stored; it holds none of them. */
  take(pipeline: Pipeline, intakes: readonly Intake[]): (appended: Appended) => void {
    const taken: Taken = { pipeline, intakes, n: intakes.length, first: 0, duplicated: NONE, isKept: true };
    this.#taken.add(taken, this.#letGo);
    return ({ duplicated = NONE }) => this.#stored(taken, duplicated);
  }

  readonly #letGo = (taken: Taken): void => {
    taken.isKept = false;
    // Those that are not stored yet are for who watches, and for nobody else.
    if (taken.first > 0 || this.#watchers.size === 0) taken.intakes = undefined;
  };

  #stored(taken: Taken, duplicated: readonly number[]): void {
    taken.first = this.#next;
    taken.duplicated = duplicated;
    this.#next += taken.n;
    if (this.#watchers.size > 0) this.#offer(this.#eventsOf(taken), taken.n);
    if (!taken.isKept) taken.intakes = undefined;
  }

  /** Remembers what became of deliveries, once that is stored; `at` in epoch milliseconds. Never throws. */
  settle(settlements: readonly Settlement[], at: number): void {
    // What goes back untried is no news.
    const told = settlements.filter((settlement) => settlement.to !== 'again' || settlement.detail !== undefined);
    if (told.length === 0) return;
    const settled: Settled = { settlements: told, n: told.length, at, first: 0, entries: undefined };
    if (this.#watchers.size === 0 || this.#lookups >= MOST_LOOKUPS) {
      this.#keep(settled);
      this.#offer([], told.length);
      return;
    }
    this.#lookups += 1;
    // It gets its place when it can be shown: what is offered is in order.
    void this.#lookUp([settled]).then(() => {
      this.#lookups -= 1;
      this.#keep(settled);
      this.#offer(this.#settledOf(settled), told.length);
    });
  }

  #keep(settled: Settled): void {
    settled.first = this.#next;
    this.#next += settled.n;
    this.#settled.add(settled);
  }

  /** Hands items to all who watch, of `n` that there were. */
  #offer(items: readonly LiveItem[], n: number): void {
    for (const watcher of this.#watchers) {
      for (const item of items) watcher.offer(item);
      if (items.length < n) watcher.miss(n - items.length);
    }
  }

  /**
   * Begins to watch: first what is kept - the last events and what became of deliveries since, or what came `after` the item of this id -
   * then what comes, in order. Rejects with `too_many_requests` when too many watch, and with `closing` when the gateway ends.
   */
  async watch(filter: LiveFilter, after?: string): Promise<LiveWatcher> {
    if (this.#closed) throw new DspatchError('closing', 'the gateway is about to end');
    if (this.#watchers.size >= MOST_WATCHERS) {
      throw new DspatchError('too_many_requests', `${MOST_WATCHERS} watch already: close a window, and try again`);
    }
    const watcher = new LiveWatcher(filter, () => this.#watchers.delete(watcher));
    // From here on it is told of what comes, and these are what was there.
    this.#watchers.add(watcher);
    const last = this.#next - 1;
    const settled = [...this.#settled];
    const kept = [...this.#taken].flatMap((taken) => this.#eventsOf(taken)).sort((a, b) => a.place - b.place);
    await this.#lookUp(settled.filter(({ entries }) => entries === undefined));
    const seen = this.#placeOf(after, last);
    const events = seen === undefined ? kept.slice(-KEPT_EVENTS) : kept.filter(({ place }) => place > seen);
    const ends = settled.flatMap((one) => this.#settledOf(one));
    if (seen === undefined) {
      const shown = new Set(events.map(({ of }) => of));
      watcher.begin([...events, ...ends.filter(({ of }) => shown.has(of))], 0);
    } else {
      const items = [...events, ...ends.filter(({ place }) => place > seen)];
      watcher.begin(items, last - seen - items.length);
    }
    return watcher;
  }

  /** What is kept of one event: how it came, and what became of the deliveries of its entries in the ledger. */
  recent(
    pipeline: string,
    messageId: string,
    entries: readonly Entry[],
  ): { readonly events: readonly LiveEvent[]; readonly settled: readonly LiveSettled[] } {
    const events = [...this.#taken].flatMap((taken) =>
      this.#eventsOf(taken, (intake) => intake.messageId === messageId && intake.pipeline === pipeline),
    );
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const settled = [...this.#settled].flatMap(({ settlements, at }) =>
      settlements.flatMap((settlement) => {
        const entry = byId.get(settlement.id);
        return entry === undefined ? [] : [liveSettled(settlement, entry, at)];
      }),
    );
    return { events: events.map((item) => item.show().data as LiveEvent), settled };
  }

  /** Ends all watching. */
  close(): void {
    this.#closed = true;
    for (const watcher of [...this.#watchers]) watcher.close();
  }

  /** The events of a request that are stored and still here. */
  #eventsOf(taken: Taken, which: (intake: Intake) => boolean = () => true): LiveItem[] {
    const { intakes, first, pipeline } = taken;
    if (intakes === undefined || first === 0) return [];
    const duplicated = new Set(taken.duplicated);
    const items: LiveItem[] = [];
    let routes = 0;
    for (const [i, intake] of intakes.entries()) {
      const before = routes;
      routes += intake.routes.length;
      if (!which(intake)) continue;
      const isDuplicate = (place: number): boolean => duplicated.has(before + place);
      items.push({
        place: first + i,
        of: keyOf(intake),
        fits: (filter) => fitsEvent(filter, intake, isDuplicate),
        show: () => ({ event: 'event', id: this.#id(first + i), data: liveEvent(intake, pipeline, isDuplicate) }),
      });
    }
    return items;
  }

  /** What became of deliveries whose entries were found. */
  #settledOf({ settlements, at, first, entries }: Settled): LiveItem[] {
    return settlements.flatMap((settlement, i): LiveItem[] => {
      const entry = entries?.get(settlement.id);
      if (entry === undefined) return [];
      return [
        {
          place: first + i,
          of: keyOf(entry),
          fits: (filter) => fitsSettled(filter, settlement, entry),
          show: () => ({ event: 'settled', id: this.#id(first + i), data: liveSettled(settlement, entry, at) }),
        },
      ];
    });
  }

  /** Looks up of what events deliveries are, which their settlements do not say. What is not found is missed. */
  async #lookUp(settled: readonly Settled[]): Promise<void> {
    const ids = settled.flatMap(({ settlements }) => settlements.map(({ id }) => id)).sort((a, b) => a - b);
    if (ids.length === 0) return;
    const found = await this.#ledger.entries(ids).catch(() => []);
    const entries = new Map(found.map((entry) => [entry.id, entry]));
    for (const one of settled) one.entries = entries;
  }

  #id(place: number): string {
    return `${this.#epoch}-${place}`;
  }

  /** The place of an item by its id; undefined for none of this process. */
  #placeOf(id: string | undefined, last: number): number | undefined {
    const [epoch, digits = ''] = id?.split('-') ?? [];
    if (epoch !== this.#epoch || !/^\d{1,15}$/.test(digits)) return undefined;
    return Number(digits) <= last ? Number(digits) : undefined;
  }
}

function keyOf({ pipeline, messageId }: { readonly pipeline: string; readonly messageId: string }): string {
  return `${pipeline}\n${messageId}`;
}

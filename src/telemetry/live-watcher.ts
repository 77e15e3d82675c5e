import type { Entry } from '../ledger/ledger.ts';
import type { Intake, Settlement } from '../queue/queue.ts';
import type { LiveEvent, LiveFate, LiveSettled } from './live-item.ts';

/** What a viewer asks for; all given conditions must hold, of one route of an event where they are about that. */
export interface LiveFilter {
  readonly pipeline?: string | undefined;
  readonly event?: string | undefined;
  readonly integration?: string | undefined;
  /** What became of deliveries belongs to what was mapped. */
  readonly fate?: LiveFate | undefined;
  /** Why an event was dropped, or died. */
  readonly reason?: string | undefined;
}

/** What a viewer is told, in order. The id of an item is handed back to go on behind it. */
export type LiveMessage =
  | { readonly event: 'event'; readonly id: string; readonly data: LiveEvent }
  | { readonly event: 'settled'; readonly id: string; readonly data: LiveSettled }
  /** So many items were there that the viewer did not get: it read too slowly, or came back too late. */
  | { readonly event: 'missed'; readonly data: { readonly n: number } };

/** An item that has a place in the sequence, and is not shown before somebody takes it. */
export interface LiveItem {
  readonly place: number;
  /** The event that it is of: pipeline and messageId. */
  readonly of: string;
  fits(filter: LiveFilter): boolean;
  show(): LiveMessage;
}

/** Whether an event is asked for. `isDuplicate` says it of a route by its place. */
export function fitsEvent(
  { pipeline, event, integration, fate, reason }: LiveFilter,
  intake: Intake,
  isDuplicate: (place: number) => boolean,
): boolean {
  if (pipeline !== undefined && intake.pipeline !== pipeline) return false;
  if (event !== undefined && intake.event !== event) return false;
  if (integration === undefined && fate === undefined && reason === undefined) return true;
  return intake.routes.some((route, place) => {
    const why = route.drop?.reason ?? (isDuplicate(place) ? 'duplicate' : undefined);
    return (
      (integration === undefined || route.integration === integration) &&
      (fate === undefined || (fate === 'dropped') === (why !== undefined)) &&
      (reason === undefined || why === reason)
    );
  });
}

/** Whether what became of a delivery is asked for. */
export function fitsSettled(
  { pipeline, event, integration, fate, reason }: LiveFilter,
  settlement: Settlement,
  entry: Entry,
): boolean {
  return (
    (pipeline === undefined || entry.pipeline === pipeline) &&
    (event === undefined || entry.event === event) &&
    (integration === undefined || entry.integration === integration) &&
    fate !== 'dropped' &&
    (reason === undefined || (settlement.to === 'dead' && settlement.reason === reason))
  );
}

/** The most items that wait for a viewer. */
const MOST_WAITING = 1_000;
/** The most that are shown at a time. */
const MOST_AT_A_TIME = 100;

/**
 * One viewer of the live events. What it does not take in time is lost to it and counted, so that it costs a bounded amount of memory
 * however slowly it reads, and nobody waits for it.
 */
export class LiveWatcher implements AsyncIterable<readonly LiveMessage[]> {
  readonly #filter: LiveFilter;
  readonly #onClose: () => void;
  /** Items, and in their places how many were lost. */
  #waiting: (LiveItem | number)[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(filter: LiveFilter, onClose: () => void) {
    this.#filter = filter;
    this.#onClose = onClose;
  }

  /** Hands it an item, if it asked for such. */
  offer(item: LiveItem): void {
    if (!item.fits(this.#filter)) return;
    if (this.#waiting.length >= MOST_WAITING) this.miss(1);
    else {
      this.#waiting.push(item);
      this.#wake?.();
    }
  }

  /** Tells it that it does not get so many items. */
  miss(n: number): void {
    const last = this.#waiting.at(-1);
    if (typeof last === 'number') this.#waiting[this.#waiting.length - 1] = last + n;
    else this.#waiting.push(n);
    this.#wake?.();
  }

  /** Puts before everything else what was there before it came. */
  begin(history: readonly LiveItem[], missed: number): void {
    const items = history.filter((item) => item.fits(this.#filter)).sort((a, b) => a.place - b.place);
    this.#waiting = [...(missed > 0 ? [missed] : []), ...items, ...this.#waiting];
    this.#wake?.();
  }

  /** Ends it: whoever iterates comes to the end. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#onClose();
    this.#wake?.();
  }

  /** What comes, some at a time, until it is closed. Leaving the loop closes it, even while it waits. For one reader. */
  [Symbol.asyncIterator](): AsyncIterator<readonly LiveMessage[], void> {
    return {
      next: () => this.#take(),
      return: async () => {
        this.close();
        return { done: true, value: undefined };
      },
    };
  }

  async #take(): Promise<IteratorResult<readonly LiveMessage[], void>> {
    while (!this.#closed && this.#waiting.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    if (this.#closed) return { done: true, value: undefined };
    return { done: false, value: this.#waiting.splice(0, MOST_AT_A_TIME).map(show) };
  }
}

function show(item: LiveItem | number): LiveMessage {
  return typeof item === 'number' ? { event: 'missed', data: { n: item } } : item.show();
}

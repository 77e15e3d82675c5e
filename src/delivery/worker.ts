import type { Codec } from '../amazon/api.ts';
import type { Sent } from '../amazon/client.ts';
import type { Clock } from '../base/clock.ts';
import { HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import type { Leased, Queue, Settlement } from '../queue/queue.ts';
import { Gate } from './gate.ts';
import type { Limiter } from './limiter.ts';
import { News } from './news.ts';
import type { Answer, Outcome, OutcomeKind } from './outcome.ts';
import { again, settlementOf } from './settlement.ts';

/** What a destination's worker works with. */
export interface WorkerOptions {
  readonly integration: string;
  /** Its lanes: the usual one, and where there is one, that of conversions with a key Amazon's list does not name. */
  readonly lanes: readonly [usual: string, unlisted?: string];
  readonly codec: Codec;
  readonly batchSize: number;
  readonly lingerMs: number;
  readonly maxInFlight: number;
  readonly send: (items: readonly Buffer[]) => Promise<Sent>;
  readonly limiter: Limiter;
  readonly queue: Queue;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly report: (report: BatchReport) => void;
  /** Told what became of deliveries once it is stored; `at` in epoch milliseconds. */
  readonly onSettled?: ((settlements: readonly Settlement[], at: number) => void) | undefined;
  /** That of a worker whose place this one takes; a new one where it is not given. */
  readonly gate?: Gate;
}

/** One request and what came of it: the worker's one log line. */
export interface BatchReport {
  readonly integration: string;
  readonly lane: string;
  readonly items: number;
  readonly bytes: number;
  readonly ms: number;
  readonly requestId: string | undefined;
  /** How many items came to what; of the whole request, where it was refused and its parts are sent anew. */
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  /** What was wrong, in the words of the first failure. */
  readonly message: string | undefined;
}

/** Longer than any batch takes with all its halves; a lease that ends sooner would send twice. */
const LEASE_MS: number = 30 * MINUTE;
/** How often a lane is looked at when nothing has told of work: a safety net, not the way that work is found. */
const LOOK_EVERY: number = 30 * SECOND;
/** What a request has besides its items, in bytes; generously. */
const ENVELOPE = 1_000;
/** While lingering, how long to gather news before looking again. */
const GATHER_MS = 20;
/** For how long a key that Amazon refused as such is left out without asking. */
const REFUSED_KEY_FOR: number = HOUR;

/**
 * Delivers one integration's conversions: leases batches, sends them within the limits of rate and number, and settles every
 * item by its outcome. Nothing the destination does makes it throw.
 */
export class Worker {
  readonly gate: Gate;
  readonly #options: WorkerOptions;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #news = new Set<News>();
  #loops: Promise<void>[] = [];
  #refusedKeyUntil = 0;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.gate = options.gate ?? new Gate(options.clock, options.random);
  }

  /** Batches on their way just now. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  start(): void {
    this.#loops = this.#options.lanes.filter((lane) => lane !== undefined).map((lane) => this.#work(lane));
  }

  /** Takes nothing more, and waits for what is on its way to be settled. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#loops);
    await Promise.all(this.#inFlight);
  }

  /** One lane's loop. It sends without waiting for the answer: the next batch is gathered meanwhile. */
  async #work(lane: string): Promise<void> {
    const { signal } = this.#stopping;
    const news = new News(this.#options.queue, lane, this.#options.clock);
    this.#news.add(news);
    while (!signal.aborted) {
      await this.#freeSlot();
      if (!(await this.gate.ready(signal))) break;
      const batch = await this.#collect(lane, news, signal);
      if (batch.length === 0) continue;
      if (signal.aborted || !this.gate.claim()) {
        await this.#giveBack(batch);
      } else if (await this.#options.limiter.take(signal)) {
        this.#launch(lane, batch);
      } else {
        this.gate.withdrawn();
        await this.#giveBack(batch);
      }
    }
    news.stop();
  }

  async #freeSlot(): Promise<void> {
    while (this.#inFlight.size >= this.#options.maxInFlight && !this.#stopping.signal.aborted) {
      await Promise.race(this.#inFlight);
    }
  }

  #launch(lane: string, batch: readonly Leased[]): void {
    const sending = this.#sendBatch(lane, batch).finally(() => this.#inFlight.delete(sending));
    this.#inFlight.add(sending);
  }

  /** Gathers a batch: at once when a full one is there, else what comes until the oldest has lingered long enough. */
  async #collect(lane: string, news: News, signal: AbortSignal): Promise<readonly Leased[]> {
    const { queue, clock, batchSize, lingerMs, codec } = this.#options;
    const { maxBytes } = codec.facts;
    const lease = (max: number, bytes: number, now: number): Promise<readonly Leased[]> =>
      queue.lease(lane, { max, maxBytes: bytes, leaseMs: LEASE_MS }, now);

    const now = clock.now();
    const batch = [...(await lease(batchSize, maxBytes - ENVELOPE, now))];
    const [first] = batch;
    if (first === undefined) {
      // Of the same moment: what falls due between two questions must not be missed.
      const due = await queue.nextDue(lane, now);
      await news.wait(Math.min(LOOK_EVERY, due === undefined ? LOOK_EVERY : Math.max(1, due - clock.now())), signal);
      return [];
    }
    let bytes = sizeOf(batch);
    const until = clock.monotonic() + Math.min(lingerMs, first.receivedAt + lingerMs - now);
    while (batch.length < batchSize && !signal.aborted) {
      const left = until - clock.monotonic();
      const room = maxBytes - ENVELOPE - bytes;
      if (left <= 0 || room < bytes / batch.length) break;
      await news.wait(left, signal);
      const gather = Math.min(GATHER_MS, until - clock.monotonic());
      if (gather > 0) await clock.sleep(gather, signal);
      const more = await lease(batchSize - batch.length, room, clock.now());
      if (more.length === 1 && sizeOf(more) > room) {
        // A lease always gives one, and there is no room for it.
        await this.#giveBack(more);
        break;
      }
      batch.push(...more);
      bytes += sizeOf(more);
    }
    return batch;
  }

  /** Back to the queue, as if never taken. */
  async #giveBack(batch: readonly Leased[]): Promise<void> {
    const now = this.#options.clock.now();
    await this.#settle(batch.map((item) => again(item, now, false)));
  }

  async #sendBatch(lane: string, batch: readonly Leased[]): Promise<void> {
    const now = this.#options.clock.now();
    const expired = batch.filter((item) => item.expiresAt <= now);
    await this.#settle(expired.map((item) => settlementOf(item, { kind: 'expired' }, undefined, now, 0)));
    const live = batch.filter((item) => item.expiresAt > now);
    const items = now < this.#refusedKeyUntil ? await this.#moveWithoutKey(lane, live) : live;
    if (items.length > 0) return this.#deliver(lane, items);
    this.gate.withdrawn();
  }

  /**
   * Sends items in one request and settles each. It returns what it waits for last rather than waiting itself: so nothing holds the
   * items while they are settled.
   */
  async #deliver(lane: string, items: readonly Leased[]): Promise<void> {
    const { clock, send } = this.#options;
    const started = clock.monotonic();
    let sent: Sent;
    try {
      sent = await send(items.map((item) => item.wire));
    } catch (error) {
      // Our own fault: it must not cost the events anything.
      sent = { answer: { whole: { kind: 'unavailable', message: messageOf(error) } }, attempted: false };
    }
    const { answer } = sent;
    this.#report(lane, items, answer, clock.monotonic() - started);
    if ('items' in answer) {
      this.gate.succeeded();
      return this.#settleItems(lane, items, answer.items, answer.requestId);
    }
    if (answer.whole.kind === 'rejected' || answer.whole.kind === 'too_large') {
      this.gate.succeeded();
      return this.#settleRefused(lane, items, answer.whole, answer.requestId);
    }
    return this.#settleUnanswered(items, answer.whole, sent.attempted);
  }

  #settleItems(
    lane: string,
    items: readonly Leased[],
    outcomes: readonly Outcome[],
    requestId: string | undefined,
  ): Promise<void> {
    const { clock, random } = this.#options;
    const now = clock.now();
    const refusals = outcomes.filter((outcome) => outcome.kind === 'rejected');
    if (refusals.length === items.length) this.#learnOfRefusedKey(lane, refusals[0]);
    return this.#settle(
      items.map((item, i): Settlement => {
        const outcome = outcomes[i] ?? { kind: 'ambiguous', message: 'the answer does not name the item' };
        const other = outcome.kind === 'rejected' ? this.#withoutKey(lane, item) : undefined;
        return other ?? settlementOf(item, outcome, requestId, now, random());
      }),
    );
  }

  /** A 400 or 413: the request is refused as a whole, and the item to blame is found by halving. */
  async #settleRefused(
    lane: string,
    items: readonly Leased[],
    whole: Extract<Outcome, { kind: 'rejected' | 'too_large' }>,
    requestId: string | undefined,
  ): Promise<void> {
    if (whole.kind === 'rejected') this.#learnOfRefusedKey(lane, whole);
    const left = whole.kind === 'rejected' ? await this.#moveWithoutKey(lane, items) : items;
    const [only] = left;
    if (items.length === 1) {
      if (only !== undefined) await this.#settle([settlementOf(only, whole, requestId, this.#options.clock.now(), 0)]);
      return;
    }
    const middle = Math.ceil(left.length / 2);
    await this.#deliverPart(lane, left.slice(0, middle));
    await this.#deliverPart(lane, left.slice(middle));
  }

  /** Sends a part of a refused batch, in its turn. */
  async #deliverPart(lane: string, items: readonly Leased[]): Promise<void> {
    if (items.length === 0) return;
    const { signal } = this.#stopping;
    if (this.gate.isOpen && (await this.#options.limiter.take(signal))) await this.#deliver(lane, items);
    else await this.#giveBack(items);
  }

  /** The destination did not take the request up at all: it is left alone for a while, and the items wait. */
  #settleUnanswered(
    items: readonly Leased[],
    whole: Extract<Outcome, { kind: 'throttled' | 'unauthorised' | 'unavailable' | 'ambiguous' }>,
    attempted: boolean,
  ): Promise<void> {
    const { clock, random } = this.#options;
    if (whole.kind === 'throttled') this.gate.throttled(whole.afterMs);
    else if (whole.kind === 'unauthorised') this.gate.refused(whole.message);
    else this.gate.failed(whole.message);
    const now = clock.now();
    return this.#settle(
      items.map((item) =>
        attempted
          ? settlementOf(item, whole, undefined, now, random())
          : again(item, now, false, 'message' in whole ? whole.message : whole.kind),
      ),
    );
  }

  /** Stores settlements, and does not give up: what was delivered must be recorded, or it would be delivered again. */
  async #settle(settlements: readonly Settlement[]): Promise<void> {
    if (settlements.length === 0) return;
    const { queue, clock, onSettled } = this.#options;
    for (let tries = 1; ; tries++) {
      try {
        const now = clock.now();
        const stale = new Set(await queue.settle(settlements, now));
        onSettled?.(stale.size === 0 ? settlements : settlements.filter(({ id }) => !stale.has(id)), now);
        // What goes again has a time of its own, which the lanes' loops must hear of.
        if (settlements.some((settlement) => settlement.to === 'again')) for (const news of this.#news) news.tell();
        return;
      } catch {
        // The disk is full, or the storage has failed for good and the process is about to end. What is never settled is sent
        // again, under the same dedupe id, when its lease has run out.
        if (tries >= (this.#stopping.signal.aborted ? 3 : SETTLE_TRIES)) return;
        await clock.sleep(SECOND);
      }
    }
  }

  /** In the lane of unlisted keys: the item to go again without that key, in the usual lane. */
  #withoutKey(lane: string, item: Leased): Settlement | undefined {
    const { lanes, codec, clock } = this.#options;
    if (lane !== lanes[1]) return undefined;
    for (const type of codec.facts.unlistedKeyTypes) {
      const wire = codec.withoutKey(item.wire, type);
      if (wire !== undefined) {
        const detail = `Amazon refused it with ${type}; sent again without`;
        const { id, lease } = item;
        return { id, lease, to: 'again', at: clock.now(), costsAttempt: false, detail, as: { wire, lane: lanes[0] } };
      }
    }
    return undefined;
  }

  /** Moves what can go without the unlisted key to the usual lane; gives back the rest. */
  async #moveWithoutKey(lane: string, items: readonly Leased[]): Promise<readonly Leased[]> {
    if (lane !== this.#options.lanes[1]) return items;
    const moves = new Map(items.map((item) => [item, this.#withoutKey(lane, item)]));
    await this.#settle([...moves.values()].filter((move) => move !== undefined));
    return items.filter((item) => moves.get(item) === undefined);
  }

  /** When every item is refused for its match keys, the unlisted key is to blame: for a while it is left out without asking. */
  #learnOfRefusedKey(lane: string, refusal: Outcome | undefined): void {
    if (lane !== this.#options.lanes[1] || refusal?.kind !== 'rejected') return;
    if (/match.?(key|id)/i.test(`${refusal.code} ${refusal.message}`)) {
      this.#refusedKeyUntil = this.#options.clock.now() + REFUSED_KEY_FOR;
    }
  }

  #report(lane: string, items: readonly Leased[], answer: Answer, ms: number): void {
    const outcomes: Partial<Record<OutcomeKind, number>> = {};
    const each = 'items' in answer ? answer.items : items.map(() => answer.whole);
    let message: string | undefined;
    for (const outcome of each) {
      outcomes[outcome.kind] = (outcomes[outcome.kind] ?? 0) + 1;
      if ('message' in outcome) message ??= outcome.message;
    }
    const { integration, report } = this.#options;
    report({
      ...{ integration, lane, items: items.length, bytes: sizeOf(items), ms },
      requestId: answer.requestId,
      outcomes,
      message,
    });
  }
}

/** How often a settlement is tried while the queue's storage is in trouble: ten minutes. */
const SETTLE_TRIES = 600;

function sizeOf(items: readonly Leased[]): number {
  return items.reduce((sum, item) => sum + item.wire.length + 1, 0);
}

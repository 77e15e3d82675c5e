import { onTestFinished } from 'vitest';
import { type ApiFacts, DSP_V1 } from '../../src/amazon/api.ts';
import type { Sent } from '../../src/amazon/client.ts';
import { dspV1 } from '../../src/amazon/dsp-v1.ts';
import { DAY, MINUTE, SECOND } from '../../src/base/durations.ts';
import { Limiter } from '../../src/delivery/limiter.ts';
import type { Answer, Outcome } from '../../src/delivery/outcome.ts';
import { type BatchReport, Worker, type WorkerOptions } from '../../src/delivery/worker.ts';
import type { Entry } from '../../src/ledger/ledger.ts';
import { MemoryQueue } from '../../src/queue/memory.ts';
import { FakeClock } from './fake-clock.ts';
import { delivery, intake, T0 } from './queue-conformance.ts';

/** A request that arrived: when, on the monotonic clock, and what it held. */
export interface Seen {
  readonly at: number;
  readonly ids: readonly string[];
  readonly wires: readonly string[];
}

/** What the stand-in for the client comes to: an answer, nothing sent at all, or a fault of our own (thrown). */
export type Script = (seen: Seen, nth: number) => Answer | Sent | Promise<Answer>;

/** What differs from the usual trial. */
export interface TrialOptions extends Partial<Pick<WorkerOptions, 'batchSize' | 'lingerMs' | 'maxInFlight' | 'lanes'>> {
  readonly rate?: number;
  readonly facts?: Partial<ApiFacts>;
}

/** A worker with a scripted client, on a queue in memory, in a time of its own. It ends with the test. */
export class Trial {
  readonly clock: FakeClock = new FakeClock(T0);
  readonly queue: MemoryQueue = new MemoryQueue({
    maxWaiting: 100_000,
    retention: { ledger: 90 * DAY, dead: 90 * DAY },
  });
  readonly seen: Seen[] = [];
  readonly reports: BatchReport[] = [];
  readonly worker: Worker;
  leases = 0;
  script: Script;

  constructor(script: Script = allDelivered, options: TrialOptions = {}) {
    this.script = script;
    const { rate = 1_000, facts, ...more } = options;
    const lease = this.queue.lease.bind(this.queue);
    this.queue.lease = (...given) => {
      this.leases += 1;
      return lease(...given);
    };
    this.worker = new Worker({
      ...{ integration: 'amazon', lanes: ['amazon'], batchSize: 100, lingerMs: SECOND, maxInFlight: 8 },
      ...more,
      codec: { ...dspV1, facts: { ...DSP_V1, ...facts } },
      send: (items) => this.#send(items.map(String)),
      limiter: new Limiter(rate, this.clock),
      queue: this.queue,
      clock: this.clock,
      // Half of what chance may give: a first failure waits 500 ms, the next ones 1 s, 2 s ...
      random: () => 0.5,
      report: (report) => this.reports.push(report),
    });
    this.worker.start();
    onTestFinished(() => this.end());
  }

  async #send(wires: readonly string[]): Promise<Sent> {
    const ids = wires.map((wire) => String(JSON.parse(wire).clientDedupeId));
    const seen = { at: this.clock.monotonic(), ids, wires };
    this.seen.push(seen);
    const came = await this.script(seen, this.seen.length);
    return 'answer' in came ? came : { answer: came, attempted: true };
  }

  /** Events come in, each with its id as its messageId and dedupe id. */
  async take(
    ids: readonly string[],
    more: Parameters<typeof delivery>[0] & { size?: number; keys?: object[] } = {},
  ): Promise<void> {
    const { size = 0, keys = [], ...route } = more;
    const now = this.clock.now();
    const intakes = ids.map((id) => {
      const wire = JSON.stringify({ clientDedupeId: id, matchKeys: keys, filler: 'x'.repeat(size) });
      return intake(id, { receivedAt: now, routes: [delivery({ expiresAt: now + 7 * DAY, wire, ...route })] });
    });
    await this.queue.append(intakes, now);
  }

  /** Time passes, and the queue is looked after. */
  async pass(ms: number): Promise<void> {
    await this.clock.pass(ms);
    await this.queue.housekeep(this.clock.now());
    await this.clock.pass(0);
  }

  /** The ledger's entry of one event. */
  async entry(id: string): Promise<Entry | undefined> {
    return (await this.queue.search({ messageId: id })).entries[0];
  }

  /** What became of every event. */
  async fates(): Promise<Record<string, string>> {
    const { entries } = await this.queue.search({ limit: 1_000 });
    return Object.fromEntries(entries.map(({ messageId, fate, reason }) => [messageId, reason ?? fate]));
  }

  sizes(): number[] {
    return this.seen.map(({ ids }) => ids.length);
  }

  /** When the requests went. */
  times(): number[] {
    return this.seen.map(({ at }) => at);
  }

  async end(): Promise<void> {
    const stopped = this.worker.stop();
    await this.clock.pass(MINUTE);
    await stopped;
  }
}

export const DELIVERED: Outcome = { kind: 'delivered' };
export const BAD: Outcome = { kind: 'rejected', code: 'BAD', message: 'it is bad' };
export const LATER: Outcome = { kind: 'unavailable', message: 'INTERNAL_ERROR' };
export const REFUSED = { kind: 'rejected', code: '400', message: '400: one of them is bad' } as const;

/** Each item is delivered. */
export function allDelivered({ ids }: Seen): Answer {
  return { items: ids.map(() => DELIVERED), requestId: 'request-1' };
}

/** The first `n` requests come to this as a whole; what follows is delivered. */
export function first(n: number, whole: Extract<Answer, { whole: unknown }>['whole']): Script {
  return (seen, nth) => (nth <= n ? { whole } : allDelivered(seen));
}

/** Ids of events: e0, e1, ... */
export const named = (n: number, from = 0): string[] => Array.from({ length: n }, (_, i) => `e${from + i}`);

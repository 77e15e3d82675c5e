import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delivery, intake, T0 } from '../../../test/support/queue-conformance.ts';
import { dataDirectory, LEASE, storeOptions } from '../../../test/support/sqlite.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../base/durations.ts';
import { MemoryQueue } from '../memory.ts';
import type { Intake, Leased, ReplayQuery, Route, Settlement } from '../queue.ts';
import type { Storage } from '../storage.ts';
import { openSqliteQueue, type SqliteQueue } from './driver.ts';

// The driver in memory is short enough to be read as the contract. Here the other one is held against it.

const LANES = ['amazon', 'amazon#unlisted', 'eu', 'spare'] as const;
type Lane = (typeof LANES)[number];

/** What one event of an append is made of. */
interface Sketch {
  readonly message: number;
  readonly routes: readonly { readonly kind: string; readonly target: string; readonly life: number }[];
}

type Verdict = 'done' | 'again' | 'elsewhere' | 'rejected' | 'stale';

type Step =
  | { readonly do: 'append'; readonly events: readonly Sketch[] }
  | { readonly do: 'lease'; readonly lane: Lane; readonly max: number; readonly leaseMs: number }
  | { readonly do: 'settle'; readonly verdicts: readonly Verdict[]; readonly delay: number }
  | { readonly do: 'replay'; readonly query: ReplayQuery; readonly dryRun: boolean }
  | { readonly do: 'housekeep' }
  | { readonly do: 'restart' }
  | { readonly do: 'wait'; readonly ms: number };

const sketch: fc.Arbitrary<Sketch> = fc.record({
  message: fc.nat(60),
  routes: fc.array(
    fc.record({
      kind: fc.constantFrom('drop' as const, 'amazon', 'amazon', 'amazon#unlisted', 'eu'),
      target: fc.constantFrom('', '', 'second'),
      life: fc.constantFrom(MINUTE, HOUR, 7 * DAY, 7 * DAY),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const verdict = fc.constantFrom<Verdict>('done', 'done', 'done', 'again', 'elsewhere', 'rejected', 'stale');

const query: fc.Arbitrary<ReplayQuery> = fc.constantFrom<ReplayQuery>(
  {},
  { reason: 'expired' },
  { reason: 'rejected' },
  { pipeline: 'app' },
  { event: 'Page', integration: 'amazon' },
);

/** Steps; `waits` are the clock's. */
function steps(waits: fc.Arbitrary<number>): fc.Arbitrary<Step[]> {
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('append' as const), events: fc.array(sketch, { maxLength: 130 }) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('lease' as const),
        lane: fc.constantFrom(...LANES),
        max: fc.constantFrom(1, 7, 100, 1_000),
        leaseMs: fc.constantFrom(SECOND, MINUTE, DAY),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        verdicts: fc.array(verdict, { minLength: 1, maxLength: 12 }),
        delay: fc.constantFrom(0, SECOND, 15 * MINUTE),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('replay' as const), query, dryRun: fc.boolean() }) },
    { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'housekeep' }, { do: 'housekeep' }, { do: 'restart' }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: waits }) },
  );
  return fc.array(step, { minLength: 5, maxLength: 30, size: 'max' });
}

/** What a worker holds: the same delivery in both queues, whose ids are each queue's own. */
interface Held {
  readonly lane: string;
  readonly memory: Leased;
  readonly sqlite: Leased;
}

/** Both queues, taken through the same steps. `isSteady`: the clock only goes forward. */
class Pair {
  readonly #isSteady: boolean;
  readonly #directory: string;
  readonly #memory = new MemoryQueue({ maxWaiting: 1_000_000, retention: FOR_EVER });
  #sqlite: SqliteQueue;
  #now: number = T0;
  #serial = 0;
  #held: Held[] = [];

  private constructor(directory: string, sqlite: SqliteQueue, isSteady: boolean) {
    this.#directory = directory;
    this.#sqlite = sqlite;
    this.#isSteady = isSteady;
  }

  static async open(isSteady: boolean): Promise<Pair> {
    const directory = dataDirectory();
    return new Pair(directory, await openStorage(directory), isSteady);
  }

  close(): Promise<void> {
    return this.#sqlite.close();
  }

  /** Asks both the same, and expects the same answer. */
  async #both<T>(ask: (queue: Storage, side: 'memory' | 'sqlite') => Promise<T>): Promise<void> {
    const [expected, found] = await Promise.all([ask(this.#memory, 'memory'), ask(this.#sqlite, 'sqlite')]);
    expect(found).toEqual(expected);
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'append') await this.#append(step.events);
    else if (step.do === 'lease') await this.#lease(step.lane, step.max, step.leaseMs);
    else if (step.do === 'settle') await this.#settle(step.verdicts, step.delay);
    else if (step.do === 'replay') await this.#replay(step.query, step.dryRun);
    else if (step.do === 'housekeep') await this.#housekeep();
    else if (step.do === 'restart') await this.#restart();
    else if (step.do === 'wait') this.#now += step.ms;
  }

  async #append(events: readonly Sketch[]): Promise<void> {
    // A millisecond has a thousand ids; with more, the next begins earlier in one of the two.
    if (this.#isSteady) this.#now += 1;
    const intakes = events.map((event) => this.#intake(event));
    await this.#both((queue) => queue.append(intakes, this.#now));
  }

  #intake({ message, routes }: Sketch): Intake {
    return intake(`m${message}`, {
      pipeline: message % 7 === 0 ? 'app' : 'web',
      event: message % 3 === 0 ? 'Page' : 'Order Completed',
      occurredAt: T0 - message,
      routes: routes.map(({ kind, target, life }): Route => {
        const [integration = ''] = kind.split('#', 1);
        const about = {
          integration,
          consent: message % 5 === 0 ? 'granted' : undefined,
          match: message % 2 === 0 ? { present: message, unusable: 1 } : undefined,
        };
        if (kind === 'drop') return { ...about, drop: { reason: 'unmapped', detail: `${message}` } };
        this.#serial += 1;
        const wire = `{"serial":${this.#serial},"name":"Käse\\n"}`;
        const dedupeFor = message % 4 === 0 && this.#isSteady ? HOUR : 7 * DAY;
        return delivery({ ...about, lane: kind, target, wire, dedupeFor, expiresAt: this.#now + life });
      }),
    });
  }

  async #lease(lane: string, max: number, leaseMs: number): Promise<void> {
    const held: { memory: readonly Leased[]; sqlite: readonly Leased[] } = { memory: [], sqlite: [] };
    await this.#both(async (queue, side) => {
      held[side] = await queue.lease(lane, { ...LEASE, max, leaseMs }, this.#now);
      return held[side].map(({ wire, attempts, expiresAt, receivedAt }) => ({
        ...{ wire, attempts, expiresAt },
        receivedAt: this.#isSteady ? receivedAt : 0,
      }));
    });
    this.#held.push(...held.memory.map((memory, i) => ({ lane, memory, sqlite: held.sqlite[i] as Leased })));
  }

  /** Settles as many as there are verdicts, those that are held longest first. */
  async #settle(verdicts: readonly Verdict[], delay: number): Promise<void> {
    const settled = this.#held.splice(0, verdicts.length).map((held, i) => ({ held, verdict: verdicts[i] as Verdict }));
    // No two of the same time: their order would be each queue's own.
    const from = this.#serial;
    this.#serial += settled.length;
    await this.#both(async (queue, side) => {
      const settlements = settled.map(({ held, verdict }, i) =>
        settlementOf(verdict, held[side], held.lane, this.#now + delay + from + i),
      );
      const stale = await queue.settle(settlements, this.#now);
      return stale.map((id) => settled.findIndex(({ held }) => held[side].id === id)).sort();
    });
    // Refused, they are held as before.
    this.#held.push(...settled.filter(({ verdict }) => verdict === 'stale').map(({ held }) => held));
  }

  async #replay(query: ReplayQuery, dryRun: boolean): Promise<void> {
    await this.#both(async (queue) => {
      const sum = { replayed: 0, tooOld: 0 };
      let after: number | undefined;
      do {
        const step = await queue.replay(query, { after, dryRun }, this.#now);
        sum.replayed += step.replayed;
        sum.tooOld += step.tooOld;
        after = step.next;
      } while (after !== undefined);
      return sum;
    });
  }

  /** Often enough for steps that are bounded. */
  async #housekeep(): Promise<void> {
    for (let i = 0; i < 5; i++) await this.#both((queue) => queue.housekeep(this.#now));
  }

  /** What is held is settled first: memory cannot be opened again, which is how leases end otherwise. */
  async #restart(): Promise<void> {
    await this.#settle(
      this.#held.map(() => 'done'),
      0,
    );
    await this.#sqlite.close();
    this.#sqlite = await openStorage(this.#directory);
  }

  /** Asks both everything that can be asked. */
  async compare(): Promise<void> {
    await this.#both((queue) => queue.counts({}));
    await this.#both(async (queue) => {
      const { lanes, dead, intake } = await queue.stats();
      const waiting = lanes.filter(({ waiting }) => waiting > 0);
      return { dead, intake, lanes: waiting.map((lane) => this.#comparable(lane)).sort() };
    });
    for (const lane of LANES) await this.#compareNextDue(lane);
    for (const query of [{ limit: 1_000 }, { messageId: 'm7' }, { fate: 'delivered', event: 'Page' }] as const) {
      await this.#both(async (queue) =>
        (await queue.search(query)).entries.map(({ id: _, ...entry }) => this.#comparable(entry)).sort(),
      );
    }
  }

  /** One says when the next retry is due, the other may also say that one is due already. */
  async #compareNextDue(lane: string): Promise<void> {
    const [expected, found] = await Promise.all(
      [this.#memory, this.#sqlite].map((queue) => queue.nextDue(lane, this.#now)),
    );
    if (this.#isSteady && (found === undefined || found > this.#now)) expect(found).toBe(expected);
  }

  /** As text. Without what depends on ids, where the clock goes back: they do not. */
  #comparable(told: object): string {
    const entries = Object.entries(this.#isSteady ? told : { ...told, receivedAt: 0, oldest: 0 });
    return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

const FOR_EVER = { ledger: 9_999 * DAY, dead: 9_999 * DAY };

function openStorage(directory: string): Promise<SqliteQueue> {
  // What a loss of power does is not the question here, and a hundred runs commit often.
  return openSqliteQueue(storeOptions(directory, { retention: FOR_EVER, synchronous: 'OFF' }));
}

function settlementOf(verdict: Verdict, { id, lease }: Leased, lane: string, at: number): Settlement {
  const again = { id, lease, to: 'again', at, costsAttempt: at % 2 === 0, detail: '503' } as const;
  switch (verdict) {
    case 'done':
      return { id, lease, to: 'done', requestId: `request-${at}` };
    case 'rejected':
      return { id, lease, to: 'dead', reason: 'rejected', detail: 'FIELD', requestId: 'r' };
    case 'again':
      return again;
    case 'elsewhere':
      // From one lane only: two lanes' deliveries of one append have no order among each other.
      return lane === 'amazon' ? { ...again, as: { wire: `{"moved":${at}}`, lane: 'spare' } } : again;
    case 'stale':
      return { id, lease: lease + 1_000_000, to: 'done' };
  }
}

/** Steps of a working day, and of one on which somebody sets the clock to and fro. */
const FORWARD = [1, SECOND, MINUTE, 20 * MINUTE, HOUR, 3 * DAY, 8 * DAY];
const TO_AND_FRO = [-30 * SECOND, -SECOND, SECOND, MINUTE];

describe('the sqlite queue', () => {
  it.each([
    ['as time goes by', true, FORWARD, 30],
    ['while the clock is set to and fro', false, TO_AND_FRO, 12],
  ])('does what the queue in memory does, whatever is asked of it, %s', async (_when, isSteady, waits, numRuns) => {
    const property = fc.asyncProperty(steps(fc.constantFrom(...waits)), async (all) => {
      const pair = await Pair.open(isSteady);
      try {
        for (const step of all) {
          await pair.take(step);
          await pair.compare();
        }
      } finally {
        await pair.close();
      }
    });
    await fc.assert(property, { numRuns, interruptAfterTimeLimit: 15_000 });
  });
});

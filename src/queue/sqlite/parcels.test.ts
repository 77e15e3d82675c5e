import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delivery, intake, T0 } from '../../../test/support/queue-conformance.ts';
import { dataDirectory, LEASE, storeOptions } from '../../../test/support/sqlite.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../base/durations.ts';
import type { Entry } from '../../ledger/ledger.ts';
import { MemoryQueue } from '../memory.ts';
import type { Intake, Leased, ReplayQuery, Route, Settlement } from '../queue.ts';
import type { Storage } from '../storage.ts';
import { openSqliteQueue, type SqliteQueue } from './driver.ts';

// The driver in memory is short enough to be read as the contract. Here the other one is held against it.

const LANES = ['amazon', 'amazon#unlisted', 'eu'] as const;
type Lane = (typeof LANES)[number];

/** What one event of an append is made of. */
interface Sketch {
  readonly message: number;
  readonly routes: readonly { readonly kind: 'drop' | Lane; readonly target: string; readonly life: number }[];
}

type Verdict = 'done' | 'again' | 'moved' | 'rejected' | 'stale';

type Step =
  | { readonly do: 'append'; readonly events: readonly Sketch[] }
  | { readonly do: 'lease'; readonly lane: Lane; readonly max: number; readonly leaseMs: number }
  | { readonly do: 'settle'; readonly verdicts: readonly Verdict[]; readonly delay: number }
  | { readonly do: 'replay'; readonly query: ReplayQuery; readonly dryRun: boolean }
  | { readonly do: 'housekeep' | 'restart' }
  | { readonly do: 'wait'; readonly ms: number };

const sketch: fc.Arbitrary<Sketch> = fc.record({
  message: fc.nat(60),
  routes: fc.array(
    fc.record({
      kind: fc.constantFrom('drop' as const, ...LANES, ...LANES),
      target: fc.constantFrom('', '', 'second'),
      life: fc.constantFrom(MINUTE, HOUR, 7 * DAY, 7 * DAY),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const verdict = fc.constantFrom<Verdict>('done', 'done', 'done', 'again', 'moved', 'rejected', 'stale');

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
    { weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), events: fc.array(sketch, { maxLength: 130 }) }) },
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
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('housekeep' as const, 'restart' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: waits }) },
  );
  return fc.array(step, { minLength: 5, maxLength: 30, size: 'max' });
}

/** Both queues, and what is held of each: deliveries are told apart by their wires, since ids are each queue's own. */
class Pair {
  readonly memory: MemoryQueue;
  readonly #directory: string;
  sqlite: SqliteQueue;
  now: number = T0;
  #serial = 0;
  #held: { memory: Leased; sqlite: Leased }[] = [];

  constructor(directory: string, sqlite: SqliteQueue) {
    this.#directory = directory;
    this.sqlite = sqlite;
    this.memory = new MemoryQueue({ maxWaiting: 1_000_000, retention: { ledger: 9_999 * DAY, dead: 9_999 * DAY } });
  }

  static async open(directory: string): Promise<Pair> {
    return new Pair(directory, await openStorage(directory));
  }

  /** What both answer to the same. */
  async #both<T>(ask: (queue: Storage) => Promise<T>): Promise<T> {
    const [expected, found] = await Promise.all([ask(this.memory), ask(this.sqlite)]);
    expect(found).toEqual(expected);
    return expected;
  }

  async take(step: Step): Promise<void> {
    const { now } = this;
    switch (step.do) {
      case 'append': {
        const intakes = step.events.map((event) => this.#intake(event));
        await this.#both((queue) => queue.append(intakes, now));
        return;
      }
      case 'lease':
        return this.#lease(step.lane, step.max, step.leaseMs);
      case 'settle':
        return this.#settle(step.verdicts, now + step.delay);
      case 'replay':
        // Where to go on is an id.
        await this.#both(async (queue) => ({ ...(await queue.replay(step.query, step, now)), next: undefined }));
        return;
      case 'housekeep':
        await Promise.all([this.memory.housekeep(now), this.sqlite.housekeep(now)]);
        return;
      case 'restart':
        return this.#restart();
      case 'wait':
        this.now += step.ms;
    }
  }

  #intake({ message, routes }: Sketch): Intake {
    return intake(`m${message}`, {
      pipeline: message % 7 === 0 ? 'app' : 'web',
      event: message % 3 === 0 ? 'Page' : 'Order Completed',
      receivedAt: this.now,
      occurredAt: this.now - message,
      routes: routes.map(({ kind, target, life }): Route => {
        if (kind === 'drop') return { integration: 'amazon', drop: { reason: 'unmapped', detail: `${message}` } };
        this.#serial += 1;
        const [integration = ''] = kind.split('#', 1);
        const consent = message % 5 === 0 ? 'granted' : undefined;
        const wire = `{"serial":${this.#serial},"name":"Käse\\n"}`;
        const match = message % 2 === 0 ? { present: message, unusable: 1 } : undefined;
        return delivery({ ...{ integration, lane: kind, wire, consent, match }, expiresAt: this.now + life, target });
      }),
    });
  }

  async #lease(lane: Lane, max: number, leaseMs: number): Promise<void> {
    const ask = (queue: Storage): Promise<readonly Leased[]> => queue.lease(lane, { ...LEASE, max, leaseMs }, this.now);
    const [expected, found] = await Promise.all([ask(this.memory), ask(this.sqlite)]);
    expect(found.map(told)).toEqual(expected.map(told));
    this.#held.push(...expected.map((memory, i) => ({ memory, sqlite: found[i] as Leased })));
  }

  /** Settles as many as there are verdicts, the longest held first; `stale` under a lease that never was. */
  async #settle(verdicts: readonly Verdict[], at: number): Promise<void> {
    const taken = verdicts.flatMap((verdict) => {
      const held = verdict === 'stale' ? this.#held[0] : this.#held.shift();
      return held === undefined ? [] : [{ verdict, held }];
    });
    const refusedBy = async (queue: Storage, side: 'memory' | 'sqlite'): Promise<string[]> => {
      const settlements = taken.map(({ verdict, held }) => settlement(verdict, held[side], at));
      const stale = await queue.settle(settlements, this.now);
      return stale.map((id) => taken.find(({ held }) => held[side].id === id)?.held.memory.wire ?? '').sort();
    };
    const [expected, found] = await Promise.all([refusedBy(this.memory, 'memory'), refusedBy(this.sqlite, 'sqlite')]);
    expect(found).toEqual(expected);
  }

  /** Memory cannot be opened again; what it does at a restart is to end all leases. */
  async #restart(): Promise<void> {
    const settlements = this.#held.map(({ memory }): Settlement => ({ ...again(memory), at: this.now }));
    void settlements;
    await this.sqlite.close();
    this.sqlite = await openStorage(this.#directory);
  }

  /** All that can be asked, asked of both. */
  async compare(): Promise<void> {
    await this.#both((queue) => queue.counts({}));
    await this.#both(async (queue) => {
      const { lanes, dead, intake } = await queue.stats();
      return { dead, intake, lanes: lanes.filter(({ waiting }) => waiting > 0).sort((a, b) => (a.lane < b.lane ? -1 : 1)) };
    });
    await this.#both(async (queue) => (await queue.search({ limit: 1_000 })).entries.map(withoutId));
    await this.#both(async (queue) => (await queue.search({ messageId: 'm7' })).entries.map(withoutId));
  }
}

function openStorage(directory: string): Promise<SqliteQueue> {
  return openSqliteQueue(storeOptions(directory, { retention: { ledger: 9_999 * DAY, dead: 9_999 * DAY } }));
}

function told({ wire, attempts, expiresAt, receivedAt }: Leased): Omit<Leased, 'id' | 'lease'> {
  return { wire, attempts, expiresAt, receivedAt };
}

function withoutId({ id: _, ...entry }: Entry): Omit<Entry, 'id'> {
  return entry;
}

describe('the sqlite queue', () => {
  it('todo', () => {
    expect([HOUR, steps, Pair, dataDirectory, fc]).toBeDefined();
  });
});

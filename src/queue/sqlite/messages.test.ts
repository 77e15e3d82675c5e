import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delivery, intake, T0 } from '../../../test/support/queue-conformance.ts';
import { appendTo, dataDirectory, storeAt } from '../../../test/support/sqlite.ts';
import { HOUR } from '../../base/durations.ts';
import { migrate } from '../../sqlite/migrate.ts';
import { idOfTime, timeOfId } from './ids.ts';
import { MessageIndex, messageKey } from './messages.ts';
import { QUEUE_FILE } from './schema.ts';

/** A run short enough that merges begin and end many times in a test. */
const RUN = 20;
const ROUTES = [1, 2, -1];

interface Row {
  readonly id: number;
  readonly messageId: string;
  readonly route: number;
}

type Step =
  | {
      readonly do: 'add';
      readonly entries: readonly { readonly message: number; readonly route: number }[];
      readonly fails: boolean;
    }
  | { readonly do: 'remove'; readonly which: readonly number[]; readonly fails: boolean }
  | { readonly do: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      entries: fc.array(fc.record({ message: fc.nat(40), route: fc.constantFrom(...ROUTES) }), { maxLength: 30 }),
      fails: fc.nat(5).map((n) => n === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('remove' as const),
      which: fc.array(fc.nat(200), { maxLength: 10 }),
      fails: fc.nat(5).map((n) => n === 0),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'restart' }) },
);

/** The index with the rows that it is made of, which it can be read from again; and a plain list of them, to compare. */
class Indexed {
  readonly #db = new DatabaseSync(':memory:');
  #index: MessageIndex;
  #rows: readonly Row[] = [];
  #lastId = idOfTime(T0);

  constructor() {
    migrate(this.#db, ':memory:', QUEUE_FILE.migrations);
    this.#index = new MessageIndex(this.#db, RUN);
  }

  take(step: Step): void {
    if (step.do === 'restart') this.#index = new MessageIndex(this.#db, RUN);
    else if (step.do === 'add') this.#transaction(step.fails, () => this.#add(step.entries));
    else this.#transaction(step.fails, () => this.#remove(step.which));
  }

  /** What all of its answers must be by now. */
  check(): void {
    for (let message = 0; message <= 40; message++) {
      const messageId = `m${message}`;
      const mine = this.#rows.filter((row) => row.messageId === messageId);
      expect(this.#index.idsOf(messageKey(messageId))).toEqual(mine.map(({ id }) => id).reverse());
      if (mine.length > 0) expect(this.#index.meet(messageKey(messageId))).toBe(false);
      for (const route of ROUTES) {
        const last = mine.findLast((row) => row.route === route);
        const at = last === undefined ? T0 : timeOfId(last.id);
        const asked = [at - 1, at].map((since) => this.#index.wasTaken(messageKey(messageId), route, since));
        expect(asked).toEqual([last !== undefined, false]);
      }
    }
  }

  wasTaken(message: number, route: number): boolean {
    return this.#index.wasTaken(messageKey(`m${message}`), route, 0);
  }

  #transaction(fails: boolean, work: () => readonly Row[]): void {
    this.#db.exec('BEGIN');
    const rows = work();
    this.#index.mergeSome();
    this.#db.exec(fails ? 'ROLLBACK' : 'COMMIT');
    if (fails) this.#index.rolledBack();
    else {
      this.#index.committed();
      this.#rows = rows;
    }
  }

  #add(entries: readonly { readonly message: number; readonly route: number }[]): readonly Row[] {
    const rows = entries.map(({ message, route }): Row => {
      this.#lastId += 1;
      return { id: this.#lastId, messageId: `m${message}`, route };
    });
    for (const { id, messageId, route } of rows) {
      this.#db
        .prepare(
          `INSERT INTO ledger (id, pipeline, integration, event, message_id, occurred_at, route, settled_at, attempts)
           VALUES (?, '', '', '', ?, 0, ?, 0, 0)`,
        )
        .run(id, messageId, route);
      this.#index.add(messageKey(messageId), id, route);
    }
    return [...this.#rows, ...rows];
  }

  #remove(which: readonly number[]): readonly Row[] {
    const gone = new Set(which.map((n) => this.#rows[n % Math.max(1, this.#rows.length)]));
    for (const row of gone) {
      if (row === undefined) continue;
      this.#db.prepare('DELETE FROM ledger WHERE id = ?').run(row.id);
      this.#index.remove({ messageId: row.messageId, orderKey: undefined }, row.id);
    }
    return this.#rows.filter((row) => !gone.has(row));
  }

  /** Entries in the table: of those that were forgotten, none may stay there for ever. */
  get stored(): number {
    return Number(this.#db.prepare('SELECT count(*) AS n FROM messages').get()?.n);
  }
}

describe('the message index', () => {
  it('knows what a plain list knows: over merges, undone transactions, what is forgotten, and restarts', () => {
    const property = fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const indexed = new Indexed();
      for (const step of steps) {
        indexed.take(step);
        indexed.check();
      }
    });
    fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: 15_000 });
  });

  it('meets a key as a new one once, and one that it has never', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db, ':memory:', QUEUE_FILE.migrations);
    const index = new MessageIndex(db, RUN);
    expect(['a', 'b', 'a', 'b'].map((id) => index.meet(messageKey(id)))).toEqual([true, true, false, false]);
    index.add(messageKey('c'), idOfTime(T0), -1);
    expect(index.meet(messageKey('c'))).toBe(false);
  });

  it('does not store what was forgotten before it was merged', () => {
    const indexed = new Indexed();
    const add = (n: number): Step => ({ do: 'add', entries: Array(n).fill({ message: 1, route: 1 }), fails: false });
    indexed.take(add(RUN));
    indexed.take({ do: 'remove', which: [...Array(RUN).keys()], fails: false });
    for (let i = 0; i < 5; i++) indexed.take(add(RUN));
    indexed.check();
    expect(indexed.stored).toBeGreaterThan(0);
    expect(indexed.stored).toBeLessThanOrEqual(5 * RUN);
  });

  it('still knows what was taken when a sender repeats one messageId for ever, and holds a bounded part of that', () => {
    const indexed = new Indexed();
    const [repeated, others] = [
      new Array(3_000).fill({ message: 1, route: -1 }),
      new Array(RUN).fill({ message: 2, route: 2 }),
    ];
    for (const entries of [[{ message: 1, route: 1 }], repeated, others, others, repeated, others]) {
      indexed.take({ do: 'add', entries, fails: false });
      expect(indexed.wasTaken(1, 1)).toBe(true);
    }
    expect(indexed.stored).toBeLessThan(2_500);
  });

  it.each([
    ['the first conversion of an event', undefined],
    ['a further conversion of an event', 'Purchase'],
  ])('takes %s for a duplicate after a restart, and no other for it', (_what, target) => {
    const directory = dataDirectory();
    const store = storeAt(directory);
    const send = (to: typeof store, more: object): number => {
      appendTo(to, [intake('m1', { routes: [delivery(more)] })], T0 + HOUR);
      return to.stats().lanes.reduce((sum, { waiting }) => sum + waiting, 0);
    };
    expect(send(store, { target })).toBe(1);
    store.close();
    const again = storeAt(directory);
    expect(send(again, { target })).toBe(1);
    expect(send(again, { target: 'Lead' })).toBe(2);
  });
});

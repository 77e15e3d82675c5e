import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { oldItem, writeOldQueue } from '../../../test/support/old-queue.ts';
import { intake, T0 } from '../../../test/support/queue-conformance.ts';
import { dataDirectory, done, LEASE, storeAt, storeOptions } from '../../../test/support/sqlite.ts';
import { DAY, MINUTE } from '../../base/durations.ts';
import { openSqliteQueue } from './driver.ts';
import { QUEUE_FILE } from './schema.ts';

const NOW = T0 + MINUTE;

/** A file's tables and indexes, as they were made. */
function shapeOf(db: DatabaseSync): unknown[] {
  const columns = db.prepare(
    `SELECT m.name AS "table", m.type AS kind, c.name, c.type, c."notnull", c.pk FROM sqlite_schema AS m
     LEFT JOIN pragma_table_info(m.name) AS c ORDER BY 1, c.cid`,
  );
  return [...columns.all(), ...db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY 1").all()];
}

describe('a queue that the first version wrote', () => {
  const open = async (): Promise<Awaited<ReturnType<typeof openSqliteQueue>>> => {
    const directory = dataDirectory();
    writeOldQueue(directory, T0);
    return openSqliteQueue(storeOptions(directory));
  };

  it('has what waits, byte for byte, and it can be delivered', async () => {
    const queue = await open();
    const { lanes } = await queue.stats();
    expect(new Map(lanes.map(({ lane, ...of }) => [lane, of]))).toEqual(
      new Map([
        ['amazon', { waiting: 2, oldest: T0 }],
        ['amazon#unlisted', { waiting: 1, oldest: T0 }],
      ]),
    );
    const first = await queue.lease('amazon', LEASE, NOW);
    expect(first.map(({ wire }) => wire.toString())).toEqual([oldItem('first', T0), oldItem('second', T0)]);
    const retried = await queue.lease('amazon#unlisted', LEASE, NOW);
    expect(retried.map(({ wire, attempts }) => [wire.toString(), attempts])).toEqual([[oldItem('retried', T0), 1]]);
    expect(await queue.settle([...first, ...retried].map(done), NOW)).toEqual([]);
    expect((await queue.search({ fate: 'delivered' })).entries.map(({ messageId }) => messageId)).toEqual([
      ...['again', 'retried', 'second', 'delivered', 'first'],
    ]);
    await queue.close();
  });

  it('has its dead letters, which can be replayed', async () => {
    const queue = await open();
    const [dead] = (await queue.search({ fate: 'dead' })).entries;
    expect(dead).toMatchObject({ messageId: 'dead', reason: 'rejected', detail: 'FIELD_VALUE_IS_INVALID' });
    expect((await queue.replay({}, {}, NOW)).replayed).toBe(1);
    const leased = await queue.lease('amazon', LEASE, NOW);
    expect(leased.map(({ wire }) => wire.toString())).toContain(oldItem('dead', T0));
    await queue.close();
  });

  it('knows its duplicates, and what became of each event', async () => {
    const queue = await open();
    const all = ['first', 'delivered', 'second', 'retried', 'dead', 'again'];
    expect(
      (
        await queue.append(
          [...all, 'dropped'].map((id) => intake(id)),
          NOW,
        )
      ).duplicates,
    ).toBe(all.length);
    const dropped = (await queue.search({ messageId: 'dropped', until: NOW })).entries;
    expect(dropped).toMatchObject([{ fate: 'dropped', reason: 'no_identity', receivedAt: T0 }]);
    await queue.close();
  });

  it('has its counts by the hour and day, and counts on from them', async () => {
    const queue = await open();
    await queue.append([intake('new')], NOW);
    const counts = async (query: object): Promise<object> =>
      Object.fromEntries(
        (await queue.counts(query)).map(({ counted, reason, n }) => [`${counted} ${reason}`.trim(), n]),
      );
    const today = { received: 8, delivered: 2, 'dead rejected': 1, 'dropped no_identity': 1, 'key EMAIL': 6 };
    expect(await counts({})).toEqual({ ...today, received: 18, 'dropped unmapped': 10 });
    expect(await counts({ since: T0 })).toEqual(today);
    const { points, sources } = await queue.series({ step: 'day', since: T0 - 3 * DAY, until: T0 + DAY });
    expect(points.map(({ counts }) => counts.received)).toEqual([10, 8]);
    expect(sources).toMatchObject([{ event: 'Order Completed', definition: '', waiting: 4 }]);
    expect((await queue.totals())[0]?.counts.received).toBe(18);
    await queue.close();
  });

  it('has the same tables afterwards as a new one', () => {
    const directory = dataDirectory();
    writeOldQueue(directory, T0);
    expect(shapeOf(storeAt(directory).db)).toEqual(shapeOf(storeAt(dataDirectory()).db));
  });
});

it('a file in which the first step kept items as bytes already is brought on all the same', () => {
  const directory = dataDirectory();
  const before = storeAt(directory);
  const path = before.db.location() ?? '';
  before.close();
  const db = new DatabaseSync(path);
  for (const { name } of db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()) {
    db.exec(`DROP TABLE ${name}`);
  }
  const altered = String(QUEUE_FILE.migrations[0])
    .replace('text TEXT NOT NULL', 'lines BLOB NOT NULL')
    .replace('wire TEXT NOT NULL', 'wire BLOB NOT NULL');
  expect(altered).toMatch(/lines BLOB[\s\S]*wire BLOB/);
  db.exec(altered);
  db.exec('PRAGMA user_version = 1');
  db.close();
  expect(shapeOf(storeAt(directory).db)).toEqual(shapeOf(storeAt(dataDirectory()).db));
});

import { describe, expect, it } from 'vitest';
import { delivery, intake, T0 } from '../../../test/support/queue-conformance.ts';
import { appendTo, dataDirectory, done, LEASE, storeAt, storeOptions } from '../../../test/support/sqlite.ts';
import type { Intake } from '../queue.ts';
import { openSqliteQueue } from './driver.ts';
import type { Store } from './store.ts';

let id = 0;
/** An event of a name, mapped by a playbook as another or not at all. */
function named(event: string, mappedAs?: string): Intake {
  id += 1;
  return intake(`m${id}`, { event, mappedAs, routes: [mappedAs === undefined ? UNMAPPED : delivery()] });
}

const UNMAPPED = { integration: 'amazon', drop: { reason: 'unmapped' } } as const;
const noise = (n: number, from = 0): Intake[] => Array.from({ length: n }, (_, i) => named(`noise ${from + i}`));

function received(store: Store): Map<string, number> {
  const counts = store.counted.counts({}).filter(({ counted }) => counted === 'received');
  return new Map(counts.map(({ event, n }) => [event, n]));
}

describe('names of events, which come from outside', () => {
  it('are counted by themselves up to a bound, and together beyond it', () => {
    const store = storeAt(dataDirectory());
    appendTo(store, [...noise(600), ...noise(2)], T0);
    const counts = received(store);
    expect(counts.size).toBe(501);
    expect([counts.get('noise 0'), counts.get('noise 499'), counts.get('noise 500')]).toEqual([2, 1, undefined]);
    expect(counts.get('(other)')).toBe(100);
  });

  it('are counted by themselves always where a playbook maps them, whatever came before, also over a restart', async () => {
    const directory = dataDirectory();
    const store = storeAt(directory);
    appendTo(store, [...noise(600), named('Order Completed', 'Order Completed')], T0);
    store.close();

    const queue = await openSqliteQueue(storeOptions(directory));
    const later = Array.from({ length: 600 }, (_, i) => named(`Own ${i}`, `Own ${i}`));
    await queue.append([...noise(600, 600), named('Order Completed', 'Order Completed'), ...later], T0);
    const leased = await queue.lease('amazon', LEASE, T0);
    await queue.settle(leased.map(done), T0);
    const counts = await queue.counts({});
    const of = (event: string, counted: string): number | undefined =>
      counts.find((count) => count.event === event && count.counted === counted)?.n;
    expect(['Order Completed', 'Own 0', 'Own 599'].map((event) => of(event, 'received'))).toEqual([2, 1, 1]);
    expect(['Order Completed', 'Own 0', 'Own 599'].map((event) => of(event, 'delivered'))).toEqual([2, 1, 1]);
    expect(of('(other)', 'received')).toBe(700);
    await queue.close();
  });

  it('have room left where a playbook maps them by another spelling, and no more than that', () => {
    const store = storeAt(dataDirectory());
    appendTo(store, noise(600), T0);
    const spelt = Array.from({ length: 600 }, (_, i) => named(`order${'_'.repeat(i)}completed`, 'Order Completed'));
    appendTo(store, [named('order_completed', 'Order Completed'), ...spelt], T0);
    const counts = received(store);
    expect(counts.get('order_completed')).toBe(2);
    expect(counts.size).toBe(1_001);
  });
});

describe('what was refused', () => {
  it('is written a few times, however often it is counted', async () => {
    const queue = await openSqliteQueue(storeOptions(dataDirectory()));
    const size = async (): Promise<number> => (await queue.stats()).bytes;
    await queue.housekeep(T0);
    const before = await size();
    for (let i = 0; i < 100_000; i++) queue.countRefused({ pipeline: 'web', code: 'invalid_json', n: 1 }, T0);
    await queue.housekeep(T0);
    expect((await queue.counts({})).map(({ counted, reason, n }) => [counted, reason, n])).toEqual([
      ['refused', 'invalid_json', 100_000],
    ]);
    expect((await size()) - before).toBeLessThan(20_000);
    await queue.close();
  });

  it('needs no name of an event, however many there are', async () => {
    const queue = await openSqliteQueue(storeOptions(dataDirectory()));
    await queue.append(noise(600), T0);
    queue.countRefused({ pipeline: 'web', code: 'invalid_json', n: 1 }, T0);
    expect((await queue.counts({})).filter(({ counted }) => counted === 'refused')).toEqual([
      { pipeline: 'web', integration: '', event: '', counted: 'refused', reason: 'invalid_json', n: 1 },
    ]);
    await queue.close();
  });
});

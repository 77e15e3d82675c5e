import { describe, expect, it } from 'vitest';
import { delivery, intake, T0 } from '../../../test/support/queue-conformance.ts';
import { appendTo, dataDirectory, storeAt } from '../../../test/support/sqlite.ts';
import type { Intake } from '../queue.ts';
import { flatten } from './flat.ts';
import { PARCEL_SIZE } from './parcel.ts';
import { storedIn } from './read.ts';
import type { Store } from './store.ts';

const lane = 'amazon';
const some = (n: number, prefix = 'm'): Intake[] =>
  Array.from({ length: n }, (_, i) => intake(`${prefix}-${i}`, { routes: [delivery()] }));
const waiting = (store: Store): number => storedIn(store.readFirst(lane, 0, 100), lane, false).length;

describe('an append of more than a parcel takes', () => {
  it('finds what comes twice in it, also when the parcel with the first is stored already', () => {
    const store = storeAt(dataDirectory());
    const intakes = [...some(2 * PARCEL_SIZE), ...some(PARCEL_SIZE)];
    const appended = store.group(T0, () => store.append(flatten(intakes), T0));
    expect(appended).toMatchObject({ deliveries: 2 * PARCEL_SIZE, duplicates: PARCEL_SIZE });
    expect(waiting(store)).toBe(2 * PARCEL_SIZE);
  });

  it('is stored whole or not at all on a disk that is full before its end, and is no duplicate of itself after that', () => {
    const store = storeAt(dataDirectory());
    appendTo(store, some(3, 'before'), T0);
    const { n } = store.db.prepare('SELECT page_count AS n FROM pragma_page_count()').get() ?? {};
    // Room for its first parcels, and not for all.
    store.db.exec(`PRAGMA max_page_count = ${Number(n) + 12}`);
    expect(() => appendTo(store, some(20 * PARCEL_SIZE), T0 + 1)).toThrow(
      expect.objectContaining({ code: 'disk_full' }),
    );
    expect([waiting(store), store.stats().lanes[0]?.waiting]).toEqual([3, 3]);
    store.db.exec('PRAGMA max_page_count = 1000000');
    const appended = store.group(T0 + 2, () => store.append(flatten(some(20 * PARCEL_SIZE)), T0 + 2));
    expect(appended).toMatchObject({ deliveries: 20 * PARCEL_SIZE, duplicates: 0 });
    expect(waiting(store)).toBe(3 + 20 * PARCEL_SIZE);
  });

  it('keeps lanes apart that take turns', () => {
    const store = storeAt(dataDirectory());
    const lanes = Array.from({ length: 40 }, (_, n) => `lane-${n}`);
    const intakes = Array.from({ length: 400 }, (_, i) =>
      intake(`m-${i}`, {
        routes: lanes.map((name) => delivery({ integration: name, lane: name, wire: `{"of":"${name}","n":${i}}` })),
      }),
    );
    appendTo(store, intakes, T0);
    for (const name of lanes) {
      const stored = storedIn(store.readFirst(name, 0, 100), name, false);
      expect(stored.map(({ wire }) => wire.toString())).toEqual(intakes.map((_, i) => `{"of":"${name}","n":${i}}`));
    }
  });
});

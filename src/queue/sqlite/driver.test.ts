import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { delivery, intake, queueConformance, T0 } from '../../../test/support/queue-conformance.ts';
import { DAY, MINUTE } from '../../base/durations.ts';
import type { Storage } from '../storage.ts';
import { openSqliteQueue } from './driver.ts';

queueConformance('sqlite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'dspatch-queue-'));
  const open = (maxWaiting: number): Promise<Storage> =>
    openSqliteQueue({ directory, maxWaiting, minFreeDisk: 0, retention: { ledger: 30 * DAY, dead: 30 * DAY } });
  return {
    open: ({ maxWaiting }) => open(maxWaiting),
    reopen: async (queue) => {
      await queue.close();
      return open(1000);
    },
    clean: () => rm(directory, { recursive: true }),
  };
});

it('keeps the items that were read together until all of them are settled, also when one is settled twice at a time', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'dspatch-queue-'));
  const retention = { ledger: 30 * DAY, dead: 30 * DAY };
  const queue = await openSqliteQueue({ directory, maxWaiting: 1000, minFreeDisk: 0, retention });
  try {
    await queue.append(
      ['a', 'b', 'c'].map((messageId) => intake(messageId, { routes: [delivery()] })),
      T0,
    );
    const leased = await queue.lease('amazon', { max: 3, maxBytes: 100_000, leaseMs: MINUTE }, T0);
    const settle = (place: number): Promise<readonly number[]> => {
      const { id, lease } = leased[place] ?? { id: 0, lease: 0 };
      return queue.settle([{ id, lease, to: 'done' }], T0);
    };
    const lengths = (): boolean[] => leased.map(({ wire }) => wire.length > 0);
    expect(lengths()).toEqual([true, true, true]);
    await Promise.all([settle(0), settle(0), settle(1), settle(1)]);
    expect(lengths()).toEqual([true, true, true]);
    await settle(2);
    expect(lengths()).toEqual([false, false, false]);
  } finally {
    await queue.close();
    await rm(directory, { recursive: true });
  }
});

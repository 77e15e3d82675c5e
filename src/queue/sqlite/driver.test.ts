import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queueConformance } from '../../../test/support/queue-conformance.ts';
import { DAY } from '../../base/durations.ts';
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

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { delivery, intake, T0 } from '../../../test/support/queue-conformance.ts';
import { dataDirectory } from '../../../test/support/sqlite.ts';
import { DAY } from '../../base/durations.ts';
import { openSqliteQueue } from './driver.ts';

// A copy of the queue is made while it is used (sqlite/copy.ts).

it('a copy is ended on the way, the queue goes on, and the next copy is whole', async () => {
  const directory = dataDirectory();
  const retention = { ledger: 30 * DAY, dead: 30 * DAY };
  const queue = await openSqliteQueue({ directory, maxWaiting: 100_000, minFreeDisk: 0, retention });
  const wire = JSON.stringify({ filler: 'x'.repeat(2_000) });
  const ids = Array.from({ length: 3_000 }, (_, i) => `m-${i}`);
  await queue.append(
    ids.map((id) => intake(id, { receivedAt: T0, routes: [delivery({ expiresAt: T0 + DAY, wire })] })),
    T0,
  );

  const ending = new AbortController();
  const ended = queue.copy(join(directory, 'ended.db'), ending.signal);
  ending.abort();
  await expect(ended).rejects.toThrow(/abort/i);
  await queue.append([intake('later', { receivedAt: T0, routes: [delivery({ expiresAt: T0 + DAY, wire })] })], T0);

  const path = join(directory, 'whole.db');
  expect(await queue.copy(path, new AbortController().signal)).toBeGreaterThan(6_000_000);
  await queue.close();
  expect(existsSync(path)).toBe(true);
  const copy = new DatabaseSync(path, { readOnly: true });
  expect(copy.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  expect(copy.prepare('SELECT sum(waiting) AS n FROM parcels').get()).toEqual({ n: 3_001 });
  copy.close();
});

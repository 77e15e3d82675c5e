import { join } from 'node:path';
import { type ResourceLimits, Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { intake, T0 } from '../../../test/support/queue-conformance.ts';
import { dataDirectory, storeOptions } from '../../../test/support/sqlite.ts';
import { openSqliteQueue } from './driver.ts';
import { flatten } from './flat.ts';
import { Link, startThread } from './link.ts';

const SETTINGS = { journalMode: 'wal', synchronous: 2, sqliteVersion: '3.53.4' };

/** A link to a thread that keeps silent until it is asked something, and then does this instead of answering. */
function linkTo(whenAsked: string, resourceLimits: ResourceLimits = {}): { link: Link; failures: Error[] } {
  const source = `require('node:worker_threads').parentPort.once('message', () => { ${whenAsked} });`;
  const worker = new Worker(source, { eval: true, resourceLimits, stderr: true });
  onTestFinished(async () => void (await worker.terminate()));
  const link = new Link(worker, SETTINGS, { open: true });
  const failures: Error[] = [];
  link.onFailure((error) => failures.push(error));
  return { link, failures };
}

const DEATHS: [how: string, whenAsked: string, limits?: ResourceLimits][] = [
  ['ends without a word', 'process.exit(0)'],
  ['throws', 'throw new Error("bad")'],
  ['rejects', 'Promise.reject(new Error("bad"))'],
  [
    'runs out of memory',
    'const all = []; for (;;) all.push(new Array(10_000).fill(all.length));',
    { maxOldGenerationSizeMb: 8 },
  ],
];

describe('a storage thread that dies', () => {
  it.each(DEATHS)('fails every call that waits, every later one, and the queue, when it %s', async (_how, ...death) => {
    const { link, failures } = linkTo(...death);
    const calls = [
      link.ask('stats', {}),
      link.ask('search', {}),
      link.ask('append', { intakes: flatten([]), now: T0 }),
    ];
    for (const call of await Promise.allSettled(calls)) {
      expect(call).toMatchObject({ status: 'rejected', reason: { code: 'storage_failed' } });
    }
    await expect(link.ask('stats', {})).rejects.toMatchObject({ code: 'storage_failed' });
    expect(link.intake).toMatchObject({ open: false, reason: 'failed' });
    expect(failures).toMatchObject([{ code: 'storage_failed' }]);
    await link.close();
  });

  it.each(DEATHS)('lets closing come to its end, when it %s meanwhile', async (_how, ...death) => {
    const { link, failures } = linkTo(...death);
    await link.close();
    // Whoever closes does not need to be told to stop.
    expect(failures).toEqual([]);
  });

  it('as it starts rejects the start', async () => {
    await expect(startThread(storeOptions(join(import.meta.filename, 'data')))).rejects.toThrow('is no folder');
  });
});

describe('a queue that is closed', () => {
  it('refuses calls instead of leaving them without an answer', async () => {
    const queue = await openSqliteQueue(storeOptions(dataDirectory()));
    await queue.close();
    await expect(queue.append([intake('late')], T0)).rejects.toMatchObject({ code: 'queue_closed' });
    await expect(queue.stats()).rejects.toMatchObject({ code: 'queue_closed' });
    await queue.close();
  });

  it('has answered all that was asked before', async () => {
    const queue = await openSqliteQueue(storeOptions(dataDirectory()));
    const calls = Array.from({ length: 300 }, (_, i) => queue.append([intake(`m${i}`)], T0));
    const [appended] = await Promise.all([Promise.all(calls), queue.close()]);
    expect(appended.reduce((sum, { deliveries }) => sum + deliveries, 0)).toBe(300);
  });
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startRig } from './support/gateway.ts';
import { writeOldQueue } from './support/old-queue.ts';

it('a gateway delivers what an earlier version left waiting, in lanes that had no connection in their name', async () => {
  const rig = await startRig();
  try {
    await rig.gateway.close();
    for (const end of ['', '-wal', '-shm']) rmSync(join(rig.directory, `dspatch.db${end}`), { force: true });
    writeOldQueue(rig.directory, Date.now() - 60_000);
    await rig.restart();
    await rig.until('the three that waited', () => rig.sandbox.events().length === 3);
    expect([...rig.sandbox.dedupeIds().keys()].sort()).toEqual(['first', 'retried', 'second']);
    const replayed = await rig.admin('/api/replay', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ all: true }) },
    });
    expect(await replayed.json()).toMatchObject({ replayed: 1 });
    await rig.until('the dead letter', () => rig.sandbox.events().length === 4);
    await rig.until(
      'the ledger',
      async () => (await rig.gateway.storage.search({ fate: 'waiting' })).entries.length === 0,
    );
    const status = (await (await rig.admin('/api/status')).json()) as { unworked: unknown[] };
    expect(status.unworked).toEqual([]);
  } finally {
    await rig.close();
  }
});

import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import type { Backup } from '../src/admin/api/backups.ts';
import type { EntryPage } from '../src/ledger/ledger.ts';
import { order, type Rig, startRig } from './support/gateway.ts';

// A backup is made while events come in, and a gateway is started from it.

const made = async (rig: Rig): Promise<Backup & { readonly folder: string }> => {
  const answer = await rig.admin('/api/backups', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Backup & { folder: string };
};
const idsOf = async (rig: Rig): Promise<string[]> => {
  const page = (await (await rig.admin('/api/events?limit=1000')).json()) as EntryPage;
  return page.entries.map(({ messageId }) => messageId);
};

it('a backup made under load has all that was accepted before it, and a gateway runs on it', {
  timeout: 120_000,
}, async () => {
  const rig = await startRig();
  const folder = await mkdtemp(join(tmpdir(), 'dspatch-restored-'));
  let sending = true;
  try {
    const ids = Array.from({ length: 200 }, (_, i) => `before-${i}`);
    const before = ids.map((id) => order(id));
    await rig.post('batch', { batch: before.slice(0, 100) });
    await rig.post('batch', { batch: before.slice(100) });
    let sent = 0;
    const load = (async () => {
      while (sending) expect((await rig.post('track', order(`during-${sent++}`))).status).toBe(200);
    })();
    await rig.until('the load', () => sent > 5);
    const { name, bytes, folder: backups } = await made(rig);
    sending = false;
    await load;
    expect(bytes).toBeGreaterThan(50_000);
    expect(((await (await rig.admin('/api/backups')).json()) as { backups: Backup[] }).backups).toMatchObject([
      { name, bytes },
    ]);

    // Restored as the guide says: the files, and the key beside them.
    await cp(join(backups, name), folder, { recursive: true });
    await cp(join(rig.directory, 'dspatch.key'), join(folder, 'dspatch.key'));
    for (const file of ['dspatch.db', 'dspatch-catalog.db', 'dspatch-sealed.db']) {
      const db = new DatabaseSync(join(folder, file), { readOnly: true });
      expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      db.close();
    }
    const restored = await startRig({ server: { dataDir: folder } });
    try {
      expect(await idsOf(restored)).toEqual(expect.arrayContaining(ids));
      const { pipelines } = (await (await restored.admin('/api/pipelines')).json()) as { pipelines: object[] };
      expect(pipelines).toMatchObject([{ name: 'web' }]);
      expect((await restored.post('track', order('after'))).status).toBe(200);
    } finally {
      await restored.close();
    }
    expect((await readFile(join(backups, name, 'dspatch.db'))).includes('SQLite format 3')).toBe(true);
  } finally {
    sending = false;
    await rig.close();
    await rm(folder, { recursive: true, force: true });
  }
});

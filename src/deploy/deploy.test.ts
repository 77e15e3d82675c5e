import { describe, expect, it } from 'vitest';
import {
  type Call,
  type ControlPlane,
  controlPlane,
  integrationContent,
  marksOf,
  SECRETS,
} from '../../test/support/control-plane.ts';
import type { Reply } from '../../test/support/people-admin.ts';
import { StoppingRecords } from '../../test/support/stopping-records.ts';
import { MemoryRecords } from '../catalog/memory.ts';
import type { Records } from '../catalog/records.ts';

const WEB = '/api/pipelines/web';
/** The two that differ most: nothing is stored, and all is but nobody hears of it. All of them are walked with files (apply.test.ts). */
const STOPPED = ['refused', 'lost in silence'] as const;

const KEYS = ['web-write-key', 'new-write-key', 'app-write-key'];

const open = (records?: Records): Promise<ControlPlane> =>
  controlPlane({ env: SECRETS, ...(records === undefined ? {} : { records }) });
const versionOf = async (ask: Call, url: string): Promise<number> => (await ask('GET', url)).json.version;

/** What people do in one request that takes more than a write, after they have looked at what there is. */
const ACTS: Readonly<Record<string, (ask: Call) => Promise<Reply>>> = {
  'saving a revision': (ask) => ask('POST', '/api/integrations/us/revisions', { note: 'three' }),
  'putting a secret in': (ask) => ask('PUT', '/api/integrations/us/secrets/CLIENT_SECRET', { value: 'a-new-secret' }),
  'adding a pipeline': (ask) => ask('POST', '/api/pipelines', { name: 'app', writeKey: 'app-write-key' }),
  'changing write keys': (ask) => ask('POST', `${WEB}/write-keys`, { key: 'new-write-key', overlapMs: 0 }),
  deploying: async (ask) => ask('POST', `${WEB}/deployments`, { note: 'two' }, await versionOf(ask, WEB)),
  'rolling back': (ask) => ask('POST', `${WEB}/rollback`, { to: 1 }),
  'removing a pipeline': (ask) => ask('DELETE', WEB),
};

/** Revisions 1 and 2 and another draft; deployments of revision 2 and 1, and revision 2 again in the draft. */
async function prepared(records: Records): Promise<void> {
  const plane = await open(records);
  const ask = await plane.by('admin');
  await ask('POST', '/api/integrations', { name: 'us', ...integrationContent('one') });
  await ask('POST', '/api/integrations/us/revisions', {});
  for (const mark of ['two', 'three']) {
    await ask('PUT', '/api/integrations/us', integrationContent(mark), await versionOf(ask, '/api/integrations/us'));
    if (mark === 'two') await ask('POST', '/api/integrations/us/revisions', {});
  }
  await ask('POST', '/api/pipelines', { name: 'web', writeKey: 'web-write-key' });
  for (const [revision, isToRun] of [
    [2, true],
    [1, true],
    [2, false],
  ] as const) {
    const content = { integrations: [{ integration: 'us', revision }], variables: {} };
    const { json } = await ask('PUT', WEB, content, await versionOf(ask, WEB));
    if (!isToRun) continue;
    expect((await ask('POST', `${WEB}/deployments`, {}, json.version)).status).toBe(201);
  }
}

/** All that is configured, without versions and without what is sealed anew each time. */
async function catalog(records: Records): Promise<Readonly<Record<string, unknown>>> {
  const prefixes = ['integration/', 'revision/', 'pipeline/', 'deployment/', 'connection/'];
  const all = await Promise.all(prefixes.map((prefix) => records.list(prefix)));
  const authorless = JSON.parse(JSON.stringify(all.flat()), (key, value) => (key === 'author' ? value.name : value));
  return Object.fromEntries(authorless.map(({ key, value }: { key: string; value: unknown }) => [key, value]));
}

const runs = (plane: ControlPlane): readonly (readonly string[])[] => KEYS.map((key) => marksOf(plane, key));

async function copyOf(records: Records): Promise<Records> {
  const copy = new MemoryRecords();
  for (const { key, value } of await records.list('', { limit: 10_000 })) await copy.put(key, value, 'absent');
  return copy;
}

describe('what is stopped at one of its writes', () => {
  let preparing: Promise<Records> | undefined;
  const preparedOnce = async (): Promise<Records> => {
    const records = new MemoryRecords();
    await prepared(records);
    return records;
  };

  it.each(Object.keys(ACTS))('%s: it is done or it is not, and can be done again', async (name) => {
    const act = ACTS[name] as (ask: Call) => Promise<Reply>;
    preparing ??= preparedOnce();
    const start = await preparing;
    const done = await copyOf(start);
    const before = { catalog: await catalog(done), runs: runs(await open(done)) };
    const undisturbed = await open(done);
    expect((await act(await undisturbed.by('admin'))).status).toBeLessThan(300);
    const after = { catalog: await catalog(done), runs: runs(undisturbed) };

    let stops = 0;
    for (const stop of STOPPED) {
      for (let k = 0; ; k++) {
        const kept = await copyOf(start);
        const records = new StoppingRecords(kept);
        const plane = await open(records);
        const ask = await plane.by('admin');
        const stopped = records.stopAfter(k, stop);
        await Promise.race([act(ask), stopped]);
        if (!records.isStopped) break;
        stops += 1;
        const where = [name, stop, k];
        // What runs on, and what a start makes of it, is the old or the new.
        const again = await open(kept);
        for (const one of [plane, again]) {
          expect([where, [before.runs, after.runs]]).toEqual([where, expect.arrayContaining([runs(one)])]);
        }
        // Whoever looks does it, if it was not done.
        if (JSON.stringify(await catalog(kept)) !== JSON.stringify(after.catalog)) {
          const { status, text } = await act(await again.by('admin'));
          expect([where, status < 300 || text]).toEqual([where, true]);
        }
        expect([where, runs(again)]).toEqual([where, after.runs]);
        const { 'deployment/web/000000004': _, ...found } = await catalog(kept);
        const { 'deployment/web/000000004': __, ...expected } = after.catalog;
        expect([where, found]).toEqual([where, expected]);
      }
    }
    expect(before).not.toEqual(after);
    // At each of its writes, and at that of the audit log, in every way.
    expect(stops).toBeGreaterThanOrEqual(2 * STOPPED.length);
  });
});

it('of two deployments the later one runs, however long the earlier takes to come to work', async () => {
  const plane = await open();
  await prepared(plane.records);
  await plane.live.refresh('web');
  expect(marksOf(plane, 'web-write-key')).toEqual(['one']);
  // The first look at the pipeline takes until the second could have been done.
  const list = plane.records.list.bind(plane.records);
  let slow = true;
  plane.records.list = async (prefix, range) => {
    const found = await list(prefix, range);
    if (prefix === 'deployment/web/' && slow) {
      slow = false;
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    }
    return found;
  };
  const first = plane.live.refresh('web');
  await new Promise((resolve) => setImmediate(resolve));
  const content = { integrations: [{ integration: 'us', revision: 2 }], variables: {} };
  const about = { author: { kind: 'local', id: '', name: '' }, note: '', at: 0 } as const;
  await plane.pipelines.deploy(await plane.pipelines.need('web'), content, about);
  await Promise.all([first, plane.live.refresh('web')]);
  expect(marksOf(plane, 'web-write-key')).toEqual(['two']);
});

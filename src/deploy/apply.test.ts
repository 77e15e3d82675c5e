import { describe, expect, it } from 'vitest';
import {
  type ControlPlane,
  controlPlane,
  integrationContent,
  marksOf,
  SECRETS,
} from '../../test/support/control-plane.ts';
import { STOPS, StoppingRecords } from '../../test/support/stopping-records.ts';
import { HOUR } from '../base/durations.ts';
import { MemoryRecords } from '../catalog/memory.ts';
import type { Records } from '../catalog/records.ts';
import type { PipelineConfig } from '../config/schema.ts';
import { Secret } from '../vault/secret.ts';
import { planApply, type Step, type Wanted } from './apply.ts';

const pipeline = (writeKeys: readonly string[], ...integrations: string[]): PipelineConfig => ({
  ...{ writeKeys, integrations, variables: {} },
});
const us = (mark: string): object => integrationContent(mark, { ADVERTISER_ID: '1' });
const eu = (mark: string): object => integrationContent(mark, { ADVERTISER_ID: '2' });
const file = (integrations: object, pipelines: Record<string, PipelineConfig>): Wanted =>
  ({ integrations, pipelines }) as Wanted;

/** The steps in a word each. */
const words = (steps: readonly Step[]): readonly string[] =>
  steps.map((step) => `${step.do} ${'pipeline' in step ? step.pipeline : step.integration}`);
const open = (records?: Records): Promise<ControlPlane> =>
  controlPlane({ env: SECRETS, ...(records === undefined ? {} : { records }) });

/** All that the catalog says, without versions. */
async function catalog(records: Records): Promise<Readonly<Record<string, unknown>>> {
  const prefixes = ['integration/', 'revision/', 'pipeline/', 'deployment/', 'file/'];
  const all = await Promise.all(prefixes.map((prefix) => records.list(prefix)));
  return Object.fromEntries(all.flat().map(({ key, value }) => [key, value]));
}

describe('applying a file', () => {
  const FIRST = file({ us: us('one') }, { web: pipeline(['web-key'], 'us') });

  it('makes what is missing, and deploys; again it does nothing', async () => {
    const plane = await open();
    expect(words(await plane.apply(FIRST))).toEqual(
      ['create_integration us', 'create_pipeline web', 'deploy web'].toSpliced(1, 0, 'save_revision us'),
    );
    expect(marksOf(plane, 'web-key')).toEqual(['one']);
    const before = await catalog(plane.records);
    expect(await plane.apply(FIRST)).toEqual([]);
    expect(await catalog(plane.records)).toEqual(before);
  });

  it('makes revisions only where something changed', async () => {
    const plane = await open();
    const both = (mark: string): Wanted =>
      file(
        { us: us(mark), eu: eu('eu') },
        { web: pipeline(['web-key'], 'us', 'eu'), app: pipeline(['app-key'], 'eu') },
      );
    await plane.apply(both('one'));
    expect(words(await plane.apply(both('two')))).toEqual(['save_revision us', 'deploy web']);
    expect(marksOf(plane, 'web-key')).toEqual(['two', 'eu']);
    expect((await plane.integrations.need('eu')).latest).toBe(1);
  });

  it('takes what runs, where that says the same', async () => {
    const plane = await open();
    await plane.apply(FIRST);
    await plane.apply(file({ us: us('two') }, { web: pipeline(['web-key'], 'us'), app: pipeline(['app-key'], 'us') }));
    const { version } = await plane.integrations.need('us');
    await plane.integrations.saveDraft('us', us('one') as never, version);
    const author = { kind: 'local', id: '', name: '' } as const;
    await plane.integrations.saveRevision('us', author, '', 0);
    // One pipeline runs revision 1, the other revision 3, and both are what the file says.
    for (const [name, revision] of [
      ['web', 1],
      ['app', 3],
    ] as const) {
      const content = { integrations: [{ integration: 'us', revision }], variables: {} };
      await plane.pipelines.deploy(await plane.pipelines.need(name), content, { author, note: '', at: 0 });
    }
    const wanted = file({ us: us('one') }, { web: pipeline(['web-key'], 'us'), app: pipeline(['app-key'], 'us') });
    expect(await planApply(wanted, plane.to, 'sent')).toEqual([]);
  });

  it('takes away what it brought before, and leaves what others made or have', async () => {
    const plane = await open();
    await plane.apply(
      file({ us: us('one'), eu: eu('eu') }, { web: pipeline(['web-key'], 'us'), app: pipeline(['app-key'], 'eu') }),
    );
    await plane.pipelines.create('mine', [{ key: 'my-key', createdAt: 0 }]);
    const { version } = await plane.pipelines.need('mine');
    await plane.pipelines.saveDraft(
      'mine',
      { integrations: [{ integration: 'eu', revision: 1 }], variables: {} },
      version,
    );
    expect(words(await plane.apply(FIRST))).toEqual(['remove_pipeline app']);
    expect((await plane.pipelines.list()).map(({ name }) => name)).toEqual(['mine', 'web']);
    expect((await plane.integrations.list()).map(({ name }) => name)).toEqual(['eu', 'us']);
    expect(words(await plane.apply(file({}, {})))).toEqual(['remove_pipeline web', 'remove_integration us']);
  });

  it.each([
    ['sent', undefined],
    ['start', 0],
  ] as const)('takes its secrets along only where somebody saw that before: %s', async (source, left) => {
    const plane = await open();
    await plane.apply(FIRST, source);
    await plane.vault.put('us/REFRESH_TOKEN', new Secret('canary'), 0);
    await plane.apply(file({}, {}), source);
    expect(plane.vault.updatedAt('us/REFRESH_TOKEN')).toBe(left);
  });

  it('that was sent keeps what it brought, whatever the file says that the gateway starts with', async () => {
    const plane = await open();
    await plane.apply(FIRST, 'sent');
    const again = await controlPlane({ records: plane.records, env: SECRETS, file: file({}, {}) });
    expect(marksOf(again, 'web-key')).toEqual(['one']);
    await again.apply(FIRST, 'start');
    await again.apply(file({}, {}), 'sent');
    expect(marksOf(again, 'web-key')).toEqual(['one']);
    await again.apply(file({}, {}), 'start');
    expect(await again.pipelines.list()).toEqual([]);
  });

  it('leaves a write key that ends by itself to its time', async () => {
    const plane = await open();
    await plane.apply(FIRST);
    const now = plane.clock.now();
    await plane.pipelines.changeWriteKeys('web', () => [
      { key: 'old-key', createdAt: 0, endsAt: now + HOUR },
      { key: 'web-key', createdAt: 0 },
    ]);
    await plane.live.refresh('web');
    expect(await plane.apply(FIRST)).toEqual([]);
    expect(words(await plane.apply(file({ us: us('one') }, { web: pipeline(['new-key'], 'us') })))).toEqual([
      ...['end_write_keys web', 'add_write_keys web'],
    ]);
    expect(['old-key', 'web-key', 'new-key'].map((key) => marksOf(plane, key).length)).toEqual([1, 0, 1]);
    // And one that is to stay after all stays.
    await plane.apply(file({ us: us('one') }, { web: pipeline(['new-key', 'old-key'], 'us') }));
    await plane.clock.pass(HOUR);
    plane.live.look(plane.clock.now());
    expect(marksOf(plane, 'old-key')).toEqual(['one']);
  });

  it('may give a pipeline another name, and write keys to another pipeline', async () => {
    const plane = await open();
    await plane.apply(FIRST);
    await plane.apply(file({ us: us('two') }, { shop: pipeline(['web-key'], 'us') }));
    expect([marksOf(plane, 'web-key'), plane.live.writeKeys.get('web-key')?.name]).toEqual([['two'], 'shop']);
    await plane.apply(
      file({ us: us('two') }, { shop: pipeline(['a-key'], 'us'), app: pipeline(['b-key', 'web-key'], 'us') }),
    );
    await plane.apply(file({ us: us('two') }, { shop: pipeline(['b-key'], 'us'), app: pipeline(['a-key'], 'us') }));
    const owners = ['a-key', 'b-key', 'web-key'].map((key) => plane.live.writeKeys.get(key)?.name);
    expect(owners).toEqual(['app', 'shop', undefined]);
  });

  it('is refused before anything is done where a write key is somebody else’s, and stays theirs', async () => {
    const plane = await open();
    await plane.pipelines.create('mine', [{ key: 'web-key', createdAt: 0 }]);
    const before = await catalog(plane.records);
    await expect(plane.apply(FIRST)).rejects.toMatchObject({
      ...{
        code: 'exists',
        message: expect.stringContaining('pipelines.web.writeKeys: one of them belongs to the pipeline "mine"'),
      },
    });
    expect(await catalog(plane.records)).toEqual(before);
  });

  it('keeps to the file, whoever edits meanwhile', async () => {
    const plane = await open();
    await plane.apply(FIRST);
    const stop = plane.records.watch('integration/us', () => {
      stop();
      void plane.integrations.changeDraft('us', () => us('somebody else’s') as never);
    });
    await plane.apply(file({ us: us('two') }, { web: pipeline(['web-key'], 'us') }));
    expect(marksOf(plane, 'web-key')).toEqual(['two']);
  });
});

describe('an apply that is stopped at one of its writes', () => {
  const OLD = file(
    { us: us('old'), eu: eu('eu old'), gone: integrationContent('gone', { ADVERTISER_ID: '3' }) },
    {
      web: pipeline(['web-key'], 'us', 'eu'),
      app: pipeline(['app-key', 'app-old'], 'us'),
      named: pipeline(['moving'], 'us'),
      over: pipeline(['over-key'], 'gone'),
    },
  );
  const NEW = file(
    { us: us('new'), eu: eu('eu new'), fresh: integrationContent('fresh', { ADVERTISER_ID: '4' }) },
    {
      web: pipeline(['web-key'], 'us', 'eu'),
      app: pipeline(['app-key', 'app-new'], 'us', 'fresh'),
      renamed: pipeline(['moving'], 'us'),
      more: pipeline(['more-key'], 'fresh'),
    },
  );
  const KEYS = ['web-key', 'app-key', 'app-old', 'app-new', 'moving', 'over-key', 'more-key'];
  const marks = (plane: ControlPlane): Record<string, readonly string[]> =>
    Object.fromEntries(KEYS.map((key) => [key, marksOf(plane, key)]));

  it('has left what was or what is to be, and goes on when it is applied again', async () => {
    const undisturbed = await open();
    await undisturbed.apply(OLD);
    const old = marks(undisturbed);
    await undisturbed.apply(NEW);
    const [expected, now] = [await catalog(undisturbed.records), marks(undisturbed)];
    expect(now).toMatchObject({ 'web-key': ['new', 'eu new'], moving: ['new'], 'over-key': [] });

    const isOldOrNew = (plane: ControlPlane, where: string): void => {
      for (const [key, found] of Object.entries(marks(plane))) {
        // What a pipeline runs, and its write keys, are two things: each is the old or the new.
        const either = key.startsWith('app-') ? [old['app-key'], now['app-key'], []] : [old[key], now[key]];
        // A write key that changes hands is nobody's between two writes; a gateway that runs does not see that.
        if (key === 'moving' && where === 'started again') either.push([]);
        expect([where, key, either]).toEqual([where, key, expect.arrayContaining([found])]);
      }
    };
    let ends = 0;
    for (const stop of STOPS) {
      for (let k = 0; ; k++) {
        const kept = new MemoryRecords();
        const before = await open(kept);
        await before.apply(OLD);
        const records = new StoppingRecords(kept);
        const plane = await open(records);
        const stopped = records.stopAfter(k, stop);
        await Promise.race([plane.apply(NEW).catch(() => {}), stopped]);
        if (!records.isStopped) {
          expect(await catalog(kept)).toEqual(expected);
          ends += k;
          break;
        }
        isOldOrNew(plane, 'running on');
        const again = await open(kept);
        isOldOrNew(again, 'started again');
        await again.apply(NEW);
        expect([stop, k, await catalog(kept)]).toEqual([stop, k, expected]);
        expect(marks(again)).toEqual(now);
        expect(await planApply(NEW, again.to, 'sent')).toEqual([]);
      }
    }
    // It was stopped at many writes, and not at none.
    expect(ends).toBeGreaterThan(4 * 15);
  });
});

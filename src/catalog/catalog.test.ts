import { describe, expect, it } from 'vitest';
import { RECORD_DRIVERS } from '../../test/support/record-drivers.ts';
import { Integrations } from './integrations.ts';
import type { Author, IntegrationContent } from './model.ts';
import { Pipelines } from './pipelines.ts';
import type { Records } from './records.ts';

const AUTHOR: Author = { kind: 'local', id: '', name: 'this machine' };
const ABOUT = { author: AUTHOR, note: '', at: 1 };
const content = (mark: string): IntegrationContent => ({
  ...{ kit: 'amazon-dsp-capi', parameters: { CLIENT_ID: mark }, playbook: {} },
});
const CONFLICT = { code: 'record_conflict' };

/** What became of writes at once: how many were done, and the codes of the others. */
async function outcomes(writes: readonly Promise<unknown>[]): Promise<{ done: number; codes: readonly string[] }> {
  const settled = await Promise.allSettled(writes);
  const codes = settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.code)] : []));
  return { done: settled.length - codes.length, codes: [...new Set(codes)] };
}

describe.each(RECORD_DRIVERS)('integrations and pipelines in %s', (_, open) => {
  const parts = (): { records: Records; integrations: Integrations; pipelines: Pipelines } => {
    const records = open();
    return { records, integrations: new Integrations(records), pipelines: new Pipelines(records) };
  };
  const key = (text: string): { key: string; createdAt: number } => ({ key: text, createdAt: 0 });

  it('of many who make one of a name, one does', async () => {
    const { integrations, pipelines } = parts();
    const five = [1, 2, 3, 4, 5];
    expect(await outcomes(five.map((n) => integrations.create('us', content(`${n}`))))).toEqual({
      done: 1,
      codes: ['exists'],
    });
    expect(await outcomes(five.map((n) => pipelines.create('web', [key(`key-${n}`)])))).toEqual({
      done: 1,
      codes: ['exists'],
    });
  });

  it('of many who save the draft they have read, one does, and it is theirs', async () => {
    const { integrations, pipelines } = parts();
    const { version } = await integrations.create('us', content('first'));
    const saves = ['a', 'b', 'c'].map((mark) => integrations.saveDraft('us', content(mark), version));
    const won = (await Promise.allSettled(saves)).flatMap((one) =>
      one.status === 'fulfilled' ? [one.value.draft] : [],
    );
    expect(won).toHaveLength(1);
    expect((await integrations.need('us')).draft).toEqual(won[0]);
    const web = await pipelines.create('web', [key('key')]);
    const drafts = ['a', 'b', 'c'].map((value) => ({ integrations: [], variables: { SHOP: value } }));
    expect(await outcomes(drafts.map((draft) => pipelines.saveDraft('web', draft, web.version)))).toEqual({
      ...{ done: 1, codes: ['record_conflict'] },
    });
  });

  it('many who change a draft as it is lose nothing of each other', async () => {
    const { integrations } = parts();
    await integrations.create('us', content('first'));
    const names = ['A', 'B', 'C', 'D'];
    await Promise.all(
      names.map((name) =>
        integrations.changeDraft('us', (draft) => ({ ...draft, parameters: { ...draft.parameters, [name]: 1 } })),
      ),
    );
    expect((await integrations.need('us')).draft.parameters).toEqual({ CLIENT_ID: 'first', A: 1, B: 1, C: 1, D: 1 });
  });

  it('many who save revisions get numbers that follow each other, and one for what says the same', async () => {
    const { integrations } = parts();
    await integrations.create('us', content('first'));
    const saves = ['a', 'b', 'c'].map((mark) => integrations.saveRevision('us', AUTHOR, mark, 1, content(mark)));
    const numbers = (await Promise.all(saves)).map(({ number }) => number);
    expect(numbers.sort()).toEqual([1, 2, 3]);
    const same = await Promise.all([1, 2, 3].map(() => integrations.saveRevision('us', AUTHOR, '', 1)));
    expect(new Set(same.map(({ number }) => number)).size).toBe(1);
    expect((await integrations.revisions('us', 10)).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  });

  it('of many who deploy over the same, one does; and who has looked again does', async () => {
    const { pipelines } = parts();
    const web = await pipelines.create('web', [key('key')]);
    const of = (value: string): { integrations: []; variables: Record<string, string> } => ({
      ...{ integrations: [], variables: { SHOP: value } },
    });
    const deploys = ['a', 'b', 'c'].map((value) => pipelines.deploy(web, of(value), ABOUT));
    expect(await outcomes(deploys)).toEqual({ done: 1, codes: ['record_conflict'] });
    await expect(pipelines.deploy(web, of('d'), ABOUT)).rejects.toMatchObject(CONFLICT);
    const { number } = await pipelines.deploy(await pipelines.need('web'), of('d'), ABOUT);
    expect([number, (await pipelines.need('web')).live?.variables]).toEqual([2, { SHOP: 'd' }]);
  });

  it('a write key is one pipeline’s, whoever asks for it at once', async () => {
    const { pipelines } = parts();
    const names = ['a', 'b', 'c'];
    expect(await outcomes(names.map((name) => pipelines.create(name, [key('the-key')])))).toEqual({
      done: 1,
      codes: ['exists'],
    });
    for (const name of names)
      if ((await pipelines.get(name)) === undefined) await pipelines.create(name, [key(`${name}-key`)]);
    const adds = names.map((name) => pipelines.changeWriteKeys(name, (keys) => [...keys, key('another-key')]));
    expect(await outcomes(adds)).toEqual({ done: 1, codes: ['exists'] });
    const owners = (await pipelines.list()).filter(({ writeKeys }) =>
      writeKeys.some((one) => one.key === 'another-key'),
    );
    expect(owners).toHaveLength(1);
  });

  it('a pipeline made anew runs nothing of the one before, and its deployments go on counting', async () => {
    const { pipelines } = parts();
    const nothing = { integrations: [], variables: {} };
    await pipelines.deploy(await pipelines.create('web', [key('key')]), nothing, ABOUT);
    await pipelines.remove('web');
    const anew = await pipelines.create('web', [key('key')]);
    expect(anew.live).toBeUndefined();
    expect((await pipelines.deploy(anew, nothing, ABOUT)).number).toBe(2);
  });

  it('whoever watches hears of deployments in their order', async () => {
    const { records, pipelines } = parts();
    await pipelines.create('web', [key('key')]);
    const heard: unknown[] = [];
    const stop = records.watch('deployment/web/', ({ record }) =>
      heard.push((record as { value: { number: number } } | undefined)?.value.number),
    );
    for (let i = 0; i < 3; i++)
      await pipelines.deploy(await pipelines.need('web'), { integrations: [], variables: {} }, ABOUT);
    stop();
    expect(heard).toEqual([1, 2, 3]);
  });

  it('lists more of them than one page of the store', async () => {
    const { records, integrations, pipelines } = parts();
    for (let i = 0; i < 1_003; i++) {
      await records.put(
        `pipeline/p${i}`,
        { writeKeys: [], draft: { integrations: [], variables: {} }, inherited: 0 },
        'any',
      );
      await records.put(`integration/i${i}`, { kit: 'amazon-dsp-capi', parameters: {}, playbook: {} }, 'any');
    }
    expect([(await pipelines.list()).length, (await integrations.list()).length]).toEqual([1_003, 1_003]);
  });
});

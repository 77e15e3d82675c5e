import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Call,
  type ControlPlane,
  controlPlane,
  integrationContent,
  marksOf,
  SECRETS,
} from '../../../test/support/control-plane.ts';
import { HOUR } from '../../base/durations.ts';

let plane: ControlPlane;
let admin: Call;
let editor: Call;
let deployer: Call;
beforeEach(async () => {
  plane = await controlPlane({ env: SECRETS });
  [admin, editor, deployer] = [
    await plane.by('admin'),
    await plane.by('integration_manager'),
    await plane.by('deployment_manager'),
  ];
});

const LIST = '/api/pipelines';
const WEB = '/api/pipelines/web';
const KEY = 'web-write-key';

const added = async (name = 'web', writeKey = KEY): Promise<number> =>
  (await editor('POST', LIST, { name, writeKey })).json.version;
/** An integration with as many revisions as there are marks. */
const integration = async (name: string, ...marks: string[]): Promise<void> => {
  for (const [i, mark] of marks.entries()) {
    if (i === 0) await admin('POST', '/api/integrations', { name, ...integrationContent(mark) });
    const { version } = (await admin('GET', `/api/integrations/${name}`)).json;
    await admin('PUT', `/api/integrations/${name}`, integrationContent(mark), version);
    expect((await admin('POST', `/api/integrations/${name}/revisions`, {})).json.number).toBe(i + 1);
  }
};
const attach = async (...integrations: { integration: string; revision: number }[]): Promise<number> => {
  const { version } = (await editor('GET', WEB)).json;
  const { status, json } = await editor('PUT', WEB, { integrations, variables: {} }, version);
  expect(status).toBe(200);
  return json.version;
};
const deploy = async (version: number, more: object = {}): ReturnType<Call> =>
  deployer('POST', `${WEB}/deployments`, more, version);
/** The marks of what runs. */
const runs = (): readonly string[] => marksOf(plane, KEY);
const keys = async (): Promise<object[]> => (await editor('GET', WEB)).json.writeKeys;
const isTaken = (key: string): boolean => plane.live.writeKeys.get(key)?.name === 'web';

describe('adding a pipeline', () => {
  it('makes its write key, which is taken at once; nothing runs', async () => {
    const { status, json, headers } = await editor('POST', LIST, { name: 'web' });
    expect(status).toBe(201);
    expect(headers.etag).toBe(`"${json.version}"`);
    expect(json).toMatchObject({ name: 'web', changed: true, draft: { integrations: [], variables: {} } });
    expect(json.live).toBeUndefined();
    expect(json.writeKeys).toEqual([{ key: expect.stringMatching(/^[\w-]{24}$/), createdAt: plane.clock.now() }]);
    expect(isTaken(json.writeKeys[0].key)).toBe(true);
    expect((await editor('GET', LIST)).json.pipelines.map(({ name }: { name: string }) => name)).toEqual(['web']);
  });

  it.each<[string, object, number, string]>([
    ['of a name that is there', { name: 'web' }, 409, 'exists'],
    ['with the write key of another', { name: 'app', writeKey: KEY }, 409, 'exists'],
    ['with a name that is none', { name: 'a b' }, 400, 'invalid_request'],
    ['with a short write key', { name: 'app', writeKey: 'short' }, 400, 'invalid_request'],
    ['with a write key that cannot travel', { name: 'app', writeKey: 'with:colon-in' }, 400, 'invalid_request'],
  ])('is refused %s', async (_, body, status, code) => {
    await added();
    expect(await editor('POST', LIST, body)).toMatchObject({ status, json: { code } });
    expect((await editor('GET', LIST)).json.pipelines).toHaveLength(1);
  });

  it('of several at once with one write key is one person’s', async () => {
    const replies = await Promise.all(['a', 'b', 'c'].map((name) => editor('POST', LIST, { name, writeKey: KEY })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await plane.pipelines.list()).toHaveLength(1);
  });
});

describe('saving a draft', () => {
  it('needs the version that was read, and that nobody has saved since', async () => {
    const version = await added();
    const body = { integrations: [], variables: { SHOP: 'one' } };
    expect(await editor('PUT', WEB, body)).toMatchObject({ status: 428, json: { code: 'version_needed' } });
    expect(await editor('PUT', WEB, body, version)).toMatchObject({ status: 200, json: { draft: body } });
    const stale = await editor('PUT', WEB, { ...body, variables: {} }, version);
    expect([stale.status, stale.json.code]).toEqual([412, 'record_conflict']);
    expect((await editor('GET', WEB)).json.draft).toEqual(body);
  });

  it('is refused with all that is wrong at once', async () => {
    const version = await added();
    const body = { integrations: [{ integration: 'a b', revision: 0 }], variables: { '1': 'x', OK: 7 }, more: 1 };
    const { status, json } = await editor('PUT', WEB, body, version);
    const places = json.problems.map(({ path }: { path: string }) => path);
    expect([status, places.sort()]).toEqual([
      400,
      ['', 'integrations[0].integration', 'integrations[0].revision', 'variables.1', 'variables.OK'],
    ]);
  });

  it('lets it name what there is not, and its health says so: it is a draft', async () => {
    await added();
    await integration('us', 'one');
    await attach(
      { integration: 'us', revision: 9 },
      { integration: 'nobody', revision: 1 },
      { integration: 'us', revision: 1 },
    );
    const { health, version } = (await editor('GET', WEB)).json;
    expect(health.reasons.map(({ code, path }: { code: string; path: unknown[] }) => [code, path])).toEqual([
      ['missing', ['integrations', 0]],
      ['missing', ['integrations', 1]],
      ['attached_twice', ['integrations', 2]],
      ['no_integration', ['integrations']],
    ]);
    const refused = await deploy(version);
    expect([refused.status, refused.json.code, refused.json.problems.length]).toEqual([409, 'unhealthy', 3]);
    // What it would change can be looked at all the same.
    const plan = await editor('GET', `${WEB}/plan`);
    expect([plan.status, plan.json.health]).toEqual([200, health]);
    expect(
      plan.json.integrations.map(({ integration: name, to }: { integration: string; to: number }) => [name, to]),
    ).toEqual([
      ['us', 9],
      ['nobody', 1],
    ]);
  });
});

describe('write keys', () => {
  it('rotate with overlap: both are taken until the old one ends', async () => {
    await added();
    const { json } = await editor('POST', `${WEB}/write-keys`, { overlapMs: HOUR });
    const [old, fresh] = json.writeKeys;
    expect([old.key, old.endsAt, fresh.endsAt]).toEqual([KEY, plane.clock.now() + HOUR, undefined]);
    expect([isTaken(KEY), isTaken(fresh.key)]).toEqual([true, true]);
    await plane.clock.pass(HOUR - 1);
    plane.live.look(plane.clock.now());
    expect(isTaken(KEY)).toBe(true);
    await plane.clock.pass(1);
    plane.live.look(plane.clock.now());
    expect([isTaken(KEY), isTaken(fresh.key)]).toEqual([false, true]);
  });

  it('that have ended are gone with the next change', async () => {
    await added();
    await editor('POST', `${WEB}/write-keys`, { key: 'second-key', overlapMs: 0 });
    expect(isTaken(KEY)).toBe(false);
    await editor('POST', `${WEB}/write-keys`, { key: 'third-key' });
    expect(await keys()).toMatchObject([{ key: 'second-key' }, { key: 'third-key' }]);
    expect((await editor('POST', LIST, { name: 'app', writeKey: KEY })).status).toBe(201);
  });

  it('that end already do not live longer for another rotation', async () => {
    await added();
    await editor('POST', `${WEB}/write-keys`, { key: 'second-key', overlapMs: HOUR });
    await editor('POST', `${WEB}/write-keys`, { key: 'third-key', overlapMs: 2 * HOUR });
    const now = plane.clock.now();
    expect(await keys()).toMatchObject([
      { key: KEY, endsAt: now + HOUR },
      { key: 'second-key', endsAt: now + 2 * HOUR },
      { key: 'third-key' },
    ]);
  });

  it('are added beside the others where no overlap is said, and end at once where one is taken away', async () => {
    await added();
    await editor('POST', `${WEB}/write-keys`, { key: 'second/key?' });
    expect([isTaken(KEY), isTaken('second/key?')]).toEqual([true, true]);
    const { status, json } = await editor('DELETE', `${WEB}/write-keys/${encodeURIComponent('second/key?')}`);
    expect([status, json.writeKeys.length, isTaken('second/key?'), isTaken(KEY)]).toEqual([200, 1, false, true]);
  });

  it.each<[string, string, string, object | undefined, number, string]>([
    ['added twice', 'POST', `${WEB}/write-keys`, { key: KEY }, 409, 'exists'],
    ['another pipeline’s', 'POST', `${WEB}/write-keys`, { key: 'app-write-key' }, 409, 'exists'],
    ['too short', 'POST', `${WEB}/write-keys`, { key: 'short' }, 400, 'invalid_request'],
    ['ended in the past', 'POST', `${WEB}/write-keys`, { overlapMs: -1 }, 400, 'invalid_request'],
    ['ended without being there', 'DELETE', `${WEB}/write-keys/none`, undefined, 404, 'not_found'],
    ['taken away where it is the last one', 'DELETE', `${WEB}/write-keys/${KEY}`, undefined, 409, 'in_use'],
  ])('are not %s', async (_, method, url, body, status, code) => {
    await added();
    await added('app', 'app-write-key');
    const before = await keys();
    expect(await editor(method, url, body)).toMatchObject({ status, json: { code } });
    expect(await keys()).toEqual(before);
    expect(isTaken(KEY)).toBe(true);
  });

  it('that two people add at once are both there', async () => {
    await added();
    const both = ['second-key', 'third-key'].map((key) => editor('POST', `${WEB}/write-keys`, { key }));
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await keys()).length).toBe(3);
    expect(['second-key', 'third-key'].map(isTaken)).toEqual([true, true]);
  });
});

describe('deploying', () => {
  beforeEach(async () => {
    await added();
    await integration('us', 'one', 'two');
  });

  it('brings the draft to work, and is on record', async () => {
    const version = await attach({ integration: 'us', revision: 1 });
    const { status, json } = await deploy(version, { note: 'to begin with' });
    expect([status, json]).toEqual([
      201,
      {
        ...{ pipeline: 'web', number: 1, note: 'to begin with', at: plane.clock.now(), variables: {} },
        author: { kind: 'token', id: expect.any(String), name: 'a deployment_manager' },
        integrations: [{ integration: 'us', revision: 1 }],
      },
    ]);
    expect((await editor('GET', WEB)).json).toMatchObject({ live: json, changed: false });
    expect(runs()).toEqual(['one']);
    expect((await editor('GET', '/api/integrations/us')).json.live).toEqual([{ pipeline: 'web', revision: 1 }]);
  });

  it('needs the version that was read, and that nobody has saved since', async () => {
    const version = await attach({ integration: 'us', revision: 1 });
    expect(await deployer('POST', `${WEB}/deployments`, {})).toMatchObject({ status: 428 });
    await attach({ integration: 'us', revision: 2 });
    expect(await deploy(version)).toMatchObject({ status: 412, json: { code: 'record_conflict' } });
    expect(runs()).toEqual([]);
  });

  it('of two people at once is one’s: the other is told', async () => {
    const version = await attach({ integration: 'us', revision: 1 });
    const put = plane.records.put.bind(plane.records);
    let go: () => void = () => {};
    const bothAreThere = new Promise<void>((resolve) => {
      go = resolve;
    });
    let there = 0;
    plane.records.put = async (key, ...rest) => {
      if (key.startsWith('deployment/') && ++there === 2) go();
      if (key.startsWith('deployment/')) await bothAreThere;
      return put(key, ...rest);
    };
    const both = await Promise.all([deploy(version), deploy(version)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
    expect(both.find(({ status }) => status === 412)?.json.detail).toMatch(/somebody else has deployed/);
    expect((await editor('GET', `${WEB}/deployments`)).json.items).toHaveLength(1);
  });

  it('is refused while there are warnings that nobody has confirmed, and says which', async () => {
    await integration('eu', 'one');
    const version = await attach({ integration: 'us', revision: 1 }, { integration: 'eu', revision: 1 });
    const refused = await deploy(version);
    expect([refused.status, refused.json.code]).toEqual([409, 'confirmation_needed']);
    expect(refused.json.detail).toContain('same_advertiser');
    expect(refused.json.problems).toEqual([{ path: 'integrations[1]', message: expect.any(String) }]);
    expect(await deploy(version, { confirm: ['another_one'] })).toMatchObject({ status: 409 });
    expect((await editor('GET', WEB)).json.live).toBeUndefined();
    expect(await deploy(version, { confirm: ['same_advertiser'] })).toMatchObject({ status: 201 });
  });

  it('shows before what it would change', async () => {
    await deploy(await attach({ integration: 'us', revision: 1 }));
    await attach({ integration: 'us', revision: 2 });
    const { json } = await editor('GET', `${WEB}/plan`);
    expect(json).toMatchObject({
      health: { state: 'good' },
      differences: [{ path: ['integrations'] }],
      integrations: [
        {
          ...{ integration: 'us', from: 1, to: 2 },
          differences: [
            { path: ['playbook', 'events', 'Order Completed', 'name', 'enrichment'], before: 'one', after: 'two' },
          ],
        },
      ],
    });
    await deploy((await editor('GET', WEB)).json.version);
    expect((await editor('GET', `${WEB}/plan`)).json).toMatchObject({ differences: [], integrations: [] });
  });

  it('shows before what a rollback would change, whatever the draft is', async () => {
    await deploy(await attach({ integration: 'us', revision: 1 }));
    await deploy(await attach({ integration: 'us', revision: 2 }));
    const version = await attach();
    const { json, headers } = await editor('GET', `${WEB}/plan?to=1`);
    expect(json).toMatchObject({ version, health: { state: 'good' }, differences: [{ path: ['integrations'] }] });
    expect(json.integrations).toMatchObject([{ integration: 'us', from: 2, to: 1, differences: [{ after: 'one' }] }]);
    expect(headers.etag).toBe(`"${version}"`);
    expect(await editor('GET', `${WEB}/plan?to=9`)).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect(await editor('GET', `${WEB}/plan?to=0`)).toMatchObject({ status: 400 });
  });

  it('is rolled back, and the rollback is, too; the draft follows', async () => {
    await deploy(await attach({ integration: 'us', revision: 1 }));
    await deploy(await attach({ integration: 'us', revision: 2 }));
    const rollback = async (to: number): Promise<unknown[]> => {
      const { status, json } = await deployer('POST', `${WEB}/rollback`, { to, note: `to ${to}` });
      const { draft, live, changed } = (await editor('GET', WEB)).json;
      expect(live).toEqual(json);
      return [status, json.number, json.rollbackOf, runs()[0], draft.integrations[0].revision, changed];
    };
    expect(await rollback(1)).toEqual([201, 3, 1, 'one', 1, false]);
    expect(await rollback(2)).toEqual([201, 4, 2, 'two', 2, false]);
    expect(await rollback(3)).toEqual([201, 5, 3, 'one', 1, false]);
    const { items } = (await editor('GET', `${WEB}/deployments`)).json;
    expect(items.map(({ number, rollbackOf }: Record<string, number>) => [number, rollbackOf])).toEqual([
      [5, 3],
      [4, 2],
      [3, 1],
      [2, undefined],
      [1, undefined],
    ]);
  });

  it('is rolled back although somebody saves the draft at this moment, who keeps what they saved', async () => {
    await deploy(await attach({ integration: 'us', revision: 1 }));
    await deploy(await attach({ integration: 'us', revision: 2 }));
    const stop = plane.records.watch('deployment/', () => {
      stop();
      void plane.pipelines
        .need('web')
        .then(({ version }) =>
          plane.pipelines.saveDraft('web', { integrations: [], variables: { HERE: 'first' } }, version),
        );
    });
    const { status, json } = await deployer('POST', `${WEB}/rollback`, { to: 1 });
    expect([status, json.number]).toEqual([201, 3]);
    expect((await editor('GET', WEB)).json).toMatchObject({ live: { number: 3 } });
    expect((await plane.audited()).at(-1)?.action).toBe('pipeline.rolled_back');
  });

  it('again what cannot run any more is refused, and what runs stays', async () => {
    await deploy(await attach({ integration: 'us', revision: 1 }));
    expect((await deploy(await attach(), { confirm: ['no_integration'] })).status).toBe(201);
    await editor('DELETE', '/api/integrations/us');
    const { status, json } = await deployer('POST', `${WEB}/rollback`, { to: 1 });
    expect([status, json.code]).toEqual([409, 'unhealthy']);
    expect((await editor('GET', WEB)).json.live.number).toBe(2);
    expect(await deployer('POST', `${WEB}/rollback`, { to: 9 })).toMatchObject({ status: 404 });
    expect(await deployer('POST', `${WEB}/rollback`, { to: 0 })).toMatchObject({ status: 400 });
  });

  it('is listed in pages, the newest first', async () => {
    for (const revision of [1, 2, 1, 2, 1]) await deploy(await attach({ integration: 'us', revision }));
    const numbers = async (query: string): Promise<unknown[]> => {
      const { items, next } = (await editor('GET', `${WEB}/deployments?${query}`)).json;
      return [items.map(({ number }: { number: number }) => number), next];
    };
    expect(await numbers('limit=2')).toEqual([[5, 4], '4']);
    expect(await numbers('limit=2&after=4')).toEqual([[3, 2], '2']);
    expect(await numbers('limit=2&after=2')).toEqual([[1], undefined]);
    for (const query of ['limit=0', 'after=last', 'after=0'])
      expect([query, (await editor('GET', `${WEB}/deployments?${query}`)).status]).toEqual([query, 400]);
  });
});

describe('removing a pipeline', () => {
  it('ends its write keys at once, and a new one of its name runs nothing of it', async () => {
    await added();
    await integration('us', 'one');
    await deploy(await attach({ integration: 'us', revision: 1 }));
    expect((await deployer('DELETE', WEB)).status).toBe(204);
    expect([isTaken(KEY), runs()]).toEqual([false, []]);
    await added();
    expect((await editor('GET', WEB)).json.live).toBeUndefined();
    expect([isTaken(KEY), runs()]).toEqual([true, []]);
    expect((await deploy(await attach({ integration: 'us', revision: 1 }))).json.number).toBe(2);
  });
});

it.each<[string, string, object?]>([
  ['GET', '/api/pipelines/nobody'],
  ['PUT', '/api/pipelines/nobody', { integrations: [], variables: {} }],
  ['DELETE', '/api/pipelines/nobody'],
  ['POST', '/api/pipelines/nobody/write-keys', {}],
  ['DELETE', '/api/pipelines/nobody/write-keys/key'],
  ['GET', '/api/pipelines/nobody/plan'],
  ['POST', '/api/pipelines/nobody/deployments', {}],
  ['GET', '/api/pipelines/nobody/deployments'],
  ['POST', '/api/pipelines/nobody/rollback', { to: 1 }],
])('%s %s is not found', async (method, url, body) => {
  const { status, json } = await admin(method, url, body, 1);
  expect([status, json.code]).toEqual([404, 'not_found']);
});

it('every change is on record, with before and after; write keys are not', async () => {
  await added();
  await integration('us', 'one', 'two');
  await deploy(await attach({ integration: 'us', revision: 1 }));
  await deploy(await attach({ integration: 'us', revision: 2 }));
  await deployer('POST', `${WEB}/rollback`, { to: 1 });
  await editor('POST', `${WEB}/write-keys`, { key: 'second-key', overlapMs: HOUR });
  await editor('DELETE', `${WEB}/write-keys/${KEY}`);
  await deployer('DELETE', WEB);
  const records = (await plane.audited()).filter(({ subject }) => subject === 'pipeline web');
  const at = (revision: number): object => ({ integrations: [{ integration: 'us', revision }], variables: {} });
  expect(records.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['pipeline.created', undefined, undefined],
    ['pipeline.draft_saved', { integrations: [], variables: {} }, at(1)],
    ['pipeline.deployed', null, { deployment: 1, content: at(1) }],
    ['pipeline.draft_saved', at(1), at(2)],
    ['pipeline.deployed', at(1), { deployment: 2, content: at(2) }],
    ['pipeline.rolled_back', at(2), { deployment: 3, content: at(1) }],
    ['write_key.added', undefined, { overlapMs: HOUR }],
    ['write_key.ended', undefined, undefined],
    ['pipeline.removed', undefined, undefined],
  ]);
  expect(records[2]).toMatchObject({ author: { name: 'a deployment_manager' }, role: 'deployment_manager' });
  expect(JSON.stringify(records)).not.toMatch(/web-write-key|second-key/);
});

it('what was done is on record although it could not be brought to work, and that is tried again', async () => {
  await added();
  await integration('us', 'one');
  const version = await attach({ integration: 'us', revision: 1 });
  const put = plane.records.put.bind(plane.records);
  let full = true;
  plane.records.put = (key, ...rest) =>
    full && key.startsWith('connection/') ? Promise.reject(new Error('the disk is full')) : put(key, ...rest);
  expect(await deploy(version)).toMatchObject({ status: 500, json: { code: 'failed' } });
  expect((await plane.audited()).at(-1)?.action).toBe('pipeline.deployed');
  expect(runs()).toEqual([]);
  plane.live.look(plane.clock.now());
  await expect.poll(() => plane.log.join('')).toContain('pipeline not taken over');
  full = false;
  plane.live.look(plane.clock.now());
  await expect.poll(runs).toEqual(['one']);
});

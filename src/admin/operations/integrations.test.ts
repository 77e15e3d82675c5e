import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Call,
  type ControlPlane,
  controlPlane,
  integrationContent,
  SECRETS,
} from '../../../test/support/control-plane.ts';
import { storedText } from '../../../test/support/people.ts';

let plane: ControlPlane;
let admin: Call;
let editor: Call;
beforeEach(async () => {
  plane = await controlPlane({ env: SECRETS });
  [admin, editor] = [await plane.by('admin'), await plane.by('integration_manager')];
});

const content = integrationContent('first');
const LIST = '/api/integrations';
const ONE = '/api/integrations/us';
const added = async (): Promise<number> => (await admin('POST', LIST, { name: 'us', ...content })).json.version;
const saved = async (mark: string): Promise<void> => {
  const { version } = (await admin('GET', ONE)).json;
  await admin('PUT', ONE, integrationContent(mark), version);
  expect((await admin('POST', `${ONE}/revisions`, { note: mark })).status).toBe(201);
};

describe('adding an integration', () => {
  it('keeps its draft, with its version as the ETag, and it is listed', async () => {
    const { status, json, headers } = await admin('POST', LIST, { name: 'us', ...content });
    expect(status).toBe(201);
    expect(json).toMatchObject({ name: 'us', draft: content, latest: 0, changed: true, live: [] });
    expect(headers.etag).toBe(`"${json.version}"`);
    const read = await editor('GET', ONE);
    expect([read.json, read.headers.etag]).toEqual([json, headers.etag]);
    expect((await editor('GET', LIST)).json.integrations.map(({ name }: { name: string }) => name)).toEqual(['us']);
  });

  it('may begin from a kit alone, and its health says everything that is missing', async () => {
    const { status, json } = await editor('POST', LIST, { name: 'us', kit: 'amazon-dsp-events' });
    expect(status).toBe(201);
    const missing = json.health.reasons.map(({ path }: { path: string[] }) => path.join('.'));
    expect(missing).toEqual(
      expect.arrayContaining(
        ['ADVERTISER_ID', 'CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN'].map((p) => `parameters.${p}`),
      ),
    );
  });

  it('is refused where there is one of that name', async () => {
    await added();
    expect(await admin('POST', LIST, { name: 'us', ...content })).toMatchObject({
      status: 409,
      json: { code: 'exists' },
    });
  });

  it('is refused with all that is wrong at once, each at its place', async () => {
    const shape = await admin('POST', LIST, {
      name: 'no name',
      kit: 7,
      playbook: { events: { A: { name: 7 } } },
      more: 1,
    });
    expect(shape.status).toBe(400);
    const places = shape.json.problems.map(({ path }: { path: string }) => path);
    expect(places).toEqual(expect.arrayContaining(['name', 'kit', 'playbook.events.A.name', '']));
    const words = await admin('POST', LIST, {
      ...{ name: 'us', kit: 'amazon-dsp-cap' },
      parameters: { CLIENT_SECRET: 'plain-secret', REFRESH_TOKEN: 'Atzr|plain-token', client_secret: 'plain-again' },
    });
    expect([words.status, words.json.problems.map(({ path }: { path: string }) => path)]).toEqual([
      400,
      ['kit', 'parameters.CLIENT_SECRET', 'parameters.REFRESH_TOKEN', 'parameters.client_secret'],
    ]);
    expect(words.json.problems[0].message).toContain('did you mean "amazon-dsp-capi"');
    expect(words.text).not.toMatch(/plain-/);
    expect((await admin('GET', LIST)).json.integrations).toEqual([]);
    expect(await storedText(plane.records)).not.toMatch(/plain-/);
  });

  it('with secrets from the machine is for administrators', async () => {
    const refused = await editor('POST', LIST, { name: 'us', ...content });
    expect([refused.status, refused.json.code]).toEqual([403, 'forbidden']);
    expect(refused.json.detail).toMatch(/parameters\.CLIENT_SECRET, parameters\.REFRESH_TOKEN/);
    await added();
    const { version } = (await editor('GET', ONE)).json;
    // What an administrator has put there stays.
    expect((await editor('PUT', ONE, integrationContent('other'), version)).status).toBe(200);
  });
});

describe('saving a draft', () => {
  it('takes the place of the one that was read, and gives the next version', async () => {
    const version = await added();
    const { status, json } = await admin('PUT', ONE, integrationContent('second'), version);
    expect([status, json.draft]).toEqual([200, integrationContent('second')]);
    expect(json.version).toBeGreaterThan(version);
  });

  it.each<[string, string | undefined]>([
    ['without If-Match', undefined],
    ['with an If-Match that is no version of ours', '*'],
    ['with an If-Match in other words', '"one"'],
  ])('is refused %s', async (_, match) => {
    await added();
    const { status, json } = await admin('PUT', ONE, integrationContent('second'), match);
    expect([status, json.code, json.detail]).toEqual([428, 'version_needed', expect.stringContaining('If-Match')]);
  });

  it('is refused to whoever has not seen what somebody else saved, which stays', async () => {
    const version = await added();
    await admin('PUT', ONE, integrationContent('second'), version);
    const stale = await admin('PUT', ONE, integrationContent('third'), version);
    expect([stale.status, stale.json.code]).toEqual([412, 'record_conflict']);
    expect((await admin('GET', ONE)).json.draft).toEqual(integrationContent('second'));
  });

  it('of two at once is one person’s', async () => {
    const version = await added();
    const marks = ['second', 'third', 'fourth'];
    const replies = await Promise.all(marks.map((mark) => admin('PUT', ONE, integrationContent(mark), version)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });
});

describe('revisions', () => {
  it('are kept from the draft, numbered, with who and why; the same draft makes no further one', async () => {
    await added();
    const first = await editor('POST', `${ONE}/revisions`, { note: 'to begin with' });
    expect(first.json).toMatchObject({
      ...{ number: 1, note: 'to begin with', at: plane.clock.now(), ...content },
      author: { kind: 'token', name: 'a integration_manager' },
    });
    expect((await editor('POST', `${ONE}/revisions`, {})).json.number).toBe(1);
    expect((await editor('GET', ONE)).json).toMatchObject({ latest: 1, changed: false });
    await saved('second');
    expect((await editor('GET', `${ONE}/revisions/1`)).json).toEqual(first.json);
    expect((await editor('GET', `${ONE}/revisions/2`)).json).toMatchObject(integrationContent('second'));
  });

  it('of two who save at once follow each other, or are one', async () => {
    await added();
    const both = await Promise.all([1, 2].map(() => editor('POST', `${ONE}/revisions`, {})));
    expect(both.map(({ status, json }) => [status, json.number])).toEqual([
      [201, 1],
      [201, 1],
    ]);
  });

  it('are listed in pages, the newest first', async () => {
    await added();
    for (const mark of ['a', 'b', 'c', 'd', 'e']) await saved(mark);
    const seen: number[] = [];
    let after = '';
    for (let pages = 0; pages < 3; pages++) {
      const { json } = await editor('GET', `${ONE}/revisions?limit=2${after}`);
      seen.push(...json.items.map(({ number }: { number: number }) => number));
      after = `&after=${json.next}`;
      if (json.next === undefined) break;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1]);
    expect(after).toBe('&after=undefined');
    expect((await editor('GET', `${ONE}/revisions?limit=5`)).json.next).toBeUndefined();
  });

  it.each(['limit=0', 'limit=1001', 'limit=x', 'after=x', 'after=-1', 'after=1.5', 'since=1'])(
    'are not listed by %s',
    async (query) => {
      await added();
      const { status, json } = await editor('GET', `${ONE}/revisions?${query}`);
      expect([status, json.code, json.problems.length]).toEqual([400, 'invalid_request', 1]);
    },
  );

  it('differ from each other and from the draft at named places', async () => {
    await added();
    await saved('first');
    await saved('second');
    const { version } = (await admin('GET', ONE)).json;
    await admin('PUT', ONE, { ...content, parameters: { ...content.parameters, BATCH_SIZE: 7 } }, version);
    const place = ['playbook', 'events', 'Order Completed', 'name', 'enrichment'];
    const between = async (from: string, to: string): Promise<unknown> =>
      (await editor('GET', `${ONE}/differences?from=${from}&to=${to}`)).json.differences;
    expect(await between('1', '2')).toEqual([{ path: place, before: 'first', after: 'second' }]);
    expect(await between('1', 'draft')).toEqual([{ path: ['parameters', 'BATCH_SIZE'], after: 7 }]);
    expect(await between('draft', 'draft')).toEqual([]);
    for (const [query, status] of [
      ['from=1&to=99', 404],
      ['from=0&to=1', 404],
      ['from=x&to=1', 400],
      ['from=1', 400],
    ] as const)
      expect([query, (await editor('GET', `${ONE}/differences?${query}`)).status]).toEqual([query, status]);
  });
});

describe('secrets', () => {
  const SECRET = `${ONE}/secrets/CLIENT_SECRET`;

  it('are put into the vault, replaced, and never read back', async () => {
    await added();
    const put = await editor('PUT', SECRET, { value: '  qzsecretqz-one  ' });
    expect(put.json).toEqual({ kept: 'vault', there: true, updatedAt: plane.clock.now() });
    expect(plane.vault.secret('us/CLIENT_SECRET')?.reveal()).toBe('qzsecretqz-one');
    await editor('PUT', SECRET, { value: 'qzsecretqz-two' });
    expect(plane.vault.secret('us/CLIENT_SECRET')?.reveal()).toBe('qzsecretqz-two');
    expect((await editor('GET', ONE)).json.draft.parameters.CLIENT_SECRET).toBe('vault:');
    await editor('POST', `${ONE}/revisions`, {});
    for (const page of [LIST, ONE, `${ONE}/revisions/1`, '/api/export', '/api/audit']) {
      const { status, text } = await admin('GET', page);
      expect([page, status, text.includes('qzsecretqz')]).toEqual([page, 200, false]);
    }
    expect(await storedText(plane.records)).not.toContain('qzsecretqz');
  });

  it.each<[string, string, object, number]>([
    ['what is no secret of the kit', `${ONE}/secrets/ADVERTISER_ID`, { value: 'qzsecretqz' }, 404],
    [
      'an integration that there is not',
      '/api/integrations/nobody/secrets/CLIENT_SECRET',
      { value: 'qzsecretqz' },
      404,
    ],
    ['nothing', SECRET, { value: '' }, 400],
    ['no text', SECRET, { value: { deep: 'qzsecretqz' } }, 400],
    ['too much', SECRET, { value: 'qzsecretqz'.repeat(500) }, 400],
  ])('are not made of %s', async (_, url, body, status) => {
    await added();
    const reply = await editor('PUT', url, body);
    expect([reply.status, reply.text.includes('qzsecretqz')]).toEqual([status, false]);
    expect((await admin('GET', ONE)).json.draft).toEqual(content);
  });

  it('are put in while somebody else saves the draft, and nothing of either is lost', async () => {
    const version = await added();
    const edited = integrationContent('second', { BATCH_SIZE: 7 });
    const [put, save] = await Promise.all([
      editor('PUT', SECRET, { value: 'qzsecretqz' }),
      admin('PUT', ONE, edited, version),
    ]);
    expect(put.status).toBe(200);
    const { draft } = (await admin('GET', ONE)).json;
    expect(draft.parameters.CLIENT_SECRET).toBe('vault:');
    expect(draft.parameters.BATCH_SIZE).toBe(save.status === 200 ? 7 : undefined);
  });
});

describe('removing an integration', () => {
  it('is refused while a pipeline has it attached, live or in its draft', async () => {
    await added();
    await saved('first');
    await admin('POST', '/api/pipelines', { name: 'web', writeKey: 'web-write-key' });
    const attach = async (integrations: object[]): Promise<void> => {
      const { version } = (await admin('GET', '/api/pipelines/web')).json;
      expect((await admin('PUT', '/api/pipelines/web', { integrations, variables: {} }, version)).status).toBe(200);
    };
    const deploy = async (): Promise<void> => {
      const { version, health } = (await admin('GET', '/api/pipelines/web')).json;
      const confirm = health.reasons.map(({ code }: { code: string }) => code);
      expect((await admin('POST', '/api/pipelines/web/deployments', { confirm }, version)).status).toBe(201);
    };
    const inUse = { status: 409, json: { code: 'in_use', detail: expect.stringContaining('"web"') } };
    await attach([{ integration: 'us', revision: 1 }]);
    expect(await editor('DELETE', ONE)).toMatchObject(inUse);
    await deploy();
    await attach([]);
    expect(await editor('DELETE', ONE)).toMatchObject(inUse);
    await deploy();
    expect((await editor('DELETE', ONE)).status).toBe(204);
    expect((await editor('GET', ONE)).status).toBe(404);
    // Its revisions stay on record, for the deployments that tell of them.
    expect((await editor('GET', `${ONE}/revisions/1`)).status).toBe(200);
  });

  it('takes its secrets from the vault, and those of no other: who makes one of its name puts in others', async () => {
    await added();
    await admin('POST', '/api/integrations', { name: 'us-2', ...content });
    for (const name of ['us', 'us-2']) {
      await admin('PUT', `/api/integrations/${name}/secrets/REFRESH_TOKEN`, { value: 'qzsecretqz' });
    }
    const thereIn = async (name: string): Promise<boolean> =>
      (await admin('GET', `/api/integrations/${name}`)).json.secrets.REFRESH_TOKEN.there;
    expect([await thereIn('us'), await thereIn('us-2')]).toEqual([true, true]);
    expect((await editor('DELETE', ONE)).status).toBe(204);
    const parameters = { ...content.parameters, REFRESH_TOKEN: 'vault:' };
    await admin('POST', '/api/integrations', { name: 'us', ...content, parameters });
    expect([await thereIn('us'), await thereIn('us-2')]).toEqual([false, true]);
  });
});

it.each<[string, string, object?]>([
  ['GET', '/api/integrations/nobody'],
  ['PUT', '/api/integrations/nobody', content],
  ['DELETE', '/api/integrations/nobody'],
  ['GET', '/api/integrations/nobody/revisions'],
  ['POST', '/api/integrations/nobody/revisions', {}],
  ['GET', '/api/integrations/us/revisions/2'],
  ['GET', '/api/integrations/nobody/differences?from=draft&to=1'],
  ['POST', '/api/integrations/nobody/pause'],
])('%s %s is not found', async (method, url, body) => {
  await added();
  await saved('first');
  const { status, json } = await admin(method, url, body, 1);
  expect([status, json.code, json.type]).toEqual([404, 'not_found', 'urn:dspatch:problem:not_found']);
});

it('every change is on record, with before and after, and without secrets; refusals are not', async () => {
  const version = await added();
  await admin('PUT', ONE, integrationContent('second', { CLIENT_SECRET: 'env:TOKEN' }), version);
  await admin('PUT', ONE, integrationContent('third'), version);
  await admin('PUT', `${ONE}/secrets/REFRESH_TOKEN`, { value: 'qzsecretqz' });
  await editor('POST', `${ONE}/revisions`, {});
  await editor('DELETE', ONE);
  await editor('DELETE', ONE);
  const records = await plane.audited();
  expect(records.map(({ action, subject, author }) => [action, subject, author?.name])).toEqual([
    ['integration.created', 'integration us', 'a admin'],
    ['integration.draft_saved', 'integration us', 'a admin'],
    ['secret.replaced', 'integration us: REFRESH_TOKEN', 'a admin'],
    ['revision.saved', 'integration us', 'a integration_manager'],
    ['integration.removed', 'integration us', 'a integration_manager'],
  ]);
  expect([records[1]?.before, records[1]?.after]).toEqual([
    { 'playbook.events.Order Completed.name.enrichment': 'first', 'parameters.CLIENT_SECRET': '[redacted]' },
    { 'playbook.events.Order Completed.name.enrichment': 'second', 'parameters.CLIENT_SECRET': '[redacted]' },
  ]);
  expect(JSON.stringify(records)).not.toContain('qzsecretqz');
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { order, type Rig, startRig, WRITE_KEY } from './support/gateway.ts';

const OTHER_KEY = 'london-write-key';

describe('variables of pipelines that share an integration', { timeout: 60_000 }, () => {
  let rig: Rig;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  type Answer = { readonly status: number; readonly etag: string; readonly json: any };
  const ask = async (
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method, headers: { ...json, ...headers }, body: body === undefined ? null : JSON.stringify(body) };
    const answer = await rig.admin(path, init);
    return { status: answer.status, etag: answer.headers.get('etag') ?? '', json: await answer.json() };
  };
  const dataSetOf = async (id: string, key: string): Promise<unknown> => {
    await rig.post('track', order(id), { authorization: `Basic ${btoa(`${key}:`)}` });
    await rig.until(`the delivery of ${id}`, () => rig.sandbox.dedupeIds().has(id));
    const item = rig.sandbox.events({ dedupeId: id })[0]?.item as { eventDescription: { dataSetName: unknown } };
    return item.eventDescription.dataSetName;
  };
  /** Saves variables as the draft, and asks to deploy it. */
  const deploy = async (variables: Record<string, string>) => {
    const { json, etag } = await ask('GET', '/api/pipelines/web');
    const saved = await ask('PUT', '/api/pipelines/web', { ...json.draft, variables }, { 'if-match': etag });
    const plan = await ask('GET', '/api/pipelines/web/plan');
    const deployed = await ask('POST', '/api/pipelines/web/deployments', {}, { 'if-match': saved.etag });
    return { plan: plan.json, deployed };
  };

  beforeAll(async () => {
    const pipeline = (key: string, shop: string): object => ({
      ...{ writeKeys: [key], integrations: ['amazon'], variables: { SHOP: shop } },
    });
    rig = await startRig({
      kit: 'amazon-dsp-events',
      playbook: { global: { dataSetName: { enrichment: 'Shop_${pipeline.SHOP}' } }, events: {} },
      pipelines: { web: pipeline(WRITE_KEY, 'Berlin'), london: pipeline(OTHER_KEY, 'London') },
    });
  });
  afterAll(() => rig.close());

  it('each maps with its own', async () => {
    expect(await dataSetOf('berlin-1', WRITE_KEY)).toBe('Shop_Berlin');
    expect(await dataSetOf('london-1', OTHER_KEY)).toBe('Shop_London');
  });

  it('another value maps from its deployment on, and a rollback brings back the first', async () => {
    const { plan, deployed } = await deploy({ SHOP: 'Hamburg' });
    expect(plan).toMatchObject({
      differences: [{ path: ['variables', 'SHOP'], before: 'Berlin', after: 'Hamburg' }],
      integrations: [],
    });
    expect(deployed.status).toBe(201);
    expect(await dataSetOf('hamburg-1', WRITE_KEY)).toBe('Shop_Hamburg');
    expect(await dataSetOf('london-2', OTHER_KEY)).toBe('Shop_London');
    expect((await ask('POST', '/api/pipelines/web/rollback', { to: 1 })).status).toBe(201);
    expect(await dataSetOf('berlin-2', WRITE_KEY)).toBe('Shop_Berlin');
  });

  it('a draft alone changes nothing; one without a variable that is needed is sick, and is not deployed', async () => {
    const { plan, deployed } = await deploy({ SHOPP: 'Hamburg' });
    expect(plan.health.reasons).toContainEqual({
      ...{ code: 'variable_missing', level: 'problem', path: ['variables', 'SHOP'] },
      message: expect.stringContaining('(did you mean "SHOPP"?)'),
    });
    expect(deployed).toMatchObject({ status: 409, json: { code: 'unhealthy' } });
    expect(await dataSetOf('berlin-3', WRITE_KEY)).toBe('Shop_Berlin');
    const health = (await ask('GET', '/api/integrations/amazon')).json.health.reasons;
    expect(health).not.toContainEqual(expect.objectContaining({ level: 'problem' }));
  });

  it('are exported, and applied again change nothing', async () => {
    const exported = (await ask('GET', '/api/export')).json.text;
    // What may be sent to stands in a file’s server section.
    const text = `server: { allowUpstreams: ["${rig.sandbox.url}"] }\n${exported}`;
    expect(text).toContain('variables:\n      SHOP: Berlin');
    expect((await ask('POST', '/api/apply', { text, dryRun: true })).json.steps).toEqual([]);
    const other = text.replace('SHOP: Berlin', 'SHOP: Bremen');
    expect((await ask('POST', '/api/apply', { text: other })).json.steps).toEqual([
      {
        ...{ do: 'deploy', pipeline: 'web' },
        differences: [{ path: ['variables', 'SHOP'], before: 'Berlin', after: 'Bremen' }],
      },
    ]);
    expect(await dataSetOf('bremen-1', WRITE_KEY)).toBe('Shop_Bremen');
    const none = text.replace('SHOP: Berlin', 'SHOPP: Berlin');
    const refused = await ask('POST', '/api/apply', { text: none });
    expect(refused).toMatchObject({
      status: 400,
      json: { problems: [{ path: 'pipelines.web.variables.SHOP', line: expect.any(Number) }] },
    });
  });
});

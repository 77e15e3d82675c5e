import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreviewView } from '../src/admin/api/preview.ts';
import { cli } from './support/cli.ts';
import { order, type Rig, startRig, WRITE_KEY } from './support/gateway.ts';

const OTHER_KEY = 'london-write-key';

describe('previews of a running gateway', { timeout: 90_000 }, () => {
  let rig: Rig;
  const post = async (method: string, path: string, body: object, version?: string): Promise<Response> => {
    const headers = { 'content-type': 'application/json', ...(version === undefined ? {} : { 'if-match': version }) };
    return rig.admin(path, { method, headers, body: JSON.stringify(body) });
  };
  const ask = async (body: object, integration = 'amazon') => {
    const answer = await post('POST', `/api/integrations/${integration}/preview`, body);
    return { status: answer.status, view: (await answer.json()) as PreviewView };
  };
  const dataSetOf = async (body: object): Promise<unknown> => {
    const { view } = await ask({ event: order('order-1'), ...body });
    return view.keys.find(({ key }) => key === 'dataSetName')?.value;
  };
  const playbookOf = (prefix: string): object => ({
    global: { dataSetName: { enrichment: `${prefix}_\${pipeline.SHOP}` } },
  });

  beforeAll(async () => {
    const pipeline = (key: string, shop: string): object => ({
      ...{ writeKeys: [key], integrations: ['amazon'], variables: { SHOP: shop } },
    });
    rig = await startRig({
      kit: 'amazon-dsp-events',
      playbook: { ...playbookOf('Live'), events: {} },
      pipelines: { web: pipeline(WRITE_KEY, 'Berlin'), london: pipeline(OTHER_KEY, 'London') },
    });
    const answer = await rig.admin('/api/integrations/amazon');
    const { draft } = (await answer.json()) as { draft: object };
    const saved = { ...draft, playbook: playbookOf('Draft') };
    await post('PUT', '/api/integrations/amazon', saved, answer.headers.get('etag') ?? '');
  });
  afterAll(() => rig.close());

  it('are by the draft, by a revision, by what is handed in, or by what a pipeline runs', async () => {
    const { view } = await ask({ event: order('order-1') });
    expect(view).toMatchObject({ integration: 'amazon', of: 'draft', messageId: 'order-1', outcome: 'mapped' });
    expect(view.keys.find(({ key }) => key === 'dataSetName')).not.toHaveProperty('value');
    expect(await dataSetOf({ of: 'draft', pipeline: 'london' })).toBe('Draft_London');
    expect(await dataSetOf({ of: 1, pipeline: 'london' })).toBe('Live_London');
    expect((await ask({ event: order('order-1'), pipeline: 'web' })).view).toMatchObject({ of: 1, pipeline: 'web' });
    expect(await dataSetOf({ pipeline: 'web' })).toBe('Live_Berlin');
    const content = { kit: 'amazon-dsp-events', parameters: {}, playbook: playbookOf('Unsaved') };
    expect(await dataSetOf({ content, pipeline: 'web' })).toBe('Unsaved_Berlin');
  });

  it('show the item that does go to Amazon', async () => {
    const { view } = await ask({ event: order('order-2', { timestamp: new Date().toISOString() }), pipeline: 'web' });
    await rig.post('track', order('order-2', { timestamp: new Date().toISOString() }));
    await rig.until('the delivery', () => rig.sandbox.dedupeIds().has('order-2'));
    const [received] = rig.sandbox.events({ dedupeId: 'order-2' });
    const item = { ...received?.item, eventTime: expect.any(String) };
    expect(view.deliveries[0]).toMatchObject({ masked: [], wire: item });
    expect((await ask({ event: order('order-2') })).view.outcome).toBe('mapped'); // nothing was stored of it
  });

  it('tell what is wrong with the draft, each at its place, and with the event', async () => {
    const playbook = { global: { valu: { mapping: 'properties.x' }, currencyCode: { mapping: 'propertis.currency' } } };
    const content = { kit: 'amazon-dsp-events', parameters: { SCORES: 'maybe' }, playbook };
    expect(await ask({ event: order('a'), content })).toMatchObject({
      status: 400,
      view: {
        code: 'invalid_configuration',
        problems: [
          { path: 'parameters.SCORES', message: expect.stringContaining('must be one of') },
          { path: 'playbook.global.valu', message: expect.stringContaining('did you mean "value"?') },
          { path: 'playbook.global.currencyCode.mapping', message: expect.stringContaining('"properties"') },
        ],
      },
    });
    const other = { ...content, parameters: {}, playbook: { deny: 'x', global: { deny: 'pipeline.SHO == "x"' } } };
    expect((await ask({ event: order('a'), content: other, pipeline: 'web' })).status).toBe(400);
    const missing = { ...content, parameters: {}, playbook: { global: { deny: 'pipeline.SHO == "x"' } } };
    expect((await ask({ event: order('a'), content: missing, pipeline: 'web' })).view).toMatchObject({
      problems: [{ path: 'variables.SHO', message: expect.stringContaining('did you mean "SHOP"?') }],
    });
    expect(await ask({ event: { type: 'trak' } })).toMatchObject({
      status: 400,
      view: { problems: [{ path: 'event' }] },
    });
    expect(await ask({ event: '{"type":' })).toMatchObject({ status: 400, view: { code: 'invalid_request' } });
    expect((await ask({ event: {}, of: 1, content: missing })).status).toBe(400);
    expect((await ask({ event: order('a'), of: 9 })).status).toBe(404);
    expect((await ask({ event: order('a'), pipeline: 'nowhere' })).status).toBe(404);
    expect((await ask({ event: order('a') }, 'nobody')).status).toBe(404);
  });

  it('dspatch preview prints them for people, and as JSON', async () => {
    const input = JSON.stringify(order('order-3', { context: { traits: { email: 'somebody@example.com' } } }), null, 2);
    const args = ['preview', '--pipeline', 'web', '--admin', rig.gateway.adminUrl];
    const [text, json] = await Promise.all([cli([...args, '-'], { input }), cli([...args, '--json'], { input })]);
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toContain(
      'order-3  Order Completed  (amazon, revision 1, with the variables of web)\nmapped: 1',
    );
    expect(text.stdout).toMatch(/^ {2}value: 39\.98 {2}\(expression of event, from the kit\)$/m);
    expect(text.stdout).toMatch(/^ {2}dataSetName: "Live_Berlin" {2}\(enrichment of global, from the integration\)$/m);
    expect(text.stdout).toMatch(/^ {4}context\.traits\.email: s\*\*\*@e\*\*\*\.com -> s\*\*\*@e\*\*\*\.com, used/m);
    expect(text.stdout).toMatch(/^ {2}the next best key: PHONE$/m);
    expect(text.stdout).not.toContain('somebody');
    expect(JSON.parse(json.stdout)).toMatchObject({ of: 1, outcome: 'mapped', identity: { next: 'PHONE' } });
  });

  it('dspatch preview says what is wrong', async () => {
    const args = ['preview', '--admin', rig.gateway.adminUrl];
    const [none, event, of] = await Promise.all([
      cli([...args, '-']),
      cli([...args, '-'], { input: '{"type":"trak"}' }),
      cli([...args, '--of', 'x', '-'], { input: '{}' }),
    ]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('is empty: give one event') });
    expect(event).toMatchObject({ code: 1, stderr: expect.stringContaining('"type" must be one of track, page') });
    expect(of).toMatchObject({ code: 1, stderr: expect.stringContaining('must be draft, or the number') });
  });
});

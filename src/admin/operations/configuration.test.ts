import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { type Call, controlPlane, integrationContent, SECRETS } from '../../../test/support/control-plane.ts';
import { HOUR } from '../../base/durations.ts';
import { Secret } from '../../vault/secret.ts';

const FILE = {
  integrations: { us: integrationContent('one') },
  pipelines: { web: { writeKeys: ['web-key'], integrations: ['us'] } },
};
const sent = (file: object, more: object = {}): object => ({ text: JSON.stringify(file), ...more });

it('a file that is sent is planned, applied, and on record; again it does nothing', async () => {
  const plane = await controlPlane({ env: SECRETS });
  const admin = await plane.by('admin');
  const words = ['create_integration', 'save_revision', 'create_pipeline', 'deploy'];
  const planned = await admin('POST', '/api/apply', sent(FILE, { dryRun: true }));
  expect([planned.status, planned.json.steps.map((step: { do: string }) => step.do)]).toEqual([200, words]);
  expect([await plane.integrations.list(), await plane.audited()]).toEqual([[], []]);
  expect((await admin('POST', '/api/apply', sent(FILE, { note: 'first' }))).json.steps).toEqual(planned.json.steps);
  expect((await plane.pipelines.need('web')).live).toMatchObject({
    number: 1,
    note: 'first',
    author: { name: 'a admin' },
  });
  expect((await admin('POST', '/api/apply', sent(FILE))).json.steps).toEqual([]);
  expect((await plane.audited()).map(({ action }) => action)).toEqual(['configuration.applied']);
});

it('a file with problems is refused whole, with each at its line and path', async () => {
  const plane = await controlPlane({ env: SECRETS });
  const text =
    'integrations:\n  us: { kit: amazon-dsp-cap }\npipelines:\n  web: { writeKeys: [], integrations: [eu] }\n';
  const { status, json } = await (await plane.by('admin'))('POST', '/api/apply', { text });
  expect([status, json.code]).toEqual([400, 'invalid_configuration']);
  const places = json.problems.map(({ path, line }: { path: string; line: number }) => [path, line]);
  expect(places).toEqual(
    expect.arrayContaining([
      ['integrations.us.kit', 2],
      ['pipelines.web.writeKeys', 4],
    ]),
  );
  expect(await plane.integrations.list()).toEqual([]);
});

it('what is no mistake, and still should be known, is told', async () => {
  const plane = await controlPlane({ env: SECRETS });
  const file = { ...FILE, pipelines: { web: { writeKeys: ['web-key'], integrations: [] } } };
  const { json } = await (await plane.by('admin'))('POST', '/api/apply', sent(file, { dryRun: true }));
  expect(json.warnings).toEqual([
    expect.stringMatching(/^integrations\.us: /),
    expect.stringMatching(/^pipelines\.web\.integrations: /),
  ]);
});

it('what was done before an apply failed is on record', async () => {
  const plane = await controlPlane({ env: SECRETS });
  const put = plane.records.put.bind(plane.records);
  plane.records.put = (key, ...rest) =>
    key.startsWith('deployment/') ? Promise.reject(new Error('the disk is full')) : put(key, ...rest);
  const { status } = await (await plane.by('admin'))('POST', '/api/apply', sent(FILE));
  const [record] = await plane.audited();
  expect([status, record?.action]).toEqual([500, 'configuration.applied']);
  expect(((record?.after ?? []) as { do: string }[]).map((step) => step.do)).toEqual([
    ...['create_integration', 'save_revision', 'create_pipeline'],
  ]);
});

it('an unfinished draft that runs nowhere is left out of the export, which says so', async () => {
  const plane = await controlPlane({ env: SECRETS });
  const admin = await plane.by('admin');
  await admin('POST', '/api/apply', sent(FILE));
  await admin('POST', '/api/integrations', { name: 'later', kit: 'amazon-dsp-events' });
  const { text } = (await admin('GET', '/api/export')).json;
  expect(text).toMatch(/^# later runs nowhere and is not finished/);
  expect((await admin('POST', '/api/apply', { text })).json.steps).toEqual([]);
  expect((await plane.integrations.list()).map(({ name }) => name)).toEqual(['later', 'us']);
});

// Whatever people do, what is exported says what there is: applying it changes nothing.
type Act = (admin: Call) => Promise<unknown>;
const names = fc.constantFrom('us', 'eu');
const pipelines = fc.constantFrom('web', 'app');
const versionOf = async (admin: Call, url: string): Promise<number> => (await admin('GET', url)).json.version ?? 0;

const content = fc.record({
  kit: fc.constantFrom('amazon-dsp-capi', 'amazon-dsp-events'),
  mark: fc.constantFrom('one', 'two', '"# : - | > ${', '1e3', 'null'),
  secret: fc.constantFrom('env:SECRET', 'file:secret.txt', 'vault:'),
  off: fc.boolean(),
});
const acts: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(names, content).map(
    ([name, { kit, mark, secret, off }]): Act =>
      async (admin) => {
        const { parameters, playbook } = integrationContent(mark, {
          CLIENT_SECRET: secret,
          ADVERTISER_ID: name === 'us' ? '1' : '2',
        });
        const body = { kit, parameters, playbook: off ? { ...playbook, deny: 'true' } : playbook };
        const url = `/api/integrations/${name}`;
        await admin('POST', '/api/integrations', { name, ...body });
        await admin('PUT', url, body, await versionOf(admin, url));
      },
  ),
  names.map(
    (name): Act =>
      (admin) =>
        admin('POST', `/api/integrations/${name}/revisions`, {}),
  ),
  fc.tuple(pipelines, fc.subarray(['us', 'eu']), fc.constantFrom('', 'a: b', '${X}')).map(
    ([name, attached, value]): Act =>
      async (admin) => {
        const url = `/api/pipelines/${name}`;
        await admin('POST', '/api/pipelines', { name, writeKey: `${name}-write-key` });
        const latest = async (one: string): Promise<number> =>
          (await admin('GET', `/api/integrations/${one}`)).json.latest ?? 0;
        const integrations = [];
        for (const one of attached)
          if ((await latest(one)) > 0) integrations.push({ integration: one, revision: await latest(one) });
        const variables = value === '' ? {} : { VALUE: value };
        const { json } = await admin('PUT', url, { integrations, variables }, await versionOf(admin, url));
        const confirm = json.health.reasons.map(({ code }: { code: string }) => code);
        await admin('POST', `${url}/deployments`, { confirm }, json.version);
      },
  ),
  pipelines.map(
    (name): Act =>
      (admin) =>
        admin('POST', `/api/pipelines/${name}/write-keys`, { overlapMs: HOUR }),
  ),
  fc.tuple(pipelines, fc.integer({ min: 1, max: 3 })).map(
    ([name, to]): Act =>
      (admin) =>
        admin('POST', `/api/pipelines/${name}/rollback`, { to }),
  ),
  pipelines.map(
    (name): Act =>
      (admin) =>
        admin('POST', '/api/pipelines', { name, writeKey: `${name}-write-key` }),
  ),
);

it('applying what was exported changes nothing, whatever people did before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dspatch-export-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'secret.txt'), 'a-client-secret');
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 3, maxLength: 10 }), async (done) => {
      const plane = await controlPlane({ env: SECRETS, folder });
      for (const name of ['us', 'eu']) await plane.vault.put(`${name}/CLIENT_SECRET`, new Secret('a-client-secret'), 0);
      const admin = await plane.by('admin');
      for (const act of done) await act(admin);
      const { text } = (await admin('GET', '/api/export')).json;
      expect(text).not.toMatch(/a-client-secret|a-refresh-token/);
      // Pipelines that run different revisions of an integration cannot be told in one file: it says so.
      if (/^# \w+ runs revision/m.test(text)) return;
      const planned = await admin('POST', '/api/apply', { text, dryRun: true });
      expect([text, planned.status, planned.json.steps ?? planned.json]).toEqual([text, 200, []]);
      compared += 1;
      expect((await admin('POST', '/api/apply', { text })).json.steps).toEqual([]);
      expect((await admin('GET', '/api/export')).json.text).toBe(text);
    }),
    { numRuns: 20 },
  );
  expect(compared).toBeGreaterThan(5);
});

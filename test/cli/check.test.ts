import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, type Ended, ownFolder } from '../support/cli.ts';

describe('dspatch check', () => {
  const connection = `
      BASE_URL: "http://127.0.0.1:9090"
      LOGIN_URL: "http://127.0.0.1:9090/auth/o2/token"
      ADVERTISER_ID: "1234567890"
      PROFILE_ID: "32312945"
      CLIENT_ID: x
      CLIENT_SECRET: "env:AMAZON_CLIENT_SECRET"
      REFRESH_TOKEN: "file:refresh"`;
  const right = `
server: { ingest: { host: 127.0.0.1, port: 8080 }, admin: { host: 127.0.0.1, port: 8081 }, dataDir: ./data, allowUpstreams: ["http://127.0.0.1:9090"] }
integrations:
  amazon-us:
    kit: amazon-dsp-capi
    parameters: ${connection}
    playbook: { events: { Order Completed: { conversionDefinitionId: { enrichment: "109" } } } }
pipelines:
  web: { writeKeys: [demo-write-key], integrations: [amazon-us] }
`;
  const wrong = `
server: { ingest: { prot: 80 }, admin: { host: 0.0.0.0 } }
integrations:
  one: { kit: amazon-dsp-cap }
  two:
    kit: amazon-dsp-capi
    parameters: { BASE_URL: "https://evil.example", CLIENT_SECRET: "literal", REFRESH_TOKEN: "env:NOT_SET", BATCH_SIZE: 0 }
    playbook: { events: { Order Completed: { valu: { enrichment: 1 }, value: { expression: "1 +" } } } }
pipelines:
  web: { writeKeys: ["k"], integrations: [ones] }
  app: { writeKeys: ["k"], integrations: [two] }
`;

  /** Checks a file of this text, beside which lies a refresh token. */
  function check(text: string, ...args: string[]): Promise<Ended> {
    const folder = ownFolder();
    writeFileSync(join(folder, 'dspatch.yaml'), text);
    writeFileSync(join(folder, 'refresh'), 'Atzr|token');
    return cli(['check', '-f', 'dspatch.yaml', ...args], { cwd: folder, env: { AMAZON_CLIENT_SECRET: 's3cret' } });
  }

  it('is content with the file that the documentation shows, and says what is not set up yet', async () => {
    const [{ code, stdout }, json] = await Promise.all([check(right), check(right, '--json')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^dspatch\.yaml:14:17 integrations\.amazon-us\.playbook\.events: warning: .*Product Viewed.* no conversion definition id yet/,
    );
    expect(stdout).not.toMatch(/Order Completed/);
    expect(stdout).toMatch(/^dspatch\.yaml is right \(integrations: 1, pipelines: 1, warnings: 1\)$/m);
    expect(JSON.parse(json.stdout)).toEqual({
      valid: true,
      problems: [],
      warnings: [
        {
          ...{ code: 'not_configured', path: 'integrations.amazon-us.playbook.events', line: 14, column: 17 },
          message: expect.any(String),
        },
      ],
    });
  });

  it('tells all problems of a file at once, each with its place and what would be right', async () => {
    const [{ code, stdout }, json] = await Promise.all([check(wrong), check(wrong, '--json')]);
    expect([code, json.code]).toEqual([1, 1]);
    const problems = {
      'server.ingest.prot': 'is not known here; known are host, port',
      'server.admin.host': 'must be a loopback address',
      'integrations.one.kit': 'did you mean "amazon-dsp-capi"?',
      'integrations.two.parameters.ADVERTISER_ID': 'is required',
      'integrations.two.parameters.CLIENT_ID': 'is required',
      'integrations.two.parameters.CLIENT_SECRET': 'give it as env:NAME or file:PATH',
      'integrations.two.parameters.REFRESH_TOKEN': 'the environment variable NOT_SET is not set',
      'integrations.two.parameters.BATCH_SIZE': 'from 1 to 100, not 0',
      'integrations.two.parameters.BASE_URL': 'server.allowUpstreams',
      'integrations.two.playbook.events.Order Completed.valu': 'did you mean "value"?',
      'integrations.two.playbook.events.Order Completed.value.expression': '"1 +"',
      'pipelines.web.integrations[0]': 'did you mean "one"?',
      'pipelines.app.writeKeys[0]': 'belongs to "web" already',
    };
    for (const [path, says] of Object.entries(problems)) {
      const line = stdout.split('\n').find((one) => one.includes(` ${path}: `));
      expect(line).toMatch(/^dspatch\.yaml:\d+:\d+ /);
      expect(line).toContain(says);
    }
    expect(stdout).toMatch(/^13 problems(?:, warnings: \d+)?$/m);
    const told = JSON.parse(json.stdout) as { problems: { path: string; line: number }[] };
    const lines = told.problems.map(({ line }) => line);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(told.problems.map(({ path }) => path).sort()).toEqual(Object.keys(problems).sort());
    expect(told.problems.every(({ line }) => line > 1)).toBe(true);
  });

  it.each([
    ['YAML that is none', 'a: [1', /^dspatch\.yaml:1:6: a list .* is not closed: .+\na problem$/m],
    ['a list', '- a', /must be a map, not a list/],
  ])('says what is wrong with %s', async (_, text, says) => {
    const { code, stdout } = await check(text);
    expect(code).toBe(1);
    expect(stdout).toMatch(says);
  });

  it('asks for no secrets when it is offline', async () => {
    const without = right.replace('AMAZON_CLIENT_SECRET', 'NOT_SET').replace('file:refresh', 'file:missing');
    const [online, offline] = await Promise.all([check(without), check(without, '--offline')]);
    expect([online.code, offline.code]).toEqual([1, 0]);
    expect(online.stdout).toMatch(/NOT_SET is not set[\s\S]*missing cannot be read \(ENOENT\)/);
  });

  it('says where the file should be when there is none', async () => {
    const { code, stdout } = await cli(['check'], { cwd: ownFolder() });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dspatch\.yaml: there is no such file: name the configuration with -f$/m);
  });

  it('is not content with a folder, and warns of an empty file', async () => {
    const [folder, empty] = await Promise.all([cli(['check', '-f', '.']), check('')]);
    expect([folder.code, folder.stdout]).toEqual([1, '.: this is a folder: name the file\na problem\n']);
    expect([empty.code, empty.stdout]).toEqual([
      0,
      'dspatch.yaml: warning: there is no pipeline: every event is refused with 401\ndspatch.yaml is right (integrations: 0, pipelines: 0, warnings: 1)\n',
    ]);
  });
});

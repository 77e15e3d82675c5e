import { describe, expect, it } from 'vitest';
import { ownFolder } from '../../test/support/cli.ts';
import { formatProblem, loadConfig, parseConfig } from './load.ts';

const CONNECTION = 'ADVERTISER_ID: "1", CLIENT_ID: c, CLIENT_SECRET: "env:SECRET", REFRESH_TOKEN: "env:SECRET"';

/** What is told of a file, a line each: `3:5 path: message`. */
function told(text: string): string[] {
  const result = parseConfig(text, '/', { env: { SECRET: 's3cret' } });
  if (result.ok) throw new Error('it is right');
  return result.problems.map((problem) => formatProblem('', problem).slice(1));
}

/** An integration of the Events API with more parameters and a playbook, and a pipeline for it. */
function integration(parameters: string, playbook = '{}'): string {
  return `
integrations:
  a:
    kit: amazon-dsp-events
    parameters: { ${[CONNECTION, parameters].filter(Boolean).join(', ')} }
    playbook: ${playbook}
pipelines:
  web: { writeKeys: [k], integrations: [a] }
`;
}

describe('one problem hides no other', () => {
  it('of the same list, or of the same pipeline', () => {
    const found = told(`
integrations:
  a1: { kit: amazon-dsp-events, parameters: { ${CONNECTION} } }
pipelines:
  p1: { writeKeys: ["a:b", k1], integrations: [a1, 7, a3, a1] }
  p2: { writeKeys: ["c:d"], integrations: [a3] }
  p3: { integrations: [a3], writeKeys: k1 }
  p4: { writeKeys: [k1, k2, k2], integrations: [a1] }
`);
    expect(found).toEqual([
      expect.stringMatching(/^5:21 pipelines\.p1\.writeKeys\[0\]: a write key has no ":"/),
      '5:52 pipelines.p1.integrations[1]: must be text, not a number',
      '5:55 pipelines.p1.integrations[2]: there is no integration "a3" (did you mean "a1"?)',
      '5:59 pipelines.p1.integrations[3]: "a1" stands here twice: each event goes to it once',
      expect.stringMatching(/^6:21 pipelines\.p2\.writeKeys\[0\]: a write key has no ":"/),
      '6:44 pipelines.p2.integrations[0]: there is no integration "a3" (did you mean "a1"?)',
      '7:24 pipelines.p3.integrations[0]: there is no integration "a3" (did you mean "a1"?)',
      '7:29 pipelines.p3.writeKeys: must be a list, not text',
      '8:21 pipelines.p4.writeKeys[0]: this write key belongs to "p1" already: each is one pipeline’s',
      '8:29 pipelines.p4.writeKeys[2]: this write key stands here twice: once is enough',
    ]);
  });

  it('of another address', () => {
    const found = told(
      `server: { allowUpstreams: [nope, "127.0.0.1:90"] }${integration('LOGIN_URL: "https://evil.example", BASE_URL: "http://127.0.0.1:90"')}`,
    );
    expect(found).toEqual([
      '1:28 server.allowUpstreams[0]: must be an http(s) address',
      '1:34 server.allowUpstreams[1]: must be an http(s) address',
      // That 127.0.0.1:90 may not be sent to follows from the second.
      expect.stringMatching(
        /^5:\d+ integrations\.a\.parameters\.LOGIN_URL: https:\/\/evil\.example is not one of Amazon/,
      ),
    ]);
  });

  it('of the same input', () => {
    const section = `{ valu: { mapping: properties.a, modifiers: [trim] }, value: { mapping: [properties.a, 5, foo], modifers: [], modifiers: [5, trim] } }`;
    expect(told(integration('', `{ global: ${section} }`)).map((line) => line.replace(/^\S+ \S+global\./, ''))).toEqual(
      [
        'valu: "valu" is not an output key of this kit (did you mean "value"?)',
        expect.stringMatching(/^valu\.modifiers\[0\]: there is no modifier "trim" \(did you mean "trim_string"\?\)/),
        'value.mapping[1]: must be text, not a number',
        expect.stringMatching(/^value\.mapping\[2\]: "foo": a path begins with one of/),
        expect.stringMatching(/^value\.modifers: is not known here \(did you mean "modifiers"\?\)/),
        'value.modifiers[0]: must be text or a map',
        expect.stringMatching(/^value\.modifiers\[1\]: there is no modifier "trim"/),
      ],
    );
  });

  it('and they stand in the order of the file, what is about all of it first', () => {
    const found = told(`
pipelines: { web: { writeKeys: [k], integrations: [b] } }
server: { logLevel: loud, ingest: { prot: 1 } }
integrations: { a: { kit: amazon } }
`);
    expect(found.map((line) => line.split(' ', 2)[1])).toEqual([
      'pipelines.web.integrations[0]:',
      'server.logLevel:',
      'server.ingest.prot:',
      'integrations.a.kit:',
    ]);
  });
});

describe('what only follows from a problem is not told', () => {
  it('that a parameter which was refused is not there', () => {
    const playbook = '{ global: { name: { enrichment: "${DATA_SET_NAME} ${DEFAULT_CURRENCY} ${NOT_THERE}" } } }';
    expect(told(integration('DEFAULT_COUNTRY: Narnia, DATA_SET_NAME: x, DEFAULT_CURRENCY: fooo', playbook))).toEqual([
      expect.stringMatching(/DEFAULT_COUNTRY: must be .*Narnia/),
      expect.stringMatching(/DATA_SET_NAME: must be 5 to 100/),
      expect.stringMatching(/DEFAULT_CURRENCY: must be .*fooo/),
      expect.stringMatching(/name\.enrichment: there is no parameter "NOT_THERE"$/),
    ]);
  });

  it('that integrations are not there, where the list of them is none', () => {
    const pipelines = '\npipelines: { web: { writeKeys: [k], integrations: [a] } }';
    expect(told(`integrations: [a]${pipelines}`)).toEqual(['1:1 integrations: must be a map, not a list']);
    expect(told(`integration: { a: { kit: x } }${pipelines}`)).toEqual([
      '1:1 integration: is not known here (did you mean "integrations"?); known are server, integrations, pipelines',
    ]);
    expect(told(`integrations: { "a b": { kit: amazon-dsp-events } }${pipelines.replace('[a]', '["a b"]')}`)).toEqual([
      expect.stringMatching(/^1:17 integrations\.a b: a name is 1 to 64 letters/),
    ]);
  });

  it('that a port is taken by what another should have had', () => {
    expect(told(`server: { ingest: { port: "8080" }, admin: { port: 8080 } }`)).toEqual([
      '1:21 server.ingest.port: must be a number, not text',
    ]);
  });

  it('what stands in one place and is read in several', () => {
    const found = told(`
integrations:
  a: { kit: amazon-dsp-events, parameters: &shared { ${CONNECTION}, BATCH_SIZE: 0 } }
  b: { kit: amazon-dsp-events, parameters: *shared }
pipelines:
  web: { writeKeys: [k], integrations: [a, b] }
`);
    expect(found).toEqual([
      expect.stringMatching(/^3:\d+ integrations\.a\.parameters\.BATCH_SIZE: .*from 1 to 500, not 0$/),
    ]);
  });
});

describe('what is told says what would be right', () => {
  const inOrder = (section: string): string[] =>
    told(integration('', `{ events: { Order Completed: ${section} } }`)).map((line) =>
      line.replace(/^\S+ integrations\.a\.playbook\.events\.Order Completed\./, ''),
    );

  it.each<[section: string, says: string]>([
    ['{ conversionType: LEAD }', 'conversionType: must be a map, not text: an input, such as { enrichment: "LEAD" }'],
    ['{ value: 5 }', 'value: must be a map, not a number: an input, such as { enrichment: 5 }'],
    ['{ value: properties.total }', 'value: must be a map, not text: an input, such as { mapping: properties.total }'],
    ['{ name: [a, b] }', 'name: must be a map, not a list: an input, such as { enrichment: ["a","b"] }'],
    [
      '{ filters: ["true"] }',
      'filters: "filters" is not an output key of this kit: a section holds allow, deny and output keys, each with its input',
    ],
    [
      '{ output: { value: { enrichment: 1 } } }',
      'output: "output" is not an output key of this kit: a section holds allow, deny and output keys, each with its input',
    ],
    [
      '{ value: { mapping: properties.a, modifiers: [{}] } }',
      'value.modifiers[0]: a modifier is one name, or one name with its arguments; several are several items',
    ],
    ['{ allow: 5 }', 'allow: must be text or a list'],
  ])('%s: %s', (section, says) => {
    expect(inOrder(section)).toEqual([says]);
  });

  it('two listeners need two ports', () => {
    expect(told('server: { ingest: { port: 8081 } }')).toEqual([
      '1:21 server.ingest.port: 8081 is the port of server.admin too: each listener needs its own',
    ]);
    expect(told('server: { ingest: { host: 0.0.0.0, port: 90 }, admin: { port: 90 } }')).toEqual([
      '1:57 server.admin.port: 90 is the port of server.ingest too: each listener needs its own',
    ]);
    expect(parseConfig('server: { ingest: { port: 0 }, admin: { port: 0 } }', '/', { env: {} }).ok).toBe(true);
  });

  it.each<[text: string, lines: string[]]>([
    ['a: { b: 1\nc: 2', ['2:1: a map that begins with { is not closed: a } is missing before this']],
    ['a: [1', ['1:6: a list that begins with [ is not closed: a ] is missing before this']],
    ['a:\n\tb: 1', ['2:1: a tab stands here: indent with spaces']],
    ['a: 1\na: 2', ['2:1: this key stands here twice: keep one']],
    ['a: b: c', ['1:4: a key cannot stand here: mend the indentation, or put a text that holds ": " in quotes']],
    ['- a\nb: 1', [expect.stringMatching(/^2:1: /)]],
    ['a: *x\nb: *y', ['1:4: there is no "&x" before this "*x"', '2:4: there is no "&y" before this "*y"']],
    ['a: &a { b: *a }', ['1:12: "*a" stands within its own "&a"']],
  ])('%j is no YAML', (text, lines) => {
    expect(told(text)).toEqual(lines);
  });

  it('a folder is no file', () => {
    expect(loadConfig(ownFolder(), { env: {} })).toMatchObject({
      ok: false,
      problems: [{ message: 'this is a folder: name the file' }],
    });
  });
});

it('a secret in the wrong place is never repeated', () => {
  const secret = 'amzn1.oa2-cs.v1.0123456789';
  const found = told(
    integration(
      `CLIENT_SECRETS: ${secret}`,
      `{ global: { CLIENT_SECRET: ${secret}, REFRESH_TOKEN: [${secret}] }, refresh: ${secret}, events: ${secret} }`,
    ),
  );
  expect(found).toHaveLength(5);
  expect(found.join()).not.toContain(secret);
});

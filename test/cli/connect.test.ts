import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { DspatchError } from '../../src/base/errors.ts';
import { AdminClient } from '../../src/cli/admin-client.ts';
import { consentTo } from '../../src/cli/connect/consent.ts';
import { askAtTerminal, askNobody } from '../../src/cli/connect/questions.ts';
import { type Connected, type ConnectOptions, connect } from '../../src/cli/connect.ts';
import { BIN, type CliOptions, type Ended, ownFolder, startCli } from '../support/cli.ts';
import { answerConsent, CLIENT_ID, type ConnectRig, pageOf, startConnectRig } from '../support/connect-rig.ts';
import { atTerminal, KEYS, type Terminal, terminal } from '../support/terminal.ts';

// `dspatch connect` against the admin API and the sandbox: at a terminal, and from scripts.

const SECRET = 'canary-typed-secret-42';
const { enter, down, ctrlC } = KEYS;

let rig: ConnectRig;
beforeEach(async () => {
  rig = await startConnectRig();
});

/** Waits a fiftieth of the time. */
const HASTY: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms / 50, signal) };
const OPTIONS = { browser: false, deploy: true, definition: {} } as const;
/** What is typed where a person is asked; the first that fits the question. */
type Answers = readonly (readonly [question: RegExp, typed: string])[];

/** Connects at a terminal within this process. */
function connecting(
  options: Partial<ConnectOptions> = {},
): Terminal & { readonly done: Promise<Connected>; answers(answers: Answers): Promise<void> } {
  const screen = terminal();
  const given: ConnectOptions = { admin: rig.url, sandbox: rig.sandbox.url, ...OPTIONS, ...options };
  const done = connect(given, new AdminClient(rig.url), askAtTerminal(screen), HASTY);
  done.catch(() => {}); // looked at by the test, later
  const answers = async (list: Answers): Promise<void> => {
    for (const [question, typed] of list) {
      await screen.sees(question);
      screen.types(typed);
    }
  };
  return {
    ...{ sees: screen.sees, types: screen.types, done, answers },
    get shown() {
      return screen.shown;
    },
  };
}

/** Sees Amazon's page, and answers it as a browser would. */
async function visit(screen: Terminal, decision?: 'deny'): Promise<string> {
  const [url] = await screen.sees(/http:\S+\/ap\/oa\?\S+/);
  await screen.sees(/Waiting for the answer/);
  return answerConsent(url, decision);
}

const KNOWN = { kit: 'amazon-dsp-capi', region: 'NA', clientId: CLIENT_ID } as const;
const toAdvertiser: Answers = [
  [/Client secret/, `${SECRET}${enter}`],
  [/Which profile\?/, enter],
  [/Which advertiser/, enter],
];

describe('at a terminal', () => {
  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'a new user gets to a deployed integration by choosing from lists, and types no id of Amazon’s',
    async () => {
      const screen = atTerminal([...[BIN, 'connect', '--admin', rig.url, '--sandbox', rig.sandbox.url]]);
      const typed: string[] = [];
      const answer = async (question: RegExp, text: string): Promise<void> => {
        await screen.sees(question);
        typed.push(text);
        screen.types(text);
      };
      await answer(/Which kit\?/, enter);
      await answer(/In which region/, enter);
      await answer(/Client id/, `${CLIENT_ID}${enter}`);
      await answer(/Client secret/, `${SECRET}${enter}`);
      await fetch(await visit(screen));
      await answer(/Which profile\?/, enter);
      await answer(/Which advertiser/, `${down}${enter}`);
      await answer(/How do the events/, enter);
      await screen.sees(/The check:/);
      await answer(/Name of the integration/, enter);
      await answer(/Which pipeline/, enter);
      await answer(/Name of the new pipeline/, enter);
      await screen.sees(/The pipeline web runs it: deployment 1\./);
      expect(await screen.ended).toBe(0);
      expect(typed.join('')).not.toMatch(/\d{8}/);
      expect(screen.shown).not.toContain(SECRET);
      expect(rig.vault.secret('acme-outdoor-canada/CLIENT_SECRET')?.reveal()).toBe(SECRET);
      expect((await rig.integrations.need('acme-outdoor-canada')).draft.parameters).toMatchObject({
        ...{ ADVERTISER_ID: '1234567891', PROFILE_ID: '9007199254740993', CLIENT_ID },
      });
      expect((await rig.pipelines.need('web')).live?.integrations).toEqual([
        { integration: 'acme-outdoor-canada', revision: 1 },
      ]);
    },
  );

  it('a definition is chosen, made or refused for each event, by name', async () => {
    const screen = connecting({ ...KNOWN, pipeline: 'none' });
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(screen));
    await screen.answers([
      [/Which profile\?/, enter],
      [/Which advertiser/, enter],
      [/How do the events/, `${down}${down}${down}${enter}`],
      [/Page counts as/, enter],
      [/Products Searched counts as/, `Make${enter}`],
      [/Product List Viewed counts as/, `Do not${enter}`],
      [/Product Clicked counts as/, `Lead${enter}`],
      [/Product Viewed counts as/, enter],
      [/Product Added counts as/, enter],
      [/Product Removed counts as/, enter],
      [/Cart Viewed counts as/, enter],
      [/Order Completed counts as/, enter],
      [/Name of the integration/, enter],
    ]);
    const { definitions, finished } = await screen.done;
    expect(definitions).toEqual({ made: ['dspatch - Products Searched'], failed: [] });
    expect(finished).toMatchObject({ integration: 'acme-outdoor-us', revision: 1 });
    const { events = {} } = (await rig.integrations.need('acme-outdoor-us')).draft.playbook;
    expect(events['Product List Viewed']).toBeNull();
    expect(events.Page).toEqual({ conversionDefinitionId: { enrichment: '591000000000000001' } });
    expect(events['Product Clicked']).toMatchObject({ conversionType: { enrichment: 'LEAD' } });
    const made = rig.sandbox.definitions.list('1234567890').at(-1);
    expect(made?.name).toBe('dspatch - Products Searched');
    expect(events['Products Searched']).toEqual({
      conversionDefinitionId: { enrichment: made?.conversionDefinitionId },
    });
  });

  it('a refusal may be followed by another try', async () => {
    const screen = connecting({ ...KNOWN, definitions: 'existing', integration: 'a', pipeline: 'none' });
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(screen, 'deny'));
    await screen.sees(/access_denied/);
    await screen.answers([[/Ask for the consent again\?/, `y`]]);
    await fetch(await visit(screen));
    await screen.answers(toAdvertiser.slice(1));
    expect((await screen.done).finished).toMatchObject({ integration: 'a', revision: 1 });
  });

  it('a wrong client secret ends it, for another consent is no help', async () => {
    rig = await startConnectRig({ clients: [{ id: CLIENT_ID, secret: 'right' }] });
    const screen = connecting(KNOWN);
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(screen));
    await expect(screen.done).rejects.toMatchObject({
      code: 'invalid_client',
      message: expect.stringContaining('compare both'),
    });
    expect(screen.shown).not.toContain(SECRET);
  });

  it('the address may be pasted; what is none is told, and asked for again', async () => {
    const screen = connecting({
      ...{ ...KNOWN, definitions: 'existing', integration: 'a', pipeline: 'none' },
      redirectUri: 'https://shop.example/back',
    });
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    const address = await visit(screen);
    expect(address).toMatch(/^https:\/\/shop\.example\/back\?code=/);
    screen.types(`https://shop.example/back${enter}`);
    await screen.sees(/does not belong to this request/);
    await screen.answers([[/Waiting for the answer/, `${address}${enter}`], ...toAdvertiser.slice(1)]);
    expect((await screen.done).finished.revision).toBe(1);
  });

  it('problems of the check end it, unless the person goes on; and the connection is forgotten', async () => {
    rig.sandbox.login.settings.access = 'view';
    const screen = connecting({ ...KNOWN, definitions: 'existing', integration: 'a', pipeline: 'none' });
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(screen));
    await screen.answers(toAdvertiser.slice(1));
    await screen.sees(/x permission to import: 403/);
    await screen.answers([[/Go on all the same\?/, 'n']]);
    await expect(screen.done).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Events Manager: view and edit'),
    });
    expect([rig.connections.size, await rig.integrations.list()]).toEqual([0, []]);
  });

  it('definitions that Amazon does not make are told, each with its reason', async () => {
    const screen = connecting({ ...KNOWN, definitions: 'test', integration: 'a', pipeline: 'none' });
    rig.sandbox.faults.set({
      ...{ kind: 'items', indexes: [9], code: 'TOTAL_RESOURCE_LIMIT_EXCEEDED', message: 'too many' },
      match: { endpoint: 'definitions', nth: 1 },
    });
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(screen));
    await screen.answers(toAdvertiser.slice(1));
    await screen.sees(/"TEST dspatch - Order Completed" was not made: TOTAL_RESOURCE_LIMIT_EXCEEDED: too many/);
    await screen.sees(/! definitions: no definition is chosen for Order Completed: these events are not sent/);
    const { definitions } = await screen.done;
    expect(definitions?.made).toHaveLength(8);
    expect(definitions?.failed).toMatchObject([{ event: 'Order Completed' }]);
  });

  it('an integration that is there is changed only where the person agrees, and keeps its kit', async () => {
    await rig.integrations.create('acme-outdoor-us', { kit: 'amazon-dsp-capi', parameters: {}, playbook: {} });
    await rig.integrations.create('other', { kit: 'amazon-dsp-events', parameters: {}, playbook: {} });
    const screen = connecting({ ...KNOWN, definitions: 'existing', pipeline: 'none' });
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(screen));
    const clear = '\u0008'.repeat(30);
    await screen.answers([
      ...toAdvertiser.slice(1),
      [/Name of the integration[\s\S]*acme-outdoor-us-2/, `${clear}other${enter}`],
      [/of another kit[\s\S]*Name of the integration/, `${clear}acme-outdoor-us${enter}`],
      [/Change it\?/, 'n'],
      [/Name of the integration/, `${clear}acme-outdoor-us${enter}`],
      [/Change it\?/, 'y'],
    ]);
    expect((await screen.done).finished).toMatchObject({ integration: 'acme-outdoor-us', made: false });
  });

  it('the other kit asks for its data set and for no definitions', async () => {
    const screen = connecting({ ...KNOWN, kit: 'amazon-dsp-events', integration: 'a', pipeline: 'none' });
    await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(screen));
    await screen.answers([...toAdvertiser.slice(1), [/Data set[\s\S]*Default_Events/, `_web${enter}`]]);
    expect((await screen.done).definitions).toBeUndefined();
    expect((await rig.integrations.need('a')).draft.parameters).toMatchObject({ DATA_SET_NAME: 'Default_Events_web' });
  });

  it.each([
    ['while it is asked something', /Client secret/],
    ['while it waits', /Waiting for the answer/],
  ])('Ctrl-C gives up %s, and nothing is made', async (_, when) => {
    const screen = connecting(KNOWN);
    if (when.source.startsWith('Waiting')) await screen.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await screen.answers([[when, ctrlC]]);
    await expect(screen.done).rejects.toMatchObject({ code: 'given_up' });
    expect([rig.connections.size, await rig.records.list('')]).toEqual([0, []]);
  });

  it('connecting again takes the consent, and goes on with what is known', async () => {
    const first = connecting({ ...KNOWN, definitions: 'existing', integration: 'a', pipeline: 'web' });
    await first.answers([[/Client secret/, `${SECRET}${enter}`]]);
    await fetch(await visit(first));
    await first.answers(toAdvertiser.slice(1));
    await first.done;
    const token = rig.vault.secret('a/REFRESH_TOKEN')?.reveal();
    const again = connecting({ again: 'a' });
    await fetch(await visit(again));
    await again.answers([
      [/Which profile\?/, enter],
      [/Which advertiser/, enter],
      [/How do the events[\s\S]*As the integration has it already/, enter],
    ]);
    expect((await again.done).finished).toMatchObject({ integration: 'a', made: false, revision: 1 });
    expect(rig.vault.secret('a/REFRESH_TOKEN')?.reveal()).not.toBe(token);
  });
});

describe('from a script', () => {
  const start = (args: readonly string[], options: CliOptions = {}): ReturnType<typeof startCli> =>
    startCli(['connect', '--admin', rig.url, '--sandbox', rig.sandbox.url, ...args], {
      env: { CONNECT_SECRET: SECRET, DISPLAY: undefined, WAYLAND_DISPLAY: undefined },
      ...options,
    });
  const BASE = [
    '--kit',
    'amazon-dsp-capi',
    '--region',
    'NA',
    '--client-id',
    CLIENT_ID,
    '--client-secret',
    'env:CONNECT_SECRET',
  ];
  const run = async (args: readonly string[]): Promise<Ended> => {
    const running = start(args);
    const [url] = await running.prints(/http:\S+\/ap\/oa\?\S+/);
    await fetch(await answerConsent(url));
    return running.ended;
  };

  /** Connects within this process, asking nobody. */
  const scripted = async (options: Partial<ConnectOptions>): Promise<Connected> => {
    vi.stubEnv('CONNECT_SECRET', SECRET);
    let page: Promise<unknown> = Promise.resolve();
    const say = (text: string): void => {
      const [url] = /http:\S+\/ap\/oa\?\S+/.exec(text) ?? [];
      if (url !== undefined) page = answerConsent(url).then((address) => fetch(address));
    };
    const questions = { ...askNobody(Readable.from([])), say, warn: say };
    const base = { admin: rig.url, sandbox: rig.sandbox.url, ...OPTIONS, ...KNOWN, clientSecret: 'env:CONNECT_SECRET' };
    try {
      return await connect({ ...base, ...options }, new AdminClient(rig.url), questions, HASTY);
    } finally {
      await page;
      vi.unstubAllEnvs();
    }
  };
  const US = { advertiser: 'Acme Outdoor US' } as const;

  it('options say it all, and the result is JSON', async () => {
    const { code, stdout, stderr } = await run([
      ...[...BASE, '--json', '--profile', 'acme outdoor (dsp, us)', '--advertiser', 'Acme Outdoor Canada'],
      ...['--definitions', 'missing', '--definition', 'Page=none', '--definition', 'Order Completed=new'],
      ...['--source-type', 'IOS', '--integration', 'canada', '--pipeline', 'web', '--note', 'by a script'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      advertiser: { id: '1234567891', name: 'Acme Outdoor Canada' },
      definitions: { made: ['dspatch - Order Completed'], failed: [] },
      check: expect.arrayContaining([expect.objectContaining({ code: 'may_edit', level: 'ok' })]),
      finished: { integration: 'canada', revision: 1, pipeline: { pipeline: 'web', deployment: 1 }, findings: [] },
    });
    expect(stdout + stderr).not.toContain(SECRET);
    const revision = await rig.integrations.revision('canada', 1);
    expect([revision.note, revision.playbook.events?.Page]).toEqual(['by a script', null]);
    expect(rig.sandbox.definitions.list('1234567891').at(-1)?.sourceType).toBe('IOS');
  });

  it('the address of a registered redirect comes on standard input', async () => {
    const begun = await rig.begin({ redirectUri: 'https://shop.example/back' });
    const address = await answerConsent(pageOf(begun));
    const waiting = { admin: new AdminClient(rig.url), clock: HASTY, open: () => {} };
    const questions = askNobody(Readable.from(['\n', `${address}\n`]));
    expect((await consentTo(begun, { ...waiting, questions })).consent.state).toBe('given');
    questions.end();
    const other = await rig.begin({ redirectUri: 'https://shop.example/back' });
    const wrong = askNobody(Readable.from([`${address}\n`]));
    await expect(consentTo(other, { ...waiting, questions: wrong })).rejects.toMatchObject({ code: 'wrong_state' });
  });

  it.each<[Partial<ConnectOptions>, RegExp]>([
    [
      { definitions: 'existing', integration: 'a', pipeline: 'none' },
      /--advertiser is needed .*Acme Outdoor US\n +Acme Outdoor Canada/s,
    ],
    [{ advertiser: 'Acme Outdoor' }, /--advertiser: there is no "Acme Outdoor" \(did you mean "Acme Outdoor US"\?\)/],
    [{ advertiser: 'Acme Outdoor US' }, /--definitions is needed .*existing\n +new\n +test/s],
    [{ ...US, definitions: 'existing', pipeline: 'none' }, /--integration is needed/],
    [{ ...US, definitions: 'existing', integration: 'a' }, /--pipeline is needed \(the pipeline .*, or none\)/],
    [
      { ...US, definition: { 'Order Complete': 'new' } },
      /no event "Order Complete" \(did you mean "Order Completed"\?\)/,
    ],
    [{ ...US, definition: { Page: 'Pagee' } }, /--definition: there is no "Pagee" \(did you mean "Page"\?\)/],
    [{ ...US, profile: 'Acme Outdoor Vendor' }, /Choose another profile, or ask for access/],
    [{ ...US, profile: 'Nobody' }, /--profile: there is no "Nobody"; there are Acme Outdoor \(DSP, US\)/],
  ])('what is missing or wrong in %j is told, with what there is', async (options, says) => {
    await expect(scripted(options)).rejects.toThrow(says);
    expect([rig.connections.size, await rig.integrations.list()]).toEqual([0, []]);
  });

  it('whoever names a definition for some events sends these alone', async () => {
    const order = { 'Order Completed': 'Order Completed', Page: '591000000000000001' };
    await scripted({ ...US, definition: order, integration: 'a', pipeline: 'none' });
    const { events = {} } = (await rig.integrations.need('a')).draft.playbook;
    expect(Object.entries(events).filter(([, section]) => section !== null)).toEqual([
      ['Order Completed', { conversionDefinitionId: { enrichment: '591000000000000009' } }],
      ['Page', { conversionDefinitionId: { enrichment: '591000000000000001' } }],
    ]);
    expect(Object.keys(events)).toHaveLength(9);
  });

  it('a name that several have is told with the ids that tell them apart', async () => {
    for (const name of ['Twin', 'Twin']) {
      rig.sandbox.advertisers.add({ region: 'NA', name, currency: 'USD', country: 'US' });
    }
    await expect(scripted({ advertiser: 'twin' })).rejects.toThrow(/names several: .* 8000000001, 8000000002/);
    await scripted({ advertiser: '8000000002', definitions: 'new', integration: 'a', pipeline: 'none' });
    expect((await rig.integrations.need('a')).draft.parameters.ADVERTISER_ID).toBe('8000000002');
  });

  it('a user without any profile is taken to the advertisers they were invited to', async () => {
    rig = await startConnectRig({ profileRegions: [] });
    const { advertiser } = await scripted({
      advertiser: 'Acme Outdoor Canada',
      definitions: 'existing',
      integration: 'a',
      pipeline: 'none',
    });
    expect(advertiser.id).toBe('1234567891');
  });

  it.each([
    [[], /--kit is needed .*amazon-dsp-capi\n +amazon-dsp-events/s],
    [['--kit', 'amazon-dsp-capi'], /--region is needed .*NA\n +EU\n +FE/s],
    [['--kit', 'amazon-dsp-capi', '--region', 'NA', '--client-id', 'c'], /--client-secret is needed/],
    [
      ['--kit', 'amazon-dsp-capi', '--region', 'NA', '--client-id', 'c', '--client-secret', SECRET],
      /a secret is not written down here/,
    ],
    [
      ['--kit', 'amazon-dsp-capi', '--region', 'NA', '--client-id', 'c', '--client-secret', 'env:NOT_THERE'],
      /NOT_THERE is not set/,
    ],
    [['--again', 'nobody'], /there is no integration "nobody"/],
    [['--definition', 'Page'], /EVENT=NAME/],
  ])('%j does not begin', async (args, says) => {
    const { code, stdout, stderr } = await start(args).ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(says)]);
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it('a refusal ends it', async () => {
    const running = start(BASE);
    const [url] = await running.prints(/http:\S+\/ap\/oa\?\S+/);
    await fetch(await answerConsent(url, 'deny'));
    expect(await running.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('press "Allow"') });
    expect(rig.connections.size).toBe(0);
  });

  it('problems of the check end it, unless --yes says otherwise', async () => {
    rig.sandbox.login.settings.access = 'view';
    const args = [
      ...BASE,
      '--advertiser',
      'Acme Outdoor US',
      '--definitions',
      'existing',
      '--integration',
      'a',
      '--pipeline',
      'none',
    ];
    expect(await run(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('permission to import: 403') });
    expect(await run([...args, '--yes'])).toMatchObject({ code: 0 });
    expect((await rig.integrations.need('a')).latest).toBe(1);
  });

  it('a secret comes from a file', async () => {
    const file = join(ownFolder(), 'secret');
    writeFileSync(file, `${SECRET}\n`);
    const args = [
      '--kit',
      'amazon-dsp-events',
      '--region',
      'NA',
      '--client-id',
      CLIENT_ID,
      '--client-secret',
      `file:${file}`,
    ];
    const { code, stdout } = await run([
      ...args,
      '--advertiser',
      'Acme Outdoor US',
      '--integration',
      'a',
      '--pipeline',
      'none',
    ]);
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^Made the integration a: revision 1\.\nNext: attach it to a pipeline/),
    ]);
    expect(rig.vault.secret('a/CLIENT_SECRET')?.reveal()).toBe(SECRET);
  });

  it('a deployment that fails is told, and the exit code says so', async () => {
    const { deploy } = rig.pipelines;
    rig.pipelines.deploy = async () => {
      throw new DspatchError('confirmation_needed', 'confirm not_configured first');
    };
    const args = [
      '--advertiser',
      'Acme Outdoor US',
      '--definitions',
      'existing',
      '--integration',
      'a',
      '--pipeline',
      'web',
    ];
    const { code, stdout } = await run([...BASE, ...args]);
    rig.pipelines.deploy = deploy;
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/x pipeline web: confirm not_configured first\n.*kept as revision 1/),
    ]);
  });

  it('a gateway that is not there is told', async () => {
    const { code, stderr } = await startCli(['connect', '--admin', 'http://127.0.0.1:9', ...BASE], {
      env: { CONNECT_SECRET: SECRET },
    }).ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('no gateway answers at http://127.0.0.1:9')]);
  });
});

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { SECOND } from '../../src/base/durations.ts';
import { alertsCommand } from '../../src/cli/alerts.ts';
import { jsonLines } from '../support/cli.ts';
import { order, type Rig, startRig } from '../support/gateway.ts';
import { type LoopbackServer, serve } from '../support/loopback-server.ts';
import { type Printed, runCommand } from '../support/run-command.ts';

let ahead = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
let chat: LoopbackServer;
let chatStatus = 200;
let rig: Rig;
beforeAll(async () => {
  chat = await serve((_, out) => out.writeHead(chatStatus).end('ok'));
  rig = await startRig({ clock, upstreams: [chat.url] });
  vi.stubEnv('DSPATCH_ADMIN', rig.gateway.adminUrl);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rig.close();
  await chat.close();
});

const alerts = (...args: readonly string[]): Promise<Printed> => runCommand(alertsCommand(), ...args);

describe('dspatch alerts', () => {
  it('says that none is open', async () => {
    expect(await alerts('--state', 'open')).toEqual({ out: '', err: 'No alert is open.\n' });
    const { err } = await alerts('list', '--pipeline', 'wep');
    expect(err).toBe('Nothing matches.\nthere is no pipeline "wep" (did you mean "web"?); there are web\n');
  });

  it('shows what is watched, and changes it', async () => {
    const { out } = await alerts('rules');
    expect(out).toMatch(/^KIND +IS +SETTING +WHICH SAYS +USUAL +TELLS$/m);
    expect(out).toMatch(/^dead_letters +on +count=5 +at least \(dead letters\) +5 +Conversions are refused$/m);
    expect((await alerts('set', 'dead_letters', 'count=2', 'minutes=10', '--off')).out).toMatch(
      /^dead_letters +off +count=2 .*\n +minutes=10 /m,
    );
    const rules = JSON.parse((await alerts('set', 'destination_paused', 'minutes=1', '--json')).out);
    expect(rules).toMatchObject({
      dead_letters: { on: false, count: 2, minutes: 10 },
      destination_paused: { on: true, minutes: 1 },
    });
    await expect(alerts('set', 'silence')).rejects.toThrow('say what is to change of silence');
    await expect(alerts('set', 'silence', 'hour=3')).rejects.toThrow('no setting "hour" (did you mean "hours"?)');
    await expect(alerts('set', 'silence', 'hours=0')).rejects.toThrow('must be a whole number from 1 to 72');
  });

  it('leaves out of a rule what it is told to, by names that there are', async () => {
    const { out } = await alerts('set', 'dead_letters', 'except-pipelines=web', 'except-integrations= amazon,amazon ');
    expect(out).toMatch(/^ +except-pipelines=web +pipelines left out +none *$/m);
    expect(out).toMatch(/^ +except-integrations=amazon +integrations left out +none *$/m);
    await expect(alerts('set', 'dead_letters', 'except-pipelines=wep,web', 'except-integrations=x')).rejects.toThrow(
      'there is no pipeline "wep" (did you mean "web"?); there are web\nthere is no integration "x"',
    );
    await expect(alerts('set', 'silence', 'except-integrations=amazon')).rejects.toThrow(
      'silence has no setting "except-integrations"',
    );
    const rules = JSON.parse((await alerts('set', 'dead_letters', 'except-pipelines=', '--json')).out);
    expect(rules.dead_letters.except).toEqual({ pipelines: [], integrations: ['amazon'] });
    await alerts('set', 'dead_letters', 'except-integrations=');
  });

  it('lists what is not right and what to do, and has it as lines of JSON', async () => {
    rig.sandbox.faults.set({ kind: 'forbidden' });
    await rig.post('track', order('waits'));
    await rig.until('the alert', async () => {
      ahead += SECOND;
      return (await alerts('--json', '--state', 'open')).out !== '';
    });
    const { out } = await alerts('--integration', 'amazon', '--kind', 'destination_paused');
    expect(out).toMatch(/^open {2}destination_paused {2}amazon {2}since \d{4}-\d\d-\d\d \d\d:\d\d UTC\n {2}Nothing is/);
    expect(out).toContain('(in the console: /integrations/amazon/connection)');
    const [alert] = jsonLines((await alerts('list', '--json', '--limit', '1')).out);
    expect(alert?.kind).toBe('destination_paused');
  });
});

describe('webhooks', () => {
  it('are added from where their address is, tried, listed by their hosts, and removed', async () => {
    expect((await alerts('webhooks')).err).toMatch(/told to nobody yet/);
    vi.stubEnv('CHAT', `${chat.url}/services/secret`);
    const added = await alerts('add-webhook', '--name', 'On call', '--from', 'env:CHAT');
    expect(added.out).toMatch(/^Alerts are told to On call \(127\.0\.0\.1:\d+\) from now on/);
    expect((await alerts('test-webhook', 'On call')).out).toBe('On call has taken the test: it answers 200.\n');
    const { out } = await alerts('webhooks');
    expect(out).toMatch(/^On call +127\.0\.0\.1:\d+ .* it answers 200 +[0-9a-f]{16}$/m);
    expect(`${out}${added.out}${(await alerts('webhooks', '--json')).out}`).not.toContain('secret');
    chatStatus = 500;
    await expect(alerts('test-webhook', 'On call')).rejects.toThrow('On call did not take the test: it answers 500');
    expect((await alerts('remove-webhook', 'On call')).out).toBe('On call is told nothing more.\n');
    await expect(alerts('test-webhook', 'On call')).rejects.toThrow('there is no webhook "On call"');
  });

  it('are refused at addresses where none may be', async () => {
    vi.stubEnv('CHAT', chat.url.replace(/\d+$/, '1'));
    await expect(alerts('add-webhook', '--from', 'env:CHAT')).rejects.toThrow('must begin with https://');
    await expect(alerts('add-webhook', '--from', 'env:NOWHERE')).rejects.toThrow(
      '--from: the environment variable NOWHERE is not set',
    );
  });
});

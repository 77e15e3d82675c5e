import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import type { Entry } from '../../src/ledger/ledger.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { BIN, cli, jsonLines, ownFolder, startCli } from '../support/cli.ts';
import { order, type Rig, rigConfig, startRig, WRITE_KEY } from '../support/gateway.ts';
import { atTerminal, KEYS } from '../support/terminal.ts';

// Each asks several commands, each of which starts a process.
describe('commands that ask a running gateway', { timeout: 90_000 }, () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
    rig.sandbox.faults.set({ kind: 'items', dedupeIds: ['bad-1', 'bad-2'], code: 'INVALID_VALUE', message: 'no such' });
    const fates = [
      ...['good-1', 'good-2', 'bad-1', 'bad-2'].map((id) => order(id)),
      { type: 'track', event: 'Newsletter Opened', messageId: 'news' },
    ];
    await rig.post('batch', { batch: fates });
    await rig.until('every fate', async () => {
      const { entries } = await rig.gateway.storage.search({});
      return entries.length === 5 && entries.every(({ fate }) => fate !== 'waiting');
    });
  });
  afterAll(() => rig.close());

  const ask = async (...args: readonly string[]): Promise<string> => {
    const ended = await cli([...args, '--admin', rig.gateway.adminUrl]);
    expect(ended).toMatchObject({ code: 0 });
    return ended.stdout;
  };

  it('status: how it is, and what became of the events', async () => {
    const [text, json] = await Promise.all([ask('status'), ask('status', '--json', '--since', '1h')]);
    expect(text).toContain(`takes events at ${rig.gateway.ingestUrl}`);
    expect(text).toMatch(/^Queue: 0 waiting, 2 dead, .* \(SQLite .*, wal, synchronous FULL\)$/m);
    expect(text).toMatch(/^amazon +amazon-dsp-capi +open +0 +0/m);
    expect(text).toMatch(/^web +amazon +Order Completed +delivered +2$/m);
    expect(text).toMatch(/^web +amazon +Newsletter Opened +dropped +unmapped +1$/m);
    expect(text).toMatch(/^Match keys of web \/ amazon, \d+ events: EMAIL 100%/m);
    expect(JSON.parse(json)).toMatchObject({
      queue: { waiting: 0, dead: 2 },
      integrations: [{ name: 'amazon', state: 'open' }],
      counts: expect.arrayContaining([expect.objectContaining({ counted: 'dropped', reason: 'unmapped', n: 1 })]),
    });
  });

  it('counts: what became of events over time, by event and definition, and why', async () => {
    const [text, json] = await Promise.all([ask('counts'), ask('counts', '--json', '--since', '1h')]);
    expect(text).toMatch(
      /^From .* \(UTC\): 5 received, of which 0 came again and 1 were dropped \(0 because of consent\)$/m,
    );
    expect(text).toMatch(/^2 delivered: half within .* s, 95 of 100 within .* s; 2 dead; 0 waited at the end$/m);
    expect(text).toMatch(/^web +amazon +Order Completed +104 +4 +0 +0 +0 +2 +2 +0 /m);
    expect(text).toMatch(/^dropped +unmapped +1$/m);
    expect(JSON.parse(json)).toMatchObject({ step: 'minute', totals: { received: 5, delivered: 2, dead: 2 } });
    expect(await ask('counts', '--event', 'Newsletter Opened', '--step', 'day')).toMatch(
      /^DAY .*\n\d{4}-\d\d-\d\d +1 /m,
    );
    const { code, stderr } = await cli(['counts', '--since', '60d', '--step', 'hour', '--admin', rig.gateway.adminUrl]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/kept since .*: ask by the day/)]);
  });

  it('status: what was refused at the door, which only the senders hear of', async () => {
    await rig.post('batch', { batch: [{ type: 'track' }, 7, { type: 'track' }] });
    await rig.post('track', order('nobody'), { authorization: `Basic ${btoa('wrong:')}` });
    const [text, json] = await Promise.all([ask('status'), ask('status', '--json')]);
    expect(text).toMatch(/^Refused at the door, .*:\nPIPELINE +CODE +REFUSED\n/m);
    expect(text).toMatch(/^\(no write key of ours\) +unknown_write_key +1$/m);
    expect(text).toMatch(/^web +missing_name +2$/m);
    expect(text).toMatch(/^web +invalid_event +1$/m);
    expect(JSON.parse(json).counts).toContainEqual({
      ...{ pipeline: 'web', integration: '', event: '', counted: 'refused', reason: 'missing_name', n: 2 },
    });
  });

  it('pause and resume: an integration by hand', async () => {
    expect(await ask('pause', 'amazon')).toBe('amazon is paused: its events wait until dspatch resume amazon\n');
    expect(await ask('status')).toMatch(/^amazon .* paused .* by hand: dspatch resume amazon sends again$/m);
    expect(JSON.parse(await ask('resume', 'amazon', '--json'))).toEqual({ integration: 'amazon', state: 'open' });
    expect(await ask('resume', 'amazon')).toBe('amazon is open: what waits is sent\n');
    const { code, stderr } = await cli(['pause', 'amazn', '--admin', rig.gateway.adminUrl]);
    expect([code, stderr]).toEqual([
      1,
      'dspatch: the gateway answers 404: no integration "amazn" is at work (did you mean "amazon"?); there are amazon\n',
    ]);
  });

  it.each<[args: readonly string[], code: number, stdout: string, says: RegExp]>([
    [['events', '--pipeline', 'webb'], 0, '', /^Nothing matches: there is no pipeline "webb" \(did you mean "web"\?\)/],
    [['events', '--integration', 'x'], 0, '', /^Nothing matches: there is no integration "x"; there are amazon\.\n$/],
    [['events', '--event', 'Order Complete'], 0, '', /no event "Order Complete" \(did you mean "Order Completed"\?\)/],
    [['replay', '999'], 1, '0 go again; 0 are too old and stay dead\n', /^No dead letter: 999 \(dspatch dead-letters/],
    [['replay', '--all', '--pipeline', 'webb'], 0, '0 go again; 0 are too old and stay dead\n', /no pipeline "webb"/],
  ])('%j finds nothing, and says why', async (args, code, stdout, says) => {
    const ended = await cli([...args, '--admin', rig.gateway.adminUrl]);
    expect(ended).toEqual({ code, stdout, stderr: expect.stringMatching(says) });
  });

  it('replay names, of several ids, those that are none', async () => {
    const dead = (await rig.gateway.storage.search({ fate: 'dead' })).entries.map(({ id }) => String(id));
    expect(dead).toHaveLength(2);
    const args = ['replay', '7', ...dead, '8', '9', '7', '--dry-run', '--json', '--admin', rig.gateway.adminUrl];
    const { code, stdout, stderr } = await cli(args);
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      { dryRun: true, replayed: 2, tooOld: 0, missing: 3, unknown: [7, 8, 9] },
    ]);
    expect(stderr).toMatch(/^No dead letter: 7, 8, 9 /);
  });

  it.each<[what: string, address: () => string, says: RegExp]>([
    [
      'where events go',
      () => rig.gateway.ingestUrl,
      /is where a gateway takes events, not where it is watched: name that/,
    ],
    ['the sandbox', () => rig.sandbox.url, /is no gateway’s admin address: name that with --admin/],
    ['https', () => rig.gateway.adminUrl.replace('http', 'https'), /it speaks no TLS: write http:\/\/ for https:\/\//],
  ])('another address than the admin’s is told: %s', async (_, address, says) => {
    // With a token of one's own nothing is looked for that the gateway left on this machine.
    const { code, stdout, stderr } = await cli(['status', '--admin', address(), '--token', 'dsp_none']);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)]);
  });

  it('status counts one pipeline alone, and knows times by their age', async () => {
    const [other, odd] = await Promise.all([
      ask('status', '--json', '--pipeline', 'other'),
      cli(['status', '--since', 'yesterday', '--admin', rig.gateway.adminUrl]),
    ]);
    expect(JSON.parse(other).counts).toEqual([]);
    expect(odd.code).toBe(1);
    expect(odd.stderr).toMatch(/^dspatch: the gateway answers 400: since: not a time \(.*15m, 24h, 7d\)\n$/);
  });

  it.each<[args: readonly string[], ids: readonly string[]]>([
    [[], ['bad-1', 'bad-2', 'good-1', 'good-2', 'news']],
    [['--message-id', 'good-1'], ['good-1']],
    [
      ['--fate', 'delivered'],
      ['good-1', 'good-2'],
    ],
    [['--reason', 'unmapped'], ['news']],
    [['--event', 'Newsletter Opened', '--since', '1h'], ['news']],
    [['--integration', 'other'], []],
    [['--since', '2999-01-01T00:00:00Z'], []],
  ])('events %j', async (args, ids) => {
    const [text, json] = await Promise.all([ask('events', ...args), ask('events', '--json', ...args)]);
    const entries = jsonLines(json) as Entry[];
    expect(entries.map(({ messageId }) => messageId).sort()).toEqual(ids);
    for (const { messageId, fate } of entries) expect(text).toMatch(new RegExp(` ${messageId} .* ${fate} `));
    if (ids.length === 0) expect(text).toBe('');
  });

  it('events stops at its limit and says so', async () => {
    const { stdout, stderr } = await cli(['events', '--limit', '2', '--admin', rig.gateway.adminUrl]);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    expect(stderr).toBe('There may be more: --limit 4 shows more of them.\n');
  });

  it('dead-letters and replay: what Amazon refused, in its words, goes again when it was mended', async () => {
    const [text, json] = await Promise.all([ask('dead-letters'), ask('dead-letters', '--json')]);
    expect(text).toMatch(/ bad-1 .* dead +rejected +INVALID_VALUE no such/);
    const dead = jsonLines(json) as Entry[];
    expect(dead.map(({ messageId, fate }) => [messageId, fate]).sort()).toEqual([
      ['bad-1', 'dead'],
      ['bad-2', 'dead'],
    ]);
    const id = String(dead.find(({ messageId }) => messageId === 'bad-1')?.id);

    expect(await ask('replay', '--all', '--dry-run')).toBe('2 would be sent again; 0 are too old\n');
    expect(JSON.parse(await ask('replay', id, '--dry-run', '--json'))).toEqual({
      ...{ dryRun: true, replayed: 1, tooOld: 0 },
    });
    expect(jsonLines(await ask('dead-letters', '--json'))).toHaveLength(2);

    rig.sandbox.faults.clear();
    expect(await ask('replay', id)).toBe('1 go again; 0 are too old and stay dead\n');
    await rig.until('the first', () => rig.sandbox.dedupeIds().get('bad-1') === 1);
    expect(rig.sandbox.dedupeIds().has('bad-2')).toBe(false);
    expect(JSON.parse(await ask('replay', '--all', '--reason', 'rejected', '--json'))).toMatchObject({ replayed: 1 });
    await rig.until('the second', () => rig.sandbox.dedupeIds().get('bad-2') === 1);
    const { stdout, stderr } = await cli(['dead-letters', '--admin', rig.gateway.adminUrl]);
    expect([stdout, stderr]).toEqual(['', 'Nothing matches.\n']);
  });

  it('backup: made while it runs, and listed', async () => {
    expect(await ask('backup', 'list')).toBe('There is no backup yet: dspatch backup create makes one.\n');
    const [, folder = ''] = /^A backup of .* is in (\S+)\.$/m.exec(await ask('backup', 'create')) ?? [];
    expect(readdirSync(folder)).toContain('dspatch-catalog.db');
    expect(await ask('backup', 'list')).toContain(folder.split('/').at(-1));
    const again = JSON.parse(await ask('backup', 'create', '--keep', '1', '--json')) as { name: string };
    const { backups } = JSON.parse(await ask('backup', 'list', '--json')) as { backups: { name: string }[] };
    expect(backups.map(({ name }) => name)).toEqual([again.name]);
  });

  it('find the gateway by the environment too', async () => {
    const { code, stdout } = await cli(['status', '--json'], { env: { DSPATCH_ADMIN: `${rig.gateway.adminUrl}/` } });
    expect([code, JSON.parse(stdout).ingest.url]).toEqual([0, rig.gateway.ingestUrl]);
  });

  it('tail: events as they come, and what becomes of them, until it is interrupted', async () => {
    const at = ['tail', '--admin', rig.gateway.adminUrl];
    const [text, json] = [
      startCli([...at, '--event', 'Order Completed']),
      startCli([...at, '--reason', 'unmapped', '--json']),
    ];
    await text.prints(
      /Z {2}web {2}Order Completed {2}good-1 {2}amazon: mapped · EMAIL · missing: .* · consent: country US\n/,
    );
    await text.prints(/Z {2}web {2}Order Completed {2}bad-1 {2}amazon: dead · rejected · .*no such.* · request \S+\n/);
    await json.prints(/"messageId":"news"/);
    await rig.post('batch', {
      batch: [order('tailed'), { type: 'track', event: 'Newsletter Opened', messageId: 'tailed-2' }],
    });
    await text.prints(/Z {2}web {2}Order Completed {2}tailed {2}amazon: delivered · request \S+\n/);
    await json.prints(/"messageId":"tailed-2"/);
    for (const { child } of [text, json]) child.kill('SIGINT');
    expect(await text.ended).toMatchObject({ code: 0, stdout: expect.not.stringContaining('Newsletter'), stderr: '' });
    const lines = jsonLines((await json.ended).stdout);
    expect(lines).toEqual([
      { event: 'event', id: expect.any(String), data: expect.objectContaining({ messageId: 'news' }) },
      { event: 'event', id: expect.any(String), data: expect.objectContaining({ messageId: 'tailed-2' }) },
    ]);
  });
});

describe('dspatch serve', () => {
  const env = { TEST_CLIENT_SECRET: 's3cret', TEST_REFRESH_TOKEN: 'Atzr|token' };

  /** A configuration file in a folder of its own, with an Amazon of its own. */
  async function configured() {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const file = join(ownFolder(), 'dspatch.yaml');
    writeFileSync(file, rigConfig(sandbox.url));
    return { sandbox, file };
  }

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('runs until %s, settles, and loses nothing', async (signal) => {
    const { sandbox, file } = await configured();
    const running = startCli(['serve', '-f', file], { env });
    const [, url] = await running.prints(/takes events at (\S+), and is watched at http/);
    const answer = await fetch(`${url}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...order('order-1'), writeKey: WRITE_KEY }),
    });
    expect(answer.status).toBe(200);
    running.child.kill(signal);
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^dspatch has no admin yet: .* http:\/\/127\.0\.0\.1:\d+\/setup#\S{43}$/m);
    const log = jsonLines(stderr.replace(/^dspatch .*$/gm, ''));
    expect(log.map(({ what }) => what)).toEqual(expect.arrayContaining(['started', 'stopping', 'stopped']));
    expect(log.filter(({ what }) => what === 'configuration')).toEqual([
      expect.objectContaining({
        ...{ level: 'warn', code: 'not_configured', path: 'integrations.amazon.playbook.events', line: 1 },
        message: expect.stringMatching(/ no conversion definition id yet/),
      }),
      expect.objectContaining({
        message: `${sandbox.url} may be sent to besides Amazon (server.allowUpstreams)`,
      }),
    ]);
    if (sandbox.dedupeIds().size === 0) {
      const again = startCli(['serve', '-f', file], { env });
      await again.prints(/"what":"batch"/);
    }
    expect([...sandbox.dedupeIds()]).toEqual([['order-1', 1]]);
  });

  it('tells scripts in one line where it listens', async () => {
    const { file } = await configured();
    const running = startCli(['serve', '--json', '-f', file], { env });
    const [line] = await running.prints(/^\{"version".*\}\n/);
    const { version, ingest, admin } = JSON.parse(line);
    expect([version, (await fetch(`${ingest}/readyz`)).status, (await fetch(`${admin}/readyz`)).status]).toEqual([
      ...[expect.stringMatching(/^\d+\.\d+\.\d+$/), 200, 200],
    ]);
    running.child.kill('SIGTERM');
    const { code, stdout } = await running.ended;
    expect([code, stdout]).toEqual([0, line]);
  });

  it('lets the command line go before the file, and leaves what a file brought where none is named', async () => {
    const { file, sandbox } = await configured();
    const data = join(ownFolder(), 'data');
    const options = ['--data-dir', data, '--ingest-port', '0', '--admin-port', '0', '--allow-upstream', sandbox.url];
    const first = startCli(['serve', '--json', '-f', file, ...options], { env });
    await first.prints(/"what":"started"/);
    expect(readdirSync(data)).toContain('dspatch.key');
    first.child.kill('SIGTERM');
    await first.ended;
    const second = startCli(['serve', '--json', ...options], { env, cwd: ownFolder() });
    const [line] = await second.prints(/^\{"version".*\}\n/);
    const answer = await fetch(`${JSON.parse(line).ingest}/v1/track`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...order('order-1'), writeKey: WRITE_KEY }),
    });
    expect(answer.status).toBe(200);
    await expect.poll(() => [...sandbox.dedupeIds()], { timeout: 20_000 }).toEqual([['order-1', 1]]);
    second.child.kill('SIGTERM');
    expect((await second.ended).stderr).not.toContain('no pipelines yet');
  });

  it('tells in words of the command line what is wrong with that', async () => {
    const options = ['--data-dir', join(ownFolder(), 'data'), '--ingest-port', '8081'];
    const { code, stderr } = await cli(['serve', ...options], { cwd: ownFolder() });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^dspatch: server\.ingest\.port: 8081 is the port of/)]);
  });

  it.each<[what: string, server: Record<string, Json>, says: RegExp]>([
    [
      'a host that is not ours',
      { ingest: { host: '192.0.2.1', port: 0 } },
      /^dspatch: 192\.0\.2\.1 is no address of this .* another server\.ingest\.host/,
    ],
    [
      'a folder below a file',
      { dataDir: './dspatch.yaml/data' },
      /^dspatch: .*dspatch\.yaml\/data cannot be used: .*dspatch\.yaml is no folder .* \(server\.dataDir\)\n$/,
    ],
  ])('does not start, and says in one line what to do, with %s', async (_, server, says) => {
    const { file, sandbox } = await configured();
    writeFileSync(file, rigConfig(sandbox.url, { server }));
    const { code, stdout, stderr } = await cli(['serve', '-f', file], { env });
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)]);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('tells every problem of its file, and does not start', async () => {
    const { file } = await configured();
    const { code, stdout, stderr } = await cli(['serve', '-f', file]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^dspatch: .*dspatch\.yaml has 2 problems:\n/);
    expect(stderr).toMatch(/TEST_CLIENT_SECRET is not set\n[\s\S]*TEST_REFRESH_TOKEN is not set\n$/);
  });

  it('does not start twice on the same data, nor on a taken port, and says what to do', async () => {
    const { file } = await configured();
    const first = startCli(['serve', '-f', file], { env });
    const [, port] = await first.prints(/takes events at http:\/\/127\.0\.0\.1:(\d+)/);
    const second = await cli(['serve', '-f', file], { env });
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringMatching(/^dspatch: another dspatch runs on .*: stop it, or use another data directory\n$/),
    ]);
    const { file: other, sandbox } = await configured();
    writeFileSync(other, rigConfig(sandbox.url, { server: { ingest: { port: Number(port) } } }));
    const third = await cli(['serve', '-f', other], { env });
    expect([third.code, third.stderr]).toEqual([
      1,
      `dspatch: 127.0.0.1:${port} is in use: stop what listens there, or choose another server.ingest.port\n`,
    ]);
  });
});

describe('dspatch sandbox', () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('stands in for Amazon until %s', async (signal) => {
    const running = startCli(['sandbox', '--port', '0', '--json']);
    const [, url] = await running.prints(/"url": "(http:\/\/127\.0\.0\.1:\d+)"/);
    expect(await (await fetch(`${url}/_sandbox/health`)).json()).toMatchObject({ status: 'ok' });
    running.child.kill(signal);
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('says when its port is taken', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const { code, stderr } = await cli(['sandbox', '--port', String(sandbox.port)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^dspatch: the sandbox cannot listen: 127\\.0\\.0\\.1:${sandbox.port} is in use: .* choose another port\\n$`,
      ),
    );
  });
});

describe('dspatch demo', () => {
  const FREE = ['--port', '0', '--admin-port', '0', '--sandbox-port', '0'];

  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])('has conversions accepted soon, until %s', async (signal) => {
    const temporary = ownFolder();
    const running = startCli(['demo', '--rate', '50', ...FREE], { env: { TMPDIR: temporary } });
    const [, sandbox] = await running.prints(/Amazon's stand-in (http:\/\/127\.0\.0\.1:\d+)/);
    const from = Date.now();
    let accepted = 0;
    while (accepted < 5 && Date.now() - from < 30_000) {
      const summary = await (await fetch(`${sandbox}/_sandbox/summary`)).json();
      accepted = (summary as { accepted: number }).accepted;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(accepted).toBeGreaterThanOrEqual(5);
    expect(readdirSync(temporary).length).toBeGreaterThan(0);
    running.child.kill(signal);
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Try it from another terminal:\n {2}curl http/m);
    expect(stdout).toMatch(/[1-9]\d* events in · \d+ delivered · .* the stand-in accepted [1-9]\d* conversions\n$/);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('ends by itself after the seconds it is given, and counts in JSON', async () => {
    const { code, stdout } = await cli(['demo', '--seconds', '2', '--rate', '20', '--json', ...FREE]);
    expect(code).toBe(0);
    expect(jsonLines(stdout)[0]).toMatchObject({ ingest: expect.stringMatching(/^http:/), writeKey: 'demo-write-key' });
    expect(jsonLines(stdout).at(-1)).toMatchObject({ received: expect.any(Number), dead: 0 });
  });

  it('counts so that it adds up: what came in is delivered, dropped, dead, or still under way', async () => {
    const running = startCli(['demo', '--rate', '200', '--json', ...FREE], { env: { TMPDIR: ownFolder() } });
    await running.prints(/"received":[1-9]\d*,.*\n.*"received"/);
    running.child.kill('SIGINT');
    const [, ...moments] = jsonLines((await running.ended).stdout);
    expect(moments.length).toBeGreaterThan(1);
    for (const { received, delivered, waiting, dead, dropped } of moments) {
      const drops = Object.values(dropped as Record<string, number>).reduce((sum, n) => sum + n, 0);
      expect(delivered + waiting + dead + drops).toBe(received);
    }
  });

  it('shows a curl command that works', async () => {
    const temporary = ownFolder();
    const running = startCli(['demo', '--rate', '1', ...FREE], { env: { TMPDIR: temporary } });
    const [, curl = ''] = await running.prints(/^ {2}(curl \S+\/v1\/track .*)$/m);
    const { code, stdout } = await cli(['-c', curl], { bin: 'sh' });
    expect([code, stdout]).toEqual([0, '{"success":true}']);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('opens the console in the browser where somebody sits at a display, and prints its link in any case', async () => {
    const folder = ownFolder();
    const opened = join(folder, 'opened');
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" >> ${opened}\n`, { mode: 0o755 });
    const display = ['DISPLAY=:0', 'CI=', 'SSH_CONNECTION=', 'SSH_TTY=', 'NO_BROWSER=', 'BROWSER='];
    const asked = async (...more: readonly string[]): Promise<string> => {
      const env = ['env', ...display, `PATH=${folder}:${process.env.PATH}`, `TMPDIR=${folder}`];
      const screen = atTerminal([...env, BIN, 'demo', '--rate', '1', ...FREE, ...more]);
      const [, link = ''] = await screen.sees(/Open the console: (\S+)/);
      await screen.sees(/events in/);
      screen.types(KEYS.ctrlC);
      await screen.ended;
      return link;
    };
    const link = await asked();
    await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8')).toBe(`${link}\n`);
    expect(await asked('--no-open')).toMatch(/^http:/);
    expect(readFileSync(opened, 'utf8')).toBe(`${link}\n`);
  });

  it('takes another port where a usual one is in use, and says so', async () => {
    const taken = createServer();
    onTestFinished(() => void taken.close());
    // Where somebody else has it already, it is in use all the same.
    await new Promise<void>((resolve) => {
      taken.once('error', () => resolve());
      taken.listen(8081, '127.0.0.1', resolve);
    });
    const running = startCli(['demo', '--seconds', '1', '--port', '0', '--sandbox-port', '0', '--json']);
    await running.prints(/^Port 8081 is in use: another is taken instead of it \(--admin-port chooses one\)\.$/m);
    const { code, stdout } = await running.ended;
    expect([code, jsonLines(stdout)[0].admin]).toEqual([0, expect.not.stringMatching(/:8081$/)]);
  });

  it.each(['--port', '--admin-port', '--sandbox-port'])(
    'does not take another port than the one that %s asks for',
    async (option) => {
      const taken = await startSandbox();
      onTestFinished(() => taken.close());
      const { code, stdout, stderr } = await cli(['demo', '--seconds', '1', ...FREE, option, String(taken.port)]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toBe(
        `dspatch: port ${taken.port} is in use: stop what listens there, or choose another ${option} (0: any free one)\n`,
      );
    },
  );
});

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { program } from '../src/cli/main.ts';
import { BIN, ownFolder, startCli } from './support/cli.ts';
import { answerConsent, CLIENT_ID } from './support/connect-rig.ts';
import { order, type Rig, startRig, WRITE_KEY } from './support/gateway.ts';
import { type Printed, runCommand } from './support/run-command.ts';
import { atTerminal, KEYS } from './support/terminal.ts';

// What people do at a command line, from an empty folder to a day of work, as they would do it.

/** What the stand-in for Amazon has accepted. */
interface Accepted {
  readonly events: readonly { readonly item: { readonly clientDedupeId: string } }[];
}

describe('a new user', () => {
  afterEach(() => vi.unstubAllEnvs());

  const { enter, down } = KEYS;

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'gets from an empty folder to a conversion at Amazon by dspatch connect alone, choosing from lists and typing no id',
    { timeout: 120_000 },
    async () => {
      const folder = ownFolder();
      // Where the gateway leaves what lets the commands of this user in.
      const env = { XDG_STATE_HOME: join(folder, 'state') };
      vi.stubEnv('XDG_STATE_HOME', env.XDG_STATE_HOME);
      const amazon = startCli(['sandbox', '--port', '0', '--definitions', 'strict', '--json'], { env });
      const [, sandbox = ''] = await amazon.prints(/"url": "(http:\S+)"/);
      const serving = ['serve', '--allow-upstream', sandbox, '--ingest-port', '0', '--admin-port', '0'];
      const gateway = startCli(serving, { env, cwd: folder });
      const [, ingest, admin = ''] = await gateway.prints(/takes events at (\S+), and is watched at (\S+)\n/);
      await gateway.prints(/no admin yet: .*\/setup#/);
      const [, next = ''] = await gateway.prints(/no pipelines yet\. Next: dspatch (connect .*)\n/);

      const screen = atTerminal([BIN, ...next.split(' ')]);
      const typed: string[] = [];
      const answer = async (question: RegExp, text: string): Promise<void> => {
        await screen.sees(question);
        typed.push(text);
        screen.types(text);
      };
      await answer(/Which kit\?/, enter);
      await answer(/In which region/, enter);
      // Of the security profile, which the person has made at Amazon: these two cannot be listed.
      await answer(/Client id/, `${CLIENT_ID}${enter}`);
      await answer(/Client secret/, `canary-typed-secret${enter}`);
      const [page] = await screen.sees(/http:\S+\/ap\/oa\?\S+/);
      await screen.sees(/Waiting for the answer/);
      await fetch(await answerConsent(page));
      await answer(/Which profile\?/, enter);
      await answer(/Which advertiser/, `${down}${enter}`);
      await answer(/How do the events/, enter);
      await answer(/Name of the integration/, enter);
      await answer(/Which pipeline/, enter);
      await answer(/Name of the new pipeline/, enter);
      const [, writeKey] = await screen.sees(/send events with the write key (\S+),/);
      expect(await screen.ended).toBe(0);
      expect(typed.join('')).not.toMatch(/\d{8}/);
      expect(admin).toMatch(/^http/);

      const sent = await fetch(`${ingest}/v1/track`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...order('first-order'), writeKey }),
      });
      expect([sent.status, await sent.json()]).toEqual([200, { success: true }]);
      const accepted = async (): Promise<readonly string[]> => {
        const { events } = (await (await fetch(`${sandbox}/_sandbox/events`)).json()) as Accepted;
        return events.map(({ item }) => item.clientDedupeId);
      };
      await expect.poll(accepted, { timeout: 30_000 }).toEqual(['first-order']);

      // What was made stays over a restart, though no file says anything of it.
      gateway.child.kill('SIGTERM');
      expect((await gateway.ended).code).toBe(0);
      const again = startCli(serving, { env, cwd: folder });
      await again.prints(/"what":"started"/);
      again.child.kill('SIGTERM');
      const { stderr } = await again.ended;
      expect([stderr.includes('no pipelines yet'), stderr.includes('canary')]).toEqual([false, false]);
    },
  );
});

describe('an operator', () => {
  let rig: Rig;
  let folder: string;
  beforeEach(async () => {
    rig = await startRig();
    folder = ownFolder();
    vi.stubEnv('DSPATCH_ADMIN', rig.gateway.adminUrl);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rig.close();
  });

  /** Runs a command line in this process. */
  const dspatch = async (...args: readonly string[]): Promise<Printed> => runCommand(await program(args), ...args);
  const worth = (messageId: string): number | undefined =>
    (rig.sandbox.events({ dedupeId: messageId })[0]?.item as { value?: number } | undefined)?.value;
  const send = async (messageId: string): Promise<void> => {
    expect((await rig.post('track', order(messageId))).status).toBe(200);
  };

  it('changes a mapping, sees what that changes, deploys it while events flow, and goes back', async () => {
    await send('before');
    const shown = (await dspatch('integrations', 'show', 'amazon', '--playbook')).out;
    const playbook = parse(shown);
    playbook.events['Order Completed'].value = { enrichment: 5 };
    const file = join(folder, 'playbook.yaml');
    writeFileSync(file, stringify(playbook));
    const edited = (await dspatch('integrations', 'edit', 'amazon', '--playbook', file)).out;
    expect(edited).toMatch(/newest revision 1, draft changed since[\s\S]*Next: dspatch revisions save amazon/);
    expect((await dspatch('integrations', 'diff', 'amazon')).out).toBe(
      'amazon, revision 1 -> the draft:\n+ playbook.events.Order Completed.value: {"enrichment":5}\n',
    );
    await dspatch('revisions', 'save', 'amazon', '--note', 'all are worth five');
    expect((await dspatch('revisions', 'list', 'amazon', '--limit', '1')).out).toMatch(/^ +2 .* all are worth five$/m);
    const attached = (await dspatch('pipelines', 'attach', 'web', 'amazon')).out;
    expect(attached).toMatch(/^The draft of web has amazon@2\.[\s\S]*Next: dspatch deploy web\n$/);
    expect((await dspatch('pipelines', 'list', '--changed')).out).toMatch(/^web +1 .* changed +1 warning +amazon@1$/m);

    await expect(dspatch('deploy', 'web')).rejects.toThrow(/--confirm not_configured, or --yes, .*nothing was changed/);
    const flowing = Array.from({ length: 40 }, (_, i) => send(`flowing-${i}`));
    const deployed = (await dspatch('deploy', 'web', '--confirm', 'not_configured', '--note', 'five')).out;
    expect(deployed).toContain(
      '~ amazon: revision 1 -> 2\n    + playbook.events.Order Completed.value: {"enrichment":5}\n',
    );
    expect(deployed).toMatch(/web runs deployment 2\. dspatch rollback web goes back to 1\.\n$/);
    await Promise.all(flowing);
    await send('after');
    const all = ['before', 'after', ...flowing.map((_, i) => `flowing-${i}`)];
    await rig.until('all of them', () => all.every((id) => rig.sandbox.dedupeIds().get(id) === 1));
    expect([worth('before'), worth('after')]).toEqual([39.98, 5]);
    for (const id of all) expect([39.98, 5]).toContain(worth(id));
    expect((await dspatch('deploy', 'web')).out).toMatch(/Nothing changes\.[\s\S]*runs that already, as deployment 2/);

    await expect(dspatch('rollback', 'web')).rejects.toThrow(/Deploy that to web\? --yes says so/);
    const back = (await dspatch('rollback', 'web', '--yes', '--note', 'not five')).out;
    expect(back).toMatch(/^Back to deployment 1, of [\s\S]*~ amazon: revision 2 -> 1\n {4}- playbook\.events\.Order/);
    expect(back).toContain('web runs deployment 3, which is what 1 was.');
    await send('at last');
    await rig.until('the last', () => worth('at last') === 39.98);
    expect(
      (await dspatch('pipelines', 'history', 'web')).out.split('\n').map((line) => line.trim().split(/ {2,}/)),
    ).toEqual([
      ['NUMBER', 'DEPLOYED (UTC)', 'BY', 'RUNS', 'NOTE'],
      ['3', expect.any(String), 'this machine', 'amazon@1', 'back to 1: not five'],
      ['2', expect.any(String), 'this machine', 'amazon@2', 'five'],
      ['1', expect.any(String), 'dspatch.yaml', 'amazon@1', 'at start'],
      [''],
    ]);
    await expect(dspatch('rollback', 'web', '--to', '9')).rejects.toThrow(/web has no deployment of number 9/);
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)('is asked before warnings are passed over', async () => {
    await dspatch('pipelines', 'set', 'web', 'SHOP=north');
    const at = (...args: readonly string[]) => atTerminal([BIN, ...args, '--admin', rig.gateway.adminUrl]);
    for (const [answer, says] of [
      ['n', /Nothing was deployed/],
      ['y', /web runs deployment 2/],
    ] as const) {
      const screen = at('deploy', 'web');
      await screen.sees(/\+ variables\.SHOP: "north"[\s\S]*\(not_configured\)[\s\S]*Deploy all the same\?/);
      screen.types(answer);
      await screen.sees(says);
      expect(await screen.ended).toBe(0);
    }
    const back = at('rollback', 'web');
    await back.sees(/- variables\.SHOP: "north"[\s\S]*Deploy that to web\?/);
    back.types('y');
    await back.sees(/web runs deployment 3, which is what 1 was/);
    expect(await back.ended).toBe(0);
  });

  it('exports what is deployed, and applying that changes nothing, whatever else there is', async () => {
    await dspatch('integrations', 'create', 'unfinished', '--kit', 'amazon-dsp-events');
    await dspatch('pipelines', 'create', 'empty');
    await dspatch('pipelines', 'rotate-write-key', 'web', '--overlap', '1h');
    await dspatch('pipelines', 'set', 'web', 'SHOP=north');
    await dspatch('deploy', 'web', '--yes');
    const file = join(folder, 'export.yaml');
    await dspatch('export', '-o', file);
    const text = readFileSync(file, 'utf8');
    expect((await dspatch('export')).out).toBe(text);
    expect(parse(text).pipelines).toMatchObject({ web: { variables: { SHOP: 'north' } }, empty: { integrations: [] } });
    expect(text).toMatch(/^# unfinished runs nowhere and is not finished: it is left out/);
    const everything = async (): Promise<readonly string[]> => [
      (await dspatch('integrations', 'list', '--json')).out,
      (await dspatch('pipelines', 'list', '--json')).out,
      (await dspatch('pipelines', 'show', 'web', '--json')).out,
    ];
    const before = await everything();
    expect((await dspatch('apply', '-f', file)).out).toBe(`Nothing to do: everything is as ${file} says.\n`);
    expect(await everything()).toEqual(before);
    await send('with a key that ends');
    await rig.until('its delivery', () => rig.sandbox.dedupeIds().has('with a key that ends'));
  });

  it('applies a file after seeing what it does, and is told every problem of one that is wrong', async () => {
    const file = join(folder, 'dspatch.yaml');
    const current = parse((await dspatch('export')).out);
    current.pipelines.web.variables = { SHOP: 'south' };
    current.pipelines.app = { writeKeys: ['app-write-key'], integrations: ['amazon'] };
    current.integrations.amazon.playbook.events['Order Completed'].value = { enrichment: 7 };
    writeFileSync(file, stringify(current));
    const planned = (await dspatch('apply', '-f', file, '--dry-run')).out;
    expect(planned).toContain(
      '~ integration amazon: a new revision\n    + playbook.events.Order Completed.value: {"enrichment":7}\n',
    );
    for (const step of ['+ pipeline app\n', '~ pipeline app: a deployment']) expect(planned).toContain(step);
    await expect(dspatch('apply', '-f', file)).rejects.toThrow(/Do that\? --yes says so/);
    expect((await dspatch('pipelines', 'list')).out).not.toContain('app');
    const applied = JSON.parse((await dspatch('apply', '-f', file, '--yes', '--json', '--note', 'by file')).out);
    expect(applied.steps.map(({ do: what }: { do: string }) => what)).toEqual([
      ...['save_revision', 'create_pipeline', 'deploy', 'deploy'],
    ]);
    expect((await dspatch('apply', '-f', file)).out).toMatch(/^Nothing to do/);

    current.integrations.amazon.kit = 'amazon-dsp-cap';
    current.pipelines.app.integrations = ['amazn'];
    writeFileSync(file, stringify(current));
    const refused = dspatch('apply', '-f', file);
    await expect(refused).rejects.toMatchObject({ code: 'invalid_configuration' });
    await expect(refused).rejects.toThrow(
      /nothing was applied\n {2}line 3:5 integrations\.amazon\.kit: there is no kit "amazon-dsp-cap" \(did you mean[\s\S]*\n {2}line \d+:\d+ pipelines\.app\.integrations\[0\]: there is no integration "amazn"/,
    );
  });

  it('changes nothing that somebody else has changed meanwhile', async () => {
    const { version } = JSON.parse((await dspatch('integrations', 'show', 'amazon', '--json')).out);
    await dspatch('integrations', 'edit', 'amazon', '--param', 'LINGER_MS=30');
    const late = ['integrations', 'edit', 'amazon', '--unset', 'LINGER_MS', '--if-version', String(version)];
    const refused = dspatch(...late);
    await expect(refused).rejects.toMatchObject({ code: 'record_conflict' });
    await expect(refused).rejects.toThrow(/answers 412: .*look at what is there now, and run the command again/);
    const { draft } = JSON.parse((await dspatch('integrations', 'show', 'amazon', '--json')).out);
    expect(draft.parameters.LINGER_MS).toBe(30);
  });

  it('makes what there was not, puts its secrets in unseen, and takes it away again', async () => {
    const secret = 'canary-secret-of-a-file';
    writeFileSync(join(folder, 'secret'), `${secret}\n`);
    const made = ['integrations', 'create', 'second', '--kit', 'amazon-dsp-events', '--param', 'ADVERTISER_ID=1'];
    expect((await dspatch(...made)).out).toMatch(/Next: dspatch integrations secret second CLIENT_SECRET\n$/);
    const from = ['--from', `file:${join(folder, 'secret')}`];
    await dspatch('integrations', 'secret', 'second', 'CLIENT_SECRET', ...from);
    const { out } = await dspatch('integrations', 'show', 'second');
    expect(out).toMatch(/^CLIENT_SECRET +\(secret: in the vault, since /m);
    expect(out).toMatch(/^REFRESH_TOKEN +\(secret: not set\)$/m);
    expect(out).not.toContain('canary');
    const told = dspatch('integrations', 'edit', 'second', '--param', `CLIENT_SECRET=${secret}`);
    await expect(told).rejects.toThrow(/is a secret, .*dspatch integrations secret second CLIENT_SECRET asks/);
    await told.catch((error: Error) => expect(error.message).not.toContain(secret));

    await dspatch('pipelines', 'create', 'app', '--write-key', 'app-write-key');
    await expect(dspatch('pipelines', 'attach', 'app', 'second')).rejects.toThrow(/second has no revision yet/);
    await dspatch('revisions', 'save', 'second');
    await dspatch('pipelines', 'attach', 'app', 'second@1');
    const sick = dspatch('deploy', 'app', '--yes');
    await expect(sick).rejects.toMatchObject({ code: 'unhealthy' });
    await expect(dspatch('integrations', 'remove', 'second')).rejects.toMatchObject({ code: 'in_use' });
    await dspatch('pipelines', 'detach', 'app', 'second');
    await dspatch('integrations', 'remove', 'second');
    await expect(dspatch('pipelines', 'remove', 'app')).rejects.toThrow(/Remove app\?/);
    await dspatch('pipelines', 'remove', 'app', '--yes');
    expect((await dspatch('integrations', 'list')).out).not.toContain('second');
    expect((await dspatch('pipelines', 'list', '--json')).out).not.toContain('app');
  });

  it('rotates write keys with an overlap, and ends one at once', async () => {
    const added = (await dspatch('pipelines', 'rotate-write-key', 'web', '--overlap', '2h')).out;
    const [, key = ''] = /^The new write key of web: (\S{24})\n/.exec(added) ?? [];
    expect(added).toMatch(new RegExp(`^${WRITE_KEY} is taken until \\d{4}-`, 'm'));
    const sentWith = async (writeKey: string): Promise<number> => {
      const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
      return (await rig.post('track', order(`by-${writeKey}`), { authorization })).status;
    };
    expect([await sentWith(key), await sentWith(WRITE_KEY)]).toEqual([200, 200]);
    await dspatch('pipelines', 'remove-write-key', 'web', WRITE_KEY);
    expect([await sentWith(key), await sentWith(WRITE_KEY)]).toEqual([200, 401]);
    expect((await dspatch('pipelines', 'show', 'web')).out).toMatch(new RegExp(`^${key} +\\S+ \\S+ +never$`, 'm'));
  });

  it('seals the secrets under a new master key while everything runs', async () => {
    await dspatch('integrations', 'create', 'second', '--kit', 'amazon-dsp-events');
    writeFileSync(join(folder, 'secret'), 'canary-secret\n');
    const from = ['--from', `file:${join(folder, 'secret')}`];
    await dspatch('integrations', 'secret', 'second', 'CLIENT_SECRET', ...from);
    const keyFile = (): string => readFileSync(join(rig.directory, 'dspatch.key'), 'utf8');
    const before = keyFile();
    const [, old] = /^([0-9a-f]{8}) +newest .* 1 secrets$/m.exec((await dspatch('vault', 'status')).out) ?? [];
    const { out } = await dspatch('vault', 'rotate');
    expect(out).toMatch(/^A secret is sealed anew, under the key [0-9a-f]{8}\.\n/);
    expect(out).toContain(`Nothing needs ${old} any more: forgotten.`);
    const kept = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect([kept(keyFile()).length, kept(keyFile())[0] === kept(before)[0]]).toEqual([1, false]);
    const state = JSON.parse((await dspatch('integrations', 'show', 'second', '--json')).out).secrets.CLIENT_SECRET;
    expect(state).toMatchObject({ kept: 'vault', there: true });
    const audit = (await dspatch('audit', '--action', 'master_key.')).out;
    expect(audit).toMatch(/ master_key\.rotated +vault /);
    for (const key of kept(keyFile())) expect(out + audit).not.toContain(key);
    await rig.restart();
    vi.stubEnv('DSPATCH_ADMIN', rig.gateway.adminUrl);
    expect(JSON.parse((await dspatch('vault', 'status', '--json')).out).keys).toMatchObject([
      { state: 'newest', sealed: { secrets: 1 } },
    ]);
  });
});

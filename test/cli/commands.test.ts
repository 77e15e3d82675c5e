import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { program } from '../../src/cli/main.ts';
import { cli } from '../support/cli.ts';

const COMMANDS = (await program()).commands;
const NAMES = [
  ...[
    'demo',
    'serve',
    'connect',
    'check',
    'schema',
    'map',
    'preview',
    'compare',
    'send',
    'status',
    'counts',
    'alerts',
    'events',
    'tail',
    'dead-letters',
  ],
  ...[
    'replay',
    'resend',
    'pause',
    'resume',
    'integrations',
    'revisions',
    'pipelines',
    'deploy',
    'rollback',
    'apply',
    'export',
  ],
  ...['users', 'tokens', 'audit', 'vault', 'backup', 'sandbox', 'version'],
];

function helpOf(name: string): string {
  let help = '';
  const command = COMMANDS.find((one) => one.name() === name);
  command?.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 }).outputHelp();
  return help;
}

it('only what makes text harmless writes to the terminal', () => {
  const root = join(import.meta.dirname, '../../src/cli');
  const writers = globSync('*.ts', { cwd: root }).filter((file) =>
    /\bprocess\.std(out|err)\.write\b|\bconsole\./.test(readFileSync(join(root, file), 'utf8')),
  );
  // The first lines run on any Node, before anything can be loaded.
  expect(writers.sort()).toEqual(['output.ts', 'start.ts']);
});

describe('dspatch', () => {
  it('has the commands that its documentation names', () => {
    expect(COMMANDS.map((command) => command.name())).toEqual(NAMES);
  });

  it('shows them all, with an example, when it is asked for nothing', async () => {
    const [asked, bare] = await Promise.all([cli(['--help']), cli([])]);
    expect(asked.code).toBe(0);
    for (const name of NAMES) expect(asked.stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    expect(asked.stdout).toContain('Example:\n  dspatch demo');
    expect([bare.code, bare.stdout, bare.stderr]).toEqual([1, '', asked.stdout]);
  });

  it.each(NAMES)('%s says what it does, what it takes, and gives an example', (name) => {
    const help = helpOf(name);
    expect(help).toMatch(new RegExp(`^Usage: dspatch ${name} `));
    expect(help).toMatch(/\n\n[A-Z][\s\S]*?\.\n\n/);
    expect(help).not.toContain('[]');
    expect(help).toMatch(new RegExp(`Examples?:\n  dspatch ${name}\\b`));
  });

  it('lists them without loading any, so that it answers at once', async () => {
    const loaded = await cli(['--help'], { env: { NODE_DEBUG: 'esm' } });
    const files = new Set([...loaded.stderr.matchAll(/src\/cli\/([\w-]+)\.ts/g)].map(([, file]) => file));
    expect([...files].sort()).toEqual(expect.arrayContaining(['main', 'start', 'summaries']));
    expect([...files].filter((file) => NAMES.includes(file ?? ''))).toEqual(['version']);
  });

  it.each(COMMANDS.flatMap((group) => group.commands.map((one) => [group.name(), one] as const)))(
    '%s: each of the commands below it says what it does, gives an example, and speaks JSON',
    (group, command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => 80 }).outputHelp();
      expect(help).toMatch(new RegExp(`^Usage: dspatch ${group} ${command.name()}`));
      expect(help).toMatch(/\n\n[A-Z][\s\S]*?\.\n\n/);
      expect(help).toMatch(new RegExp(`Examples?:\n  dspatch ${group} ${command.name()}\\b`));
      expect(help).toMatch(/^ {2}--json {2,}\S/m);
    },
  );

  it('shows a command’s help when it is asked for', async () => {
    expect(await cli(['replay', '--help'])).toEqual({ code: 0, stdout: helpOf('replay'), stderr: '' });
  });

  it.each(NAMES)('%s speaks JSON to scripts', (name) => {
    expect(helpOf(name)).toMatch(/^ {2}--json {2,}\S/m);
  });

  it('tells its version, and what it runs on', async () => {
    const [short, long, json] = await Promise.all([cli(['--version']), cli(['version']), cli(['version', '--json'])]);
    expect(short.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(long.stdout).toBe(`dspatch ${short.stdout.trim()} (Node ${process.version})\n`);
    expect(JSON.parse(json.stdout)).toEqual({ version: short.stdout.trim(), node: process.version });
  });
});

/** Nothing answers there. */
const NOWHERE = ['--admin', 'http://127.0.0.1:1'];
const UNREACHABLE =
  /^dspatch: no gateway answers at http:\/\/127\.0\.0\.1:1 .*: start one with dspatch serve, or name its/;

describe('a mistake on the command line ends with 1, and with what to do', () => {
  it.each<[what: string, args: readonly string[], says: RegExp]>([
    ['an unknown command', ['mpa'], /unknown command 'mpa'[\s\S]*Did you mean map\?[\s\S]*--help/],
    ['an unknown option', ['map', '--kti', 'x'], /unknown option '--kti'[\s\S]*Did you mean --kit\?[\s\S]*--help/],
    ['too many arguments', ['check', 'extra'], /too many arguments for 'check'[\s\S]*--help/],
    ['map with an unknown kit', ['map', '--kit', 'x'], /'x' is invalid. Allowed choices are amazon-dsp-capi, amazon-/],
    ['map with a time that is none', ['map', '--now', 'noon'], /^dspatch: --now: "noon" is not a time \(2026-11-20T/],
    ['map with half a parameter', ['map', '--param', 'X'], /^dspatch: --param: "X" should be NAME=VALUE/],
    [
      'map with a parameter misspelt',
      ['map', '--param', 'BATCH_SIZ=3'],
      /^dspatch: --param BATCH_SIZ: there is no parameter "BATCH_SIZ" \(did you mean "BATCH_SIZE"\?\)/,
    ],
    ['map of a file’s integration without the file', ['map', '--integration', 'eu'], /give the file too, with -f/],
    ['map of what is not there', ['map', 'missing.ndjson'], /^dspatch: missing\.ndjson cannot be read \(ENOENT\)\n$/],
    ['map of a folder', ['map', '.'], /^dspatch: \. cannot be read \(EISDIR\)\n$/],
    ['serve without its file', ['serve', '-f', 'no.yaml'], /no\.yaml: there is no such file: name the configuration/],
    ['send without a write key', ['send', 'x'], /required option '--write-key <key>' not specified[\s\S]*--help/],
    ['send of what is not there', ['send', 'x', '--write-key', 'k'], /^dspatch: x cannot be read \(ENOENT\)\n$/],
    ['send of half an event at a time', ['send', 'x', '--batch', '0.5'], /must be from 1 to 1000/],
    ['status of nothing', ['status', ...NOWHERE], UNREACHABLE],
    ['events of nothing', ['events', ...NOWHERE], UNREACHABLE],
    ['dead-letters of nothing', ['dead-letters', ...NOWHERE], UNREACHABLE],
    ['replay of nothing', ['replay', '--all', ...NOWHERE], UNREACHABLE],
    ['replay of everything by accident', ['replay'], /^dspatch: name the ids to replay, or --all for all that match/],
    ['resend of everything by accident', ['resend', '--pipeline', 'web'], /^dspatch: name the messageIds to run again/],
    ['replay of what is no id', ['replay', 'x'], /an id is a whole number/],
    [
      'events with an unknown fate',
      ['events', '--fate', 'lost'],
      /Allowed choices are waiting, delivered, dropped, dead/,
    ],
    [
      'events with an unknown reason',
      ['events', '--reason', 'no_identiti'],
      /there is no such reason \(did you mean "no_identity"\?\); there are unmapped, .*corrupted/,
    ],
    [
      'dead-letters with a reason of drops',
      ['dead-letters', '--reason', 'unmapped'],
      /there are rejected, expired, corr/,
    ],
    [
      'replay with an unknown reason',
      ['replay', '--all', '--reason', 'nope'],
      /there are rejected, expired, corrupted/,
    ],
    ['pause of nothing', ['pause', 'amazon', ...NOWHERE], UNREACHABLE],
    ['resume of nobody', ['resume'], /missing required argument 'integration'/],
    [
      'status of nonsense',
      ['status', '--admin', 'nonsense'],
      /'--admin <url>' .*'nonsense' is invalid\. must be an http/,
    ],
    ['sandbox at an impossible port', ['sandbox', '--port', '70000'], /must be from 0 to 65535/],
    ['demo of nothing', ['demo', '--rate', '0'], /must be a number above 0/],
  ])('%s', async (_, args, says) => {
    const { code, stdout, stderr } = await cli(args, { env: { DSPATCH_WRITE_KEY: undefined } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });
});

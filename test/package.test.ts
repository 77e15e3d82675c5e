import { execFile } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli, type Ended, jsonLines } from './support/cli.ts';

// The package as others get it: packed from a copy of the checkout, since packing builds dist/ anew, and installed into an empty folder.

const ROOT: string = join(import.meta.dirname, '..');
/** The Node that runs this, first: the package runs on the one in PATH. */
const PATH: string = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;

let folder: string;
/** Where the package is installed. */
let home: string;
let files: readonly PackedFile[];

interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

const execute = promisify(execFile);
/** Runs npm; what it prints. Fails with all that it said. */
const npm = async (args: readonly string[], cwd: string): Promise<string> => {
  const { stdout } = await execute('npm', [...args], { cwd, env: { ...process.env, PATH } });
  return stdout;
};

const run = (bin: string, args: readonly string[], more: { cwd?: string; input?: string } = {}): Promise<Ended> =>
  cli(args, { bin, cwd: home, env: { PATH, NODE_COMPILE_CACHE: undefined }, ...more });
/** The installed command. */
const dspatch = (args: readonly string[], input?: string): Promise<Ended> =>
  run(join(home, 'node_modules/.bin/dspatch'), args, input === undefined ? {} : { input });

async function good(ended: Promise<Ended>): Promise<string> {
  const { code, stdout, stderr } = await ended;
  if (code !== 0) throw new Error(`it ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** A copy of what is checked out, with the same dependencies, as far as packing needs them. */
function copyCheckout(to: string): void {
  const left = new Set(['node_modules', 'dist', '.git', 'coverage']);
  cpSync(ROOT, to, { recursive: true, filter: (path) => dirname(path) !== ROOT || !left.has(basename(path)) });
  const modules = join(to, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '.dspatch-lock') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  // They are installed: packing must not do it again, through the links.
  cpSync(join(to, 'package-lock.json'), join(modules, '.dspatch-lock'));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dspatch-package-'));
  home = join(folder, 'home');
  const checkout = join(folder, 'checkout');
  mkdirSync(home);
  copyCheckout(checkout);
  const packed = await npm(['pack', '--json', '--silent', '--pack-destination', folder], checkout);
  const [{ filename, files: list }] = JSON.parse(packed.slice(packed.indexOf('[')));
  files = list;
  writeFileSync(join(home, 'package.json'), '{ "name": "home", "private": true, "type": "module" }');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await npm(['install', ...quiet, join(folder, filename)], home);
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what it runs on, its types, and what a reader needs; and nothing else', () => {
    const paths = files.map(({ path }) => path);
    const sources = globSync('src/**/*.ts', { cwd: ROOT })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => !path.endsWith('.test.ts') && !path.startsWith('src/sandbox/testing/'))
      .map((path) => path.replace(/^src\//, 'dist/').replace(/\.ts$/, ''));
    const console = paths.filter((path) => path.startsWith('dist/console/'));
    const analyticsJs = paths.filter((path) => path.startsWith('dist/analytics-js/files/'));
    expect(analyticsJs).toEqual(
      expect.arrayContaining(['standalone.js', 'LICENSE.md'].map((name) => `dist/analytics-js/files/${name}`)),
    );
    for (const path of analyticsJs) expect(path).toMatch(/\.js(\.gz)?$|LICENSE\.md$/);
    expect(console).toEqual(expect.arrayContaining(['dist/console/index.html', 'dist/console/favicon.svg']));
    expect(
      console.filter((path) => /^dist\/console\/assets\/index-[\w-]+\.(js|css)(\.br|\.gz)?$/.test(path)),
    ).toHaveLength(6);
    expect(paths.filter((path) => ![...console, ...analyticsJs].includes(path)).sort()).toEqual(
      [
        ...['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'bin/dspatch', 'package.json'],
        ...globSync(['docs/**/*.{md,png}', 'deploy/*'], { cwd: ROOT }).map((path) => path.replaceAll('\\', '/')),
        ...sources.flatMap((path) => [`${path}.js`, `${path}.d.ts`]),
      ].sort(),
    );
    expect(files.find(({ path }) => path === 'bin/dspatch')?.mode.toString(8)).toMatch(/755$/);
    expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(9_000_000);
  });

  it('holds the pages that its pages link to', () => {
    const paths = new Set(files.map(({ path }) => path));
    const pages = [...paths].filter((path) => path.endsWith('.md'));
    expect(pages).toContain('docs/reference/README.md');
    for (const path of pages) {
      const text = readFileSync(join(home, 'node_modules/dspatch', path), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        const linked = posix.join(posix.dirname(path), target);
        // A folder is there where something in it is.
        const isThere = [...paths].some((one) => one === linked || (linked.endsWith('/') && one.startsWith(linked)));
        expect([path, linked, isThere]).toEqual([path, linked, true]);
      }
    }
  });

  it('knows nothing of where it was made', () => {
    const inside = join(home, 'node_modules/dspatch');
    for (const { path } of files) {
      const text = readFileSync(join(inside, path), 'utf8');
      expect([path, text.includes(ROOT), text.includes(folder)]).toEqual([path, false, false]);
    }
  });

  it('brings no more than its dependencies', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const installed = readdirSync(join(home, 'node_modules'));
    for (const name of Object.keys(dependencies)) expect(installed).toContain(name.split('/')[0]);
    for (const name of ['node', 'typescript', 'vitest']) {
      expect(devDependencies).toHaveProperty(name);
      expect(installed).not.toContain(name);
    }
  });
});

describe('its command', () => {
  const CONFIG = `
integrations:
  amazon:
    kit: amazon-dsp-events
    parameters: { ADVERTISER_ID: "1234567890", CLIENT_ID: c, CLIENT_SECRET: "env:PATH", REFRESH_TOKEN: "env:PATH" }
pipelines:
  web: { writeKeys: [k], integrations: [amazon] }
`;

  it('says which it is', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(await good(dspatch(['version']))).toBe(`dspatch ${version} (Node ${process.version})\n`);
  });

  it('helps', async () => {
    const help = await good(dspatch(['--help']));
    for (const name of ['serve', 'check', 'map', 'demo', 'status', 'replay']) {
      expect(help).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    }
  });

  it('checks a configuration, right or wrong', async () => {
    writeFileSync(join(home, 'good.yaml'), CONFIG);
    writeFileSync(join(home, 'bad.yaml'), CONFIG.replace('[amazon]', '[amazn]').replace('"1234567890"', 'ENTITY1'));
    expect(await good(dspatch(['check', '-f', 'good.yaml']))).toBe(
      'good.yaml is right (integrations: 1, pipelines: 1)\n',
    );
    const { code, stdout } = await dspatch(['check', '-f', 'bad.yaml']);
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^bad\.yaml:5:.*ENTITY1[\s\S]*^bad\.yaml:7:.*"amazn"[\s\S]*^2 problems$/m),
    ]);
  });

  it('maps an event', async () => {
    const event = {
      ...{
        type: 'track',
        event: 'Order Completed',
        messageId: 'm-1',
        context: { traits: { email: 'abc@example.com' } },
      },
      properties: { currency: 'usd', products: [{ price: 19.99, quantity: 2 }] },
    };
    const [mapped] = jsonLines(await good(dspatch(['map', '--kit', 'amazon-dsp-events'], JSON.stringify(event))));
    expect(mapped).toMatchObject({
      status: 'mapped',
      wire: {
        ...{ eventId: 'm-1', value: 39.98, currencyCode: 'USD', unitsSold: 2 },
        matchKeys: [{ type: 'EMAIL', values: ['9eceb13483d7f187ec014fd6d4854d1420cfc634328af85f51d0323ba8622e21'] }],
      },
    });
  });

  it('runs the demo, and has conversions accepted', async () => {
    const free = ['--port', '0', '--admin-port', '0', '--sandbox-port', '0'];
    const last = jsonLines(await good(dspatch(['demo', '--seconds', '10', '--rate', '50', '--json', ...free]))).at(-1);
    expect(last).toMatchObject({ dead: 0, acceptedByAmazon: expect.any(Number) });
    expect(last.acceptedByAmazon).toBeGreaterThan(0);
  });
});

describe('its library', () => {
  it('exports what a program needs, and it works', async () => {
    writeFileSync(
      join(home, 'program.js'),
      `import * as dspatch from 'dspatch';
       const sandbox = await dspatch.startSandbox();
       const { status } = await fetch(sandbox.url + '/_sandbox/health');
       await sandbox.close();
       const { ok, problems } = dspatch.parseConfig('pipelines: 7', '.', { env: {} });
       console.log(JSON.stringify({ names: Object.keys(dspatch), status, ok, problems: problems.length }));`,
    );
    expect(JSON.parse(await good(run('node', ['program.js'])))).toEqual({
      names: [
        ...['DROP_REASONS', 'DspatchError', 'KITS', 'Pipeline', 'compileIntegration', 'createLog', 'formatProblem'],
        ...['loadConfig', 'parseBatch', 'parseConfig', 'parseEvent', 'startGateway', 'startSandbox', 'systemClock'],
      ],
      ...{ status: 200, ok: false, problems: 1 },
    });
  });

  it('has types, which a strict program compiles with', async () => {
    writeFileSync(
      join(home, 'program.ts'),
      `import { createLog, type Entry, KITS, type Kit, loadConfig, type Mapped, Pipeline, startGateway, startSandbox } from 'dspatch';
       const result = loadConfig('dspatch.yaml', { env: process.env });
       if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join());
       const log = createLog('info');
       const gateway = await startGateway({ loaded: result.loaded, log, version: '1', onFailure: (error) => log.error(error.message) });
       const url: string = gateway.ingestUrl;
       const { entries } = await gateway.storage.search({ fate: 'dead' });
       const reasons: (string | undefined)[] = entries.map((entry: Entry) => entry.reason);
       const kits: Kit[] = [...KITS.values()];
       const pipelines: readonly Pipeline[] = gateway.live.pipelines;
       const keys = (mapped: Mapped): string[] => mapped.deliveries.flatMap(({ conversion }) => conversion.matchKeys.map(({ type }) => type));
       const sandbox = await startSandbox({ definitions: 'strict' });
       // @ts-expect-error: were a type missing, it would be any, and this no mistake
       const wrong: number = sandbox.url;
       // @ts-expect-error: the same
       const worse: number = gateway.adminUrl;
       // @ts-expect-error: the same
       const worst: number = kits[0]?.name;
       console.log(url, reasons, kits, pipelines, keys, wrong, worse, worst);`,
    );
    const compilerOptions = {
      ...{ noEmit: true, strict: true, exactOptionalPropertyTypes: true, target: 'es2024', module: 'nodenext' },
      ...{ types: ['node'], typeRoots: [join(ROOT, 'node_modules/@types')] },
    };
    writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const { stdout } = await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', '.', '--pretty', 'false']);
    // What is wrong with the declarations of its dependencies is theirs.
    expect(stdout.split('\n').filter((line) => /^(program|node_modules\/dspatch)/.test(line))).toEqual([]);
  });
});

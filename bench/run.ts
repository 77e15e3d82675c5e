// `npm run bench`: what the gateway takes and delivers, each figure beside its limit, measured in the same run.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoadOptions, type LoadResult, load } from './load.ts';
import { benchMapping } from './mapping.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const MODES = [
  { eventsPerRequest: 1, connections: 256, path: '/v1/track', goal: 0.45 },
  { eventsPerRequest: 100, connections: 32, path: '/v1/batch', goal: 0.3 },
] as const;
const KEY = 'bench-write-key';
const ROOT = join(import.meta.dirname, '..');
/** What is measured is what people run: the built package, with the flags and the setting of its command. */
const COMMAND = readFileSync(join(ROOT, 'bin/dspatch'), 'utf8');
const FLAGS = (/^flags='(.*)'$/m.exec(COMMAND)?.[1] ?? '').split(' ');
const MALLOC_ARENA_MAX = /MALLOC_ARENA_MAX:-(\d+)/.exec(COMMAND)?.[1];
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`,
};

const mapping = benchMapping();
console.log(`Mapping (default playbook, ${mapping.events} events of ${mapping.meanBytes} bytes on average)`);
console.log(`  ${per(mapping.perCpuSecond)} events per CPU-second   goal 60,000`);
console.log(`  ${per(mapping.strangersPerCpuSecond)} when nobody is seen twice`);

for (const mode of MODES) {
  const limit = await withBareServer((url) => load({ ...mode, url, headers: HEADERS, seconds: SECONDS }));
  const gateway = await withGateway((url, sink) => measure({ ...mode, url, headers: HEADERS, seconds: SECONDS }, sink));
  const ratio = gateway.load.events / gateway.load.seconds / (limit.events / limit.seconds);
  const accepted = gateway.load.events / gateway.load.seconds;
  console.log(
    `\n${mode.eventsPerRequest} event${mode.eventsPerRequest === 1 ? '' : 's'} a request, ${mode.connections} connections, ${SECONDS} s, SQLite FULL`,
  );
  console.log(
    `  limit (bare node:http, JSON.parse)  ${per(limit.events / limit.seconds)} events/s   p50 ${ms(limit.p50)}  p99 ${ms(limit.p99)}`,
  );
  console.log(
    `  accepted                            ${per(accepted)} events/s   p50 ${ms(gateway.load.p50)}  p99 ${ms(gateway.load.p99)}  refused ${gateway.load.refused}`,
  );
  console.log(`  delivered meanwhile                 ${per(gateway.delivered / gateway.load.seconds)} events/s`);
  console.log(`  accepted / limit     ${ratio.toFixed(2)}   goal ${mode.goal}`);
  console.log(`  delivered / accepted ${(gateway.delivered / gateway.load.events).toFixed(2)}   goal 0.8`);
  console.log(
    `  gateway CPU ${((gateway.cpuSeconds * 1e6) / gateway.load.events).toFixed(1)} us an event, peak memory ${gateway.peakMb.toFixed(0)} MB   goal below 200`,
  );
}

interface GatewayResult {
  readonly load: LoadResult;
  readonly delivered: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

async function measure(
  options: LoadOptions,
  sink: { delivered(): Promise<number>; pid: number },
): Promise<GatewayResult> {
  // Warm: connections, caches and the compiler, which is at it for some seconds; a gateway runs for weeks. And it shows that everything is up.
  await load({ ...options, seconds: Math.min(5, options.seconds) });
  const [deliveredBefore, cpuBefore] = [await sink.delivered(), cpuOf(sink.pid)];
  const result = await load(options);
  const delivered = (await sink.delivered()) - deliveredBefore;
  return { load: result, delivered, cpuSeconds: cpuOf(sink.pid) - cpuBefore, peakMb: peakOf(sink.pid) };
}

async function withBareServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = fork(new URL('./bare-server.ts', import.meta.url));
  try {
    const port = await portOf(server);
    const url = `http://127.0.0.1:${port}`;
    return await work(url);
  } finally {
    server.disconnect();
  }
}

async function withGateway<T>(
  work: (url: string, sink: { delivered(): Promise<number>; pid: number }) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dspatch-bench-'));
  const sink = fork(new URL('./sink.ts', import.meta.url));
  const port = await portOf(sink);
  const file = join(folder, 'dspatch.yaml');
  writeFileSync(file, configuration(`http://127.0.0.1:${port}`));
  const start = join(ROOT, 'dist/cli/start.js');
  const gateway = spawn(process.execPath, [...FLAGS, start, 'serve', '-f', file], {
    env: { ...process.env, MALLOC_ARENA_MAX, BENCH_SECRET: 'secret', BENCH_TOKEN: 'Atzr|token' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  try {
    const url = await ingestUrl(gateway);
    const delivered = (): Promise<number> =>
      new Promise((resolve) => {
        sink.once('message', (message) => resolve((message as { delivered: number }).delivered));
        sink.send('delivered?');
      });
    return await work(url, { delivered, pid: gateway.pid as number });
  } finally {
    gateway.kill('SIGKILL');
    sink.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

function configuration(sink: string): string {
  const events = [
    'Page',
    'Product List Viewed',
    'Product Clicked',
    'Product Viewed',
    'Product Added',
    'Cart Viewed',
    'Order Completed',
  ];
  return JSON.stringify({
    server: {
      ingest: { port: 0 },
      admin: { port: 0 },
      dataDir: './data',
      allowUpstreams: [sink],
      queue: { maxWaiting: 50_000_000, minFreeDiskMb: 256 },
      logLevel: 'warn',
    },
    integrations: {
      amazon: {
        kit: 'amazon-dsp-capi',
        parameters: {
          ...{ BASE_URL: sink, LOGIN_URL: `${sink}/token`, ADVERTISER_ID: '1', CLIENT_ID: 'bench' },
          ...{ CLIENT_SECRET: 'env:BENCH_SECRET', REFRESH_TOKEN: 'env:BENCH_TOKEN' },
          // Amazon's own limit of 5 requests a second would be all that is measured.
          RATE_LIMIT: 100_000,
          ...Object.fromEntries(events.map((name, i) => [`DEFINITION.${name}`, String(100 + i)])),
        },
      },
    },
    pipelines: { web: { writeKeys: [KEY], integrations: ['amazon'] } },
  });
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', () => reject(new Error('a server of the benchmark has ended')));
  });
}

function ingestUrl(gateway: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    gateway.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /takes events at (\S+),/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    gateway.once('exit', () => reject(new Error(`the gateway has ended: ${text}`)));
  });
}

/** The CPU time of a process so far, in seconds. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The most memory a process has had, in MB. */
function peakOf(pid: number): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(line) / 1024;
}

function per(n: number): string {
  return Math.round(n).toLocaleString('en-US').padStart(9);
}

function ms(n: number): string {
  return `${n.toFixed(1)} ms`;
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { parseConfig } from '../config/load.ts';
import { DEMO_WRITE_KEY } from '../demo/demo.ts';
import { type Gateway, startGateway } from '../gateway.ts';
import type { Count } from '../ledger/ledger.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { createLog } from '../telemetry/log.ts';
import { jsonOption } from './admin-client.ts';
import { openPage } from './open-page.ts';
import { print, printJsonLine, showLive } from './output.ts';
import { type PortWish, port, startOnPorts } from './port.ts';
import { stopSignal } from './stop-signal.ts';
import { SUMMARIES } from './summaries.ts';
import { count } from './table.ts';
import { version } from './version.ts';

interface DemoOptions {
  readonly rate: number;
  readonly seconds?: number;
  readonly port: number;
  readonly adminPort: number;
  readonly sandboxPort: number;
  readonly verbose?: true;
  readonly open: boolean;
  readonly json?: true;
}

/** `dspatch demo`: the whole of it on one machine, with a shop's events. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(SUMMARIES.demo)
    .option('--rate <n>', 'events a second', positive, 4)
    .option('--seconds <n>', 'stop after so many seconds; else when you stop it', positive)
    .option('--port <port>', 'where the gateway takes events; 0: any free port', port, 8080)
    .option('--admin-port <port>', 'where the gateway is watched', port, 8081)
    .option('--sandbox-port <port>', 'where the stand-in for Amazon listens', port, 9090)
    .option('--verbose', 'show the gateway’s log')
    .option('--no-open', 'do not open the console in the browser; without a terminal or a display it is never opened')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch demo --rate 20')
    .action((options: DemoOptions, command: Command) => {
      const wish = (name: 'port' | 'adminPort' | 'sandboxPort', option: string): PortWish => ({
        ...{ port: options[name], option, isAsked: command.getOptionValueSource(name) !== 'default' },
      });
      return run(options, {
        ingest: wish('port', '--port'),
        admin: wish('adminPort', '--admin-port'),
        sandbox: wish('sandboxPort', '--sandbox-port'),
      });
    });
}

/** Where the parts of the demo are to listen. */
interface Ports {
  readonly ingest: PortWish;
  readonly admin: PortWish;
  readonly sandbox: PortWish;
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 10_000)) throw new InvalidArgumentError('must be a number above 0');
  return number;
}

async function run(options: DemoOptions, ports: Ports): Promise<void> {
  const stopped = new AbortController();
  void stopSignal().then(() => stopped.abort());
  if (options.seconds !== undefined) {
    void systemClock.sleep(options.seconds * SECOND, stopped.signal).then(() => stopped.abort());
  }
  const folder = await mkdtemp(join(tmpdir(), 'dspatch-demo-'));
  let gateway: Gateway | undefined;
  try {
    gateway = await startGatewayIn(folder, options.verbose === true, ports);
    const sandbox = await startDemo(gateway, options.rate, ports.sandbox);
    const { ingestUrl: ingest, adminUrl: admin, setUpLink } = gateway;
    if (options.json) printJsonLine({ ingest, admin, sandbox: sandbox.url, writeKey: DEMO_WRITE_KEY, setUpLink });
    else print(introduction(gateway, sandbox));
    if (options.open && !options.json && process.stdout.isTTY) {
      openPage(setUpLink ?? admin, process.env, process.platform);
    }
    await report(gateway, sandbox, options, stopped.signal);
  } finally {
    // Also when something fails: what still listened would keep the command from ending.
    stopped.abort();
    await gateway?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A gateway that has nothing yet. */
function startGatewayIn(folder: string, verbose: boolean, ports: Ports): Promise<Gateway> {
  return startOnPorts([ports.ingest, ports.admin], ([port = 0, adminPort = 0]) => {
    const server = {
      ...{ ingest: { port }, admin: { port: adminPort }, dataDir: join(folder, 'data'), queue: { minFreeDiskMb: 64 } },
    };
    const result = parseConfig(JSON.stringify({ server }), folder, { env: process.env });
    if (!result.ok) throw new DspatchError('demo', result.problems.map((problem) => problem.message).join('; '));
    const log = createLog(verbose ? 'info' : 'silent');
    return startGateway({ loaded: result.loaded, log, version: version(), onFailure: () => process.exit(70) });
  });
}

/** The stand-in, an integration that delivers to it, and the shop. */
function startDemo(gateway: Gateway, rate: number, wish: PortWish): Promise<Sandbox> {
  return startOnPorts([wish], async ([port = 0]) => {
    await gateway.demo.start({ kind: 'local', id: '', name: 'dspatch demo' }, { rate, ports: [port] });
    return gateway.demo.sandbox as Sandbox;
  });
}

function introduction(gateway: Gateway, sandbox: Sandbox): string {
  const event =
    '{"type":"track","event":"Order Completed","userId":"user_1","context":{"traits":{"email":"you@example.com"}},"properties":{"currency":"USD","products":[{"price":19.99,"quantity":2}]}}';
  return `
dspatch ${version()}: a shop's events become conversions at Amazon, on this machine alone.

  the shop  ->  dspatch ${gateway.ingestUrl}  ->  Amazon's stand-in ${sandbox.url}

Open the console: ${gateway.setUpLink ?? gateway.adminUrl}

Try it from another terminal:
  curl ${gateway.ingestUrl}/v1/track -u ${DEMO_WRITE_KEY}: -H 'content-type: application/json' -d '${event}'
  bin/dspatch events --event "Order Completed"${gateway.adminUrl.endsWith(':8081') ? '' : ` --admin ${gateway.adminUrl}`}
  curl '${sandbox.url}/_sandbox/events?limit=1'

Ctrl-C stops it.
`;
}

/** The live line: what came in and what became of it. */
async function report(gateway: Gateway, sandbox: Sandbox, options: DemoOptions, signal: AbortSignal): Promise<void> {
  const live = process.stdout.isTTY && !options.json;
  while (!signal.aborted) {
    await systemClock.sleep(live ? SECOND : 5 * SECOND, signal);
    // Asked for together, they are of the same moment: what came in is what became of it, and what is still under way.
    const [counts, stats] = await Promise.all([gateway.storage.counts({}), gateway.storage.stats()]);
    const waiting = stats.lanes.reduce((sum, lane) => sum + lane.waiting, 0);
    const totals = totalsOf(counts);
    const { accepted } = sandbox.summary();
    if (options.json) {
      printJsonLine({ ...totals, waiting, acceptedByAmazon: accepted });
      continue;
    }
    const drops = Object.entries(totals.dropped).map(([reason, n]) => `${count(n)} ${reason}`);
    const line = `${count(totals.received)} events in · ${count(totals.delivered)} delivered · ${count(waiting)} waiting or under way · dropped: ${drops.join(', ') || 'none'} · dead: ${count(totals.dead)} | the stand-in accepted ${count(accepted)} conversions`;
    if (live) showLive(line);
    else print(line);
  }
  if (live) print('');
}

function totalsOf(counts: readonly Count[]): {
  received: number;
  delivered: number;
  dead: number;
  dropped: Record<string, number>;
} {
  const totals = { received: 0, delivered: 0, dead: 0, dropped: {} as Record<string, number> };
  for (const { counted, reason, n } of counts) {
    if (counted === 'received') totals.received += n;
    else if (counted === 'delivered') totals.delivered += n;
    else if (counted === 'dead') totals.dead += n;
    else if (counted === 'dropped') totals.dropped[reason] = (totals.dropped[reason] ?? 0) + n;
  }
  return totals;
}

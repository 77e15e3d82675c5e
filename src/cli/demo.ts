import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type Clock, systemClock } from '../base/clock.ts';
import { SECOND } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { parseConfig } from '../config/load.ts';
import { Shop } from '../demo/shop.ts';
import { type Gateway, startGateway } from '../gateway.ts';
import type { Count } from '../ledger/ledger.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { createLog } from '../telemetry/log.ts';
import { jsonOption } from './admin-client.ts';
import { print, printJsonLine, showLive } from './output.ts';
import { type PortWish, port, startOnPorts } from './port.ts';
import { stopSignal } from './stop-signal.ts';
import { count } from './table.ts';
import { version } from './version.ts';

interface DemoOptions {
  readonly rate: number;
  readonly seconds?: number;
  readonly port: number;
  readonly adminPort: number;
  readonly sandboxPort: number;
  readonly verbose?: true;
  readonly json?: true;
}

const WRITE_KEY = 'demo-write-key';
const ADVERTISER = '1234567890';

/** `dspatch demo`: the whole of it on one machine, with a shop's events. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'Run everything on this machine: a stand-in for Amazon, the gateway, and the events of a make-believe shop.',
    )
    .option('--rate <n>', 'events a second', positive, 4)
    .option('--seconds <n>', 'stop after so many seconds; else when you stop it', positive)
    .option('--port <port>', 'where the gateway takes events; 0: any free port', port, 8080)
    .option('--admin-port <port>', 'where the gateway is watched', port, 8081)
    .option('--sandbox-port <port>', 'where the stand-in for Amazon listens', port, 9090)
    .option('--verbose', 'show the gateway’s log')
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
  let sandbox: Sandbox | undefined;
  let gateway: Gateway | undefined;
  try {
    sandbox = await startOnPorts([ports.sandbox], ([port = 0]) => startSandbox({ port, definitions: 'strict' }));
    gateway = await gatewayFor(sandbox, folder, options.verbose === true, ports);
    if (options.json) {
      printJsonLine({ ingest: gateway.ingestUrl, admin: gateway.adminUrl, sandbox: sandbox.url, writeKey: WRITE_KEY });
    } else print(introduction(gateway, sandbox));
    await Promise.all([
      trickle(gateway.ingestUrl, options.rate, systemClock, stopped.signal),
      report(gateway, sandbox, options, stopped.signal),
    ]);
  } finally {
    // Also when something fails: what still listened would keep the command from ending.
    stopped.abort();
    await gateway?.close();
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The gateway, configured as a person would configure it, with the definitions that the sandbox’s advertiser has. */
function gatewayFor(sandbox: Sandbox, folder: string, verbose: boolean, ports: Ports): Promise<Gateway> {
  const definitions = new Map(
    sandbox.definitions.list(ADVERTISER).map((one) => [one.name, one.conversionDefinitionId]),
  );
  return startOnPorts([ports.ingest, ports.admin], ([port = 0, adminPort = 0]) => {
    const env = { DEMO_CLIENT_SECRET: 'demo-client-secret', DEMO_REFRESH_TOKEN: 'Atzr|demo-refresh-token' };
    const result = parseConfig(configuration(sandbox.url, folder, port, adminPort, definitions), folder, { env });
    if (!result.ok) throw new DspatchError('demo', result.problems.map((problem) => problem.message).join('; '));
    return startGateway({
      loaded: result.loaded,
      env,
      log: createLog(verbose ? 'info' : 'silent'),
      version: version(),
      onFailure: () => process.exit(70),
    });
  });
}

function configuration(
  sandboxUrl: string,
  folder: string,
  port: number,
  adminPort: number,
  definitions: ReadonlyMap<string, string>,
): string {
  const events = [...definitions].map(
    ([name, id]) => `${JSON.stringify(name)}: { conversionDefinitionId: { enrichment: "${id}" } }`,
  );
  return `
server:
  ingest: { port: ${port} }
  admin: { port: ${adminPort} }
  dataDir: ${JSON.stringify(join(folder, 'data'))}
  allowUpstreams: ["${sandboxUrl}"]
  queue: { minFreeDiskMb: 64 }
integrations:
  amazon-us:
    kit: amazon-dsp-capi
    parameters:
      BASE_URL: "${sandboxUrl}"
      LOGIN_URL: "${sandboxUrl}/auth/o2/token"
      ADVERTISER_ID: "${ADVERTISER}"
      PROFILE_ID: "32312945"
      CLIENT_ID: amzn1.application-oa2-client.demo
      CLIENT_SECRET: "env:DEMO_CLIENT_SECRET"
      REFRESH_TOKEN: "env:DEMO_REFRESH_TOKEN"
    playbook: { events: { ${events.join(', ')} } }
pipelines:
  web: { writeKeys: [${WRITE_KEY}], integrations: [amazon-us] }
`;
}

function introduction(gateway: Gateway, sandbox: Sandbox): string {
  const event =
    '{"type":"track","event":"Order Completed","userId":"user_1","context":{"traits":{"email":"you@example.com"}},"properties":{"currency":"USD","products":[{"price":19.99,"quantity":2}]}}';
  return `
dspatch ${version()}: a shop's events become conversions at Amazon, on this machine alone.

  the shop  ->  dspatch ${gateway.ingestUrl}  ->  Amazon's stand-in ${sandbox.url}

Open the console: ${gateway.setUpLink ?? gateway.adminUrl}

Try it from another terminal:
  curl ${gateway.ingestUrl}/v1/track -u ${WRITE_KEY}: -H 'content-type: application/json' -d '${event}'
  bin/dspatch events --event "Order Completed"${gateway.adminUrl.endsWith(':8081') ? '' : ` --admin ${gateway.adminUrl}`}
  curl '${sandbox.url}/_sandbox/events?limit=1'

Ctrl-C stops it.
`;
}

/** The shop's events, posted one by one as its pages would. */
async function trickle(url: string, rate: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const shop = new Shop({ seed: clock.now(), shoppers: 500, anonymous: 0.15 });
  const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
  while (!signal.aborted) {
    const event = shop.next(clock.now());
    await fetch(`${url}/v1/${String(event.type)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(event),
    }).then((response) => response.arrayBuffer());
    await clock.sleep(SECOND / rate, signal);
  }
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

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { formatPath } from '../base/problem.ts';
import type { Loaded } from '../config/load.ts';
import type { ServerOverrides } from '../config/server-overrides.ts';
import type { Gateway } from '../gateway.ts';
import type { Logger } from '../telemetry/log.ts';
import { address } from './address.ts';
import { jsonOption } from './admin-client.ts';
import { printJsonLine, tell } from './output.ts';
import { port } from './port.ts';
import { stopSignal } from './stop-signal.ts';
import { SUMMARIES } from './summaries.ts';
import { version } from './version.ts';

interface ServeOptions {
  readonly file?: string;
  readonly dataDir?: string;
  readonly allowUpstream?: readonly string[];
  readonly host?: string;
  readonly ingestPort?: number;
  readonly adminPort?: number;
  readonly json?: true;
}

/** Taken where no file is named and the folder has one. */
const USUAL_FILE = 'dspatch.yaml';
/** Where `dspatch connect` and the others look for a gateway by themselves. */
const USUAL_ADMIN = 'http://127.0.0.1:8081';

/** `dspatch serve`: the gateway. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(SUMMARIES.serve)
    .option('-f, --file <file>', `the configuration file; without it ${USUAL_FILE} of this folder, or none`)
    .option('--data-dir <folder>', 'where the queue, the ledger and the catalog are kept (server.dataDir)')
    .option('--allow-upstream <url>', 'an address besides Amazon’s that may be sent to, such as a sandbox’s', collect)
    .option('--host <host>', 'the address where events come in (server.ingest.host)')
    .option('--ingest-port <port>', 'the port where events come in; 0: any free one', port)
    .option('--admin-port <port>', 'the port where the gateway is watched and steered; 0: any free one', port)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Without a file the gateway runs what is deployed in its data directory: nothing at first, and dspatch connect changes
that. With one it brings pipelines and integrations to what the file says first. Options go before the file’s server
section; --allow-upstream adds to its list.

Its log goes to standard error, a JSON line for each batch that was sent. SIGTERM and SIGINT stop it in order: no
more events are taken, what is on its way is settled, the rest waits on disk for the next start. With --json, where it
takes events and is watched stands in one line on standard output as soon as it does.

Examples:
  dspatch serve --data-dir ./data
  dspatch serve -f dspatch.yaml`,
    )
    .action(run);
}

function collect(text: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, address(text)];
}

async function run(options: ServeOptions): Promise<void> {
  const [{ startGateway }, { createLog }] = await Promise.all([import('../gateway.ts'), import('../telemetry/log.ts')]);
  const file = options.file ?? (existsSync(USUAL_FILE) ? USUAL_FILE : undefined);
  const loaded = await loadedFor(file, options);
  const log = createLog(loaded.config.server.logLevel);
  const stop = stopSignal();
  const gateway = await startGateway({
    ...{ loaded, log, version: version(), applies: file !== undefined },
    // What was promised cannot be kept any more: better no gateway than one that acknowledges into nothing.
    onFailure: () => process.exit(70),
  });
  // Of a file that is not there nothing is to be known.
  if (file !== undefined) logWarnings(loaded, log);
  for (const upstream of loaded.config.server.allowUpstreams) {
    log.warn({ what: 'configuration', message: `${upstream} may be sent to besides Amazon (server.allowUpstreams)` });
  }
  const { ingestUrl: ingest, adminUrl: admin } = gateway;
  if (options.json) printJsonLine({ version: version(), ingest, admin });
  else tell(`dspatch ${version()} takes events at ${ingest}, and is watched at ${admin}`);
  if (gateway.setUpLink !== undefined) {
    tell(`dspatch has no admin yet: whoever opens this sets it up, once: ${gateway.setUpLink}`);
  }
  tellNext(gateway, loaded);
  log.info({ what: 'started', ingest, admin, ...gateway.storage.settings });
  await stop;
  log.info({ what: 'stopping' });
  await gateway.close();
  log.info({ what: 'stopped' });
}

/** What a file says, or the defaults, with what the command line says of the server. */
async function loadedFor(file: string | undefined, options: ServeOptions): Promise<Loaded> {
  const { dataDir, allowUpstream, host, ingestPort, adminPort } = options;
  const server: ServerOverrides = {
    dataDir: dataDir === undefined ? undefined : resolve(dataDir),
    allowUpstreams: allowUpstream,
    ingest: { host, port: ingestPort },
    admin: { port: adminPort },
  };
  if (file !== undefined) return (await import('./configured.ts')).loadOrThrow(file, { server });
  const result = (await import('../config/load.ts')).parseConfig('', process.cwd(), { env: process.env, server });
  if (result.ok) return result.loaded;
  const lines = result.problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  throw new DspatchError('usage', lines.join('\n  '));
}

function logWarnings({ warnings }: Loaded, log: Logger): void {
  for (const { code, path, line, message } of warnings) {
    log.warn({ what: 'configuration', code, path: formatPath(path), line, message });
  }
}

/** Whoever starts an empty gateway is told what comes next. */
function tellNext({ live, adminUrl }: Gateway, { config }: Loaded): void {
  if (live.pipelines.length > 0) return;
  const { allowUpstreams } = config.server;
  const at = adminUrl === USUAL_ADMIN ? '' : ` --admin ${adminUrl}`;
  const sandbox = allowUpstreams.length === 0 ? '' : ` --sandbox ${allowUpstreams[0]}`;
  tell(`It has no pipelines yet. Next: dspatch connect${at}${sandbox}`);
}

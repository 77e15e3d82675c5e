import { Command } from 'commander';
import { formatPath } from '../base/problem.ts';
import { startGateway } from '../gateway.ts';
import { createLog } from '../telemetry/log.ts';
import { jsonOption } from './admin-client.ts';
import { loadOrThrow } from './configured.ts';
import { printJsonLine, tell } from './output.ts';
import { stopSignal } from './stop-signal.ts';
import { SUMMARIES } from './summaries.ts';
import { version } from './version.ts';

/** `dspatch serve`: the gateway. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(SUMMARIES.serve)
    .requiredOption('-f, --file <file>', 'the configuration file', 'dspatch.yaml')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Its log goes to standard error, a JSON line for each batch that was sent. SIGTERM and SIGINT stop it in order: no
more events are taken, what is on its way is settled, the rest waits on disk for the next start. With --json, where it
takes events and is watched stands in one line on standard output as soon as it does.

Example:
  dspatch serve -f dspatch.yaml`,
    )
    .action(run);
}

async function run({ file, json }: { file: string; json?: true }): Promise<void> {
  const loaded = loadOrThrow(file);
  const log = createLog(loaded.config.server.logLevel);
  const stop = stopSignal();
  const gateway = await startGateway({
    loaded,
    log,
    version: version(),
    // What was promised cannot be kept any more: better no gateway than one that acknowledges into nothing.
    onFailure: () => process.exit(70),
  });
  for (const { code, path, line, message } of loaded.warnings) {
    log.warn({ what: 'configuration', code, path: formatPath(path), line, message });
  }
  for (const upstream of loaded.config.server.allowUpstreams) {
    log.warn({ what: 'configuration', message: `${upstream} may be sent to besides Amazon (server.allowUpstreams)` });
  }
  const { ingestUrl: ingest, adminUrl: admin } = gateway;
  if (json) printJsonLine({ version: version(), ingest, admin });
  else tell(`dspatch ${version()} takes events at ${ingest}, and is watched at ${admin}`);
  if (gateway.setUpLink !== undefined) {
    tell(`dspatch has no admin yet: whoever opens this sets it up, once: ${gateway.setUpLink}`);
  }
  log.info({ what: 'started', ingest, admin, ...gateway.storage.settings });
  await stop;
  log.info({ what: 'stopping' });
  await gateway.close();
  log.info({ what: 'stopped' });
}

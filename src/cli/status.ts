import { Command } from 'commander';
import type { Status } from '../admin/api/gateway.ts';
import { formatDuration } from '../base/durations.ts';
import type { Coverage } from '../ledger/coverage.ts';
import type { Count } from '../ledger/ledger.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { integrationOption, pipelineOption } from './filters.ts';
import { matchLine } from './match-line.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { bytes, count, table } from './table.ts';
import { unknownNames } from './unknown-names.ts';

interface StatusOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
  readonly since: string;
  readonly pipeline?: string;
  readonly integration?: string;
}

/** `dspatch status`: how is the gateway, and what became of the events? */
export function statusCommand(): Command {
  return new Command('status')
    .description(SUMMARIES.status)
    .addOption(adminOption())
    .addOption(tokenOption())
    .option('--since <time>', 'count from then on: a time, or how long ago (15m, 24h, 7d); by the hour', '24h')
    .addOption(pipelineOption())
    .addOption(integrationOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch status --since 7d')
    .action(run);
}

async function run(options: StatusOptions): Promise<void> {
  const admin = new AdminClient(options.admin, options.token);
  const status = await admin.get<Status>('/api/status');
  const { since, pipeline, integration } = options;
  const query = { since, pipeline, integration };
  const { counts } = await admin.get<{ counts: Count[] }>('/api/counts', query);
  const { coverage } = await admin.get<{ coverage: Coverage[] }>('/api/match', query);
  if (options.json) return printJson({ ...status, counts, coverage });
  if (counts.length === 0) {
    for (const sentence of await unknownNames(admin, { pipeline, integration })) tell(`Nothing matches: ${sentence}.`);
  }

  const up = formatDuration(Date.now() - Date.parse(status.startedAt));
  print(`dspatch ${status.version}, up ${up}, takes events at ${status.ingest.url}`);
  if (!status.ingest.open) print(`It takes no events just now: ${status.ingest.why}`);
  const { queue } = status;
  print(
    `Queue: ${count(queue.waiting)} waiting, ${count(queue.dead)} dead, ${bytes(queue.bytes)} (SQLite ${queue.sqliteVersion}, ${queue.journalMode}, synchronous ${queue.synchronous})`,
  );
  print('');
  const rows = status.integrations.map((one) => [
    ...[one.name, one.kit, one.state, one.waiting, one.inFlight],
    one.oldest === undefined ? '' : formatDuration(Date.now() - Date.parse(one.oldest)),
    one.why ?? '',
  ]);
  print(table(['INTEGRATION', 'KIT', 'STATE', 'WAITING', 'IN FLIGHT', 'OLDEST', 'WHY'], rows));
  for (const { lane, waiting } of status.unworked) {
    print(`${count(waiting)} deliveries wait for "${lane}", which the configuration does not have`);
  }
  print('');
  print(`Events since ${since} ago, by the hour:`.replace(/since (\d{4}-[^ ]+) ago/, 'since $1'));
  print(
    table(
      ['PIPELINE', 'INTEGRATION', 'EVENT', 'WHAT', 'REASON', 'EVENTS'],
      counts
        .filter(isFate)
        .map(({ pipeline, integration, event, counted, reason, n }) => [
          pipeline,
          integration,
          event,
          counted,
          reason,
          n,
        ]),
    ),
  );
  const refused = counts.filter(({ counted }) => counted === 'refused');
  if (refused.length > 0) {
    print('\nRefused at the door, which only the senders were told (requests, and items of batches):');
    print(
      table(
        ['PIPELINE', 'CODE', 'REFUSED'],
        refused.map(({ pipeline, reason, n }) => [pipeline || '(no write key of ours)', reason, n]),
      ),
    );
  }
  for (const one of coverage) print(matchLine(one));
}

/** Match keys have lines of their own, and refusals a table. */
function isFate({ counted }: Count): boolean {
  return !['matchable', 'key', 'key_unusable', 'refused'].includes(counted);
}

import { Command, Option } from 'commander';
import { DEAD_REASONS } from '../delivery/outcome.ts';
import { DROP_REASONS } from '../event/drop.ts';
import { type Entry, type EntryPage, FATES } from '../ledger/ledger.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { eventOption, integrationOption, pipelineOption, reasonOption } from './filters.ts';
import { print, printJsonLine, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';
import { unknownNames } from './unknown-names.ts';
import { wholeNumber } from './whole-number.ts';

interface EventsOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
  readonly limit: number;
  readonly messageId?: string;
  readonly order?: string;
  readonly pipeline?: string;
  readonly integration?: string;
  readonly event?: string;
  readonly fate?: string;
  readonly reason?: string;
  readonly since?: string;
  readonly until?: string;
}

/** `dspatch events`: the ledger, searched. */
export function eventsCommand(): Command {
  return withFilters(new Command('events'), [...Object.keys(DROP_REASONS), ...Object.keys(DEAD_REASONS)])
    .description(SUMMARIES.events)
    .option('--message-id <id>', 'the event with this messageId')
    .option('--order <id>', 'the events of the order with this id')
    .addOption(new Option('--fate <fate>', 'only what came to this').choices([...FATES]))
    .addHelpText('after', '\nExample:\n  dspatch events --reason no_identity --since 1h')
    .action((options: EventsOptions) => list(options));
}

/** `dspatch dead-letters`: what Amazon refused, or what waited too long. */
export function deadLettersCommand(): Command {
  return withFilters(new Command('dead-letters'), Object.keys(DEAD_REASONS))
    .description(SUMMARIES['dead-letters'])
    .addHelpText('after', '\nExample:\n  dspatch dead-letters --reason rejected --since 24h')
    .action((options: EventsOptions) => list({ ...options, fate: 'dead' }));
}

/** The filters of everything that lists. */
function withFilters(command: Command, reasons: readonly string[]): Command {
  return command
    .addOption(adminOption())
    .addOption(tokenOption())
    .addOption(pipelineOption())
    .addOption(integrationOption())
    .addOption(eventOption())
    .addOption(reasonOption(reasons))
    .option('--since <time>', 'only received since: a time, or how long ago (15m, 24h, 7d)')
    .option('--until <time>', 'only received before')
    .option('--limit <n>', 'at most this many', wholeNumber, 50)
    .addOption(jsonOption());
}

async function list(options: EventsOptions): Promise<void> {
  const admin = new AdminClient(options.admin, options.token);
  const { messageId, order, pipeline, integration, event, fate, reason, since, until, limit } = options;
  const query = { messageId, order, pipeline, integration, event, fate, reason, since, until };
  const entries: Entry[] = [];
  let before: number | undefined;
  do {
    const page: EntryPage = await admin.get<EntryPage>('/api/events', {
      ...query,
      before,
      limit: Math.min(1000, limit - entries.length),
    });
    entries.push(...page.entries);
    before = page.next;
  } while (before !== undefined && entries.length < limit);

  if (options.json) {
    for (const entry of entries) printJsonLine(entry);
    return;
  }
  if (entries.length === 0) {
    const unknown = await unknownNames(admin, options);
    return tell(unknown.length === 0 ? 'Nothing matches.' : `Nothing matches: ${unknown.join('. And ')}.`);
  }
  const rows = entries.map((entry) => [
    ...[new Date(entry.receivedAt).toISOString(), String(entry.id), entry.messageId, entry.pipeline],
    ...[entry.integration, entry.event, entry.fate, entry.reason ?? ''],
    [
      entry.detail,
      entry.consent === undefined ? '' : `consent: ${entry.consent}`,
      entry.requestId === undefined ? '' : `request ${entry.requestId}`,
    ]
      .filter(Boolean)
      .join(' · '),
  ]);
  print(table(['RECEIVED', 'ID', 'MESSAGE ID', 'PIPELINE', 'INTEGRATION', 'EVENT', 'FATE', 'REASON', 'DETAIL'], rows));
  if (before !== undefined) tell(`There may be more: --limit ${limit * 2} shows more of them.`);
}

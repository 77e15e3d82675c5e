import cliProgress from 'cli-progress';
import { Command } from 'commander';
import type { ResendBody } from '../admin/api/sealed.ts';
import { DspatchError } from '../base/errors.ts';
import { DROP_REASONS, type DropReason, isMendable } from '../event/drop.ts';
import type { Resent } from '../sealed/resend.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { eventOption, integrationOption, reasonOption } from './filters.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { count } from './table.ts';
import { unknownNames } from './unknown-names.ts';

interface ResendOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
  readonly all?: true;
  readonly dryRun?: true;
  readonly pipeline: string;
  readonly integration?: string;
  readonly event?: string;
  readonly reason?: string;
  readonly since?: string;
  readonly until?: string;
}

/** `dspatch resend`: what was dropped for something that has been mended goes again. */
export function resendCommand(): Command {
  const reasons = (Object.keys(DROP_REASONS) as DropReason[]).filter(isMendable);
  return new Command('resend')
    .description(SUMMARIES.resend)
    .argument('[messageIds...]', 'messageIds of events, as dspatch events shows them')
    .requiredOption('--pipeline <name>', 'the pipeline that they came to')
    .option('--all', 'all that match the filters')
    .addOption(integrationOption())
    .addOption(eventOption())
    .addOption(reasonOption(reasons))
    .option('--since <time>', 'only received since: a time, or how long ago (15m, 24h, 7d)')
    .option('--until <time>', 'only received before')
    .option('--dry-run', 'count what would be sent, and send nothing')
    .addOption(adminOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch resend --pipeline web --all --reason unmapped --since 24h --dry-run')
    .action(run);
}

/** What running again came to, over all steps. */
type Done = Omit<Resent, 'next'>;

async function run(given: readonly string[], options: ResendOptions): Promise<void> {
  const { admin, token, json, all, dryRun = false, ...filters } = options;
  const ids = [...new Set(given)];
  if (ids.length === 0 && all !== true) {
    throw new DspatchError('usage', 'name the messageIds to run again, or --all for all that match the filters');
  }
  const client = new AdminClient(admin, token);
  const body: ResendBody = { ...filters, ...(ids.length > 0 ? { ids } : { all: true as const }) };
  const would = await follow(client, { ...body, dryRun: true });
  const done = dryRun ? would : await send(client, body, would.resent);
  if (json) printJson({ dryRun, ...done });
  else report(done, dryRun);
  if (would.resent + would.already + would.notKept + would.detached > 0 || would.dropped.length > 0) return;
  const unknown = await unknownNames(client, filters);
  tell(
    unknown.length === 0
      ? 'Nothing matches that was dropped for something mendable and is still kept.'
      : `Nothing matches: ${unknown.join('. And ')}.`,
  );
}

/** Sends, and shows how far it is. */
async function send(client: AdminClient, body: ResendBody, total: number): Promise<Done> {
  const bar = new cliProgress.SingleBar(
    { format: 'Sending {bar} {value}/{total}', noTTYOutput: false, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  // A bar that goes on keeps the command from ending.
  return await follow(client, body, (resent) => bar.update(resent)).finally(() => bar.stop());
}

/** Follows it to its end, a step at a time. */
async function follow(client: AdminClient, body: ResendBody, onProgress?: (resent: number) => void): Promise<Done> {
  const sum = { resent: 0, already: 0, notKept: 0, detached: 0 };
  const dropped = new Map<DropReason, number>();
  const places = new Set<string>();
  let after: number | undefined;
  do {
    const step = await client.call('POST /api/resend', { body: { ...body, after } });
    for (const key of ['resent', 'already', 'notKept', 'detached'] as const) sum[key] += step[key];
    for (const { reason, n } of step.dropped) dropped.set(reason, (dropped.get(reason) ?? 0) + n);
    for (const place of step.places) places.add(place);
    after = step.next;
    onProgress?.(sum.resent);
  } while (after !== undefined);
  return { ...sum, places: [...places], dropped: [...dropped].map(([reason, n]) => ({ reason, n })) };
}

function report({ resent, already, notKept, places, detached, dropped }: Done, dryRun: boolean): void {
  print(`${count(resent)} ${dryRun ? 'would be sent' : 'are on their way'}`);
  if (already > 0) print(`${count(already)} were taken meanwhile, and are not sent twice`);
  for (const { reason, n } of dropped) {
    print(`${count(n)} ${dryRun ? 'would still be' : 'are still'} dropped: ${reason} (${DROP_REASONS[reason].title})`);
  }
  if (detached > 0) print(`${count(detached)} were dropped by an integration that the pipeline does not have any more`);
  if (notKept > 0)
    print(`${count(notKept)} cannot be told: the playbook reads ${places.join(', ')}, which copies do not have`);
}

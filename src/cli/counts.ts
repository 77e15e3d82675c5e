import { Command, Option } from 'commander';
import type { DashboardNow } from '../admin/api/dashboard.ts';
import { formatDuration } from '../base/durations.ts';
import type { Figures } from '../ledger/dashboard.ts';
import { STEPS } from '../ledger/ledger.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { eventOption, integrationOption, pipelineOption } from './filters.ts';
import { matchLine } from './match-line.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { count, table } from './table.ts';
import { unknownNames } from './unknown-names.ts';

interface CountsOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
  readonly since: string;
  readonly until?: string;
  readonly step?: string;
  readonly pipeline?: string;
  readonly integration?: string;
  readonly event?: string;
  readonly definition?: string;
}

/** `dspatch counts`: what became of events over time. */
export function countsCommand(): Command {
  return new Command('counts')
    .description(SUMMARIES.counts)
    .addOption(adminOption())
    .addOption(tokenOption())
    .option('--since <time>', 'count from then on: a time, or how long ago (15m, 24h, 7d)', '24h')
    .option('--until <time>', 'only before')
    .addOption(new Option('--step <step>', 'by the minute, hour or day (UTC); the finest kept').choices([...STEPS]))
    .addOption(pipelineOption())
    .addOption(integrationOption())
    .addOption(eventOption())
    .option('--definition <id>', 'only what counts as this: a definition’s id, or DATA_SET/TYPE')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch counts --since 7d --event "Order Completed"')
    .action(run);
}

async function run(options: CountsOptions): Promise<void> {
  const admin = new AdminClient(options.admin, options.token);
  const { since, until, step, pipeline, integration, event, definition } = options;
  const query = { since, until, step, pipeline, integration, event, definition };
  const dashboard = await admin.get<DashboardNow>('/api/dashboard', query);
  if (options.json) return printJson(dashboard);
  const { totals } = dashboard;
  if (totals.received === 0 && dashboard.breakdown.length === 0) {
    for (const sentence of await unknownNames(admin, options)) tell(`Nothing matches: ${sentence}.`);
  }
  for (const line of [...flowOf(dashboard), '', ...stepsOf(dashboard), '', ...breakdownOf(dashboard)]) print(line);
  const reasons = [
    ...dashboard.drops.map(({ reason, compliance, n }) => ['dropped', reason, compliance ? 'consent' : '', n]),
    ...dashboard.deaths.map(({ reason, n }) => ['dead', reason, '', n]),
    ...dashboard.refused.map(({ reason, n }) => ['refused at the door', reason, '', n]),
  ];
  if (reasons.length > 0) print(`\n${table(['WHAT', 'REASON', 'BECAUSE OF', 'HOW MANY'], reasons)}`);
  for (const one of dashboard.coverage) print(matchLine(one));
}

/** The way of the events, in two lines. */
function flowOf({ since, until, totals, now }: DashboardNow): string[] {
  const { received, duplicates, dropped, compliance, delivered, dead, waiting, p50, p95 } = totals;
  const from = `From ${minuteOf(since)} to ${minuteOf(until)} (UTC)`;
  const took = p50 === undefined ? '' : `: half within ${durationOf(p50)}, 95 of 100 within ${durationOf(p95)}`;
  return [
    `${from}: ${count(received)} received, of which ${count(duplicates)} came again and ${count(dropped)} were dropped (${count(compliance)} because of consent)`,
    `${count(delivered)} delivered${took}; ${count(dead)} dead; ${count(waiting)} waited at the end`,
    ...(now.open ? [] : ['No events are taken just now: dspatch status says why']),
  ];
}

function stepsOf({ series, step }: DashboardNow): string[] {
  const rows = series
    .filter(isBusy)
    .map((one) => [minuteOf(one.at).slice(0, step === 'day' ? 10 : 16), ...cellsOf(one)]);
  return rows.length === 0 ? [] : [table([step.toUpperCase(), ...HEADER], rows)];
}

function breakdownOf({ breakdown, more }: DashboardNow): string[] {
  const rows = breakdown.map((one) => [one.pipeline, one.integration, one.event, one.definition, ...cellsOf(one)]);
  const rest = more === 0 ? [] : [`... and ${count(more)} more`];
  return [table(['PIPELINE', 'INTEGRATION', 'EVENT', 'DEFINITION', ...HEADER], rows), ...rest];
}

const HEADER = ['RECEIVED', 'AGAIN', 'DROPPED', 'CONSENT', 'DELIVERED', 'DEAD', 'WAITING', 'HALF WITHIN', '95% WITHIN'];

function cellsOf({
  received,
  duplicates,
  dropped,
  compliance,
  delivered,
  dead,
  waiting,
  p50,
  p95,
}: Figures): (string | number)[] {
  return [received, duplicates, dropped, compliance, delivered, dead, waiting, durationOf(p50), durationOf(p95)];
}

function isBusy({ received, delivered, dead, replayed }: Figures): boolean {
  return received + delivered + dead + replayed > 0;
}

function minuteOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function durationOf(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : formatDuration(ms);
}

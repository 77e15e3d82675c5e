import { Command, InvalidArgumentError, Option } from 'commander';
import { CHANGES, type ComparedExample, type ComparedPipelines } from '../sealed/compare.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { eventOption, integrationOption } from './filters.ts';
import { onlyPipeline } from './only-pipeline.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { count, table } from './table.ts';
import { unknownNames } from './unknown-names.ts';

interface CompareOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
  readonly pipeline?: string;
  readonly integration?: string;
  readonly event?: string;
  readonly last: number;
  readonly with: 'drafts' | 'revisions';
  readonly examples: number;
}

/** `dspatch compare`: the latest events through what runs and through the draft. */
export function compareCommand(): Command {
  return new Command('compare')
    .description(SUMMARIES.compare)
    .option('--pipeline <name>', 'the pipeline; the only one, where there is but one')
    .addOption(integrationOption())
    .addOption(eventOption())
    .option('--last <n>', 'the latest this many events, at most 1000', upTo(1_000), 1_000)
    .addOption(
      new Option(
        '--with <what>',
        'the integrations as their drafts are now, or at the revisions that the pipeline’s draft names',
      )
        .choices(['drafts', 'revisions'])
        .default('drafts'),
    )
    .option('--examples <n>', 'show at most this many events that differ', upTo(50), 5)
    .addOption(adminOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch compare --pipeline web --last 1000')
    .action(run);
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 0 && number <= most) return number;
    throw new InvalidArgumentError(`must be a whole number, at most ${most}`);
  };
}

async function run(options: CompareOptions): Promise<void> {
  const client = new AdminClient(options.admin, options.token);
  const { integration, event, last } = options;
  const pipeline = options.pipeline ?? (await onlyPipeline(client));
  const body = { last: Math.max(1, last), event, integration, with: options.with };
  const compared = await client.call('POST /api/pipelines/:pipeline/compare', { params: { pipeline }, body });
  if (options.json) return printJson(compared);
  if (compared.byEvent.length === 0) {
    const unknown = await unknownNames(client, { integration, event });
    return tell(
      unknown.length === 0
        ? 'No events are kept that match: they are kept as they come.'
        : `Nothing matches: ${unknown.join('. And ')}.`,
    );
  }
  report(compared, options.examples);
}

function report({ events, total, byEvent, keys, examples, notKept }: ComparedPipelines, mostExamples: number): void {
  const rows = byEvent.map(({ event, integration, ...changes }) => [
    event,
    integration,
    ...CHANGES.map((one) => changes[one]),
  ]);
  print(table(['EVENT', 'INTEGRATION', ...CHANGES.map((one) => one.toUpperCase())], rows));
  const sums = CHANGES.map((one) => `${count(total[one])} ${one}`).join(', ');
  print(`\nOf the latest ${count(events)} events: ${sums}.`);
  if (keys.length > 0) print(`They differ in: ${keys.map(({ key, n }) => `${key} (${count(n)})`).join(', ')}`);
  for (const example of examples.slice(0, mostExamples)) printExample(example);
  for (const { integration, section, places } of notKept) {
    tell(`Not known: "${section}" of ${integration} reads ${places.join(', ')}, which copies of events do not have.`);
  }
}

/** The widest that a value is shown. */
const WIDTH = 60;

function printExample({ messageId, event, integration, change, keys }: ComparedExample): void {
  print(`\n${messageId}  ${event}  (${integration}): ${change}`);
  const short = (text = '-'): string => (text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 3)}...`);
  print(
    table(
      ['', 'RUNS', 'DRAFT'],
      keys.map(({ what, before, after }) => [what, short(before), short(after)]),
    ),
  );
}

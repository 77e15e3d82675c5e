import { Argument, Command, Option } from 'commander';
import type { AlertKind, AlertQuery, AlertView } from '../admin/api/alerts.ts';
import { KIND_NAMES } from '../alerts/kinds.ts';
import { setRule, showRules } from './alerts/rules.ts';
import { addWebhook, listWebhooks, removeWebhook, testWebhook } from './alerts/webhooks.ts';
import { type AskingOptions, asking, clientOf, group, shortTime } from './asking.ts';
import { integrationOption, pipelineOption } from './filters.ts';
import { itemsOf, tellMore } from './items.ts';
import { print, printJsonLine, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { unknownNames } from './unknown-names.ts';
import { wholeNumber } from './whole-number.ts';

const WEBHOOK = ['<webhook>', 'its id, or its name where no other has it'] as const;

/** `dspatch alerts`: what is not right, what is watched, and who is told. */
export function alertsCommand(): Command {
  return group(new Command('alerts'), 'dspatch alerts list --state open')
    .description(SUMMARIES.alerts)
    .addCommand(list(), { isDefault: true })
    .addCommand(
      asking(new Command('rules'), 'dspatch alerts rules')
        .description('Show what is watched, by which thresholds, and what is left out.')
        .action(showRules),
    )
    .addCommand(
      asking(
        new Command('set')
          .addArgument(new Argument('<kind>', 'the kind of alert').choices(KIND_NAMES))
          .argument('[NAME=VALUE...]', 'its settings, as dspatch alerts rules shows them'),
        'dspatch alerts set silence hours=12 except-pipelines=staging,qa',
      )
        .description('Change a rule: its thresholds, what it leaves out, and whether it is on.')
        .addOption(new Option('--on', 'watch it').conflicts('off'))
        .option('--off', 'do not watch it')
        .action(setRule),
    )
    .addCommand(
      asking(new Command('webhooks'), 'dspatch alerts webhooks')
        .description('List where alerts are told, and what came of it last. Never their addresses.')
        .action(listWebhooks),
    )
    .addCommand(
      asking(new Command('add-webhook'), 'dspatch alerts add-webhook --name "On call" --from env:SLACK_WEBHOOK')
        .description(
          'Have alerts told to a webhook, such as Slack’s. Its address is a secret: typed unseen, or a line of standard input.',
        )
        .option('--name <name>', 'what it is called; its host, without one')
        .option('--from <reference>', 'where its address is on this machine: env:NAME or file:PATH')
        .action(addWebhook),
    )
    .addCommand(
      asking(new Command('test-webhook').argument(...WEBHOOK), 'dspatch alerts test-webhook "On call"')
        .description('Send a test to a webhook, and say what came of it.')
        .action(testWebhook),
    )
    .addCommand(
      asking(new Command('remove-webhook').argument(...WEBHOOK), 'dspatch alerts remove-webhook "On call"')
        .description('Tell a webhook nothing more, and forget its address.')
        .action(removeWebhook),
    );
}

interface ListOptions extends AskingOptions {
  readonly state?: AlertView['state'];
  readonly kind?: AlertKind;
  readonly pipeline?: string;
  readonly integration?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

function list(): Command {
  return asking(new Command('list'), 'dspatch alerts list --state open --pipeline web')
    .description('List alerts, the latest first. This is what dspatch alerts does without another word.')
    .addOption(new Option('--state <state>', 'only those').choices(['open', 'over']))
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(KIND_NAMES))
    .addOption(pipelineOption())
    .addOption(integrationOption())
    .option('--since <time>', 'only what began since: a time, or how long ago (15m, 24h, 7d)')
    .option('--until <time>', 'only what began before')
    .option('--limit <n>', 'at most this many', wholeNumber, 50)
    .action(async (_, command: Command) => {
      const options: ListOptions = command.optsWithGlobals();
      const { state, kind, pipeline, integration, since, until, limit } = options;
      const client = clientOf(options);
      const { items, isAll } = await itemsOf((page) => {
        const query: AlertQuery = { state, kind, pipeline, integration, since, until, ...page };
        return client.call('GET /api/alerts', { query });
      }, limit);
      if (options.json) {
        for (const alert of items) printJsonLine(alert);
        return;
      }
      if (items.length === 0) {
        tell(state === 'open' ? 'No alert is open.' : 'Nothing matches.');
        for (const one of await unknownNames(client, { pipeline, integration })) tell(one);
        return;
      }
      print(items.map(linesOf).join('\n\n'));
      tellMore(isAll, limit);
    });
}

function linesOf({ state, kind, since, until, subject, says, mend, path }: AlertView): string {
  const of = [subject.integration, subject.pipeline && `pipeline ${subject.pipeline}`].filter(Boolean).join(', ');
  const times = state === 'open' ? `since ${shortTime(since)} UTC` : `${shortTime(since)} to ${shortTime(until)} UTC`;
  const next = state === 'open' ? `\n  ${mend} (in the console: ${path})` : '';
  return `${[state, kind, of, times].filter((one) => one !== '').join('  ')}\n  ${says}${next}`;
}

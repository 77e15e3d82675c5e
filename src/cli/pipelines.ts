import { Command, Option } from 'commander';
import { DAY } from '../base/durations.ts';
import { type AskingOptions, asking, clientOf, group, shortTime } from './asking.ts';
import { duration } from './duration.ts';
import { healthOf } from './health-lines.ts';
import { byNumber, isBy, itemsOf, type Limited, limited, tellMore } from './items.ts';
import { print, printJson, tell } from './output.ts';
import { attach, detach, setVariables, unsetVariables } from './pipelines/draft.ts';
import { createPipeline, removePipeline, showPipeline } from './pipelines/show.ts';
import { addWriteKey, removeWriteKey } from './pipelines/write-keys.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';

const NAME = ['<pipeline>', 'its name'] as const;

/** `dspatch pipelines`: event sources, as they are edited. */
export function pipelinesCommand(): Command {
  return group(new Command('pipelines'), 'dspatch pipelines attach web amazon-us@3')
    .description(SUMMARIES.pipelines)
    .addCommand(list())
    .addCommand(
      asking(new Command('show').argument(...NAME), 'dspatch pipelines show web')
        .description('Show a pipeline: what it runs, its draft, its write keys and its health.')
        .action(showPipeline),
    )
    .addCommand(
      asking(new Command('create').argument(...NAME), 'dspatch pipelines create web')
        .description('Make a pipeline with a write key. Until something is deployed its events are dropped.')
        .option('--write-key <key>', 'the write key, where it is to be a certain one')
        .action(createPipeline),
    )
    .addCommand(
      asking(
        new Command('attach')
          .argument(...NAME)
          .argument('<integration>', 'INTEGRATION@REVISION; the newest without one'),
        'dspatch pipelines attach web amazon-us@3',
      )
        .description('Put a revision of an integration into the draft, in the place of another of the same.')
        .action(attach),
    )
    .addCommand(
      asking(
        new Command('detach').argument(...NAME).argument('<integration>', 'the integration'),
        'dspatch pipelines detach web amazon-us',
      )
        .description('Take an integration out of the draft.')
        .action(detach),
    )
    .addCommand(
      asking(
        new Command('set').argument(...NAME).argument('<NAME=VALUE...>', 'variables'),
        'dspatch pipelines set web SHOP=north',
      )
        .description('Set variables in the draft: ${pipeline.NAME} in the playbooks of its integrations.')
        .action(setVariables),
    )
    .addCommand(
      asking(
        new Command('unset').argument(...NAME).argument('<name...>', 'variables'),
        'dspatch pipelines unset web SHOP',
      )
        .description('Take variables out of the draft.')
        .action(unsetVariables),
    )
    .addCommand(
      asking(new Command('add-write-key').argument(...NAME), 'dspatch pipelines add-write-key web')
        .description('Add a write key beside those there are, at once for all senders.')
        .option('--write-key <key>', 'the key, where it is to be a certain one')
        .action((pipeline: string, _, command: Command) => addWriteKey(pipeline, undefined, command)),
    )
    .addCommand(
      asking(new Command('rotate-write-key').argument(...NAME), 'dspatch pipelines rotate-write-key web --overlap 7d')
        .description('Add a write key, and end all others after a time in which both are taken.')
        .option(
          '--overlap <time>',
          'how long the others are still taken: 30m, 12h, 7d; 0s ends them at once',
          duration,
          DAY,
        )
        .option('--write-key <key>', 'the key, where it is to be a certain one')
        .action((pipeline: string, options: { overlap: number }, command: Command) =>
          addWriteKey(pipeline, options.overlap, command),
        ),
    )
    .addCommand(
      asking(
        new Command('remove-write-key').argument(...NAME).argument('<key>', 'the write key'),
        'dspatch pipelines remove-write-key web old-write-key',
      )
        .description('End a write key at once: what is sent with it is refused.')
        .action(removeWriteKey),
    )
    .addCommand(
      limited(asking(new Command('history').argument(...NAME), 'dspatch pipelines history web'))
        .description('List the deployments of a pipeline, the newest first.')
        .action(history),
    )
    .addCommand(
      asking(new Command('remove').alias('delete').argument(...NAME), 'dspatch pipelines remove staging')
        .description('Remove a pipeline: its write keys are not taken any more. What waits is still sent.')
        .option('--yes', 'do not ask')
        .action(removePipeline),
    );
}

interface ListOptions extends AskingOptions {
  readonly health?: 'good' | 'resolve';
  readonly changed?: true;
  readonly integration?: string;
}

function list(): Command {
  return asking(new Command('list'), 'dspatch pipelines list --changed')
    .description('List the pipelines, with the health of their drafts and what they run.')
    .addOption(new Option('--health <state>', 'only of this health').choices(['good', 'resolve']))
    .option('--changed', 'only those whose draft differs from what runs')
    .option('--integration <name>', 'only those that run this integration')
    .action(async (_, command: Command) => {
      const options: ListOptions = command.optsWithGlobals();
      const { health, changed, integration } = options;
      const all = (await clientOf(options).call('GET /api/pipelines')).pipelines;
      const found = all.filter(
        (one) =>
          (health === undefined || one.health.state === health) &&
          (changed === undefined || one.changed) &&
          (integration === undefined || one.live?.integrations.some((each) => each.integration === integration)),
      );
      if (options.json) return printJson(found);
      if (found.length === 0) {
        return tell(all.length === 0 ? 'There are no pipelines yet: dspatch connect makes one.' : 'Nothing matches.');
      }
      const rows = found.map(({ name, live, changed: draft, health: of }) => [
        ...[name, live === undefined ? 'none' : String(live.number), shortTime(live?.at), draft ? 'changed' : ''],
        ...[healthOf(of), (live?.integrations ?? []).map((one) => `${one.integration}@${one.revision}`).join(', ')],
      ]);
      print(table(['NAME', 'DEPLOYMENT', 'SINCE (UTC)', 'DRAFT', 'HEALTH', 'RUNS'], rows));
    });
}

async function history(pipeline: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & Limited = command.optsWithGlobals();
  const client = clientOf(options);
  const { items, isAll } = await itemsOf(
    (query) =>
      client.call('GET /api/pipelines/:pipeline/deployments', { params: { pipeline }, query: byNumber(query) }),
    options.limit,
    isBy(options.by),
  );
  if (options.json) return printJson(items);
  if (items.length === 0) {
    return tell(
      options.by === undefined ? `${pipeline} was never deployed: dspatch deploy does so.` : 'Nothing matches.',
    );
  }
  const rows = items.map(({ number, at, author, integrations, rollbackOf, note }) => [
    ...[number, shortTime(at), author.name],
    ...[integrations.map((one) => `${one.integration}@${one.revision}`).join(', ')],
    [rollbackOf === undefined ? '' : `back to ${rollbackOf}`, note].filter(Boolean).join(': '),
  ]);
  print(table(['NUMBER', 'DEPLOYED (UTC)', 'BY', 'RUNS', 'NOTE'], rows));
  tellMore(isAll, options.limit);
}

import { Command, Option } from 'commander';
import { type AskingOptions, asking, clientOf, group } from './asking.ts';
import { healthOf } from './health-lines.ts';
import { createIntegration, editIntegration, setSecret } from './integrations/edit.ts';
import { showIntegration } from './integrations/show.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';
import { wholeNumber } from './whole-number.ts';

const NAME = ['<integration>', 'its name'] as const;

/** `dspatch integrations`: destinations, as they are edited. */
export function integrationsCommand(): Command {
  return group(
    new Command('integrations'),
    'dspatch integrations create amazon-us --kit amazon-dsp-capi --param REGION=NA',
  )
    .description(SUMMARIES.integrations)
    .addCommand(list())
    .addCommand(
      asking(new Command('show').argument(...NAME), 'dspatch integrations show amazon-us --playbook > playbook.yaml')
        .description('Show an integration: its draft, which secrets it has, its health and where it runs.')
        .option('--playbook', 'only the playbook of the draft, as YAML that edit --playbook takes')
        .action(showIntegration),
    )
    .addCommand(
      asking(
        new Command('create').argument(...NAME),
        'dspatch integrations create amazon-us --kit amazon-dsp-capi --param REGION=NA --param ADVERTISER_ID=1234567890',
      )
        .description('Make an integration from a kit. dspatch connect does so with lists to choose from.')
        .requiredOption('--kit <kit>', 'the kit it begins from')
        .addOption(paramOption())
        .option(
          '--playbook <file>',
          'a file of YAML or JSON that is laid over the kit’s playbook; - for standard input',
        )
        .action(createIntegration),
    )
    .addCommand(
      asking(
        new Command('edit').argument(...NAME),
        'dspatch integrations edit amazon-us --param "DEFINITION.Order Completed=109"',
      )
        .description(
          'Change the draft of an integration. Nothing that runs changes until a revision is saved and deployed.',
        )
        .addOption(paramOption())
        .option('--unset <names...>', 'parameters that are to be as the kit has them')
        .option('--playbook <file>', 'a file of YAML or JSON that takes the playbook’s place; - for standard input')
        .option('--if-version <n>', 'only if the draft is still this version, as show has it', wholeNumber)
        .action(editIntegration),
    )
    .addCommand(
      asking(
        new Command('secret').argument(...NAME).argument('<parameter>', 'the secret parameter'),
        'dspatch integrations secret amazon-us CLIENT_SECRET',
      )
        .description(
          'Put a secret into the vault: typed unseen, or a line of standard input. What runs uses it at once.',
        )
        .option('--from <reference>', 'where it is on this machine: env:NAME or file:PATH')
        .action(setSecret),
    )
    .addCommand(
      asking(new Command('diff').argument(...NAME), 'dspatch integrations diff amazon-us')
        .description('Show what the draft changes against the newest revision. dspatch revisions diff compares others.')
        .action(diff),
    )
    .addCommand(
      asking(new Command('remove').alias('delete').argument(...NAME), 'dspatch integrations remove amazon-us')
        .description('Remove an integration that no pipeline has attached. Its revisions stay on record.')
        .action(remove),
    );
}

function paramOption(): Option {
  return new Option('--param <K=V>', 'set a parameter; DEFINITION.<event>=<id> sets an event’s definition').argParser(
    (pair: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), pair],
  );
}

interface ListOptions extends AskingOptions {
  readonly kit?: string;
  readonly health?: 'good' | 'resolve';
  readonly changed?: true;
}

function list(): Command {
  return asking(new Command('list'), 'dspatch integrations list --health resolve')
    .description('List the integrations, with their health and where they run.')
    .option('--kit <kit>', 'only of this kit')
    .addOption(new Option('--health <state>', 'only of this health').choices(['good', 'resolve']))
    .option('--changed', 'only those whose draft differs from their newest revision')
    .action(async (_, command: Command) => {
      const options: ListOptions = command.optsWithGlobals();
      const { kit, health, changed } = options;
      const all = (await clientOf(options).call('GET /api/integrations')).integrations;
      const found = all.filter(
        (one) =>
          (kit === undefined || one.kit === kit) &&
          (health === undefined || one.health.state === health) &&
          (changed === undefined || one.changed),
      );
      if (options.json) return printJson(found);
      if (found.length === 0) {
        return tell(
          all.length === 0 ? 'There are no integrations yet: dspatch connect makes one.' : 'Nothing matches.',
        );
      }
      const rows = found.map((one) => [
        ...[one.name, one.kit, one.latest === 0 ? 'none' : String(one.latest), one.changed ? 'changed' : ''],
        ...[healthOf(one.health), one.live.map(({ pipeline, revision }) => `${pipeline}@${revision}`).join(', ')],
      ]);
      print(table(['NAME', 'KIT', 'REVISION', 'DRAFT', 'HEALTH', 'RUNS IN'], rows));
    });
}

async function diff(integration: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const { showDifferences } = await import('./revisions.ts');
  const client = clientOf(options);
  const { latest } = await client.call('GET /api/integrations/:integration', { params: { integration } });
  if (latest > 0) return showDifferences(integration, String(latest), 'draft', options);
  if (options.json) return printJson({ from: null, to: 'draft' });
  print(`There is no revision yet: dspatch revisions save ${integration} makes the first.`);
}

async function remove(integration: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  await clientOf(options).call('DELETE /api/integrations/:integration', { params: { integration } });
  if (options.json) return printJson({ removed: integration });
  print(`The integration ${integration} is removed.`);
}

import { Command } from 'commander';
import { stringify } from 'yaml';
import { type AskingOptions, asking, clientOf, group, shortTime } from './asking.ts';
import { differenceLines } from './change-lines.ts';
import { byNumber, isBy, itemsOf, type Limited, limited, tellMore } from './items.ts';
import { print, printJson, printText, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';
import { wholeNumber } from './whole-number.ts';

const NAME = ['<integration>', 'the integration'] as const;

/** `dspatch revisions`: the saved states of integrations. */
export function revisionsCommand(): Command {
  return group(new Command('revisions'), 'dspatch revisions save amazon-us --note "value net of tax"')
    .description(SUMMARIES.revisions)
    .addCommand(
      limited(asking(new Command('list').argument(...NAME), 'dspatch revisions list amazon-us --by ada'))
        .description('List the revisions of an integration, the newest first.')
        .action(list),
    )
    .addCommand(
      asking(
        new Command('show').argument(...NAME).argument('<number>', 'the revision', wholeNumber),
        'dspatch revisions show amazon-us 3 --playbook > playbook.yaml',
      )
        .description('Show a revision whole.')
        .option('--playbook', 'only its playbook, as YAML that integrations edit --playbook takes')
        .action(show),
    )
    .addCommand(
      asking(new Command('save').argument(...NAME), 'dspatch revisions save amazon-us --note "value net of tax"')
        .description('Keep the draft as the next revision. One that says the same as the newest makes none.')
        .option('--note <text>', 'what changes, and why')
        .action(save),
    )
    .addCommand(
      asking(
        new Command('diff')
          .argument(...NAME)
          .argument('<from>', 'a revision’s number, or draft')
          .argument('<to>', 'a revision’s number, or draft'),
        'dspatch revisions diff amazon-us 2 3',
      )
        .description('Show what differs between two revisions, or between one and the draft.')
        .action((integration: string, from: string, to: string, _, command: Command) =>
          showDifferences(integration, from, to, command.optsWithGlobals()),
        ),
    );
}

async function list(integration: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & Limited = command.optsWithGlobals();
  const client = clientOf(options);
  const params = { integration };
  const { items, isAll } = await itemsOf(
    (query) => client.call('GET /api/integrations/:integration/revisions', { params, query: byNumber(query) }),
    options.limit,
    isBy(options.by),
  );
  if (options.json) return printJson(items);
  if (items.length === 0) {
    if (options.by !== undefined) return tell('Nothing matches.');
    return tell(`There is no revision yet: dspatch revisions save ${integration} makes the first.`);
  }
  print(
    table(
      ['NUMBER', 'SAVED (UTC)', 'BY', 'NOTE'],
      items.map(({ number, at, author, note }) => [number, shortTime(at), author.name, note]),
    ),
  );
  tellMore(isAll, options.limit);
}

async function show(integration: string, revision: number, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & { readonly playbook?: true } = command.optsWithGlobals();
  const params = { integration, revision };
  const found = await clientOf(options).call('GET /api/integrations/:integration/revisions/:revision', { params });
  const { kit, parameters, playbook, author, at, note } = found;
  if (options.playbook) return options.json ? printJson(playbook) : printText(stringify(playbook));
  if (options.json) return printJson(found);
  print(`${integration} revision ${revision} (${kit}), saved ${shortTime(at)} UTC by ${author.name}`);
  if (note !== '') print(note);
  print(`\n${stringify({ parameters, playbook }).trimEnd()}`);
}

async function save(integration: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & { readonly note?: string } = command.optsWithGlobals();
  const client = clientOf(options);
  const params = { integration };
  const { latest } = await client.call('GET /api/integrations/:integration', { params });
  const body = { note: options.note };
  const revision = await client.call('POST /api/integrations/:integration/revisions', { params, body });
  if (options.json) return printJson(revision);
  const { number } = revision;
  if (number === latest)
    return print(`Nothing to save: the draft of ${integration} says what revision ${number} says.`);
  print(`The draft of ${integration} is revision ${number}.`);
  print(`Next: dspatch pipelines attach PIPELINE ${integration}, and dspatch deploy PIPELINE`);
}

/** Prints what differs between two states of an integration: numbers of revisions, or `draft`. */
export async function showDifferences(
  integration: string,
  from: string,
  to: string,
  options: AskingOptions,
): Promise<void> {
  const request = { params: { integration }, query: { from, to } };
  const { differences } = await clientOf(options).call('GET /api/integrations/:integration/differences', request);
  if (options.json) return printJson({ from, to, differences });
  const title = [from, to].map((one) => (one === 'draft' ? 'the draft' : `revision ${one}`)).join(' -> ');
  print(`${integration}, ${title}:`);
  print(differences.length === 0 ? 'Nothing differs.' : differenceLines(differences).join('\n'));
}

import { join } from 'node:path';
import { Command, Option } from 'commander';
import { type AskingOptions, asking, clientOf, group, shortTime } from './asking.ts';
import { print, printJson } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { bytes, table } from './table.ts';
import { wholeNumber } from './whole-number.ts';

interface CreateOptions extends AskingOptions {
  readonly keep?: number;
}

/** `dspatch backup`: copies of a running gateway's data. */
export function backupCommand(): Command {
  return group(new Command('backup'), 'dspatch backup create --keep 14')
    .description(SUMMARIES.backup)
    .addCommand(
      asking(new Command('create'), 'dspatch backup create --keep 14')
        .description('Make a backup in the data directory, while the gateway runs. It says where it is.')
        .addOption(
          new Option('--keep <n>', 'how many there are then at most: older ones are removed (default: 7)').argParser(
            wholeNumber,
          ),
        )
        .addHelpText(
          'after',
          `
Queue and ledger, integrations and pipelines, people and sealed secrets are in it, and not the master key that opens
the secrets: keep a copy of that (dspatch.key, or DSPATCH_MASTER_KEY) elsewhere. To go back: stop the gateway, put the
files of a backup and the key into an empty folder, and start the gateway with that as its data directory. What was
delivered since is sent again, under the same dedupe ids.`,
        )
        .action(create),
    )
    .addCommand(
      asking(new Command('list'), 'dspatch backup list').description('List the backups, newest first.').action(list),
    );
}

async function create(_: unknown, command: Command): Promise<void> {
  const options: CreateOptions = command.optsWithGlobals();
  const made = await clientOf(options).call('POST /api/backups', { body: { keep: options.keep } });
  if (options.json) return printJson(made);
  print(`A backup of ${bytes(made.bytes)} is in ${join(made.folder, made.name)}.`);
}

async function list(_: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const { folder, backups } = await clientOf(options).call('GET /api/backups');
  if (options.json) return printJson({ folder, backups });
  if (backups.length === 0) return print('There is no backup yet: dspatch backup create makes one.');
  print(`In ${folder}:`);
  print(
    table(
      ['MADE', 'SIZE', 'FOLDER'],
      backups.map(({ name, at, bytes: size }) => [shortTime(at), bytes(size), name]),
    ),
  );
}

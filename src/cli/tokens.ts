import { Command, InvalidArgumentError, Option } from 'commander';
import type { TokenView } from '../admin/api/people.ts';
import { ROLES, type Role } from '../admin/permissions.ts';
import { DAY } from '../base/durations.ts';
import { DspatchError } from '../base/errors.ts';
import { type AskingOptions, asking, clientOf, group, shortTime } from './asking.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';

/** `dspatch tokens`: how programs get in to a gateway. */
export function tokensCommand(): Command {
  return group(new Command('tokens'), 'dspatch tokens create ci --role deployment_manager --days 90')
    .description(SUMMARIES.tokens)
    .addCommand(list())
    .addCommand(create())
    .addCommand(
      asking(
        new Command('revoke').argument('<token>', 'its id, or its name where no other has it'),
        'dspatch tokens revoke ci',
      )
        .description('End a token: it is not taken any more.')
        .action(revoke),
    );
}

function list(): Command {
  return asking(new Command('list'), 'dspatch tokens list')
    .description('List the tokens, without what they are.')
    .action(async (_, command: Command) => {
      const options: AskingOptions = command.optsWithGlobals();
      const { tokens } = await clientOf(options).call('GET /api/tokens');
      if (options.json) return printJson(tokens);
      if (tokens.length === 0) return tell('There are no tokens: dspatch tokens create makes one.');
      const rows = tokens.map((one) => [
        ...[one.name, one.role, shortTime(one.createdAt), one.createdBy.name],
        ...[endOf(one), one.usedAt === undefined ? 'never' : shortTime(one.usedAt), one.id],
      ]);
      print(table(['NAME', 'ROLE', 'MADE (UTC)', 'BY', 'EXPIRES (UTC)', 'USED (UTC)', 'ID'], rows));
    });
}

function endOf({ expiresAt }: TokenView): string {
  if (expiresAt === undefined) return 'never';
  return expiresAt <= Date.now() ? 'expired' : shortTime(expiresAt);
}

function create(): Command {
  return asking(
    new Command('create').argument('<name>', 'what it is for'),
    'dspatch tokens create ci --role deployment_manager --days 90',
  )
    .description('Make a token. It is printed here, and never shown again.')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--days <n>', 'after so many days it expires; without it, never', days)
    .action(async (name: string, _, command: Command) => {
      const options: AskingOptions & { readonly role: Role; readonly days?: number } = command.optsWithGlobals();
      const expiry = options.days === undefined ? {} : { expiresAt: Date.now() + options.days * DAY };
      const body = { name, role: options.role, ...expiry };
      const { token, secret } = await clientOf(options).call('POST /api/tokens', { body });
      if (options.json) return printJson({ token, secret });
      tell(`The token "${token.name}" (${token.role}). Keep it well: it is not shown again.`);
      print(secret);
    });
}

function days(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 3_650)
    throw new InvalidArgumentError('must be from 1 to 3650');
  return number;
}

async function revoke(which: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const client = clientOf(options);
  const { tokens } = await client.call('GET /api/tokens');
  const byId = tokens.find(({ id }) => id === which);
  const byName = tokens.filter(({ name }) => name === which);
  const found = byId ?? byName[0];
  if (found === undefined)
    throw new DspatchError('usage', `there is no token "${which}": dspatch tokens list shows them`);
  if (byId === undefined && byName.length > 1) {
    throw new DspatchError('usage', `${byName.length} tokens are called "${which}": name one by its id`);
  }
  await client.call('DELETE /api/tokens/:token', { params: { token: found.id } });
  if (options.json) return printJson({ revoked: found });
  print(`The token "${found.name}" is revoked.`);
}

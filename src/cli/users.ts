import { Argument, Command, Option } from 'commander';
import type { PasswordLink, PersonView } from '../admin/api/people.ts';
import { ROLES, type Role } from '../admin/permissions.ts';
import { DspatchError } from '../base/errors.ts';
import type { AdminClient } from './admin-client.ts';
import { type AskingOptions, asking, clientOf, group, shortTime } from './asking.ts';
import { print, printJson, tell } from './output.ts';
import { readNewPassword } from './password-prompt.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';

const WHO = ['<who>', 'their e-mail address or id'] as const;

interface PasswordOptions extends AskingOptions {
  readonly password?: true;
}

/** `dspatch users`: who may sign in to a gateway. */
export function usersCommand(): Command {
  const users = group(new Command('users'), 'dspatch users add ada@example.com --name "Ada Lovelace" --role admin');
  return users
    .description(SUMMARIES.users)
    .addCommand(list())
    .addCommand(add())
    .addCommand(
      asking(new Command('disable').argument(...WHO), 'dspatch users disable ada@example.com')
        .description('Keep somebody from signing in, and sign them out. Their account stays.')
        .action((who: string, _, command: Command) => change(who, { disabled: true }, command)),
    )
    .addCommand(
      asking(new Command('enable').argument(...WHO), 'dspatch users enable ada@example.com')
        .description('Let somebody sign in again who was disabled.')
        .action((who: string, _, command: Command) => change(who, { disabled: false }, command)),
    )
    .addCommand(
      asking(new Command('role').argument(...WHO), 'dspatch users role ada@example.com deployment_manager')
        .description('Change what somebody may do.')
        .addArgument(new Argument('<role>', 'their role').choices(ROLES))
        .action((who: string, role: Role, _, command: Command) => change(who, { role }, command)),
    )
    .addCommand(resetPassword())
    .addCommand(
      asking(new Command('remove').argument(...WHO), 'dspatch users remove ada@example.com')
        .description('Remove somebody’s account, and sign them out.')
        .action(remove),
    );
}

function list(): Command {
  return asking(new Command('list'), 'dspatch users list')
    .description('List who may sign in.')
    .action(async (_, command: Command) => {
      const options: AskingOptions = command.optsWithGlobals();
      const { people } = await clientOf(options).call('GET /api/people');
      if (options.json) return printJson(people);
      if (people.length === 0) return tell('Nobody has an account yet: dspatch users add makes one.');
      const rows = people.map((one) => [
        ...[one.email, one.name, one.role, stateOf(one), shortTime(one.signedInAt), one.id],
      ]);
      print(table(['E-MAIL', 'NAME', 'ROLE', 'STATE', 'SIGNED IN (UTC)', 'ID'], rows));
    });
}

function stateOf({ disabled, hasPassword, signsOn }: PersonView): string {
  if (disabled) return 'disabled';
  if (signsOn) return hasPassword ? 'password, single sign-on' : 'single sign-on';
  return hasPassword ? 'password' : 'no password yet';
}

function add(): Command {
  return asking(
    new Command('add').argument('<email>', 'the e-mail address they sign in with'),
    'dspatch users add ada@example.com --name "Ada Lovelace" --role integration_manager',
  )
    .description('Add somebody. Prints a link by which they set their password, once, unless you set it here.')
    .requiredOption('--name <name>', 'what they are called')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .option('--password', 'set the password here: typed, or a line of standard input')
    .action(async (email: string, _, command: Command) => {
      const options: PasswordOptions & { readonly name: string; readonly role: Role } = command.optsWithGlobals();
      const { name, role } = options;
      const secret = options.password ? { password: await readNewPassword(email) } : {};
      const { person, link } = await clientOf(options).call('POST /api/people', {
        body: { email, name, role, ...secret },
      });
      if (options.json) return printJson({ person, link });
      print(`${person.email} is added as ${person.role}.`);
      if (link !== undefined) printLink(link, person);
    });
}

function resetPassword(): Command {
  return asking(new Command('reset-password').argument(...WHO), 'dspatch users reset-password ada@example.com')
    .description('Print a link by which somebody sets another password, once, or set it here.')
    .option('--password', 'set the password here: typed, or a line of standard input')
    .action(async (who: string, _, command: Command) => {
      const options: PasswordOptions = command.optsWithGlobals();
      const client = clientOf(options);
      const person = await personOf(who, client);
      const password = options.password ? await readNewPassword(person.email) : undefined;
      const link = await client.call('POST /api/people/:person/password-reset', { params: { person: person.id } });
      if (password === undefined) return options.json ? printJson({ person, link }) : printLink(link, person);
      await client.call('POST /api/password', { body: { token: new URL(link.url).hash.slice(1), password } });
      return options.json ? printJson({ person }) : print(`${person.email} has another password, and is signed out.`);
    });
}

function printLink({ url, expiresAt }: PasswordLink, { email }: PersonView): void {
  print(`By this link ${email} sets a password, once, until ${shortTime(expiresAt)} UTC:\n  ${url}`);
}

async function change(
  who: string,
  body: { readonly disabled?: boolean; readonly role?: Role },
  command: Command,
): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const client = clientOf(options);
  const { id: person } = await personOf(who, client);
  const changed = await client.call('PATCH /api/people/:person', { params: { person }, body });
  if (options.json) return printJson(changed);
  print(`${changed.email} is ${changed.disabled ? 'disabled' : 'enabled'}, as ${changed.role}.`);
}

async function remove(who: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const client = clientOf(options);
  const person = await personOf(who, client);
  await client.call('DELETE /api/people/:person', { params: { person: person.id } });
  const { tokens } = await client.call('GET /api/tokens');
  const left = tokens.filter(({ createdBy }) => createdBy.kind === 'person' && createdBy.id === person.id);
  if (options.json) return printJson({ removed: person, tokens: left });
  print(`${person.email} is removed.`);
  if (left.length === 0) return;
  tell(`Tokens they made go on: ${left.map(({ name }) => name).join(', ')}. dspatch tokens revoke ends one.`);
}

/** Somebody by their address, in any capitals, or their id. */
async function personOf(who: string, client: AdminClient): Promise<PersonView> {
  const { people } = await client.call('GET /api/people');
  const wanted = who.trim().toLowerCase();
  const person = people.find(({ id, email }) => id === wanted || email === wanted);
  if (person !== undefined) return person;
  throw new DspatchError('usage', `nobody has an account as "${who}": dspatch users list shows who has`);
}

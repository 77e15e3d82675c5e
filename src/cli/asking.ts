import type { Command } from 'commander';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';

/** The options of every command that asks a gateway. */
export interface AskingOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
}

/** Gives a command the options of all that ask a gateway, and an example. */
export function asking(command: Command, example: string): Command {
  return command
    .addOption(adminOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  ${example}`);
}

/** A command of which the commands below it do the work. `--json` may stand before theirs, too. */
export function group(command: Command, example: string): Command {
  return command.addOption(jsonOption()).addHelpText('after', `\nExample:\n  ${example}`);
}

/** The gateway that the options mean. */
export function clientOf({ admin, token }: AskingOptions): AdminClient {
  return new AdminClient(admin, token);
}

/** A time for a table: to the minute. */
export function shortTime(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

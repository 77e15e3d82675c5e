import type { Command } from 'commander';
import { program } from '../cli/main.ts';
import { codeBlock } from './markdown.ts';
import { page } from './page.ts';

const WIDTH = 120;
const COMMANDS: readonly Command[] = (await program()).commands;

/** The page of the command line: what each command says of itself. */
export function commandsPage(): string {
  return page(
    'Commands',
    'What `dspatch COMMAND --help` says. Where a command fails, it says why in a line and ends with 1.',
    ...COMMANDS.flatMap((command) => [`## dspatch ${command.name()}`, codeBlock('text', helpOf(command))]),
  );
}

/** A command's help, as wide as the page. */
export function helpOf(command: Command): string {
  let help = '';
  command
    .configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => WIDTH, getOutHasColors: () => false })
    .outputHelp();
  return help.trim();
}

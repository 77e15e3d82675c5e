import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { mapCommand } from './map.ts';

/** The version of the package, which lies two folders above, in a checkout as in the package. */
export function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

/** The whole command line. */
export function program(): Command {
  return new Command('dspatch')
    .description('A self-hosted conversions gateway for Amazon DSP.')
    .version(version())
    .showHelpAfterError('(dspatch COMMAND --help shows what it takes)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addCommand(mapCommand());
}

/** Runs a command line. What goes wrong is told in one line, and the exit code is 1. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`dspatch map ... | head`) ends the command, and is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await program().parseAsync(argv);
  } catch (error) {
    const message = error instanceof DspatchError ? error.message : ((error as Error).stack ?? String(error));
    process.stderr.write(`dspatch: ${message}\n`);
    process.exitCode = 1;
  }
}

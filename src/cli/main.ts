import { Command } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { auditCommand } from './audit.ts';
import { checkCommand } from './check.ts';
import { connectCommand } from './connect.ts';
import { countsCommand } from './counts.ts';
import { demoCommand } from './demo.ts';
import { deadLettersCommand, eventsCommand } from './events.ts';
import { mapCommand } from './map.ts';
import { tell } from './output.ts';
import { pauseCommand, resumeCommand } from './pause.ts';
import { replayCommand } from './replay.ts';
import { sandboxCommand } from './sandbox.ts';
import { schemaCommand } from './schema.ts';
import { sendCommand } from './send.ts';
import { serveCommand } from './serve.ts';
import { statusCommand } from './status.ts';
import { tokensCommand } from './tokens.ts';
import { usersCommand } from './users.ts';
import { version, versionCommand } from './version.ts';

/** The whole command line. */
export function program(): Command {
  const command = new Command('dspatch')
    .description('A self-hosted conversions gateway for Amazon DSP.')
    .version(version())
    .showHelpAfterError('(dspatch COMMAND --help shows what it takes)')
    .addHelpText('after', '\nExample:\n  dspatch demo');
  for (const each of [
    demoCommand(),
    serveCommand(),
    connectCommand(),
    checkCommand(),
    schemaCommand(),
    mapCommand(),
    sendCommand(),
    statusCommand(),
    countsCommand(),
    eventsCommand(),
    deadLettersCommand(),
    replayCommand(),
    pauseCommand(),
    resumeCommand(),
    usersCommand(),
    tokensCommand(),
    auditCommand(),
    sandboxCommand(),
    versionCommand(),
  ]) {
    command.addCommand(each.copyInheritedSettings(command));
  }
  return command;
}

/** Runs a command line. What goes wrong is told in one line, and the exit code is 1; a fault of ours shows where it happened. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`dspatch map ... | head`) ends the command, and is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    await program().parseAsync(argv);
  } catch (error) {
    tell(`dspatch: ${told(error)}`);
    process.exitCode = 1;
  }
}

function told(error: unknown): string {
  if (error instanceof DspatchError) return error.message;
  // What the system refuses (a disk, a port) has a code, and is nobody's mistake in here.
  if (error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string') return error.message;
  return `this is a fault of dspatch itself: ${error instanceof Error ? error.stack : String(error)}`;
}

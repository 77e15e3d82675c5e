import { Command } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { tell } from './output.ts';
import { type CommandName, SUMMARIES } from './summaries.ts';
import { version } from './version.ts';

/** The commands. Each is loaded when it is asked for: most of a command's start is what it imports. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  connect: async () => (await import('./connect.ts')).connectCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  schema: async () => (await import('./schema.ts')).schemaCommand(),
  map: async () => (await import('./map.ts')).mapCommand(),
  preview: async () => (await import('./preview.ts')).previewCommand(),
  compare: async () => (await import('./compare.ts')).compareCommand(),
  send: async () => (await import('./send.ts')).sendCommand(),
  status: async () => (await import('./status.ts')).statusCommand(),
  counts: async () => (await import('./counts.ts')).countsCommand(),
  alerts: async () => (await import('./alerts.ts')).alertsCommand(),
  events: async () => (await import('./events.ts')).eventsCommand(),
  tail: async () => (await import('./tail.ts')).tailCommand(),
  'dead-letters': async () => (await import('./events.ts')).deadLettersCommand(),
  replay: async () => (await import('./replay.ts')).replayCommand(),
  resend: async () => (await import('./resend.ts')).resendCommand(),
  pause: async () => (await import('./pause.ts')).pauseCommand(),
  resume: async () => (await import('./pause.ts')).resumeCommand(),
  integrations: async () => (await import('./integrations.ts')).integrationsCommand(),
  revisions: async () => (await import('./revisions.ts')).revisionsCommand(),
  pipelines: async () => (await import('./pipelines.ts')).pipelinesCommand(),
  deploy: async () => (await import('./deploy.ts')).deployCommand(),
  rollback: async () => (await import('./rollback.ts')).rollbackCommand(),
  apply: async () => (await import('./apply.ts')).applyCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  users: async () => (await import('./users.ts')).usersCommand(),
  tokens: async () => (await import('./tokens.ts')).tokensCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
  vault: async () => (await import('./vault.ts')).vaultCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  sandbox: async () => (await import('./sandbox.ts')).sandboxCommand(),
  version: async () => (await import('./version.ts')).versionCommand(),
};

/** The whole command line; with `only`, that command alone is more than its name and what it is for. */
export async function program(only?: readonly string[]): Promise<Command> {
  const command = new Command('dspatch')
    .description('A self-hosted conversions gateway for Amazon DSP.')
    .version(version())
    .showHelpAfterError('(dspatch COMMAND --help shows what it takes)')
    .addHelpText('after', '\nExample:\n  dspatch demo');
  for (const [name, load] of Object.entries(COMMANDS) as [CommandName, () => Promise<Command>][]) {
    const isAsked = only === undefined || only.includes(name);
    const each = isAsked ? await load() : nameOnly(name);
    for (const one of [each, ...each.commands]) one.copyInheritedSettings(command);
    command.addCommand(each);
  }
  return command;
}

/** A command as the list of all shows it. */
function nameOnly(name: CommandName): Command {
  return new Command(name).description(SUMMARIES[name]);
}

/** Runs a command line. What goes wrong is told in one line, and the exit code is 1; a fault of ours shows where it happened. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has seen enough (`dspatch map ... | head`) ends the command, and is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    // The command's name is among the first two words: `dspatch status`, `dspatch help status`.
    const words = argv.slice(2).filter((word) => !word.startsWith('-'));
    await (await program(words.slice(0, words[0] === 'help' ? 2 : 1))).parseAsync(argv);
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

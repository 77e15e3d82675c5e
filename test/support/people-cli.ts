import { Command } from 'commander';
import { auditCommand } from '../../src/cli/audit.ts';
import { tokensCommand } from '../../src/cli/tokens.ts';
import { usersCommand } from '../../src/cli/users.ts';

// The commands on people as a program, for tests that need a process of its own.

try {
  const program = new Command('dspatch');
  for (const command of [usersCommand(), tokensCommand(), auditCommand()]) program.addCommand(command);
  await program.parseAsync(process.argv);
} catch (error) {
  process.stderr.write(`dspatch: ${(error as Error).message}\n`);
  process.exitCode = 1;
}

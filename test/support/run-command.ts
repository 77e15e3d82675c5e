import type { Command } from 'commander';
import { vi } from 'vitest';

/** What a command has printed. */
export interface Printed {
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, as nobody's at a terminal. Rejects as it does. */
export async function runCommand(command: Command, ...args: readonly string[]): Promise<Printed> {
  const printed = { out: '', err: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream === 'stdout' ? 'out' : 'err'] += String(text);
      return true;
    }),
  );
  try {
    await command.parseAsync(args, { from: 'user' });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return printed;
}

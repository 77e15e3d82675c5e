import { DspatchError } from '../base/errors.ts';

/** How a command was told to go on without asking. */
export interface AgreementOptions {
  readonly yes?: true;
  readonly json?: true;
}

/**
 * Whether the person agrees. Nobody is asked where `--yes` says so; where nobody is there to ask it throws `usage`, with what a script
 * gives instead.
 */
export async function agreesTo(question: string, { yes, json }: AgreementOptions, instead = '--yes'): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY || json) {
    throw new DspatchError('usage', `${question} ${instead} says so where nobody can be asked: nothing was changed`);
  }
  const { askAtTerminal } = await import('./connect/questions.ts');
  return askAtTerminal().agree(question);
}

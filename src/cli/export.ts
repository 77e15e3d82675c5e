import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { type AskingOptions, asking, clientOf } from './asking.ts';
import { printJson, printText, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';

/** `dspatch export`: what is deployed, as a file. */
export function exportCommand(): Command {
  return asking(new Command('export'), 'dspatch export -o dspatch.yaml')
    .description(SUMMARIES.export)
    .option('-o, --output <file>', 'the file to write, instead of standard output')
    .action(run);
}

async function run(options: AskingOptions & { readonly output?: string }): Promise<void> {
  const { text } = await clientOf(options).call('GET /api/export');
  const { output } = options;
  if (output === undefined) return options.json ? printJson({ text }) : printText(text);
  try {
    writeFileSync(output, text);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new DspatchError('file_unwritable', `${output} cannot be written (${code})`, { cause: error });
  }
  if (options.json) printJson({ file: output });
  else tell(`Written to ${output}. Secrets are in it by reference only: the vault keeps them.`);
}

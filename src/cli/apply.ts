import { Command } from 'commander';
import type { Step } from '../deploy/apply.ts';
import { type AgreementOptions, agreesTo } from './agreement.ts';
import { type AskingOptions, asking, clientOf } from './asking.ts';
import { differenceLines } from './change-lines.ts';
import { print, printJson, tell } from './output.ts';
import { readText } from './playbook-file.ts';
import { SUMMARIES } from './summaries.ts';

interface ApplyOptions extends AskingOptions, AgreementOptions {
  readonly json?: true;
  readonly file: string;
  readonly dryRun?: true;
  readonly note?: string;
}

/** `dspatch apply`: a running gateway is brought to what a file says. */
export function applyCommand(): Command {
  return asking(new Command('apply'), 'dspatch apply -f dspatch.yaml --dry-run')
    .description(SUMMARIES.apply)
    .requiredOption('-f, --file <file>', 'the file; - for standard input', 'dspatch.yaml')
    .option('--dry-run', 'only show what would be done')
    .option('--yes', 'do not ask')
    .option('--note <text>', 'the note of the revisions and deployments that are made')
    .addHelpText(
      'after',
      `
The file’s server section is left alone: it counts when the gateway starts. env:NAME and file:PATH mean variables of
the gateway, and files of its machine. What a file brought once, and a later one does not have, is removed.`,
    )
    .action(run);
}

async function run(options: ApplyOptions): Promise<void> {
  const { file, dryRun, note } = options;
  const text = readText(file);
  const client = clientOf(options);
  const { steps, warnings } = await client.call('POST /api/apply', { body: { text, dryRun: true } });
  if (steps.length === 0) {
    if (options.json) return printJson({ applied: false, steps, warnings });
    return print(`Nothing to do: everything is as ${file} says.`);
  }
  const say = options.json ? tell : print;
  if (options.json && dryRun) return printJson({ applied: false, steps, warnings });
  say([...steps.flatMap(stepLines), ...warnings.map((warning) => `! ${warning}`)].join('\n'));
  if (dryRun) return;
  if (!(await agreesTo('Do that?', options))) return print('Nothing was changed.');
  const { steps: done } = await client.call('POST /api/apply', { body: { text, note } });
  if (options.json) return printJson({ applied: true, steps: done, warnings });
  print(`Done: ${done.length === 1 ? 'a step' : `${done.length} steps`}.`);
}

/** A step as lines for people. */
function stepLines(step: Step): readonly string[] {
  switch (step.do) {
    case 'create_integration':
      return [`+ integration ${step.integration}`];
    case 'save_revision':
      return [`~ integration ${step.integration}: a new revision`, ...differenceLines(step.differences, '    ')];
    case 'remove_integration':
      return [`- integration ${step.integration}`];
    case 'create_pipeline':
      return [`+ pipeline ${step.pipeline}`];
    case 'add_write_keys':
      return [`~ pipeline ${step.pipeline}: ${keys(step.count)} more`];
    case 'end_write_keys':
      return [`~ pipeline ${step.pipeline}: ${keys(step.count)} less, at once`];
    case 'deploy':
      return [`~ pipeline ${step.pipeline}: a deployment`, ...differenceLines(step.differences, '    ')];
    case 'remove_pipeline':
      return [`- pipeline ${step.pipeline}`];
  }
}

function keys(count: number): string {
  return count === 1 ? 'a write key' : `${count} write keys`;
}

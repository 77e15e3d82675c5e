import { Command } from 'commander';
import { formatPath } from '../base/problem.ts';
import { formatProblem, formatWarning } from '../config/load.ts';
import { jsonOption } from './admin-client.ts';
import { load } from './configured.ts';
import { print, printJson } from './output.ts';
import { SUMMARIES } from './summaries.ts';

/** `dspatch check`: is this configuration right? */
export function checkCommand(): Command {
  return new Command('check')
    .description(SUMMARIES.check)
    .requiredOption('-f, --file <file>', 'the configuration file', 'dspatch.yaml')
    .option('--offline', 'do not ask for secrets and connections, only for what mapping needs')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Ends with 1 where there are problems. Warnings are no problems: the gateway starts with them, and logs them.

Example:
  dspatch check -f dspatch.yaml`,
    )
    .action(run);
}

function run(options: { file: string; offline?: true; json?: true }): void {
  const result = load(options.file, { connect: options.offline !== true });
  const problems = result.ok ? [] : result.problems;
  const { warnings } = result.ok ? result.loaded : result;
  if (!result.ok) process.exitCode = 1;
  if (options.json) {
    printJson({
      valid: result.ok,
      problems: problems.map((one) => ({ ...one, path: formatPath(one.path) })),
      warnings: warnings.map((one) => ({ ...one, path: formatPath(one.path) })),
    });
    return;
  }
  for (const problem of problems) print(formatProblem(options.file, problem));
  for (const warning of warnings) print(formatWarning(options.file, warning));
  if (result.ok) {
    const { integrations, pipelines } = result.loaded.config;
    const [of, from] = [Object.keys(integrations).length, Object.keys(pipelines).length];
    print(`${options.file} is right (integrations: ${of}, pipelines: ${from}${countOf(warnings)})`);
  } else print(`${problems.length === 1 ? 'a problem' : `${problems.length} problems`}${countOf(warnings)}`);
}

function countOf(warnings: readonly unknown[]): string {
  return warnings.length === 0 ? '' : `, warnings: ${warnings.length}`;
}

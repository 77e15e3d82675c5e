import { Command } from 'commander';
import { formatPath } from '../base/problem.ts';
import { formatProblem, type Loaded } from '../config/load.ts';
import { unconfiguredEvents } from '../pipeline/unconfigured.ts';
import { jsonOption } from './admin-client.ts';
import { load } from './configured.ts';
import { print, printJson } from './output.ts';

/** `dspatch check`: is this configuration right? */
export function checkCommand(): Command {
  return new Command('check')
    .description('Check a configuration file, and show all of its problems at once.')
    .requiredOption('-f, --file <file>', 'the configuration file', 'dspatch.yaml')
    .option('--offline', 'do not ask for secrets and connections, only for what mapping needs')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch check -f dspatch.yaml')
    .action(run);
}

function run(options: { file: string; offline?: true; json?: true }): void {
  const result = load(options.file, { connect: options.offline !== true });
  const problems = result.ok ? [] : result.problems;
  const warnings = result.ok ? warningsOf(result.loaded) : [];
  if (!result.ok) process.exitCode = 1;
  if (options.json) {
    printJson({
      valid: result.ok,
      problems: problems.map((one) => ({ ...one, path: formatPath(one.path) })),
      warnings,
    });
    return;
  }
  for (const problem of problems) print(formatProblem(options.file, problem));
  for (const warning of warnings) print(`${options.file}: ${warning}`);
  if (result.ok) {
    const { integrations, pipelines } = result.loaded.config;
    const [of, from] = [Object.keys(integrations).length, Object.keys(pipelines).length];
    print(`${options.file} is right (integrations: ${of}, pipelines: ${from})`);
  } else print(problems.length === 1 ? 'a problem' : `${problems.length} problems`);
}

/** What is no mistake, and still should be known before events come in. */
export function warningsOf(loaded: Loaded): string[] {
  const warnings: string[] = [];
  for (const [name, { integration }] of loaded.integrations) {
    const events = unconfiguredEvents(integration);
    if (events.length > 0) {
      warnings.push(
        `integration ${name}: ${events.join(', ')} ${events.length === 1 ? 'has' : 'have'} no conversion definition id yet, and will be dropped as not_configured`,
      );
    }
  }
  const attached = new Set(Object.values(loaded.config.pipelines).flatMap((pipeline) => pipeline.integrations));
  for (const name of loaded.integrations.keys()) {
    if (!attached.has(name)) warnings.push(`integration ${name} is attached to no pipeline`);
  }
  for (const [name, pipeline] of Object.entries(loaded.config.pipelines)) {
    if (pipeline.integrations.length === 0)
      warnings.push(`pipeline ${name} has no integration: its events will be dropped`);
  }
  return warnings;
}

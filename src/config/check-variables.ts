import type { Problem } from '../base/problem.ts';
import { missingVariables } from '../pipeline/missing-variables.ts';
import type { LoadedIntegration } from './load.ts';
import type { Config, PipelineConfig } from './schema.ts';

/**
 * What is wrong with the variables of a file's pipelines: those that an integration needs and are not there, and values that do not suit the
 * output keys that they come to. `problemsWith` compiles an integration with a pipeline's variables.
 */
export function checkVariables(
  { pipelines }: Config,
  integrations: ReadonlyMap<string, LoadedIntegration>,
  problemsWith: (integration: string, variables: PipelineConfig['variables']) => readonly Problem[],
): Problem[] {
  return Object.entries(pipelines).flatMap(([name, { integrations: names, variables }]) => {
    const attached = [...new Set(names)].flatMap((one) => integrations.get(one)?.integration ?? []);
    const missing = missingVariables(variables, attached);
    const reading = attached.filter(({ playbook }) => playbook.variables.length > 0);
    const unsuitable = reading.flatMap((integration) =>
      problemsWith(integration.name, variables).map((problem) => ({
        ...problem,
        path: ['integrations', integration.name, ...problem.path],
        message: `${problem.message} (with the variables of the pipeline "${name}")`,
      })),
    );
    return [...missing.map((problem) => ({ ...problem, path: ['pipelines', name, ...problem.path] })), ...unsuitable];
  });
}

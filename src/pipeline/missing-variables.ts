import { didYouMean, formatPath, type Problem } from '../base/problem.ts';
import type { VariableUse } from '../playbook/variables.ts';
import type { Integration } from './integration.ts';

/**
 * The variables that integrations need of their pipeline, and that it does not have: one problem for each, at the place where it is to stand in
 * the pipeline, with the first place that needs it.
 */
export function missingVariables(
  variables: Readonly<Record<string, string>>,
  integrations: readonly Integration[],
): Problem[] {
  const missing = new Map<string, readonly [integration: string, use: VariableUse]>();
  for (const { name: integration, playbook } of integrations) {
    for (const use of playbook.variables) {
      if (use.optional || Object.hasOwn(variables, use.name) || missing.has(use.name)) continue;
      missing.set(use.name, [integration, use]);
    }
  }
  return [...missing].map(([name, [integration, use]]) => {
    const where = formatPath(['playbook', ...use.path]);
    const meant = didYouMean(name, Object.keys(variables));
    const message = `is missing${meant}: "${integration}" reads it in ${where}; give it a value here, or mend its name there`;
    return { path: ['variables', name], message, code: 'variable_missing' };
  });
}

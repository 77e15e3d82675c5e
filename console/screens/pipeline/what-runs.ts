import type { PipelineContent } from '../../../src/catalog/model.ts';

/** What a deployment has, in words: `amazon at revision 3, eu at revision 1; 2 variables`. */
export function whatRuns({ integrations, variables }: PipelineContent): string {
  const attached = integrations.map(({ integration, revision }) => `${integration} at revision ${revision}`).join(', ');
  const count = Object.keys(variables).length;
  const values = count === 0 ? '' : `; ${count} ${count === 1 ? 'variable' : 'variables'}`;
  return `${attached || 'no integration'}${values}`;
}

import { didYouMean, type Problem } from '../base/problem.ts';
import type { Config } from './schema.ts';

/** What is wrong with the pipelines of a file that has these integrations; undefined where nobody knows which. */
export function checkPipelines({ pipelines }: Config, integrations: readonly string[] | undefined): Problem[] {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const [name, pipeline] of Object.entries(pipelines)) {
    for (const [i, integration] of pipeline.integrations.entries()) {
      const path = ['pipelines', name, 'integrations', i];
      if (integrations?.includes(integration) === false) {
        const meant = didYouMean(integration, integrations);
        problems.push({ path, message: `there is no integration "${integration}"${meant}` });
      } else if (pipeline.integrations.indexOf(integration) < i) {
        problems.push({ path, message: `"${integration}" stands here twice: each event goes to it once` });
      }
    }
    for (const [i, key] of pipeline.writeKeys.entries()) {
      const owner = owners.get(key);
      if (owner !== undefined) {
        const message =
          owner === name
            ? 'this write key stands here twice: once is enough'
            : `this write key belongs to "${owner}" already: each is one pipeline’s`;
        problems.push({ path: ['pipelines', name, 'writeKeys', i], message });
      }
      owners.set(key, name);
    }
  }
  return problems;
}

import { stringify } from 'yaml';
import type { Integrations } from '../catalog/integrations.ts';
import type { IntegrationContent } from '../catalog/model.ts';
import type { Pipelines } from '../catalog/pipelines.ts';

/**
 * What is deployed as a file of pipelines and integrations: applying it changes nothing. Where pipelines run different revisions of an
 * integration the newest of them stands in the file, and the others say so in a comment. What runs nowhere is there as its draft.
 */
export async function exportText({
  integrations,
  pipelines,
}: {
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
}): Promise<string> {
  const states = await pipelines.list();
  const newest = new Map<string, number>();
  for (const { live } of states) {
    for (const { integration, revision } of live?.integrations ?? []) {
      newest.set(integration, Math.max(revision, newest.get(integration) ?? 0));
    }
  }
  const written: Record<string, IntegrationContent> = {};
  for (const { name, draft } of await integrations.list()) {
    const number = newest.get(name);
    const { kit, parameters, playbook } = number === undefined ? draft : await integrations.revision(name, number);
    written[name] = { kit, parameters, playbook };
  }
  const notes: string[] = [];
  const running: Record<string, object> = {};
  for (const { name, writeKeys, live } of states) {
    for (const { integration, revision } of live?.integrations ?? []) {
      const other = newest.get(integration);
      if (other !== revision) {
        notes.push(
          `# ${name} runs revision ${revision} of ${integration}; here stands revision ${other}, which it would run.`,
        );
      }
    }
    const variables = live?.variables ?? {};
    running[name] = {
      writeKeys: writeKeys.filter(({ endsAt }) => endsAt === undefined).map(({ key }) => key),
      integrations: (live?.integrations ?? []).map(({ integration }) => integration),
      ...(Object.keys(variables).length === 0 ? {} : { variables }),
    };
  }
  return `${notes.map((note) => `${note}\n`).join('')}${stringify({ integrations: written, pipelines: running }, { lineWidth: 0 })}`;
}

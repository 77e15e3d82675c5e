import { stringify } from 'yaml';
import { type Integrations, isSame } from '../catalog/integrations.ts';
import type { IntegrationContent } from '../catalog/model.ts';
import type { Pipelines } from '../catalog/pipelines.ts';

/** What a file is made of. */
export interface ExportParts {
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
  /** Whether an integration could be applied as it is: without that no file with it could be. */
  readonly isWhole: (name: string, content: IntegrationContent) => boolean;
}

/**
 * What is deployed as a file of pipelines and integrations: applying it changes nothing. Where pipelines run different revisions of an
 * integration the newest of them stands in the file, and the others say so in a comment. What runs nowhere is there as its newest revision,
 * or as its draft before the first one; a draft that is not finished is left out, and a comment says so.
 */
export async function exportText({ integrations, pipelines, isWhole }: ExportParts): Promise<string> {
  const states = await pipelines.list();
  const newest = new Map<string, number>();
  for (const { live } of states) {
    for (const { integration, revision } of live?.integrations ?? []) {
      newest.set(integration, Math.max(revision, newest.get(integration) ?? 0));
    }
  }
  const written: Record<string, IntegrationContent> = {};
  const notes: string[] = [];
  for (const { name, draft, latest } of await integrations.list()) {
    const number = newest.get(name) ?? latest;
    const { kit, parameters, playbook } = number === 0 ? draft : await integrations.revision(name, number);
    if (newest.has(name) || isWhole(name, { kit, parameters, playbook })) written[name] = { kit, parameters, playbook };
    else notes.push(`# ${name} runs nowhere and is not finished: it is left out.`);
  }
  const running: Record<string, object> = {};
  for (const { name, writeKeys, live } of states) {
    for (const { integration, revision } of live?.integrations ?? []) {
      const other = newest.get(integration) ?? revision;
      const isSaid = isSame(
        await integrations.revision(integration, other),
        await integrations.revision(integration, revision),
      );
      if (!isSaid) {
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

import { stringify } from 'yaml';
import type { IntegrationContent } from '../catalog/model.ts';
import type { Pipelines } from '../catalog/pipelines.ts';
import { type HealthParts, integrationHealth } from './health.ts';

/**
 * What is deployed as a file of pipelines and integrations: applying it changes nothing. Where pipelines run different revisions of an
 * integration the newest of them stands in the file, and the others say so in a comment. What runs nowhere is there as its newest
 * revision, or its draft before the first; unless it is unfinished, with which no file could be applied.
 */
export async function exportText(parts: HealthParts & { readonly pipelines: Pipelines }): Promise<string> {
  const { integrations, pipelines } = parts;
  const notes: string[] = [];
  const states = await pipelines.list();
  const newest = new Map<string, number>();
  for (const { live } of states) {
    for (const { integration, revision } of live?.integrations ?? []) {
      newest.set(integration, Math.max(revision, newest.get(integration) ?? 0));
    }
  }
  const written: Record<string, IntegrationContent> = {};
  for (const { name, draft, latest } of await integrations.list()) {
    const number = newest.get(name) ?? latest;
    const { kit, parameters, playbook } = number === 0 ? draft : await integrations.revision(name, number);
    const content = { kit, parameters, playbook };
    if (!newest.has(name) && (await isUnfinished(name, content, parts))) {
      notes.push(`# ${name} runs nowhere and is unfinished: it is left out, and applying this leaves it alone.`);
    } else written[name] = content;
  }
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

async function isUnfinished(name: string, content: IntegrationContent, parts: HealthParts): Promise<boolean> {
  const { reasons } = await integrationHealth(name, content, parts);
  return reasons.some(({ level }) => level === 'problem');
}

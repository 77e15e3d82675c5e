import type { Json } from '../base/json.ts';
import { integrationJson, pipelineJson } from '../catalog/contents.ts';
import { type Integrations, isSame } from '../catalog/integrations.ts';
import type { Author, IntegrationContent, PipelineContent, PipelineState, Revision } from '../catalog/model.ts';
import type { Pipelines } from '../catalog/pipelines.ts';
import type { Records } from '../catalog/records.ts';
import type { Config } from '../config/schema.ts';
import { type Difference, differencesOf } from './differences.ts';

/** What a file says of pipelines and integrations; its server section is another matter. */
export type Wanted = Pick<Config, 'integrations' | 'pipelines'>;

/** One thing that applying a file would do. */
export type Step =
  | { readonly do: 'create_integration'; readonly integration: string }
  | { readonly do: 'save_revision'; readonly integration: string; readonly differences: readonly Difference[] }
  | { readonly do: 'remove_integration'; readonly integration: string }
  | { readonly do: 'create_pipeline'; readonly pipeline: string }
  | { readonly do: 'add_write_keys'; readonly pipeline: string; readonly count: number }
  | { readonly do: 'end_write_keys'; readonly pipeline: string; readonly count: number }
  | { readonly do: 'deploy'; readonly pipeline: string; readonly differences: readonly Difference[] }
  | { readonly do: 'remove_pipeline'; readonly pipeline: string };

/** What is worked with. */
export interface ApplyTo {
  readonly records: Records;
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
  /** Told after each change of a pipeline, which takes effect then. */
  readonly changed: (pipeline: string) => Promise<void>;
}

const NOTHING: PipelineContent = { integrations: [], variables: {} };

/** The record of what came from a file: what is no longer in it goes, and what people made otherwise stays. */
const FROM_FILE = 'file/managed';

interface Managed {
  readonly integrations: readonly string[];
  readonly pipelines: readonly string[];
}

/** What applying would do, in the order in which it would be done. Nothing, where everything is as the file says. */
export async function planApply(wanted: Wanted, to: ApplyTo): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const [name, content] of Object.entries(wanted.integrations)) {
    const state = await to.integrations.get(name);
    if (state === undefined) steps.push({ do: 'create_integration', integration: name });
    if ((await revisionFor(name, content, to)) !== undefined) continue;
    // What is attached nowhere needs no revision yet, where its draft is as the file says.
    if (state !== undefined && isSame(state.draft, content) && !isAttached(name, wanted)) continue;
    const last =
      state === undefined || state.latest === 0 ? undefined : await to.integrations.revision(name, state.latest);
    steps.push({
      do: 'save_revision',
      integration: name,
      differences: differencesOf(last && integrationJson(last), integrationJson(content)),
    });
  }
  for (const [name, pipeline] of Object.entries(wanted.pipelines)) {
    const state = await to.pipelines.get(name);
    if (state === undefined) steps.push({ do: 'create_pipeline', pipeline: name });
    const { added, ended } = keyChanges(state, pipeline.writeKeys);
    if (added.length > 0 && state !== undefined)
      steps.push({ do: 'add_write_keys', pipeline: name, count: added.length });
    if (ended.length > 0) steps.push({ do: 'end_write_keys', pipeline: name, count: ended.length });
    const content = await contentFor(wanted, name, to);
    // A pipeline that was never deployed runs nothing, as one with nothing in it does.
    const differences = differencesOf(pipelineJson(state?.live ?? NOTHING), pipelineJson(content));
    if (differences.length > 0) steps.push({ do: 'deploy', pipeline: name, differences });
  }
  const managed = await managedBy(to.records);
  for (const name of managed.pipelines) {
    if (Object.hasOwn(wanted.pipelines, name) || (await to.pipelines.get(name)) === undefined) continue;
    steps.push({ do: 'remove_pipeline', pipeline: name });
  }
  for (const name of managed.integrations) {
    if (Object.hasOwn(wanted.integrations, name) || (await to.integrations.get(name)) === undefined) continue;
    steps.push({ do: 'remove_integration', integration: name });
  }
  return steps;
}

/**
 * Brings the catalog to what a file says, and gives what was done. Each step is stored by itself; whoever is stopped in between goes on
 * by applying again: what was done is found done.
 */
export async function apply(
  wanted: Wanted,
  to: ApplyTo,
  about: { readonly author: Author; readonly note: string; readonly at: number },
): Promise<readonly Step[]> {
  const steps = await planApply(wanted, to);
  await to.records.put(FROM_FILE, (await managedAfter(wanted, to.records)) as unknown as Json, 'any');
  for (const step of steps) await take(step, wanted, to, about);
  const kept = { integrations: Object.keys(wanted.integrations), pipelines: Object.keys(wanted.pipelines) };
  await to.records.put(FROM_FILE, kept, 'any');
  return steps;
}

async function take(
  step: Step,
  wanted: Wanted,
  to: ApplyTo,
  about: { readonly author: Author; readonly note: string; readonly at: number },
): Promise<void> {
  const { integrations, pipelines } = to;
  switch (step.do) {
    case 'create_integration':
      await integrations.create(step.integration, wanted.integrations[step.integration] as IntegrationContent);
      return;
    case 'save_revision': {
      const { version } = await integrations.need(step.integration);
      await integrations.saveDraft(
        step.integration,
        wanted.integrations[step.integration] as IntegrationContent,
        version,
      );
      await integrations.saveRevision(step.integration, about.author, about.note, about.at);
      return;
    }
    case 'create_pipeline':
      await pipelines.create(step.pipeline, keysOf(wanted, step.pipeline, about.at));
      return;
    case 'add_write_keys':
    case 'end_write_keys':
      await pipelines.changeWriteKeys(step.pipeline, (known) => {
        const keys = keysOf(wanted, step.pipeline, about.at);
        return [
          ...keys.map((key) => known.find((old) => old.key === key.key && old.endsAt === undefined) ?? key),
          // What was rotated out ends by itself, when its senders have had their time.
          ...known.filter((old) => old.endsAt !== undefined && !keys.some(({ key }) => key === old.key)),
        ];
      });
      break;
    case 'deploy': {
      const content = await contentFor(wanted, step.pipeline, to);
      const { version } = await pipelines.need(step.pipeline);
      await pipelines.saveDraft(step.pipeline, content, version);
      await pipelines.deploy(step.pipeline, content, about);
      break;
    }
    case 'remove_pipeline':
      await pipelines.remove(step.pipeline);
      break;
    case 'remove_integration':
      await integrations.remove(step.integration);
      return;
  }
  await to.changed(step.pipeline);
}

/**
 * The revision that says what a file says: one that runs, or else the newest; so that a file which only says what is there makes
 * no further revision.
 */
async function revisionFor(name: string, content: IntegrationContent, to: ApplyTo): Promise<number | undefined> {
  const state = await to.integrations.get(name);
  if (state === undefined || state.latest === 0) return undefined;
  const numbers = new Set<number>();
  for (const { live } of await to.pipelines.list()) {
    for (const { integration, revision } of live?.integrations ?? []) if (integration === name) numbers.add(revision);
  }
  for (const number of [...numbers, state.latest].sort((a, b) => b - a)) {
    const revision: Revision = await to.integrations.revision(name, number);
    if (isSame(revision, content)) return number;
  }
  return undefined;
}

/** What a pipeline of the file would run. A revision that is still to be saved has the number it will get. */
async function contentFor(wanted: Wanted, name: string, to: ApplyTo): Promise<PipelineContent> {
  const pipeline = wanted.pipelines[name];
  const integrations = [];
  for (const integration of pipeline?.integrations ?? []) {
    const content = wanted.integrations[integration] as IntegrationContent;
    const latest = (await to.integrations.get(integration))?.latest ?? 0;
    integrations.push({ integration, revision: (await revisionFor(integration, content, to)) ?? latest + 1 });
  }
  return { integrations, variables: { ...pipeline?.variables } };
}

function isAttached(integration: string, { pipelines }: Wanted): boolean {
  return Object.values(pipelines).some(({ integrations }) => integrations.includes(integration));
}

function keysOf(wanted: Wanted, name: string, at: number): { key: string; createdAt: number }[] {
  return (wanted.pipelines[name]?.writeKeys ?? []).map((key) => ({ key, createdAt: at }));
}

function keyChanges(
  state: PipelineState | undefined,
  keys: readonly string[],
): { added: readonly string[]; ended: readonly string[] } {
  const known = state?.writeKeys ?? [];
  const staying = known.filter(({ endsAt }) => endsAt === undefined).map(({ key }) => key);
  return {
    added: keys.filter((key) => !staying.includes(key)),
    ended: staying.filter((key) => !keys.includes(key)),
  };
}

async function managedBy(records: Records): Promise<Managed> {
  const record = await records.get(FROM_FILE);
  return (record?.value as unknown as Managed | undefined) ?? { integrations: [], pipelines: [] };
}

/** Before anything is done: what a file brings is its own from then on, and what it brought before still is, until it is removed. */
async function managedAfter(wanted: Wanted, records: Records): Promise<Managed> {
  const { integrations, pipelines } = await managedBy(records);
  return {
    integrations: [...new Set([...integrations, ...Object.keys(wanted.integrations)])],
    pipelines: [...new Set([...pipelines, ...Object.keys(wanted.pipelines)])],
  };
}

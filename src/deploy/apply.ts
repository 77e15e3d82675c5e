import { DspatchError } from '../base/errors.ts';
import { integrationJson, pipelineJson } from '../catalog/contents.ts';
import { type Integrations, isSame } from '../catalog/integrations.ts';
import type { IntegrationContent, PipelineContent, PipelineState } from '../catalog/model.ts';
import { type DeploymentAbout, EMPTY, type Pipelines } from '../catalog/pipelines.ts';
import type { Records } from '../catalog/records.ts';
import type { Config } from '../config/schema.ts';
import type { Vault } from '../vault/vault.ts';
import { type Difference, differencesOf } from './differences.ts';
import { FromFile, type Source } from './from-file.ts';
import { keyChanges, keysElsewhere, keysNow, refuseHeld } from './key-changes.ts';
import { isAttached, removeIntegration } from './remove-integration.ts';

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
  readonly vault: Vault;
  /** Told at the end which pipelines have changed: they take effect then, all in one step. */
  readonly changed: (pipelines: readonly string[]) => Promise<void>;
}

/** Who applies a file, and when; and whether it is the one that the gateway starts with, or one that was sent to it. */
export interface ApplyAbout extends Omit<DeploymentAbout, 'rollbackOf'> {
  readonly source: Source;
}

/**
 * What applying would do, in the order in which it would be done. Nothing, where everything is as the file says. Rejects with `exists` where
 * the file wants write keys that stay with others.
 */
export async function planApply(wanted: Wanted, to: ApplyTo, source: Source): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const states = await to.pipelines.list();
  for (const [name, content] of Object.entries(wanted.integrations)) {
    const state = await to.integrations.get(name);
    if (state === undefined) steps.push({ do: 'create_integration', integration: name });
    // What no pipeline runs needs no revision: its draft says it.
    const isToRun = Object.values(wanted.pipelines).some(({ integrations }) => integrations.includes(name));
    if (!isToRun && (state === undefined || isSame(state.draft, content))) continue;
    if ((await revisionFor(name, content, states, to)) !== undefined) continue;
    const last =
      state === undefined || state.latest === 0 ? undefined : await to.integrations.revision(name, state.latest);
    const differences = differencesOf(last && integrationJson(last), integrationJson(content));
    steps.push({ do: 'save_revision', integration: name, differences });
  }
  // Write keys that move to another pipeline are taken away as late as can be, and given right after that.
  const [keySteps, deploySteps]: [Step[], Step[]] = [[], []];
  const removed = await new FromFile(to.records).leftOut(wanted, source);
  refuseHeld(wanted.pipelines, states, removed.pipelines);
  for (const [name, { writeKeys }] of Object.entries(wanted.pipelines)) {
    const state = states.find((one) => one.name === name);
    if (state === undefined) steps.push({ do: 'create_pipeline', pipeline: name });
    const { added, ended } = keyChanges(state, writeKeys, keysElsewhere(wanted.pipelines, name), states);
    if (ended > 0) keySteps.unshift({ do: 'end_write_keys', pipeline: name, count: ended });
    if (added > 0) keySteps.push({ do: 'add_write_keys', pipeline: name, count: added });
    const content = await contentFor(wanted, name, states, to);
    const after = pipelineJson(content);
    const differences = differencesOf(state?.live && pipelineJson(state.live), after);
    const isEmpty = differencesOf(pipelineJson(EMPTY), after).length === 0;
    if (differences.length === 0 || (state?.live === undefined && isEmpty)) continue;
    deploySteps.push({ do: 'deploy', pipeline: name, differences });
  }
  steps.push(...deploySteps);
  for (const { name } of states) {
    if (removed.pipelines.has(name)) steps.push({ do: 'remove_pipeline', pipeline: name });
  }
  steps.push(...keySteps);
  const staying = states.filter(({ name }) => !removed.pipelines.has(name) && !Object.hasOwn(wanted.pipelines, name));
  for (const name of removed.integrations) {
    if ((await to.integrations.get(name)) === undefined) continue;
    // What somebody else's pipeline has is theirs from now on.
    if (!staying.some((state) => isAttached(state, name))) steps.push({ do: 'remove_integration', integration: name });
  }
  return steps;
}

/**
 * Brings the catalog to what a file says, and gives what was done. Each step is stored by itself; whoever is stopped in between goes on
 * by applying again: what was done is found done. `record` is told what was done, if anything, whether all of it was or not.
 */
export async function apply(
  wanted: Wanted,
  to: ApplyTo,
  about: ApplyAbout,
  record: (done: readonly Step[]) => void = () => {},
): Promise<readonly Step[]> {
  const steps = await planApply(wanted, to, about.source);
  const fromFile = new FromFile(to.records);
  await fromFile.begin(wanted, about.source);
  const done: Step[] = [];
  const changed = new Set<string>();
  try {
    for (const step of steps) {
      if ('pipeline' in step) changed.add(step.pipeline);
      await take(step, wanted, to, about);
      done.push(step);
    }
  } finally {
    if (done.length > 0) record(done);
    if (changed.size > 0) await to.changed([...changed]);
  }
  await fromFile.end(wanted, about.source);
  return steps;
}

async function take(step: Step, wanted: Wanted, to: ApplyTo, { author, note, at, source }: ApplyAbout): Promise<void> {
  const { integrations, pipelines } = to;
  switch (step.do) {
    case 'create_integration':
      await integrations.create(step.integration, contentOf(wanted, step.integration));
      return;
    case 'save_revision': {
      const content = contentOf(wanted, step.integration);
      await integrations.changeDraft(step.integration, () => content);
      await integrations.saveRevision(step.integration, author, note, at, content);
      return;
    }
    case 'create_pipeline':
      await pipelines.create(step.pipeline, keysNow(wanted.pipelines, step.pipeline, [], await pipelines.list(), at));
      return;
    case 'add_write_keys':
    case 'end_write_keys': {
      const states = await pipelines.list();
      await pipelines.changeWriteKeys(step.pipeline, (known) =>
        keysNow(wanted.pipelines, step.pipeline, known, states, at),
      );
      return;
    }
    case 'deploy': {
      const states = await pipelines.list();
      const content = await contentFor(wanted, step.pipeline, states, to);
      for (const { integration, revision } of content.integrations) await integrations.revision(integration, revision);
      const state = states.find(({ name }) => name === step.pipeline);
      if (state === undefined) throw new DspatchError('not_found', `there is no pipeline "${step.pipeline}" any more`);
      await pipelines.saveDraft(step.pipeline, content, state.version);
      await pipelines.deploy(state, content, { author, note, at });
      return;
    }
    case 'remove_pipeline':
      await pipelines.remove(step.pipeline);
      return;
    case 'remove_integration':
      // A start with the wrong file, which nobody was asked about, must not cost secrets: the right one brings the integration back.
      if (source === 'start') await integrations.remove(step.integration);
      else await removeIntegration(step.integration, to);
  }
}

function contentOf(wanted: Wanted, integration: string): IntegrationContent {
  return wanted.integrations[integration] as IntegrationContent;
}

/**
 * The revision that says what a file says: that which a pipeline runs already, or another one that runs, or else the newest; so that a
 * file which only says what is there makes no further revision, and changes nothing.
 */
async function revisionFor(
  name: string,
  content: IntegrationContent,
  states: readonly PipelineState[],
  { integrations }: ApplyTo,
  pipeline?: string,
): Promise<number | undefined> {
  const state = await integrations.get(name);
  if (state === undefined || state.latest === 0) return undefined;
  const running = (of: readonly PipelineState[]): number[] =>
    of
      .flatMap(({ live }) => live?.integrations ?? [])
      .filter(({ integration }) => integration === name)
      .map(({ revision }) => revision);
  const own = running(states.filter((one) => one.name === pipeline));
  for (const number of new Set([...own, ...[...running(states), state.latest].sort((a, b) => b - a)])) {
    if (isSame(await integrations.revision(name, number), content)) return number;
  }
  return undefined;
}

/** What a pipeline of the file would run. A revision that is still to be saved has the number it will get. */
async function contentFor(
  wanted: Wanted,
  name: string,
  states: readonly PipelineState[],
  to: ApplyTo,
): Promise<PipelineContent> {
  const pipeline = wanted.pipelines[name];
  const integrations = [];
  for (const integration of pipeline?.integrations ?? []) {
    const known = await revisionFor(integration, contentOf(wanted, integration), states, to, name);
    const latest = (await to.integrations.get(integration))?.latest ?? 0;
    integrations.push({ integration, revision: known ?? latest + 1 });
  }
  return { integrations, variables: { ...pipeline?.variables } };
}

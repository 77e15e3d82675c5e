import type { Command } from 'commander';
import type { PipelineView } from '../../admin/api/pipelines.ts';
import { DspatchError } from '../../base/errors.ts';
import { didYouMean } from '../../base/problem.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AskingOptions, clientOf } from '../asking.ts';
import { healthLines } from '../health-lines.ts';
import { print, printJson } from '../output.ts';
import { readPairs } from '../pairs.ts';

type Draft = PipelineView['draft'];

/** Puts a revision of an integration into the draft. */
export async function attach(pipeline: string, what: string, _: unknown, command: Command): Promise<void> {
  const [integration = '', given] = what.split('@', 2);
  await change(pipeline, command, async ({ integrations, variables }, client) => {
    const revision = await revisionOf(integration, given, client);
    const others = integrations.filter((one) => one.integration !== integration);
    const at = integrations.findIndex((one) => one.integration === integration);
    // It keeps its place: another order would be another change.
    const attached = others.toSpliced(at < 0 ? others.length : at, 0, { integration, revision });
    return { integrations: attached, variables };
  });
}

async function revisionOf(integration: string, given: string | undefined, client: AdminClient): Promise<number> {
  const { latest } = await client.call('GET /api/integrations/:integration', { params: { integration } });
  if (latest === 0) {
    throw new DspatchError('usage', `${integration} has no revision yet: dspatch revisions save ${integration}`);
  }
  if (given === undefined) return latest;
  const revision = Number(given);
  if (Number.isInteger(revision) && revision >= 1 && revision <= latest) return revision;
  throw new DspatchError('usage', `${integration} has no revision "${given}": it has 1 to ${latest}`);
}

/** Takes an integration out of the draft. */
export async function detach(pipeline: string, integration: string, _: unknown, command: Command): Promise<void> {
  await change(pipeline, command, async ({ integrations, variables }) => {
    const names = integrations.map((one) => one.integration);
    if (!names.includes(integration))
      throw missing(`the draft of ${pipeline} has no "${integration}"`, integration, names);
    return { integrations: integrations.filter((one) => one.integration !== integration), variables };
  });
}

/** Sets variables of the draft. */
export async function setVariables(
  pipeline: string,
  pairs: readonly string[],
  _: unknown,
  command: Command,
): Promise<void> {
  const given = readPairs('NAME=VALUE', pairs);
  await change(pipeline, command, async ({ integrations, variables }) => ({
    integrations,
    variables: { ...variables, ...given },
  }));
}

/** Takes variables out of the draft. */
export async function unsetVariables(
  pipeline: string,
  names: readonly string[],
  _: unknown,
  command: Command,
): Promise<void> {
  await change(pipeline, command, async ({ integrations, variables }) => {
    for (const name of names) {
      if (Object.hasOwn(variables, name)) continue;
      throw missing(`the draft of ${pipeline} has no variable "${name}"`, name, Object.keys(variables));
    }
    const left = Object.entries(variables).filter(([name]) => !names.includes(name));
    return { integrations, variables: Object.fromEntries(left) };
  });
}

function missing(what: string, name: string, known: readonly string[]): DspatchError {
  return new DspatchError('usage', `${what}${didYouMean(name, known)}; it has ${known.join(', ') || 'none'}`);
}

/** Reads the draft and saves it changed, if nobody else has meanwhile. */
async function change(
  pipeline: string,
  command: Command,
  to: (draft: Draft, client: AdminClient) => Promise<Draft>,
): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const client = clientOf(options);
  const params = { pipeline };
  const { draft, version } = await client.call('GET /api/pipelines/:pipeline', { params });
  const body = await to(draft, client);
  const saved = await client.call('PUT /api/pipelines/:pipeline', { params, body, version });
  if (options.json) return printJson(saved);
  const attached = saved.draft.integrations.map((one) => `${one.integration}@${one.revision}`).join(', ') || 'nothing';
  const variables = Object.entries(saved.draft.variables).map(([name, value]) => `${name}=${value}`);
  print(`The draft of ${pipeline} has ${[attached, ...variables].join(', ')}.`);
  for (const line of healthLines(saved.health, '  ')) print(line);
  print(saved.changed ? `Next: dspatch deploy ${pipeline}` : 'It is what runs.');
}

import type { Command } from 'commander';
import type { PipelineView } from '../../admin/api/pipelines.ts';
import { type AgreementOptions, agreesTo } from '../agreement.ts';
import { type AskingOptions, clientOf, shortTime } from '../asking.ts';
import { healthLines } from '../health-lines.ts';
import { print, printJson } from '../output.ts';
import { table } from '../table.ts';

/** Shows a pipeline as it is edited. */
export async function showPipeline(pipeline: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const view = await clientOf(options).call('GET /api/pipelines/:pipeline', { params: { pipeline } });
  if (options.json) return printJson(view);
  const { live, draft, changed, version, health, writeKeys } = view;
  const since = live && `deployment ${live.number} since ${shortTime(live.at)} UTC, by ${live.author.name}`;
  print(`${pipeline}: ${since ?? 'never deployed'}; draft ${changed ? 'changed' : 'the same'}, version ${version}`);
  print(health.reasons.length === 0 ? 'Health: good' : 'Health, to be resolved:');
  for (const line of healthLines(health, '  ')) print(line);
  const names = [...new Set([...(live?.integrations ?? []), ...draft.integrations].map((one) => one.integration))];
  const revision = (of: typeof draft | undefined, name: string): string =>
    String(of?.integrations.find(({ integration }) => integration === name)?.revision ?? '-');
  const attached = names.map((name) => [name, revision(live, name), revision(draft, name)]);
  print(`\n${table(['INTEGRATION', 'RUNS REVISION', 'DRAFT REVISION'], attached)}`);
  const variables = [...new Set([...Object.keys(live?.variables ?? {}), ...Object.keys(draft.variables)])];
  if (variables.length > 0) {
    const rows = variables.map((name) => [name, live?.variables[name] ?? '-', draft.variables[name] ?? '-']);
    print(`\n${table(['VARIABLE', 'RUNS', 'DRAFT'], rows)}`);
  }
  print(`\n${keysTable(writeKeys)}`);
}

/** The write keys of a pipeline: they are public, and senders show them. */
export function keysTable(writeKeys: PipelineView['writeKeys']): string {
  const rows = writeKeys.map(({ key, createdAt, endsAt }) => [
    ...[key, shortTime(createdAt), endsAt === undefined ? 'never' : shortTime(endsAt)],
  ]);
  return table(['WRITE KEY', 'MADE (UTC)', 'ENDS (UTC)'], rows);
}

/** Makes a pipeline. */
export async function createPipeline(name: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & { readonly writeKey?: string } = command.optsWithGlobals();
  const view = await clientOf(options).call('POST /api/pipelines', { body: { name, writeKey: options.writeKey } });
  if (options.json) return printJson(view);
  print(`Made the pipeline ${name}. Its write key: ${view.writeKeys[0]?.key}`);
  print(`Next: dspatch pipelines attach ${name} INTEGRATION, and dspatch deploy ${name}`);
}

/** Removes a pipeline. */
export async function removePipeline(pipeline: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & AgreementOptions = command.optsWithGlobals();
  const client = clientOf(options);
  await client.call('GET /api/pipelines/:pipeline', { params: { pipeline } });
  if (!(await agreesTo(`Remove ${pipeline}? What is sent with its write keys is refused from then on.`, options))) {
    return print('Nothing was removed.');
  }
  await client.call('DELETE /api/pipelines/:pipeline', { params: { pipeline } });
  if (options.json) return printJson({ removed: pipeline });
  print(`The pipeline ${pipeline} is removed. What waits is still sent.`);
}

import type { Command } from 'commander';
import { type AskingOptions, clientOf, shortTime } from '../asking.ts';
import { print, printJson } from '../output.ts';
import { keysTable } from './show.ts';

/** Adds a write key; with an overlap, in milliseconds, the others end after it. */
export async function addWriteKey(pipeline: string, overlapMs: number | undefined, command: Command): Promise<void> {
  const options: AskingOptions & { readonly writeKey?: string } = command.optsWithGlobals();
  const request = { params: { pipeline }, body: { key: options.writeKey, overlapMs } };
  const view = await clientOf(options).call('POST /api/pipelines/:pipeline/write-keys', request);
  if (options.json) return printJson(view);
  const added = view.writeKeys.at(-1);
  const ending = view.writeKeys.filter(({ endsAt }) => endsAt !== undefined);
  print(`The new write key of ${pipeline}: ${added?.key}`);
  for (const { key, endsAt } of ending) print(`${key} is taken until ${shortTime(endsAt)} UTC.`);
}

/** Ends a write key at once. */
export async function removeWriteKey(pipeline: string, key: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const params = { pipeline, key };
  const view = await clientOf(options).call('DELETE /api/pipelines/:pipeline/write-keys/:key', { params });
  if (options.json) return printJson(view);
  print(`What is sent with ${key} is refused from now on.`);
  print(
    view.writeKeys.length === 0 ? `${pipeline} has no write key left: it takes no events.` : keysTable(view.writeKeys),
  );
}

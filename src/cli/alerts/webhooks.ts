import type { Command } from 'commander';
import type { Webhook } from '../../admin/api/alerts.ts';
import { DspatchError } from '../../base/errors.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AskingOptions, clientOf, shortTime } from '../asking.ts';
import { print, printJson, tell } from '../output.ts';
import { secretFor } from '../secret-for.ts';
import { table } from '../table.ts';

/** Lists the webhooks. */
export async function listWebhooks(_: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const { webhooks } = await clientOf(options).call('GET /api/alerts/webhooks');
  if (options.json) return printJson(webhooks);
  if (webhooks.length === 0) return tell('Alerts are told to nobody yet: dspatch alerts add-webhook changes that.');
  const rows = webhooks.map(({ id, name, host, addedAt, addedBy, last }) => [
    ...[name, host, shortTime(addedAt), addedBy.name],
    ...(last === undefined ? ['never', ''] : [shortTime(last.at), last.says]),
    id,
  ]);
  print(table(['NAME', 'HOST', 'ADDED (UTC)', 'BY', 'LAST TOLD (UTC)', 'WHAT CAME OF IT', 'ID'], rows));
}

/** Adds one. */
export async function addWebhook(_: unknown, command: Command): Promise<void> {
  const options: AskingOptions & { readonly name?: string; readonly from?: string } = command.optsWithGlobals();
  const url = await secretFor('The webhook’s address', options.from);
  const { name } = options;
  const body = { url: url.reveal(), ...(name === undefined ? {} : { name }) };
  const added = await clientOf(options).call('POST /api/alerts/webhooks', { body });
  if (options.json) return printJson(added);
  print(
    `Alerts are told to ${added.name} (${added.host}) from now on. Try it: dspatch alerts test-webhook ${added.id}`,
  );
}

/** Sends a test to one; that it was not taken is a failure. */
export async function testWebhook(which: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const client = clientOf(options);
  const { id, name } = await webhookNamed(client, which);
  const told = await client.call('POST /api/alerts/webhooks/:webhook/test', { params: { webhook: id } });
  if (options.json) printJson(told);
  if (!told.ok) throw new DspatchError('webhook_failed', `${name} did not take the test: ${told.says}`);
  if (!options.json) print(`${name} has taken the test: ${told.says}.`);
}

/** Removes one. */
export async function removeWebhook(which: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const client = clientOf(options);
  const found = await webhookNamed(client, which);
  await client.call('DELETE /api/alerts/webhooks/:webhook', { params: { webhook: found.id } });
  if (options.json) return printJson({ removed: found });
  print(`${found.name} is told nothing more.`);
}

async function webhookNamed(client: AdminClient, which: string): Promise<Webhook> {
  const { webhooks } = await client.call('GET /api/alerts/webhooks');
  const byId = webhooks.find(({ id }) => id === which);
  const byName = webhooks.filter(({ name }) => name === which);
  const found = byId ?? byName[0];
  if (found === undefined) {
    throw new DspatchError('usage', `there is no webhook "${which}": dspatch alerts webhooks shows them`);
  }
  if (byId === undefined && byName.length > 1) {
    throw new DspatchError('usage', `${byName.length} webhooks are called "${which}": name one by its id`);
  }
  return found;
}

import type { Command } from 'commander';
import { stringify } from 'yaml';
import type { IntegrationView, SecretState } from '../../admin/api/integrations.ts';
import { type AskingOptions, clientOf, shortTime } from '../asking.ts';
import { healthLines } from '../health-lines.ts';
import { print, printJson, printText } from '../output.ts';
import { table } from '../table.ts';

/** Shows an integration as it is edited. */
export async function showIntegration(integration: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & { readonly playbook?: true } = command.optsWithGlobals();
  const view = await clientOf(options).call('GET /api/integrations/:integration', { params: { integration } });
  if (options.playbook)
    return options.json ? printJson(view.draft.playbook) : printText(stringify(view.draft.playbook));
  if (options.json) return printJson(view);
  print(summaryOf(view));
  const secrets = Object.entries(view.secrets).map(([name, state]) => [name, secretWords(state)]);
  const others = Object.entries(view.draft.parameters).filter(([name]) => !Object.hasOwn(view.secrets, name));
  const rows = [...others.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])];
  print(`\n${table(['PARAMETER', 'VALUE'], [...rows, ...secrets])}`);
  print(`\nPlaybook, laid over the kit’s own:\n${stringify(view.draft.playbook).trimEnd()}`);
}

/** What an integration is like, in some lines. */
export function summaryOf({ name, kit, version, latest, changed, live, health }: IntegrationView): string {
  const draft = latest === 0 ? 'no revision yet' : `newest revision ${latest}${changed ? ', draft changed since' : ''}`;
  const runs = live.map(({ pipeline, revision }) => `${pipeline} (revision ${revision})`).join(', ');
  return [
    `${name} (${kit}): ${draft}, version ${version}`,
    `Runs in: ${runs || 'no pipeline'}`,
    health.reasons.length === 0 ? 'Health: good' : 'Health, to be resolved:',
    ...healthLines(health, '  '),
  ].join('\n');
}

function secretWords({ kept, there, updatedAt }: SecretState): string {
  if (kept === undefined) return '(secret: not set)';
  const where = { vault: 'in the vault', env: 'in the gateway’s environment', file: 'in a file beside the gateway' }[
    kept
  ];
  if (!there) return `(secret: to be ${where}, and not there)`;
  return `(secret: ${where}${updatedAt === undefined ? '' : `, since ${shortTime(updatedAt)} UTC`})`;
}

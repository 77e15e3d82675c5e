import { Command } from 'commander';
import type { Operations } from '../admin/api/index.ts';
import { type AskingOptions, asking, clientOf } from './asking.ts';
import { itemsOf, tellMore } from './items.ts';
import { print, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';
import { wholeNumber } from './whole-number.ts';

type Entry = Operations['GET /api/audit']['response']['items'][number];

interface AuditOptions extends AskingOptions {
  readonly who?: string;
  readonly action?: string;
  readonly subject?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

/** `dspatch audit`: who did what. */
export function auditCommand(): Command {
  return asking(new Command('audit'), 'dspatch audit --action pipeline. --since 7d')
    .description(SUMMARIES.audit)
    .option('--who <who>', 'only by this person or token: e-mail address, name or id')
    .option('--action <action>', 'only actions that begin so, such as session.refused or pipeline.')
    .option('--subject <text>', 'only what was done to something with this in its name')
    .option('--since <time>', 'only since: a time, or how long ago (15m, 24h, 7d)')
    .option('--until <time>', 'only before')
    .option('--limit <n>', 'at most this many', wholeNumber, 50)
    .action(run);
}

async function run(options: AuditOptions): Promise<void> {
  const { who, action, subject, since, until, limit } = options;
  const client = clientOf(options);
  const { items: entries, isAll } = await itemsOf((page) => {
    const query = { who, action, subject, since, until, ...page };
    return client.call('GET /api/audit', { query });
  }, limit);

  if (options.json) {
    for (const entry of entries) print(JSON.stringify(entry));
    return;
  }
  if (entries.length === 0) return tell('Nothing matches.');
  const rows = entries.map((entry) => [
    ...[new Date(entry.at).toISOString(), entry.author?.name ?? '-', entry.role ?? '', entry.address],
    ...[entry.action, entry.subject, changeOf(entry)],
  ]);
  print(table(['WHEN', 'WHO', 'ROLE', 'FROM', 'ACTION', 'WHAT', 'CHANGE'], rows));
  tellMore(isAll, limit);
}

/** In one line; `--json` has it whole. */
function changeOf({ before, after }: Entry): string {
  const [was, is] = [before, after].map((value) => (value === undefined ? '' : shortened(JSON.stringify(value))));
  return [was, is].filter(Boolean).join(' -> ');
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

import cliProgress from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { DspatchError } from '../base/errors.ts';
import type { Replayed, ReplayQuery } from '../queue/queue.ts';
import { AdminClient, adminOption, jsonOption } from './admin-client.ts';
import { print, printJson } from './output.ts';
import { count } from './table.ts';

interface ReplayOptions {
  readonly admin: string;
  readonly json?: true;
  readonly all?: true;
  readonly dryRun?: true;
  readonly pipeline?: string;
  readonly integration?: string;
  readonly event?: string;
  readonly reason?: string;
  readonly since?: string;
  readonly until?: string;
}

/** `dspatch replay`: dead letters go again. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('Send dead letters again, under the dedupe ids they had. What is too old for Amazon stays dead.')
    .argument('[ids...]', 'ids of dead letters, as dspatch dead-letters shows them', collectIds)
    .addOption(adminOption())
    .option('--all', 'all that match the filters')
    .option('--pipeline <name>', 'only of this pipeline')
    .option('--integration <name>', 'only of this integration')
    .option('--event <name>', 'only events of this name')
    .option('--reason <code>', 'only with this reason')
    .option('--since <time>', 'only what died since: a time, or how long ago (15m, 24h, 7d)')
    .option('--until <time>', 'only what died before')
    .option('--dry-run', 'count what would be sent again, and send nothing')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch replay --all --reason rejected --since 24h --dry-run')
    .action(run);
}

function collectIds(text: string, earlier: readonly number[] = []): readonly number[] {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) throw new InvalidArgumentError('an id is a whole number');
  return [...earlier, id];
}

async function run(ids: readonly number[] = [], options: ReplayOptions): Promise<void> {
  const { admin, json, all, dryRun = false, ...filters } = options;
  if (ids.length === 0 && all !== true) {
    throw new DspatchError('usage', 'name the ids to replay, or --all for all that match the filters');
  }
  const client = new AdminClient(admin);
  const query = { ...filters, ...(ids.length > 0 ? { ids } : {}) } as unknown as ReplayQuery;
  const total = await step(client, query, true);
  if (dryRun) {
    if (json) return printJson({ dryRun, ...total });
    return print(`${count(total.replayed)} would be sent again; ${count(total.tooOld)} are too old`);
  }
  const bar = new cliProgress.SingleBar(
    { format: 'Replaying {bar} {value}/{total}', noTTYOutput: false, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total.replayed, 0);
  // A bar that goes on keeps the command from ending.
  const done = await step(client, query, false, (n) => bar.update(n)).finally(() => bar.stop());
  if (json) return printJson({ dryRun, ...done });
  print(`${count(done.replayed)} go again; ${count(done.tooOld)} are too old and stay dead`);
}

/** Follows a replay to its end, a step at a time. */
async function step(
  client: AdminClient,
  query: ReplayQuery,
  dryRun: boolean,
  onProgress?: (replayed: number) => void,
): Promise<{ replayed: number; tooOld: number }> {
  let [replayed, tooOld] = [0, 0];
  let after: number | undefined;
  do {
    const result: Replayed = await client.post<Replayed>('/api/replay', { ...query, after, dryRun });
    replayed += result.replayed;
    tooOld += result.tooOld;
    after = result.next;
    onProgress?.(replayed);
  } while (after !== undefined);
  return { replayed, tooOld };
}

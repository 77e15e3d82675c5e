import cliProgress from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { DspatchError } from '../base/errors.ts';
import { DEAD_REASONS } from '../delivery/outcome.ts';
import type { Replayed, ReplayQuery } from '../queue/queue.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { eventOption, integrationOption, pipelineOption, reasonOption } from './filters.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { count } from './table.ts';
import { unknownNames } from './unknown-names.ts';

interface ReplayOptions {
  readonly admin: string;
  readonly token?: string;
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
    .description(SUMMARIES.replay)
    .argument('[ids...]', 'ids of dead letters, as dspatch dead-letters shows them', collectIds)
    .addOption(adminOption())
    .addOption(tokenOption())
    .option('--all', 'all that match the filters')
    .addOption(pipelineOption())
    .addOption(integrationOption())
    .addOption(eventOption())
    .addOption(reasonOption(Object.keys(DEAD_REASONS)))
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

/** What a replay asks for, as the admin API takes it: times as they were given. */
type Query = Omit<ReplayQuery, 'since' | 'until'> & {
  readonly since?: string;
  readonly until?: string;
  readonly all?: true;
};

/** What a replay came to. */
interface Done {
  readonly replayed: number;
  readonly tooOld: number;
}

async function run(given: readonly number[] = [], options: ReplayOptions): Promise<void> {
  const { admin, token, json, all, dryRun = false, ...filters } = options;
  const ids = [...new Set(given)];
  if (ids.length === 0 && all !== true) {
    throw new DspatchError('usage', 'name the ids to replay, or --all for all that match the filters');
  }
  const client = new AdminClient(admin, token);
  const query: Query = { ...filters, ...(ids.length > 0 ? { ids } : { all: true }) };
  const total = await step(client, query, true);
  const missing = ids.length === 0 ? 0 : ids.length - total.replayed - total.tooOld;
  const unknown = missing <= MAX_NAMED ? await missingIds(client, query, ids, total) : [];
  const done = dryRun ? total : await replay(client, query, total.replayed);

  if (json) printJson({ dryRun, ...done, ...(missing === 0 ? {} : { missing, unknown }) });
  else if (dryRun) print(`${count(done.replayed)} would be sent again; ${count(done.tooOld)} are too old`);
  else print(`${count(done.replayed)} go again; ${count(done.tooOld)} are too old and stay dead`);
  if (total.replayed + total.tooOld === 0) {
    for (const sentence of await unknownNames(client, filters)) tell(`Nothing matches: ${sentence}.`);
  }
  if (missing === 0) return;
  const which = unknown.length === 0 ? `${count(missing)} of the ids` : unknown.join(', ');
  const matching = Object.keys(filters).length === 0 ? '' : ' that the filters match';
  tell(`No dead letter${matching}: ${which} (dspatch dead-letters lists those there are)`);
  process.exitCode = 1;
}

/** The most ids that are named: each takes some questions to find. */
const MAX_NAMED = 100;

/** Sends again, and shows how far it is. */
async function replay(client: AdminClient, query: Query, total: number): Promise<Done> {
  const bar = new cliProgress.SingleBar(
    { format: 'Replaying {bar} {value}/{total}', noTTYOutput: false, clearOnComplete: true },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  // A bar that goes on keeps the command from ending.
  return await step(client, query, false, (n) => bar.update(n)).finally(() => bar.stop());
}

/** The ids that are no dead letters: where some are missing, they are found by halving. */
async function missingIds(client: AdminClient, query: Query, ids: readonly number[], found: Done): Promise<number[]> {
  const missing = ids.length - found.replayed - found.tooOld;
  if (missing <= 0) return [];
  if (missing === ids.length) return [...ids];
  const middle = Math.ceil(ids.length / 2);
  const unknown: number[] = [];
  for (const half of [ids.slice(0, middle), ids.slice(middle)]) {
    const part = { ...query, ids: half };
    unknown.push(...(await missingIds(client, part, half, await step(client, part, true))));
  }
  return unknown;
}

/** Follows a replay to its end, a step at a time. */
async function step(
  client: AdminClient,
  query: Query,
  dryRun: boolean,
  onProgress?: (replayed: number) => void,
): Promise<Done> {
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

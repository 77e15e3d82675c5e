import { Command } from 'commander';
import type { KeyState, KeyStates } from '../admin/api/vault.ts';
import { type AskingOptions, asking, clientOf, group } from './asking.ts';
import { print, printJson } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { table } from './table.ts';

/** `dspatch vault`: the keys that secrets are sealed under. */
export function vaultCommand(): Command {
  return group(new Command('vault'), 'dspatch vault rotate')
    .description(SUMMARIES.vault)
    .addCommand(
      asking(new Command('status'), 'dspatch vault status')
        .description(
          'Show the master keys by their ids, and how much is sealed under each: never a key, never a secret.',
        )
        .action(async (_, command: Command) => {
          const options: AskingOptions = command.optsWithGlobals();
          const states = await clientOf(options).call('GET /api/vault');
          if (options.json) return printJson(states);
          print(keysTable(states));
        }),
    )
    .addCommand(
      asking(new Command('rotate'), 'dspatch vault rotate')
        .description('Seal everything under a new master key, and forget those that nothing needs any more.')
        .addHelpText(
          'after',
          `
Stopped in between, nothing is lost: rotate again. Where the environment has the key (DSPATCH_MASTER_KEY), put a new
one before it there, with a comma between them, start the gateway again, and rotate then. Copies of the data directory
from before need the keys from before.`,
        )
        .action(rotate),
    );
}

async function rotate(_: unknown, command: Command): Promise<void> {
  const options: AskingOptions = command.optsWithGlobals();
  const rotated = await clientOf(options).call('POST /api/vault/rotate');
  if (options.json) return printJson(rotated);
  const { resealed, retired, keptIn, keys } = rotated;
  const newest = keys.find(({ state }) => state === 'newest')?.id;
  print(`${resealed === 1 ? 'A secret is' : `${resealed} secrets are`} sealed anew, under the key ${newest}.`);
  const gone = retired.join(', ');
  if (retired.length > 0 && keptIn === 'file') print(`Nothing needs ${gone} any more: forgotten.`);
  if (retired.length > 0 && keptIn === 'environment') {
    print(`Nothing needs ${gone} any more: take what stands behind the first comma out of DSPATCH_MASTER_KEY.`);
  }
  const left = keys.filter(({ state, sealed }) => state !== 'newest' && Object.keys(sealed).length > 0);
  if (left.length > 0) print(`Still needed:\n${keysTable({ keptIn, keys: left })}`);
}

function keysTable({ keptIn, keys }: KeyStates): string {
  const where = keptIn === 'file' ? 'the data directory (dspatch.key)' : 'the environment (DSPATCH_MASTER_KEY)';
  const sealed = ({ sealed: of }: KeyState): string =>
    Object.entries(of)
      .map(([what, n]) => `${n} ${what}`)
      .join(', ') || 'nothing';
  const rows = keys.map((key) => [key.id, STATES[key.state], key.state === 'missing' ? 'nowhere' : where, sealed(key)]);
  return table(['KEY', 'STATE', 'KEPT IN', 'SEALED UNDER IT'], rows);
}

const STATES: Readonly<Record<KeyState['state'], string>> = {
  newest: 'newest',
  older: 'older',
  missing: 'missing: bring it back',
};

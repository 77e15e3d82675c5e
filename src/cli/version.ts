import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { jsonOption } from './admin-client.ts';
import { print, printJson } from './output.ts';
import { SUMMARIES } from './summaries.ts';

/** `dspatch version`: which dspatch is this, and on what does it run? */
export function versionCommand(): Command {
  return new Command('version')
    .description(SUMMARIES.version)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  dspatch version')
    .action(({ json }: { json?: true }) => {
      const node = process.version;
      if (json) printJson({ version: version(), node });
      else print(`dspatch ${version()} (Node ${node})`);
    });
}

/** The version of the package, whose package.json lies two folders above, in a checkout as in the package. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

import { Command } from 'commander';
import { configJsonSchema } from '../config/json-schema.ts';
import { jsonOption } from './admin-client.ts';
import { printJson } from './output.ts';
import { SUMMARIES } from './summaries.ts';

/** `dspatch schema`: what editors complete and check dspatch.yaml by. */
export function schemaCommand(): Command {
  return new Command('schema')
    .description(SUMMARIES.schema)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Example:
  dspatch schema > dspatch.schema.json
and as the first line of dspatch.yaml:
  # yaml-language-server: $schema=dspatch.schema.json`,
    )
    .action(() => printJson(configJsonSchema()));
}

import { Command, InvalidArgumentError, Option } from 'commander';
import { startSandbox } from '../sandbox/sandbox.ts';
import { jsonOption } from './admin-client.ts';
import { print, printJson } from './output.ts';
import { port } from './port.ts';
import { stopSignal } from './stop-signal.ts';
import { SUMMARIES } from './summaries.ts';

interface SandboxCommandOptions {
  readonly host: string;
  readonly port: number;
  readonly definitions: 'any' | 'strict';
  readonly acceptMatchId?: true;
  readonly rateLimit?: number;
  readonly json?: true;
}

/** `dspatch sandbox`: the stand-in for Amazon. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description(SUMMARIES.sandbox)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on; 0: any free one', port, 9090)
    .addOption(
      new Option('--definitions <which>', 'which conversion definition ids exist')
        .choices(['any', 'strict'])
        .default('any'),
    )
    .option('--accept-match-id', 'take MATCH_ID in the definitions API, which Amazon’s published list does not name')
    .option('--rate-limit <n>', 'import requests a second and account, before it answers 429', wholeNumber)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
What it has accepted is at /_sandbox/events, counts at /_sandbox/summary, faults at /_sandbox/faults.

Example:
  dspatch sandbox --port 9090 &
  curl -X PUT 127.0.0.1:9090/_sandbox/faults -d '[{"kind":"status","status":503,"times":3}]'`,
    )
    .action(run);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('must be a whole number');
  return number;
}

async function run(options: SandboxCommandOptions): Promise<void> {
  const { json, ...rest } = options;
  const stop = stopSignal();
  const sandbox = await startSandbox(rest);
  if (json) printJson({ url: sandbox.url });
  else print(`The sandbox stands in for Amazon at ${sandbox.url}; open it in a browser to see what it has accepted.`);
  await stop;
  await sandbox.close();
}

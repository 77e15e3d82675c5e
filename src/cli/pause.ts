import { Command } from 'commander';
import type { Steered } from '../admin/api/gateway.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { print, printJson } from './output.ts';
import { SUMMARIES } from './summaries.ts';

interface SteerOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
}

/** `dspatch pause`: nothing more goes to a destination. */
export function pauseCommand(): Command {
  return new Command('pause')
    .description(SUMMARIES.pause)
    .argument('<integration>', 'the integration, as dspatch status shows it')
    .addOption(adminOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
It stays paused until dspatch resume, or until the gateway is started again. What waits longer than Amazon takes
becomes a dead letter.

Example:
  dspatch pause amazon-us`,
    )
    .action(async (name: string, options: SteerOptions) => {
      const steered = await steer(name, 'pause', options);
      if (options.json) printJson(steered);
      else print(`${name} is paused: its events wait until dspatch resume ${name}`);
    });
}

/** `dspatch resume`: a paused destination is sent to again. */
export function resumeCommand(): Command {
  return new Command('resume')
    .description(SUMMARIES.resume)
    .argument('<integration>', 'the integration, as dspatch status shows it')
    .addOption(adminOption())
    .addOption(tokenOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
One that Amazon refused is asked once a minute anyway; this asks now. If Amazon refuses it again, it is paused again.

Example:
  dspatch resume amazon-us`,
    )
    .action(async (name: string, options: SteerOptions) => {
      const steered = await steer(name, 'resume', options);
      if (options.json) printJson(steered);
      else print(`${name} is ${steered.state}: what waits is sent`);
    });
}

function steer(name: string, action: 'pause' | 'resume', { admin, token }: SteerOptions): Promise<Steered> {
  return new AdminClient(admin, token).call(`POST /api/integrations/:integration/${action}`, {
    params: { integration: name },
  });
}

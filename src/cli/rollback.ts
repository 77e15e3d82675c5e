import { Command } from 'commander';
import { DspatchError } from '../base/errors.ts';
import type { Deployment } from '../catalog/model.ts';
import type { AdminClient } from './admin-client.ts';
import { type AgreementOptions, agreesTo } from './agreement.ts';
import { type AskingOptions, asking, clientOf, shortTime } from './asking.ts';
import { planLines } from './deployment-plan.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';
import { wholeNumber } from './whole-number.ts';

interface RollbackOptions extends AskingOptions, AgreementOptions {
  readonly json?: true;
  readonly to?: number;
  readonly note?: string;
}

/** `dspatch rollback`: what a pipeline ran before runs again. */
export function rollbackCommand(): Command {
  return asking(new Command('rollback').argument('<pipeline>', 'the pipeline'), 'dspatch rollback web --to 3 --yes')
    .description(SUMMARIES.rollback)
    .option(
      '--to <n>',
      'the deployment to go back to, as pipelines history has it; default: the one before',
      wholeNumber,
    )
    .option('--yes', 'do not ask')
    .option('--note <text>', 'why')
    .action(run);
}

async function run(pipeline: string, options: RollbackOptions): Promise<void> {
  const client = clientOf(options);
  const { live } = await client.call('GET /api/pipelines/:pipeline', { params: { pipeline } });
  if (live === undefined)
    throw new DspatchError('usage', `${pipeline} was never deployed: there is nothing to go back to`);
  const target = await deploymentOf(pipeline, options.to ?? live.number - 1, client);
  const planned = { params: { pipeline }, query: { to: target.number } };
  const plan = await client.call('GET /api/pipelines/:pipeline/plan', planned);
  const say = options.json ? tell : print;
  say(`Back to deployment ${target.number}, of ${shortTime(target.at)} UTC by ${target.author.name}:`);
  say(planLines(plan).join('\n'));
  if (plan.differences.length === 0) {
    if (options.json) return printJson({ deployed: false, to: target.number });
    return print(`${pipeline} runs what it had, as deployment ${live.number}.`);
  }
  if (!(await agreesTo(`Deploy that to ${pipeline}?`, options))) return print('Nothing was deployed.');
  const request = { params: { pipeline }, body: { to: target.number, note: options.note } };
  const deployment = await client.call('POST /api/pipelines/:pipeline/rollback', request);
  if (options.json) return printJson({ deployed: true, plan, deployment });
  print(`${pipeline} runs deployment ${deployment.number}, which is what ${target.number} was. Its draft is the same.`);
}

/** A deployment by its number. */
async function deploymentOf(pipeline: string, number: number, client: AdminClient): Promise<Deployment> {
  const request = { params: { pipeline }, query: { limit: 1, after: number + 1 } };
  const { items } = await client.call('GET /api/pipelines/:pipeline/deployments', request);
  const [found] = items;
  if (found?.number === number) return found;
  const before = number < 1 ? 'before the first' : `of number ${number}`;
  throw new DspatchError(
    'usage',
    `${pipeline} has no deployment ${before}: dspatch pipelines history ${pipeline} shows them`,
  );
}

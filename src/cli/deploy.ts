import { Command } from 'commander';
import { DspatchError } from '../base/errors.ts';
import type { Health } from '../deploy/health.ts';
import { type AgreementOptions, agreesTo } from './agreement.ts';
import { type AskingOptions, asking, clientOf } from './asking.ts';
import { planLines } from './deployment-plan.ts';
import { healthLines } from './health-lines.ts';
import { print, printJson, tell } from './output.ts';
import { SUMMARIES } from './summaries.ts';

interface DeployOptions extends AskingOptions, AgreementOptions {
  readonly json?: true;
  readonly confirm?: readonly string[];
  readonly note?: string;
}

/** `dspatch deploy`: the draft of a pipeline runs from now on. */
export function deployCommand(): Command {
  return asking(
    new Command('deploy').argument('<pipeline>', 'the pipeline'),
    'dspatch deploy web --note "value net of tax" --confirm not_configured',
  )
    .description(SUMMARIES.deploy)
    .option('--confirm <codes...>', 'warnings that you know of, by the codes that stand behind them')
    .option('--yes', 'deploy in spite of any warnings')
    .option('--note <text>', 'what changes, and why')
    .action(run);
}

async function run(pipeline: string, options: DeployOptions): Promise<void> {
  const client = clientOf(options);
  const params = { pipeline };
  const { live } = await client.call('GET /api/pipelines/:pipeline', { params });
  const plan = await client.call('GET /api/pipelines/:pipeline/plan', { params });
  const say = options.json ? tell : print;
  say([...planLines(plan), ...healthLines(plan.health)].join('\n'));
  if (live !== undefined && plan.differences.length === 0) {
    if (options.json) return printJson({ deployed: false, plan });
    return print(`${pipeline} runs that already, as deployment ${live.number}.`);
  }
  refuseProblems(pipeline, plan.health);
  const confirm = await confirmed(plan.health, options);
  if (confirm === undefined) return print('Nothing was deployed.');
  const body = { confirm, note: options.note };
  const deployment = await client.call('POST /api/pipelines/:pipeline/deployments', {
    ...{ params, body, version: plan.version },
  });
  if (options.json) return printJson({ deployed: true, plan, deployment });
  const back = live === undefined ? '' : ` dspatch rollback ${pipeline} goes back to ${live.number}.`;
  print(`${pipeline} runs deployment ${deployment.number}.${back}`);
}

function refuseProblems(pipeline: string, { reasons }: Health): void {
  const problems = reasons.filter(({ level }) => level === 'problem').length;
  if (problems === 0) return;
  const count = problems === 1 ? 'a problem' : `${problems} problems`;
  throw new DspatchError(
    'unhealthy',
    `${pipeline} has ${count} (x): mend them in a revision, attach it, and deploy that`,
  );
}

/** The codes of the warnings, which somebody knows of; undefined where they do not want to go on. */
async function confirmed(
  { reasons }: Health,
  { confirm = [], ...options }: DeployOptions,
): Promise<readonly string[] | undefined> {
  const codes = [...new Set(reasons.map(({ code }) => code))];
  const open = codes.filter((code) => !confirm.includes(code));
  if (open.length === 0) return codes;
  const instead = `--confirm ${open.join(' ')}, or --yes,`;
  return (await agreesTo('There are warnings (!). Deploy all the same?', options, instead)) ? codes : undefined;
}

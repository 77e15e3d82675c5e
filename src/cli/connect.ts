import { Command, InvalidArgumentError, Option } from 'commander';
import type { ConnectionView, Finding, Finished } from '../admin/api/connect.ts';
import { REGIONS, type Region } from '../amazon/regions.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { secretsFrom } from '../config/secrets.ts';
import { KITS } from '../kits/library.ts';
import { Secret } from '../vault/secret.ts';
import { AdminClient, adminOption, jsonOption, tokenOption } from './admin-client.ts';
import { type AccountOptions, chooseAccounts } from './connect/accounts.ts';
import { consentTo } from './connect/consent.ts';
import {
  type ChosenDefinitions,
  chooseDefinitions,
  DEFINITION_WAYS,
  type DefinitionOptions,
} from './connect/definitions.ts';
import { findingLines, need, refusal } from './connect/findings.ts';
import { dataSetOf, integrationOf, pipelineOf } from './connect/names.ts';
import { askAtTerminal, askNobody, type Questions } from './connect/questions.ts';
import { openPage } from './open-page.ts';
import { print, printJson } from './output.ts';
import { SUMMARIES } from './summaries.ts';

/** What the command line says; what it does not say is asked. */
export interface ConnectOptions extends AccountOptions, DefinitionOptions {
  readonly admin: string;
  readonly token?: string;
  readonly json?: true;
  readonly again?: string;
  readonly kit?: string;
  readonly region?: Region;
  readonly clientId?: string;
  /** `env:NAME` or `file:PATH`. */
  readonly clientSecret?: string;
  readonly redirectUri?: string;
  readonly sandbox?: string;
  readonly browser: boolean;
  readonly dataSet?: string;
  readonly integration?: string;
  readonly pipeline?: string;
  readonly deploy: boolean;
  readonly confirm?: readonly string[];
  readonly note?: string;
  readonly yes?: true;
}

/** `dspatch connect`: from the consent at Amazon to an integration that runs. */
export function connectCommand(): Command {
  return new Command('connect')
    .description(SUMMARIES.connect)
    .addOption(adminOption())
    .addOption(tokenOption())
    .option('--again <integration>', 'connect an integration again, with the client it has: for a new refresh token')
    .addOption(new Option('--kit <kit>', 'the kit of the integration').choices([...KITS.keys()]))
    .addOption(new Option('--region <region>', 'where the advertiser is at home').choices(Object.keys(REGIONS)))
    .option('--client-id <id>', 'the client id of the security profile')
    .option('--client-secret <reference>', 'where its secret is: env:NAME or file:PATH')
    .option('--redirect-uri <url>', 'an address registered with the security profile; default: the gateway’s own')
    .option('--sandbox <url>', 'a stand-in for Amazon, such as dspatch sandbox')
    .option('--no-browser', 'only print the address of Amazon’s page')
    .option('--profile <name>', 'the profile; none: the user was invited to the advertiser directly')
    .option('--advertiser <name>', 'the advertiser')
    .addOption(new Option('--definitions <way>', 'how events come to definitions').choices([...DEFINITION_WAYS]))
    .option('--definition <event=name>', 'the definition of one event; new, test or none as a name', eventAndName, {})
    .option('--source-type <type>', 'where the events of new definitions come from: WEBSITE, ANDROID, IOS ...')
    .option('--data-set <name>', 'the data set that events are filed under (amazon-dsp-events)')
    .option('--integration <name>', 'the integration to make, or to change')
    .option('--pipeline <name>', 'the pipeline that runs it; made where there is none of that name; none: no pipeline')
    .option('--no-deploy', 'attach it to the pipeline, and do not deploy')
    .option('--confirm <code...>', 'warnings of the deployment that you agree to, by their codes')
    .option('--note <text>', 'the note of the revision')
    .option('--yes', 'go on in spite of problems that the check finds')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
At a terminal it asks for everything that no option says, with lists to choose from. The secret is typed unseen, and
kept in the gateway's vault. Elsewhere, or with --json, options say it all; the page of Amazon's is printed on standard
error, and the address it sends the browser to may be given on standard input where the gateway does not receive it.

The redirect address must be registered with the security profile ("Allowed Return URLs"). The gateway's own is
http://127.0.0.1:8081/connect/callback; where Amazon takes no http address for your profile, register any https address
of yours, name it with --redirect-uri, and paste the address that the browser ends up at.

--definitions: missing (those of similar names, the others are made), existing (those of similar names, other events
are not sent), new (one is made for each event), test (the same, labelled TEST), keep (as the integration has it).

Example:
  dspatch connect --region EU --kit amazon-dsp-events`,
    )
    .action((options: ConnectOptions) => run(options));
}

function eventAndName(text: string, earlier: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const at = text.lastIndexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('give it as EVENT=NAME');
  return { ...earlier, [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

async function run(options: ConnectOptions): Promise<void> {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && !options.json;
  const questions = isTerminal ? askAtTerminal() : askNobody(process.stdin);
  try {
    const result = await connect(options, new AdminClient(options.admin, options.token), questions);
    // What was asked for is not all there: a script should know.
    if (result.finished.findings.some(({ level }) => level === 'problem')) process.exitCode = 1;
    if (options.json) printJson(result);
    else print(summaryOf(result));
  } finally {
    questions.end();
  }
}

/** What came of it, for scripts. */
export interface Connected {
  readonly advertiser: { readonly id: string; readonly name: string };
  readonly definitions: ChosenDefinitions | undefined;
  readonly check: readonly Finding[];
  readonly finished: Finished;
}

/** The whole way, step by step. What the options do not say is asked. */
export async function connect(
  options: ConnectOptions,
  admin: AdminClient,
  questions: Questions,
  clock: Clock = systemClock,
): Promise<Connected> {
  const begun = await begin(options, admin, questions);
  const params = { connection: begun.id };
  try {
    const open = (url: string): void => (options.browser ? openPage(url, process.env, process.platform) : undefined);
    await consentTo(begun, { admin, questions, clock, open });
    const { id, name } = await chooseAccounts(begun, options, admin, questions);
    const definitions = begun.needsDefinitions ? await chooseDefinitions(begun, options, admin, questions) : undefined;
    const check = await checkAll(begun, options, admin, questions);
    const finished = await finish(begun, name, options, admin, questions);
    return { advertiser: { id, name }, definitions, check, finished };
  } catch (error) {
    // Its secrets need not wait for the half hour to pass. Where it is gone already, or the gateway is, that is no matter.
    await admin.call('DELETE /api/connect/:connection', { params }).catch(() => {});
    throw error;
  }
}

async function begin(options: ConnectOptions, admin: AdminClient, questions: Questions): Promise<ConnectionView> {
  const redirect = options.redirectUri === undefined ? {} : { redirectUri: options.redirectUri };
  if (options.again !== undefined) {
    const params = { integration: options.again };
    return admin.call('POST /api/integrations/:integration/connect', { params, body: redirect });
  }
  const kit = options.kit ?? (await questions.choose('Which kit?', kitChoices(), { option: '--kit' }));
  const region =
    options.region ??
    (await questions.choose('In which region is the advertiser?', regionChoices(), { option: '--region' }));
  const clientId =
    options.clientId ?? (await questions.text('Client id of the security profile', { option: '--client-id' }));
  const clientSecret = await secretOf(options, questions);
  const hosts = options.sandbox === undefined ? {} : hostsOf(options.sandbox, region);
  const body = { kit, region, clientId, clientSecret: clientSecret.reveal(), ...redirect, ...hosts };
  return admin.call('POST /api/connect', { body });
}

function kitChoices(): {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  readonly as: string;
}[] {
  return [...KITS.values()].map(({ name, title, description }) => ({
    value: name,
    label: title,
    hint: description,
    as: name,
  }));
}

function regionChoices(): {
  readonly value: Region;
  readonly label: string;
  readonly hint: string;
  readonly as: string;
}[] {
  const regions = Object.entries(REGIONS) as [Region, (typeof REGIONS)[Region]][];
  return regions.map(([value, { title, marketplaces }]) => ({
    value,
    label: title,
    hint: marketplaces.join(', '),
    as: value,
  }));
}

async function secretOf({ clientSecret }: ConnectOptions, questions: Questions): Promise<Secret> {
  if (clientSecret === undefined) {
    return new Secret(await questions.secret('Client secret (it is not shown)', { option: '--client-secret' }));
  }
  const secret = secretsFrom(process.cwd(), process.env)(clientSecret, 'CLIENT_SECRET');
  if (secret instanceof Secret) return secret;
  throw new DspatchError('usage', `--client-secret: ${secret.error}`);
}

/** A sandbox plays all regions, each under its own path. */
function hostsOf(sandbox: string, region: Region): { baseUrl: string; loginUrl: string; authorizeUrl: string } {
  const url = sandbox.replace(/\/+$/, '');
  return { baseUrl: `${url}/${region.toLowerCase()}`, loginUrl: `${url}/auth/o2/token`, authorizeUrl: `${url}/ap/oa` };
}

async function checkAll(
  { id }: ConnectionView,
  { yes }: ConnectOptions,
  admin: AdminClient,
  questions: Questions,
): Promise<readonly Finding[]> {
  const { findings } = await admin.call('POST /api/connect/:connection/check', { params: { connection: id } });
  questions.say(`The check:\n${findingLines(findings)}`);
  const bad = findings.filter(({ level }) => level === 'problem');
  const [first] = bad;
  if (first === undefined || yes || (await questions.agree('There are problems. Go on all the same?'))) return findings;
  if (bad.length === 1) throw refusal(first);
  throw new DspatchError('check_failed', `the check finds ${bad.length} problems:\n${findingLines(bad)}`);
}

async function finish(
  view: ConnectionView,
  advertiser: string,
  options: ConnectOptions,
  admin: AdminClient,
  questions: Questions,
): Promise<Finished> {
  const params = { connection: view.id };
  const dataSetName = await dataSetOf(view, options, questions);
  const integration = await integrationOf(view, advertiser, options.integration, admin, questions);
  const pipeline = await pipelineOf(options, admin, questions);
  const { deploy, confirm, note } = options;
  const body = { integration, dataSetName, pipeline, deploy, confirm, note };
  return need(await admin.call('POST /api/connect/:connection/finish', { params, body }));
}

/** What was made, and what comes next. */
function summaryOf({ finished, definitions }: Connected): string {
  const { integration, made, revision, pipeline, findings } = finished;
  const lines = [`${made ? 'Made' : 'Changed'} the integration ${integration}: revision ${revision}.`];
  if (definitions !== undefined && definitions.made.length > 0) {
    lines.push(`Made at Amazon: ${definitions.made.join(', ')}.`);
  }
  if (findings.length > 0) lines.push(findingLines(findings));
  if (pipeline?.deployment !== undefined) {
    lines.push(`The pipeline ${pipeline.pipeline} runs it: deployment ${pipeline.deployment}.`);
    lines.push(
      `Next: send events with the write key ${pipeline.writeKey ?? 'of the pipeline'}, and look at dspatch status.`,
    );
  } else if (pipeline !== undefined) {
    lines.push(`It is in the draft of the pipeline ${pipeline.pipeline}. Next: deploy that.`);
  } else if (made) lines.push('Next: attach it to a pipeline, and deploy that.');
  else lines.push('Where this revision runs, the new token is used from now on. Others are deployed first.');
  return lines.join('\n');
}

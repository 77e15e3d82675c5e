import type { Command } from 'commander';
import type { IntegrationView } from '../../admin/api/integrations.ts';
import { DspatchError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { didYouMean } from '../../base/problem.ts';
import { KITS } from '../../kits/library.ts';
import { type AskingOptions, clientOf } from '../asking.ts';
import { print, printJson } from '../output.ts';
import { readPairs } from '../pairs.ts';
import { typedParams } from '../params.ts';
import { readPlaybook } from '../playbook-file.ts';
import { secretFor } from '../secret-for.ts';
import { summaryOf } from './show.ts';

interface CreateOptions extends AskingOptions {
  readonly kit: string;
  readonly param?: readonly string[];
  readonly playbook?: string;
}

/** Makes an integration from a kit. */
export async function createIntegration(name: string, _: unknown, command: Command): Promise<void> {
  const options: CreateOptions = command.optsWithGlobals();
  const { kit, param = [], playbook } = options;
  const content = playbook === undefined ? {} : { playbook: readPlaybook(playbook) };
  const body = { name, kit, parameters: typedParams(readPairs('--param', param), KITS.get(kit)), ...content };
  const view = await clientOf(options).call('POST /api/integrations', { body });
  if (options.json) return printJson(view);
  print(`Made the integration ${name}.\n${summaryOf(view)}`);
  print(nextAfter(view));
}

interface EditOptions extends AskingOptions {
  readonly param?: readonly string[];
  readonly unset?: readonly string[];
  readonly playbook?: string;
  readonly ifVersion?: number;
}

/** Changes the draft of an integration, if nobody else has meanwhile. */
export async function editIntegration(integration: string, _: unknown, command: Command): Promise<void> {
  const options: EditOptions = command.optsWithGlobals();
  const { param = [], unset = [], playbook, ifVersion } = options;
  if (param.length + unset.length === 0 && playbook === undefined) {
    throw new DspatchError('usage', 'name what is to change: --param, --unset or --playbook');
  }
  const changed = playbook === undefined ? {} : { playbook: readPlaybook(playbook) };
  const client = clientOf(options);
  const params = { integration };
  const view = await client.call('GET /api/integrations/:integration', { params });
  const { draft, version } = view;
  const given = typedParams(readPairs('--param', param), KITS.get(draft.kit));
  refuseSecrets(given, view);
  const parameters: Record<string, Json> = { ...draft.parameters, ...given };
  for (const name of unset) {
    if (!Object.hasOwn(draft.parameters, name)) {
      const known = Object.keys(draft.parameters);
      throw new DspatchError('usage', `--unset ${name}: the draft does not set it${didYouMean(name, known)}`);
    }
    delete parameters[name];
  }
  const body = { ...draft, parameters, ...changed };
  const saved = await client.call('PUT /api/integrations/:integration', {
    params,
    body,
    version: ifVersion ?? version,
  });
  if (options.json) return printJson(saved);
  print(summaryOf(saved));
  print(nextAfter(saved));
}

/** A secret in an argument stands in the list of processes and in a shell's history: it goes no further. */
function refuseSecrets(given: Readonly<Record<string, Json>>, { name, secrets }: IntegrationView): void {
  for (const [parameter, value] of Object.entries(given)) {
    if (!Object.hasOwn(secrets, parameter) || /^(env|file|vault):/.test(String(value))) continue;
    throw new DspatchError(
      'usage',
      `--param ${parameter}: is a secret, which all can read on a command line: dspatch integrations secret ${name} ${parameter} asks for it`,
    );
  }
}

function nextAfter({ name, changed, latest, secrets }: IntegrationView): string {
  const missing = Object.entries(secrets).find(([, { there }]) => !there)?.[0];
  if (missing !== undefined) return `Next: dspatch integrations secret ${name} ${missing}`;
  if (changed) return `Next: dspatch revisions save ${name} --note "..."`;
  return `The draft says what revision ${latest} says.`;
}

/** Puts a secret of an integration into the vault. */
export async function setSecret(integration: string, parameter: string, _: unknown, command: Command): Promise<void> {
  const options: AskingOptions & { readonly from?: string } = command.optsWithGlobals();
  const secret = await secretFor(parameter, options.from);
  const params = { integration, parameter };
  const body = { value: secret.reveal() };
  const state = await clientOf(options).call('PUT /api/integrations/:integration/secrets/:parameter', { params, body });
  if (options.json) return printJson({ integration, parameter, ...state });
  print(`${parameter} of ${integration} is in the vault. It counts from now on, also for what runs.`);
}

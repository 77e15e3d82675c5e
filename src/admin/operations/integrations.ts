import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { DspatchError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { didYouMean, formatPath } from '../../base/problem.ts';
import { integrationJson } from '../../catalog/contents.ts';
import { isSame } from '../../catalog/integrations.ts';
import type { IntegrationContent, IntegrationState, Revision } from '../../catalog/model.ts';
import type { Pipelines } from '../../catalog/pipelines.ts';
import { IN_VAULT, vaultName } from '../../config/secrets.ts';
import { type Difference, differencesOf } from '../../deploy/differences.ts';
import { type HealthParts, integrationHealth } from '../../deploy/health.ts';
import { isAttached, removeIntegration } from '../../deploy/remove-integration.ts';
import { KITS } from '../../kits/library.ts';
import { Secret } from '../../vault/secret.ts';
import type { Vault } from '../../vault/vault.ts';
import type { IntegrationOperations, IntegrationSummary, IntegrationView, SecretState } from '../api/integrations.ts';
import type { RequestProblem } from '../api/operation.ts';
import { type Call, callerOf, type Handlers, type Specs } from '../operation.ts';
import { mayDo } from '../permissions.ts';
import { InvalidRequest } from '../problems.ts';
import {
  author,
  differences,
  health,
  limit,
  name,
  nextOf,
  note,
  number,
  page,
  playbook,
  time,
  wholeFrom,
} from './parts.ts';

const named = z.strictObject({ integration: name });
const parameters = z.record(z.string().max(300), z.json());
const content = { kit: z.string().max(100), parameters, playbook };

const summary = {
  name: z.string(),
  kit: z.string(),
  latest: z.int().describe('the number of the newest revision; 0 before the first'),
  changed: z.boolean().describe('whether the draft differs from the newest revision'),
  health,
  live: z.array(z.strictObject({ pipeline: z.string(), revision: z.int() })),
};
const secretState = z.strictObject({
  kept: z.enum(['vault', 'env', 'file']).optional().describe('where it is kept; never what it is'),
  there: z.boolean().describe('whether it can be read there'),
  updatedAt: time.optional(),
});
const view = z.strictObject({
  ...summary,
  draft: z.strictObject({ ...content, playbook: z.json() }),
  version: z.int(),
  secrets: z.record(z.string(), secretState),
});
const revisionSummary = { number: z.int(), author, note: z.string(), at: time };
const revision = z.strictObject({
  ...{ integration: z.string(), ...revisionSummary, kit: z.string(), parameters, playbook: z.json() },
});

export const INTEGRATION_SPECS: Specs<IntegrationOperations> = {
  'GET /api/integrations': {
    permission: 'read',
    summary: 'All integrations, with their health and where they run.',
    response: z.strictObject({ integrations: z.array(z.strictObject(summary)) }),
  },
  'POST /api/integrations': {
    permission: 'edit',
    summary: 'Add an integration from a kit.',
    body: z.strictObject({
      ...{ name, kit: content.kit, parameters: parameters.optional(), playbook: playbook.optional() },
    }),
    response: view,
    status: 201,
    versioned: true,
  },
  'GET /api/integrations/:integration': {
    permission: 'read',
    summary: 'An integration with its draft.',
    params: named,
    response: view,
    versioned: true,
  },
  'PUT /api/integrations/:integration': {
    permission: 'edit',
    summary: 'Save the draft, if nobody has saved it since it was read.',
    params: named,
    body: z.strictObject(content),
    response: view,
    versioned: true,
    needsVersion: true,
  },
  'DELETE /api/integrations/:integration': {
    permission: 'edit',
    summary:
      'Remove an integration that no pipeline has attached, and its secrets from the vault. Its revisions stay on record.',
    params: named,
  },
  'PUT /api/integrations/:integration/secrets/:parameter': {
    permission: 'edit',
    summary:
      'Put a secret into the vault, in the place of what was there. It takes effect at once, and is never read back.',
    params: z.strictObject({ integration: name, parameter: z.string().max(100) }),
    body: z.strictObject({ value: z.string().min(1).max(4_096) }),
    response: secretState,
  },
  'GET /api/integrations/:integration/revisions': {
    permission: 'read',
    summary: 'The revisions of an integration, the newest first.',
    params: named,
    query: z.strictObject({ limit, after: wholeFrom(1) }),
    response: page(z.strictObject(revisionSummary)),
  },
  'POST /api/integrations/:integration/revisions': {
    permission: 'edit',
    summary: 'Keep the draft as the next revision; gives the newest one where that says the same.',
    params: named,
    body: z.strictObject({ note }),
    response: revision,
    status: 201,
  },
  'GET /api/integrations/:integration/revisions/:revision': {
    permission: 'read',
    summary: 'A revision, whole.',
    params: z.strictObject({ integration: name, revision: number }),
    response: revision,
  },
  'GET /api/integrations/:integration/differences': {
    permission: 'read',
    summary: 'What differs between two revisions, or between one and the draft.',
    params: named,
    query: z.strictObject({ from: z.string(), to: z.string() }),
    response: z.strictObject({ differences }),
  },
};

/** What the integrations' operations work with. */
export interface IntegrationParts extends HealthParts {
  readonly pipelines: Pipelines;
  readonly vault: Vault;
  readonly clock: Clock;
}

export function integrationHandlers(parts: IntegrationParts): Handlers<IntegrationOperations> {
  const { integrations, pipelines, vault, clock } = parts;

  const summaryOf = async (state: IntegrationState): Promise<IntegrationSummary> => {
    const last = state.latest === 0 ? undefined : await integrations.revision(state.name, state.latest);
    const live = (await pipelines.list()).flatMap((pipeline) =>
      (pipeline.live?.integrations ?? [])
        .filter((attachment) => attachment.integration === state.name)
        .map((attachment) => ({ pipeline: pipeline.name, revision: attachment.revision })),
    );
    return {
      ...{ name: state.name, kit: state.draft.kit, latest: state.latest, live },
      changed: last === undefined || !isSame(last, state.draft),
      health: await integrationHealth(state.name, state.draft, parts),
    };
  };
  const viewOf = async (state: IntegrationState): Promise<IntegrationView> => ({
    ...(await summaryOf(state)),
    ...{ draft: state.draft, version: state.version, secrets: secretStates(state, parts) },
  });
  const contentAt = async (name: string, at: string): Promise<IntegrationContent> => {
    if (at === 'draft') return (await integrations.need(name)).draft;
    if (/^\d{1,9}$/.test(at)) return integrations.revision(name, Number(at));
    const message = 'must be the number of a revision, or draft';
    throw new InvalidRequest(`from, to: ${message}`, [{ path: 'from', message }]);
  };

  return {
    'GET /api/integrations': async () => ({
      integrations: await Promise.all((await integrations.list()).map(summaryOf)),
    }),
    'POST /api/integrations': async (call) => {
      const { name, kit, parameters = {}, playbook = {} } = call.body;
      const draft = { kit, parameters, playbook };
      refuseContent(draft, undefined, call);
      const state = await integrations.create(name, draft);
      call.audit('integration.created', `integration ${name}`, { after: { kit } });
      return viewOf(state);
    },
    'GET /api/integrations/:integration': async ({ params }) => viewOf(await integrations.need(params.integration)),
    'PUT /api/integrations/:integration': async (call) => {
      const { integration } = call.params;
      const { draft: before } = await integrations.need(integration);
      refuseContent(call.body, before, call);
      const state = await integrations.saveDraft(integration, call.body, call.version);
      call.audit('integration.draft_saved', `integration ${integration}`, changeOf(before, state.draft));
      return viewOf(state);
    },
    'DELETE /api/integrations/:integration': async ({ params, audit }) => {
      const { integration } = params;
      await integrations.need(integration);
      const users = (await pipelines.list()).filter((pipeline) => isAttached(pipeline, integration));
      if (users.length > 0) {
        const names = users.map(({ name }) => `"${name}"`).join(', ');
        const have = users.length === 1 ? `the pipeline ${names} has` : `the pipelines ${names} have`;
        throw new DspatchError('in_use', `${have} it attached: take it out there, and deploy, first`);
      }
      await removeIntegration(integration, parts);
      audit('integration.removed', `integration ${integration}`);
      return undefined;
    },
    'PUT /api/integrations/:integration/secrets/:parameter': async ({ params, body, audit }) => {
      const { integration, parameter } = params;
      const state = await integrations.need(integration);
      if (!secretParameters(state.draft.kit).includes(parameter)) {
        throw new DspatchError('not_found', `the kit ${state.draft.kit} has no secret "${parameter}"`);
      }
      // The draft first: one that names the vault is only unfinished while nothing is there.
      await integrations.changeDraft(integration, (draft) => ({
        ...{ ...draft, parameters: { ...draft.parameters, [parameter]: IN_VAULT } },
      }));
      await vault.put(vaultName(integration, parameter), new Secret(body.value.trim()), clock.now());
      audit('secret.replaced', `integration ${integration}: ${parameter}`);
      return secretStates(await integrations.need(integration), parts)[parameter] as SecretState;
    },
    'GET /api/integrations/:integration/revisions': async ({ params, query }) => {
      const { integration } = params;
      await integrations.need(integration);
      const { limit = 50, after } = query;
      const found = await integrations.revisions(integration, limit, after);
      const items = found.map(({ number, author, note, at }) => ({ number, author, note, at }));
      return { items, next: nextOf(items, limit) };
    },
    'POST /api/integrations/:integration/revisions': async (call) => {
      const { integration } = call.params;
      const { kind, id, name } = callerOf(call);
      const saved = await integrations.saveRevision(integration, { kind, id, name }, call.body.note ?? '', clock.now());
      call.audit('revision.saved', `integration ${integration}`, { after: { revision: saved.number } });
      return saved;
    },
    'GET /api/integrations/:integration/revisions/:revision': async ({ params }): Promise<Revision> =>
      integrations.revision(params.integration, params.revision),
    'GET /api/integrations/:integration/differences': async ({ params, query }) => {
      const [from, to] = [
        await contentAt(params.integration, query.from),
        await contentAt(params.integration, query.to),
      ];
      return { differences: differencesOf(integrationJson(from), integrationJson(to)) };
    },
  };
}

/** What changed, by place, for the record. */
function changeOf(
  before: IntegrationContent,
  after: IntegrationContent,
): { readonly before: Json; readonly after: Json } {
  const differences = differencesOf(integrationJson(before), integrationJson(after));
  const side = (of: 'before' | 'after'): Json =>
    Object.fromEntries(
      differences.filter((one) => of in one).map((one: Difference) => [formatPath(one.path), one[of]]),
    );
  return { before: side('before'), after: side('after') };
}

function secretParameters(kit: string): readonly string[] {
  const parameters = KITS.get(kit)?.parameters ?? [];
  return parameters.filter(({ kind }) => kind === 'secret').map(({ name }) => name);
}

/**
 * Drafts may be unfinished, and still there is what cannot be kept: a kit that there is not, and a secret in plain. Where the gateway's
 * environment or files are to be read is for administrators to say.
 */
function refuseContent(
  content: IntegrationContent,
  before: IntegrationContent | undefined,
  call: Pick<Call, 'caller'>,
): void {
  const problems: RequestProblem[] = [];
  if (!KITS.has(content.kit)) {
    const message = `there is no kit "${content.kit}"${didYouMean(content.kit, KITS.keys())}; there are ${[...KITS.keys()].join(', ')}`;
    problems.push({ path: 'kit', message });
  }
  const references: string[] = [];
  for (const [parameter, value] of Object.entries(content.parameters)) {
    const secret = secretLike(parameter);
    if (secret === undefined) continue;
    if (value === '' || value === IN_VAULT || value === before?.parameters[parameter]) continue;
    const path = formatPath(['parameters', parameter]);
    if (typeof value === 'string' && /^(env|file):./.test(value)) references.push(path);
    else problems.push({ path, message: PLAIN });
  }
  if (problems.length > 0) {
    throw new InvalidRequest(problems.map(({ path, message }) => `${path}: ${message}`).join('; '), problems);
  }
  if (references.length > 0 && !mayDo(call.caller?.role, 'administer')) {
    const message = `${references.join(', ')}: only administrators name variables and files of the gateway’s machine`;
    throw new DspatchError('forbidden', message);
  }
}

const PLAIN = 'a secret is not kept here: put it into the vault, or give it as env:NAME or file:PATH';

/** The secret parameter that a name is, in any kit, or is meant to be: what stands under it is taken for a secret. */
function secretLike(name: string): string | undefined {
  const plain = (text: string): string => text.replace(/[^A-Za-z]/g, '').toUpperCase();
  return [...KITS.keys()].flatMap(secretParameters).find((secret) => plain(secret) === plain(name));
}

function secretStates(
  { name, draft }: IntegrationState,
  { secretsOf, vault }: IntegrationParts,
): Readonly<Record<string, SecretState>> {
  const states = secretParameters(draft.kit).map((parameter): [string, SecretState] => {
    const reference = String(draft.parameters[parameter] ?? '');
    const kept = /^(vault|env|file):/.exec(reference)?.[1] as SecretState['kept'];
    if (kept === undefined) return [parameter, { kept, there: false }];
    const there = secretsOf(name)(reference, parameter) instanceof Secret;
    const updatedAt = kept === 'vault' ? vault.updatedAt(vaultName(name, parameter)) : undefined;
    return [parameter, { kept, there, ...(updatedAt === undefined ? {} : { updatedAt }) }];
  });
  return Object.fromEntries(states);
}

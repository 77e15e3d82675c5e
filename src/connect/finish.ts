import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { type Integrations, isSame } from '../catalog/integrations.ts';
import type { Author, IntegrationContent, IntegrationState, Revision } from '../catalog/model.ts';
import { vaultName } from '../config/secrets.ts';
import { readParameters } from '../kits/parameters.ts';
import type { Vault } from '../vault/vault.ts';
import { connectedContent, type Decided } from './connected-content.ts';
import type { ConsentDates } from './consent-dates.ts';
import { type Finding, type Found, problem } from './finding.ts';
import type { GuidedConnection } from './guided-connection.ts';

/** What is to be made of a connection. */
export interface Finish {
  /** The integration's name: a new one, or one that is there, of the same kit. */
  readonly integration: string;
  /** The data set that events are filed under, for the kit that has one. */
  readonly dataSetName?: string | undefined;
  /** The note of the revision. */
  readonly note?: string | undefined;
  /** The pipeline that is to run it; made, where there is none of that name. Undefined: none yet. */
  readonly pipeline?: string | undefined;
  /** Whether the pipeline is deployed; else the integration is only attached in its draft. */
  readonly deploy: boolean;
  /** The codes of the warnings that the person has agreed to. */
  readonly confirm: readonly string[];
}

/** An integration to be attached to a pipeline at a revision, and deployed where `deploy` says so. */
export interface DeployOrder {
  readonly pipeline: string;
  readonly integration: string;
  readonly revision: number;
  readonly deploy: boolean;
  readonly note: string;
  /** The codes of the warnings that were agreed to; undefined: all. */
  readonly confirm: readonly string[] | undefined;
  readonly author: Author;
}

/** What became of it. */
export interface Attached {
  readonly pipeline: string;
  /** Whether the pipeline is new. */
  readonly made: boolean;
  /** The deployment's number; undefined where it was only attached. */
  readonly deployment?: number | undefined;
  /** A write key of the pipeline, for senders. */
  readonly writeKey?: string | undefined;
}

/** Attaches and deploys. Rejects with a DspatchError where that may not be: it needs a confirmation, or something is missing. */
export type Deploy = (order: DeployOrder) => Promise<Attached>;

/** What was made. */
export interface Finished {
  readonly integration: string;
  /** Whether the integration is new. */
  readonly made: boolean;
  readonly revision: number;
  /** Undefined where no pipeline was named, or where it failed: then a finding says why. */
  readonly pipeline?: Attached | undefined;
  readonly findings: readonly Finding[];
}

/** What was made, and what of the configuration that changed: for the record, and without secrets. */
export interface Done {
  readonly finished: Finished;
  readonly before: IntegrationContent | undefined;
  readonly after: IntegrationContent;
}

/** What it is made in. */
export interface FinishIn {
  readonly integrations: Integrations;
  readonly vault: Vault;
  readonly consentDates: ConsentDates;
  readonly clock: Clock;
  readonly deploy: Deploy;
}

/**
 * Makes or changes the integration: its draft, a revision, the secrets in the vault; and has it deployed. In this order, so that
 * stopping in between does no harm: whoever finishes again finds done what was done.
 */
export async function finish(
  connection: GuidedConnection,
  order: Finish,
  author: Author,
  to: FinishIn,
): Promise<Found<Done>> {
  const { granted, beginning } = connection;
  if (granted === undefined) {
    return problem(
      'no_consent',
      'consent',
      'the consent was not given yet',
      'Open Amazon’s page, and allow the access.',
    );
  }
  const before = await to.integrations.get(order.integration);
  const refused = whyNot(connection, order, before);
  if (refused !== undefined) return refused;
  const now = to.clock.now();
  const kept = await keepDraft(connection, order, to.integrations);
  const revision = await to.integrations.saveRevision(
    order.integration,
    author,
    order.note ?? 'connected to Amazon',
    now,
  );
  await to.vault.put(vaultName(order.integration, 'CLIENT_SECRET'), beginning.clientSecret, now);
  await to.vault.put(vaultName(order.integration, 'REFRESH_TOKEN'), granted.refreshToken, now);
  await to.consentDates.put(order.integration, granted.at);
  const { attached, findings } = await attach(order, revision, author, to.deploy);
  const found = kept.hadChanges ? [UNSAVED, ...findings] : findings;
  const made = before === undefined;
  const finished = {
    ...{ integration: order.integration, made, revision: revision.number, pipeline: attached },
    findings: found,
  };
  return { ok: true, value: { finished, before: before?.draft, after: contentOf(revision) } };
}

function contentOf({ kit, parameters, playbook }: IntegrationContent): IntegrationContent {
  return { kit, parameters, playbook };
}

/** What is still missing; undefined where it may be made. */
function whyNot(
  connection: GuidedConnection,
  order: Finish,
  before: IntegrationState | undefined,
): { readonly ok: false; readonly finding: Finding } | undefined {
  const { kit } = connection.beginning;
  if (connection.advertiserId === undefined) {
    return problem('no_advertiser', 'advertiser', 'no advertiser is chosen yet', 'Choose one from the list.');
  }
  const { needed, chosen } = connection.definitions;
  if (needed && !Object.values(chosen).some((one) => one !== null)) {
    const mend = 'Choose or make a definition for at least one event.';
    return problem('no_definitions', 'definitions', 'no event has a definition: nothing would be sent', mend);
  }
  if (before !== undefined && before.draft.kit !== kit.name) {
    const says = `there is an integration "${order.integration}" of another kit, ${before.draft.kit}`;
    return problem('other_kit', 'integration', says, 'Choose another name.');
  }
  const parameters = parametersOf(connection, order, before === undefined);
  const given = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const { problems } = readParameters(kit.parameters, given, () => ({ error: 'not read' }), { requireAll: false });
  const [wrong] = problems;
  if (wrong === undefined) return undefined;
  return problem('wrong_parameter', 'integration', `${wrong.path.join('.')} ${wrong.message}`, 'Give another value.');
}

/** Saves the draft. Whoever changes it at the same time loses nothing: it is read again, and only the connection's own is replaced. */
async function keepDraft(
  connection: GuidedConnection,
  order: Finish,
  integrations: Integrations,
): Promise<{ readonly hadChanges: boolean }> {
  const { kit } = connection.beginning;
  const { chosen: definitions } = connection.definitions;
  const decided = (isNew: boolean): Decided => {
    return { kit, parameters: parametersOf(connection, order, isNew), definitions };
  };
  for (;;) {
    const before = await integrations.get(order.integration);
    try {
      if (before === undefined) {
        await integrations.create(order.integration, connectedContent(undefined, decided(true)));
        return { hadChanges: false };
      }
      if (before.draft.kit !== kit.name)
        throw new DspatchError('in_use', `"${order.integration}" has got another kit meanwhile`);
      const hadChanges = await differsFromRevision(before, integrations);
      await integrations.saveDraft(order.integration, connectedContent(before.draft, decided(false)), before.version);
      return { hadChanges };
    } catch (error) {
      const isRace = error instanceof DspatchError && ['exists', 'record_conflict', 'not_found'].includes(error.code);
      if (!isRace) throw error;
    }
  }
}

async function differsFromRevision(
  { name, draft, latest }: IntegrationState,
  integrations: Integrations,
): Promise<boolean> {
  return latest === 0 ? false : !isSame(await integrations.revision(name, latest), draft);
}

/** The parameters that a connection decides. */
function parametersOf(connection: GuidedConnection, order: Finish, isNew: boolean): Record<string, Json | undefined> {
  const { beginning, advertiserId, profileId } = connection;
  const { kit, region, hosts, clientId } = beginning;
  const { usualHosts: usual, defaultCountry } = connection;
  const has = (name: string): boolean => kit.parameters.some((parameter) => parameter.name === name);
  return {
    ...{ REGION: region, ADVERTISER_ID: advertiserId, CLIENT_ID: clientId },
    ...(has('PROFILE_ID') ? { PROFILE_ID: profileId } : {}),
    ...(isNew && defaultCountry !== undefined ? { DEFAULT_COUNTRY: defaultCountry } : {}),
    BASE_URL: hosts.api === usual.api ? undefined : hosts.api,
    LOGIN_URL: hosts.token === usual.token ? undefined : hosts.token,
    ...(has('DATA_SET_NAME') && order.dataSetName !== undefined ? { DATA_SET_NAME: order.dataSetName } : {}),
  };
}

async function attach(
  order: Finish,
  { integration, number }: Revision,
  author: Author,
  deploy: Deploy,
): Promise<{ readonly attached?: Attached; readonly findings: readonly Finding[] }> {
  const { pipeline, confirm } = order;
  if (pipeline === undefined) return { findings: [] };
  const note = order.note ?? `${integration} connected to Amazon`;
  try {
    const attached = await deploy({
      pipeline,
      integration,
      revision: number,
      deploy: order.deploy,
      note,
      confirm,
      author,
    });
    return { attached, findings: [] };
  } catch (error) {
    if (!(error instanceof DspatchError)) throw error;
    const mend = `The integration is kept as revision ${number}. Mend this, then attach it to the pipeline and deploy.`;
    return {
      findings: [{ code: error.code, level: 'problem', what: `pipeline ${pipeline}`, says: error.message, mend }],
    };
  }
}

const UNSAVED: Finding = {
  code: 'unsaved_changes',
  level: 'warning',
  what: 'integration',
  says: 'its draft had changes that were not saved yet: they are in the new revision, too',
  mend: 'Look at the differences from the revision before.',
};

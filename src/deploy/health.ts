import type { Egress } from '../amazon/egress.ts';
import type { Clock } from '../base/clock.ts';
import type { Problem } from '../base/problem.ts';
import type { Integrations } from '../catalog/integrations.ts';
import type { IntegrationContent, PipelineContent } from '../catalog/model.ts';
import { type LoadedIntegration, loadIntegration } from '../config/load.ts';
import { type ConfigWarning, integrationWarnings, pipelineWarnings } from '../config/warnings.ts';
import type { ConsentDates } from '../connect/consent-dates.ts';
import type { ResolveSecret } from '../kits/parameters.ts';
import { missingVariables } from '../pipeline/missing-variables.ts';

/** Something to be mended, or to be known, before a thing is deployed. */
export interface HealthReason {
  /** Stable; for programs, and for confirming a warning. */
  readonly code: string;
  /** `problem` blocks a deployment; `warning` asks for confirmation. */
  readonly level: 'problem' | 'warning';
  /** The keys to the place in the integration or pipeline. */
  readonly path: Problem['path'];
  readonly message: string;
}

/** Good, or what is to be resolved. */
export interface Health {
  readonly state: 'good' | 'resolve';
  readonly reasons: readonly HealthReason[];
}

/** What health is looked at with. */
export interface HealthParts {
  readonly integrations: Integrations;
  readonly secretsOf: (integration: string) => ResolveSecret;
  readonly egress: Egress;
  readonly consentDates: ConsentDates;
  readonly clock: Clock;
}

/** The health of an integration's content: everything that is wrong with it at once. */
export async function integrationHealth(
  name: string,
  content: IntegrationContent,
  parts: HealthParts,
): Promise<Health> {
  return healthOf((await look(name, content, parts)).reasons);
}

/** The health of what a pipeline is to run: that of its integrations at their revisions, and what is wrong between them. */
export async function pipelineHealth(content: PipelineContent, parts: HealthParts): Promise<Health> {
  const reasons: HealthReason[] = [];
  const seen = new Set<string>();
  const attached: (LoadedIntegration | undefined)[] = [];
  for (const [i, { integration, revision: number }] of content.integrations.entries()) {
    const path = ['integrations', i];
    if (seen.has(integration)) {
      const message = `"${integration}" is attached twice: each event goes to it once`;
      reasons.push({ code: 'attached_twice', level: 'problem', path, message });
      continue;
    }
    seen.add(integration);
    const [state, revision] = [await parts.integrations.get(integration), await revisionOf(parts, integration, number)];
    if (state === undefined || revision === undefined) {
      const what = state === undefined ? 'integration' : `revision ${number} of the integration`;
      reasons.push({ code: 'missing', level: 'problem', path, message: `there is no ${what} "${integration}"` });
      continue;
    }
    const { loaded, reasons: own } = await look(integration, revision, parts, content.variables);
    reasons.push(...own.map((reason) => ({ ...reason, path: [...path, ...reason.path] })));
    attached.push(loaded);
  }
  const integrations = attached.flatMap((loaded) => loaded?.integration ?? []);
  reasons.push(
    ...missingVariables(content.variables, integrations).map(asProblem),
    ...pipelineWarnings(attached).map(asReason),
  );
  return healthOf(reasons);
}

function healthOf(reasons: readonly HealthReason[]): Health {
  return { state: reasons.length === 0 ? 'good' : 'resolve', reasons };
}

async function revisionOf(
  { integrations }: HealthParts,
  name: string,
  number: number,
): Promise<IntegrationContent | undefined> {
  const { latest = 0 } = (await integrations.get(name)) ?? {};
  return number >= 1 && number <= latest ? integrations.revision(name, number) : undefined;
}

/** An integration, where it can be loaded, and everything that is to be said of it. */
async function look(
  name: string,
  content: IntegrationContent,
  { secretsOf, egress, consentDates, clock }: HealthParts,
  variables?: PipelineContent['variables'],
): Promise<{ readonly loaded: LoadedIntegration | undefined; readonly reasons: readonly HealthReason[] }> {
  const { integration: loaded, problems } = loadIntegration(name, content, {
    ...{ resolveSecret: secretsOf(name), connect: true, egress, variables },
  });
  const reasons = problems.map(asProblem);
  const warnings = loaded === undefined ? [] : integrationWarnings(loaded, content).map(asReason);
  const consent = await consentDates.warning(name, clock.now());
  if (consent !== undefined) {
    // However old: a rollback must stay possible, and Amazon says by itself when the token counts no more.
    const message = [consent.says, consent.mend].filter((part) => part !== undefined).join('. ');
    warnings.push({ code: consent.code, level: 'warning', path: ['parameters', 'REFRESH_TOKEN'], message });
  }
  return { loaded, reasons: [...reasons, ...warnings] };
}

function asProblem({ code = 'invalid', path, message }: Problem): HealthReason {
  return { code, level: 'problem', path, message };
}

function asReason({ code, path, message }: ConfigWarning): HealthReason {
  return { code, level: 'warning', path, message };
}

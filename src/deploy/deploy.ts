import type { Clock } from '../base/clock.ts';
import { DspatchError } from '../base/errors.ts';
import { formatPath } from '../base/problem.ts';
import type { Author, Deployment, PipelineContent, PipelineState } from '../catalog/model.ts';
import { newWriteKey, type Pipelines } from '../catalog/pipelines.ts';
import type { Attached, Deploy } from '../connect/finish.ts';
import { type HealthParts, type HealthReason, pipelineHealth } from './health.ts';

/** What deploying works with. */
export interface DeployParts extends HealthParts {
  readonly pipelines: Pipelines;
  readonly clock: Clock;
  /** Brings what the catalog says of a pipeline to work. */
  readonly refresh: (pipeline: string) => Promise<void>;
}

/** Something cannot be deployed: it has problems (`unhealthy`), or warnings that nobody has confirmed (`confirmation_needed`). */
export class Unhealthy extends DspatchError {
  readonly problems: readonly { readonly path: string; readonly message: string }[];

  constructor(code: 'unhealthy' | 'confirmation_needed', detail: string, reasons: readonly HealthReason[]) {
    super(code, detail);
    this.problems = reasons.map(({ path, message }) => ({ path: formatPath(path), message }));
  }
}

/** Who deploys, and what they say and agree to. */
export interface DeployAbout {
  readonly author: Author;
  readonly note: string;
  /** The codes of the warnings that were confirmed; undefined: all, for it ran before. */
  readonly confirmed: readonly string[] | undefined;
  readonly rollbackOf?: number;
}

/**
 * Puts a deployment on record: from then on it counts, and is to be brought to work (`refresh`). Rejects with Unhealthy, and with
 * `record_conflict` where somebody else has deployed since `state` was read.
 */
export async function deploy(
  parts: DeployParts,
  state: PipelineState,
  content: PipelineContent,
  { author, note, confirmed, rollbackOf }: DeployAbout,
): Promise<Deployment> {
  const { pipelines, clock } = parts;
  refuseSick((await pipelineHealth(content, parts)).reasons, confirmed);
  return pipelines.deploy(state, content, { author, note, at: clock.now(), rollbackOf });
}

/** Attaches an integration to a pipeline's draft, making the pipeline where there is none, and deploys where that is asked for. */
export function attaching(parts: DeployParts): Deploy {
  const { pipelines, clock, refresh } = parts;
  return async ({ pipeline, integration, revision, deploy: isToRun, note, confirm, author }): Promise<Attached> => {
    const known = await pipelines.get(pipeline);
    const state = known ?? (await pipelines.create(pipeline, [newWriteKey(clock.now())]));
    if (known === undefined) await refresh(pipeline);
    const others = state.draft.integrations.filter((attached) => attached.integration !== integration);
    const draft = { ...state.draft, integrations: [...others, { integration, revision }] };
    const saved = await pipelines.saveDraft(pipeline, draft, state.version);
    const writeKey = saved.writeKeys.find(({ endsAt }) => endsAt === undefined)?.key;
    const attached = { pipeline, made: known === undefined, writeKey };
    if (!isToRun) return attached;
    const { number } = await deploy(parts, saved, draft, { author, note, confirmed: confirm });
    await refresh(pipeline);
    return { ...attached, deployment: number };
  };
}

/** Problems block a deployment; warnings ask for confirmation. */
function refuseSick(reasons: readonly HealthReason[], confirmed: readonly string[] | undefined): void {
  const problems = reasons.filter(({ level }) => level === 'problem');
  if (problems.length > 0) {
    throw new Unhealthy('unhealthy', 'this cannot be deployed until its problems are resolved', problems);
  }
  const open = reasons.filter(({ code }) => confirmed?.includes(code) === false);
  if (open.length === 0) return;
  const codes = [...new Set(open.map(({ code }) => code))].join(', ');
  throw new Unhealthy('confirmation_needed', `confirm the warnings to deploy all the same: ${codes}`, open);
}

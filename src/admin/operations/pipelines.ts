import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { DspatchError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { integrationJson, pipelineJson } from '../../catalog/contents.ts';
import type { Deployment, PipelineContent, PipelineState } from '../../catalog/model.ts';
import { newWriteKey } from '../../catalog/pipelines.ts';
import { type DeployAbout, type DeployParts, deploy } from '../../deploy/deploy.ts';
import { differencesOf } from '../../deploy/differences.ts';
import { type HealthParts, pipelineHealth } from '../../deploy/health.ts';
import { VARIABLE_NAME } from '../../playbook/variables.ts';
import type { DeploymentPlan, PipelineOperations, PipelineSummary, PipelineView } from '../api/pipelines.ts';
import { type Call, callerOf, type Handlers, type Specs } from '../operation.ts';
import { author, differences, health, limit, name, nextOf, note, number, page, time, wholeFrom } from './parts.ts';

const named = z.strictObject({ pipeline: name });
const variables = z.record(z.string().regex(VARIABLE_NAME), z.string().max(2_000));
const content = {
  integrations: z.array(z.strictObject({ integration: name, revision: z.int().min(1) })).max(50),
  variables,
};
const deployment = z.strictObject({
  ...content,
  ...{ pipeline: z.string(), number: z.int(), author, note: z.string(), at: time },
  rollbackOf: z.int().optional(),
});
const summary = {
  name: z.string(),
  health,
  live: deployment.optional(),
  changed: z.boolean().describe('whether the draft differs from what runs'),
};
const view = z.strictObject({
  ...summary,
  writeKeys: z.array(z.strictObject({ key: z.string(), createdAt: time, endsAt: time.optional() })),
  draft: z.strictObject(content),
  version: z.int(),
});
const writeKey = z
  .string()
  .min(8, 'a write key has at least 8 characters')
  .max(200)
  .regex(/^[^\s:]+$/, 'a write key has no ":" and no spaces: it travels as a user name of Basic authorization');

export const PIPELINE_SPECS: Specs<PipelineOperations> = {
  'GET /api/pipelines': {
    permission: 'read',
    summary: 'All pipelines, with their health and what they run.',
    response: z.strictObject({ pipelines: z.array(z.strictObject(summary)) }),
  },
  'POST /api/pipelines': {
    permission: 'edit',
    summary:
      'Add a pipeline. Its write key is made, where none is given; until something is deployed its events are dropped.',
    body: z.strictObject({ name, writeKey: writeKey.optional() }),
    response: view,
    status: 201,
    versioned: true,
  },
  'GET /api/pipelines/:pipeline': {
    permission: 'read',
    summary: 'A pipeline with its write keys and its draft.',
    params: named,
    response: view,
    versioned: true,
  },
  'PUT /api/pipelines/:pipeline': {
    permission: 'edit',
    summary: 'Save the draft, if nobody has saved it since it was read.',
    params: named,
    body: z.strictObject(content),
    response: view,
    versioned: true,
    needsVersion: true,
  },
  'DELETE /api/pipelines/:pipeline': {
    permission: 'deploy',
    summary: 'Remove a pipeline: its write keys are not taken any more. What waits is still sent.',
    params: named,
  },
  'POST /api/pipelines/:pipeline/write-keys': {
    permission: 'edit',
    summary: 'Add a write key; with overlapMs the others end after that time.',
    params: named,
    body: z.strictObject({
      key: writeKey.optional(),
      overlapMs: z
        .int()
        .min(0)
        .max(400 * 86_400_000)
        .optional(),
    }),
    response: view,
    versioned: true,
  },
  'DELETE /api/pipelines/:pipeline/write-keys/:key': {
    permission: 'edit',
    summary: 'End a write key at once.',
    params: z.strictObject({ pipeline: name, key: z.string().max(200) }),
    response: view,
    versioned: true,
  },
  'GET /api/pipelines/:pipeline/plan': {
    permission: 'read',
    summary: 'What deploying the draft, or with "to" a rollback to that deployment, would change, and whether it may.',
    params: named,
    query: z.strictObject({ to: wholeFrom(1) }),
    versioned: true,
    response: z.strictObject({
      version: z.int(),
      health,
      differences,
      integrations: z.array(
        z.strictObject({
          ...{ integration: z.string(), from: z.int().optional(), to: z.int().optional(), differences },
        }),
      ),
    }),
  },
  'POST /api/pipelines/:pipeline/deployments': {
    permission: 'deploy',
    summary: 'Deploy the draft, if it is the version that was read. Warnings are to be confirmed by their codes.',
    params: named,
    body: z.strictObject({ note, confirm: z.array(z.string()).max(100).optional() }),
    response: deployment,
    status: 201,
    needsVersion: true,
  },
  'GET /api/pipelines/:pipeline/deployments': {
    permission: 'read',
    summary: 'The deployments of a pipeline, the newest first.',
    params: named,
    query: z.strictObject({ limit, after: wholeFrom(1) }),
    response: page(deployment),
  },
  'POST /api/pipelines/:pipeline/rollback': {
    permission: 'deploy',
    summary: 'Deploy again what an earlier deployment had. The draft becomes that, too.',
    params: named,
    body: z.strictObject({ to: number, note }),
    response: deployment,
    status: 201,
  },
};

export function pipelineHandlers(parts: DeployParts): Handlers<PipelineOperations> {
  const { integrations, pipelines, clock, refresh } = parts;

  const summaryOf = async (state: PipelineState): Promise<PipelineSummary> => ({
    name: state.name,
    live: state.live,
    changed: state.live === undefined || !isDeepStrictEqual(pipelineJson(state.live), pipelineJson(state.draft)),
    health: await pipelineHealth(state.draft, parts),
  });
  const viewOf = async (state: PipelineState): Promise<PipelineView> => ({
    ...(await summaryOf(state)),
    ...{ writeKeys: state.writeKeys, draft: state.draft, version: state.version },
  });
  const planOf = async ({ live, version }: PipelineState, content: PipelineContent): Promise<DeploymentPlan> => {
    const names = new Set([...(live?.integrations ?? []), ...content.integrations].map((one) => one.integration));
    const changes: DeploymentPlan['integrations'][number][] = [];
    for (const integration of names) {
      const [from, to] = [revisionIn(live, integration), revisionIn(content, integration)];
      if (from === to) continue;
      const [before, after] = await Promise.all([from, to].map((n) => partsAt(integrations, integration, n)));
      changes.push({ integration, from, to, differences: differencesOf(before, after) });
    }
    return {
      version,
      health: await pipelineHealth(content, parts),
      differences: differencesOf(live && pipelineJson(live), pipelineJson(content)),
      integrations: changes,
    };
  };
  const deployed = async (
    call: Pick<Call, 'caller' | 'audit'>,
    state: PipelineState,
    content: PipelineContent,
    about: Omit<DeployAbout, 'author'>,
  ): Promise<Deployment> => {
    const { kind, id, name: who } = callerOf(call);
    const deployment = await deploy(parts, state, content, { ...about, author: { kind, id, name: who } });
    const action = about.rollbackOf === undefined ? 'pipeline.deployed' : 'pipeline.rolled_back';
    call.audit(action, `pipeline ${state.name}`, {
      before: state.live === undefined ? null : pipelineJson(state.live),
      after: { deployment: deployment.number, content: pipelineJson(content) },
    });
    await refresh(state.name);
    return deployment;
  };

  return {
    'GET /api/pipelines': async () => ({ pipelines: await Promise.all((await pipelines.list()).map(summaryOf)) }),
    'POST /api/pipelines': async ({ body, audit }) => {
      const key = newWriteKey(clock.now());
      const state = await pipelines.create(body.name, [
        body.writeKey === undefined ? key : { ...key, key: body.writeKey },
      ]);
      audit('pipeline.created', `pipeline ${body.name}`);
      await refresh(body.name);
      return viewOf(state);
    },
    'GET /api/pipelines/:pipeline': async ({ params }) => viewOf(await pipelines.need(params.pipeline)),
    'PUT /api/pipelines/:pipeline': async ({ params, body, version, audit }) => {
      const { draft: before } = await pipelines.need(params.pipeline);
      const state = await pipelines.saveDraft(params.pipeline, body, version);
      const change = { before: pipelineJson(before), after: pipelineJson(state.draft) };
      audit('pipeline.draft_saved', `pipeline ${params.pipeline}`, change);
      return viewOf(state);
    },
    'DELETE /api/pipelines/:pipeline': async ({ params, audit }) => {
      await pipelines.remove(params.pipeline);
      audit('pipeline.removed', `pipeline ${params.pipeline}`);
      await refresh(params.pipeline);
      return undefined;
    },
    'POST /api/pipelines/:pipeline/write-keys': async ({ params, body, audit }) => {
      const now = clock.now();
      const key = { ...newWriteKey(now), ...(body.key === undefined ? {} : { key: body.key }) };
      const state = await pipelines.changeWriteKeys(params.pipeline, (keys) => {
        const taken = keys.filter((known) => (known.endsAt ?? Number.POSITIVE_INFINITY) > now);
        if (taken.some((known) => known.key === key.key))
          throw new DspatchError('exists', 'the pipeline has this write key already');
        if (body.overlapMs === undefined) return [...taken, key];
        const endsAt = now + body.overlapMs;
        return [...taken.map((known) => ({ ...known, endsAt: Math.min(endsAt, known.endsAt ?? endsAt) })), key];
      });
      audit('write_key.added', `pipeline ${params.pipeline}`, { after: { overlapMs: body.overlapMs ?? null } });
      await refresh(params.pipeline);
      return viewOf(state);
    },
    'DELETE /api/pipelines/:pipeline/write-keys/:key': async ({ params, audit }) => {
      const state = await pipelines.changeWriteKeys(params.pipeline, (keys) => {
        const ended = keys.find(({ key }) => key === params.key);
        if (ended === undefined) throw new DspatchError('not_found', 'the pipeline has no such write key');
        const others = keys.filter((key) => key !== ended);
        if (ended.endsAt === undefined && !others.some(({ endsAt }) => endsAt === undefined)) {
          const message = 'it is the last write key that stays: add another one first, or remove the pipeline';
          throw new DspatchError('in_use', message);
        }
        return others;
      });
      audit('write_key.ended', `pipeline ${params.pipeline}`);
      await refresh(params.pipeline);
      return viewOf(state);
    },
    'GET /api/pipelines/:pipeline/plan': async ({ params: { pipeline }, query: { to } }) => {
      const state = await pipelines.need(pipeline);
      return planOf(state, to === undefined ? state.draft : await pipelines.deployment(pipeline, to));
    },
    'POST /api/pipelines/:pipeline/deployments': async (call) => {
      const state = await pipelines.need(call.params.pipeline);
      if (state.version !== call.version) {
        throw new DspatchError('record_conflict', 'the draft was changed since you read it: look at it again');
      }
      const { note = '', confirm: confirmed = [] } = call.body;
      return deployed(call, state, state.draft, { note, confirmed });
    },
    'GET /api/pipelines/:pipeline/deployments': async ({ params, query }) => {
      await pipelines.need(params.pipeline);
      const { limit = 50, after } = query;
      const items = await pipelines.deployments(params.pipeline, limit, after);
      return { items, next: nextOf(items, limit) };
    },
    'POST /api/pipelines/:pipeline/rollback': async (call) => {
      const { to, note = '' } = call.body;
      const state = await pipelines.need(call.params.pipeline);
      const { integrations, variables } = await pipelines.deployment(state.name, to);
      const content = { integrations, variables };
      const deployment = await deployed(call, state, content, { note, confirmed: undefined, rollbackOf: to });
      // Whoever saves the draft at this moment keeps what they saved: the rollback itself is done.
      await pipelines.saveDraft(state.name, content, state.version).catch((error: unknown) => {
        if (!(error instanceof DspatchError && error.code === 'record_conflict')) throw error;
      });
      return deployment;
    },
  };
}

function revisionIn(content: PipelineContent | undefined, name: string): number | undefined {
  return content?.integrations.find(({ integration }) => integration === name)?.revision;
}

async function partsAt(
  integrations: HealthParts['integrations'],
  name: string,
  number: number | undefined,
): Promise<Json | undefined> {
  if (number === undefined) return undefined;
  try {
    return integrationJson(await integrations.revision(name, number));
  } catch (error) {
    // A draft may name what there is not: its health says so.
    if (error instanceof DspatchError && error.code === 'not_found') return undefined;
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Egress } from '../../amazon/egress.ts';
import type { Clock } from '../../base/clock.ts';
import { DspatchError } from '../../base/errors.ts';
import type { JsonObject } from '../../base/json.ts';
import { formatPath, type Problem } from '../../base/problem.ts';
import type { Integrations } from '../../catalog/integrations.ts';
import type { IntegrationContent, PipelineContent } from '../../catalog/model.ts';
import type { Pipelines } from '../../catalog/pipelines.ts';
import { loadIntegration } from '../../config/load.ts';
import type { Event } from '../../event/event.ts';
import { parseBody, parseTyped } from '../../event/parse.ts';
import { safeMessageId } from '../../event/safe.ts';
import type { Integration } from '../../pipeline/integration.ts';
import { missingVariables } from '../../pipeline/missing-variables.ts';
import { preview } from '../../preview/preview.ts';
import { readsBeyond, readsLeftOut } from '../../sealed/reads.ts';
import type { SealedCopy } from '../../sealed/seal.ts';
import type { PreviewBody, PreviewOperations, PreviewView } from '../api/preview.ts';
import type { Handlers, Specs } from '../operation.ts';
import { mayDo } from '../permissions.ts';
import { InvalidRequest } from '../problems.ts';
import { type Keeping, keptEvents } from './kept-events.ts';
import { name, playbook } from './parts.ts';
import { previewSchema } from './preview-schema.ts';

export const PREVIEW_SPECS: Specs<PreviewOperations> = {
  'POST /api/integrations/:integration/preview': {
    permission: 'read',
    summary:
      'What would become of an event, step by step, by the draft, a revision, an unsaved draft, or what a pipeline runs. Nothing is sent or changed; personal values are masked.',
    params: z.strictObject({ integration: name }),
    body: z
      .strictObject({
        event: z
          .union([z.record(z.string(), z.unknown()), z.string().max(100_000)])
          .describe('one call, as an object or as its text')
          .optional() as unknown as z.ZodType<object | string | undefined>,
        recent: z
          .strictObject({ pipeline: name, messageId: z.string().min(1).max(1_000) })
          .describe('in place of the event: one of the latest, as far as its sealed copy is kept')
          .optional(),
        of: z.union([z.literal('draft'), z.int().min(1)], 'must be draft, or the number of a revision').optional(),
        content: z
          .strictObject({ kit: z.string().max(100), parameters: z.record(z.string().max(300), z.json()), playbook })
          .describe('an unsaved draft')
          .optional(),
        pipeline: name.optional(),
      })
      .refine(({ event, recent }) => (event === undefined) !== (recent === undefined), {
        error: 'give exactly one of event and recent',
      })
      .refine(({ of, content }) => of === undefined || content === undefined, 'give of or content, not both'),
    response: previewSchema,
  },
};

/** What previews work with. */
export interface PreviewParts {
  readonly integrations: Integrations;
  readonly pipelines: Pipelines;
  readonly egress: Egress;
  readonly sealed: Keeping;
  readonly clock: Clock;
}

export function previewHandlers({
  integrations,
  pipelines,
  egress,
  sealed,
  clock,
}: PreviewParts): Handlers<PreviewOperations> {
  /** What is mapped with, and the variables it is given. */
  const chosen = async (integration: string, { of, content, pipeline }: PreviewBody): Promise<Chosen> => {
    const { draft } = await integrations.need(integration);
    const state = pipeline === undefined ? undefined : await pipelines.need(pipeline);
    if (content !== undefined) return { of: 'content', content, variables: state?.draft.variables };
    if (of === undefined && state !== undefined) {
      const attached = state.live?.integrations.find((one) => one.integration === integration);
      if (attached === undefined) {
        const message = `the pipeline "${pipeline}" does not run "${integration}": say of which revision, or of the draft, and its variables are used`;
        throw new DspatchError('not_found', message);
      }
      const revision = await integrations.revision(integration, attached.revision);
      return { of: attached.revision, content: revision, variables: state.live?.variables };
    }
    if (of === undefined || of === 'draft') return { of: 'draft', content: draft, variables: state?.draft.variables };
    return { of, content: await integrations.revision(integration, of), variables: state?.draft.variables };
  };

  const copyOf = async ({ pipeline, messageId: given }: NonNullable<PreviewBody['recent']>): Promise<SealedCopy> => {
    await pipelines.need(pipeline);
    // As it was kept.
    const messageId = safeMessageId(given) ?? given;
    const [found] = await (await keptEvents(sealed)).recent({ pipeline, messageId }, 1);
    if (found !== undefined) return found.copy;
    const message = `no copy of this event is kept for the pipeline "${pipeline}": copies are kept of some of the latest events, and for a while (server.sealedEvents)`;
    throw new DspatchError('not_found', message);
  };

  return {
    'POST /api/integrations/:integration/preview': async ({ params, body, caller }): Promise<PreviewView> => {
      const { integration } = params;
      const { recent, pipeline } = body;
      if (recent !== undefined && body.content !== undefined && !mayDo(caller?.role, 'edit')) {
        // Whoever chooses what is read of a copy could find out by and by what it keeps as it is sent.
        throw new DspatchError('forbidden', 'your role may look at recent events by saved drafts and revisions alone');
      }
      const { of, content, variables } = await chosen(integration, body);
      const copy = recent === undefined ? undefined : await copyOf(recent);
      const event = copy?.event ?? eventOf(body.event ?? '', clock.now());
      const compiled = compile(integration, content, variables, egress);
      return {
        ...{ integration, of, ...(pipeline === undefined ? {} : { pipeline }) },
        ...preview(compiled, event, event.receivedAt),
        ...(copy === undefined ? {} : { notKept: notKeptOf(compiled, copy) }),
      };
    },
  };
}

interface Chosen {
  readonly of: PreviewView['of'];
  readonly content: IntegrationContent;
  readonly variables: PipelineContent['variables'] | undefined;
}

/** What the playbook reads and a copy has not. */
function notKeptOf({ playbook }: Integration, { event, leftOut }: SealedCopy): readonly string[] {
  const section = playbook.section(event.name);
  return section === undefined ? [] : [...new Set([...readsBeyond(section), ...readsLeftOut(section, leftOut)])];
}

/** Reads the event as ingest would. Its values are in no message. */
function eventOf(given: object | string, now: number): Event {
  const body =
    typeof given === 'string' ? parseBody(Buffer.from(given)) : { ok: true as const, value: given as JsonObject };
  const parsed = body.ok ? parseTyped(body.value, { receivedAt: now, newId: randomUUID }) : body;
  if (parsed.ok) return parsed.value;
  const { code, message } = parsed.problem;
  throw new InvalidRequest(`the event cannot be taken: ${message} (${code})`, [{ path: 'event', message }]);
}

/** Mapping needs no connection: secrets are not read. */
function compile(
  integration: string,
  content: IntegrationContent,
  variables: PipelineContent['variables'] | undefined,
  egress: Egress,
): Integration {
  const { integration: loaded, problems } = loadIntegration(integration, content, {
    ...{ resolveSecret: () => ({ error: 'not read' }), connect: false, egress, variables },
  });
  const missing = loaded && variables ? missingVariables(variables, [loaded.integration]) : [];
  const found: readonly Problem[] = [...problems, ...missing];
  if (loaded !== undefined && found.length === 0) return loaded.integration;
  throw new InvalidRequest(
    'the integration has problems: nothing can be mapped with it',
    found.map(({ path, message }) => ({ path: formatPath(path), message })),
    'invalid_configuration',
  );
}

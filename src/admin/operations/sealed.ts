import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { DspatchError } from '../../base/errors.ts';
import { formatPath, type Problem } from '../../base/problem.ts';
import type { Integrations } from '../../catalog/integrations.ts';
import type { Attachment, IntegrationContent, PipelineContent } from '../../catalog/model.ts';
import type { Pipelines } from '../../catalog/pipelines.ts';
import { DROP_REASONS, isMendable } from '../../event/drop.ts';
import { safeMessageId, safeName } from '../../event/safe.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Pipeline } from '../../pipeline/pipeline.ts';
import type { Queue } from '../../queue/queue.ts';
import { CHANGES, comparePipelines } from '../../sealed/compare.ts';
import { resend } from '../../sealed/resend.ts';
import type { KeptEvent, SealedEvents } from '../../sealed/sealed-events.ts';
import { shownFields } from '../../sealed/shown.ts';
import type { RecentEvent, SealedOperations } from '../api/sealed.ts';
import type { Handlers, Specs } from '../operation.ts';
import { InvalidRequest } from '../problems.ts';
import { timesOf } from '../times.ts';
import { type Keeping, keptEvents } from './kept-events.ts';
import { name, only, time, times, truth, wholeFrom, words } from './parts.ts';

const named = z.strictObject({ pipeline: name });
// As they were kept.
const event = words.transform((text) => (text === undefined ? undefined : safeName(text)));
const messageId = words.transform((text) => (text === undefined ? undefined : (safeMessageId(text) ?? text)));
const changes = Object.fromEntries(CHANGES.map((change) => [change, z.int()]));
const MENDABLE = Object.keys(DROP_REASONS).filter((reason) => isMendable(reason as keyof typeof DROP_REASONS));
const AFTER = 'must be the "next" of the step before';
const ID = 'must be a messageId';
const places = z.array(z.string());

/** The most events that are compared at once. */
const MOST = 1_000;

export const SEALED_SPECS: Specs<SealedOperations> = {
  'GET /api/pipelines/:pipeline/recent-events': {
    permission: 'read',
    summary:
      'The latest events of a pipeline, the newest first, as sealed copies: identity hashed, other personal data left out.',
    params: named,
    query: only({ limit: wholeFrom(1, MOST), event, messageId }),
    response: z.strictObject({
      events: z.array(
        z.strictObject({
          ...{ messageId: z.string(), event: z.string(), receivedAt: time, timestamp: time.optional() },
          results: z.array(
            z.strictObject({ integration: z.string(), reason: z.string().optional(), detail: z.string().optional() }),
          ),
          ...{ fields: z.record(z.string(), z.json()), leftOut: places },
        }),
      ),
    }),
  },
  'POST /api/pipelines/:pipeline/compare': {
    permission: 'read',
    summary:
      'What the draft would make of the latest events, beside what runs: which conversions change, appear, vanish.',
    params: named,
    body: only({
      last: z
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .max(MOST, `must be at most ${MOST}`)
        .optional(),
      ...{ event, integration: words },
      with: z.enum(['drafts', 'revisions'], 'must be drafts or revisions').optional(),
    }),
    response: z.strictObject({
      events: z.int(),
      total: z.strictObject(changes),
      byEvent: z.array(z.strictObject({ event: z.string(), integration: z.string(), ...changes })),
      keys: z.array(z.strictObject({ key: z.string(), n: z.int() })),
      examples: z.array(
        z.strictObject({
          ...{ messageId: z.string(), event: z.string(), integration: z.string(), receivedAt: time },
          change: z.enum(CHANGES),
          keys: z.array(
            z.strictObject({ what: z.string(), before: z.string().optional(), after: z.string().optional() }),
          ),
        }),
      ),
      notKept: z.array(z.strictObject({ integration: z.string(), section: z.string(), places })),
    }),
  },
  'POST /api/resend': {
    permission: 'deploy',
    summary:
      'Run events that were dropped for something mendable through what runs now, as far as their sealed copies are kept. Go on with `after: next` until there is no next.',
    body: only({
      pipeline: name,
      reason: z.enum(MENDABLE, `must be one that can be run again: ${MENDABLE.join(', ')}`).optional(),
      ...{ event, integration: words, ...times },
      ids: z
        .array(
          z
            .string(ID)
            .min(1, ID)
            .transform((id) => safeMessageId(id) ?? id),
          'must be a list of messageIds',
        )
        .min(1, 'must name a messageId')
        .max(10_000, 'must name at most 10,000 messageIds')
        .optional(),
      all: z.literal(true, 'must be true, or left out').optional(),
      after: z.number(AFTER).int(AFTER).nonnegative(AFTER).optional(),
      dryRun: truth,
    }).refine(({ ids, all }) => ids !== undefined || all === true, {
      error: 'name the "ids" (messageIds) of events to run again, or say "all": true for all that match the filters',
    }),
    response: z.strictObject({
      ...{ resent: z.int(), already: z.int(), notKept: z.int(), places, detached: z.int() },
      dropped: z.array(z.strictObject({ reason: z.string(), n: z.int() })),
      next: z.int().optional(),
    }),
  },
};

/** What these operations work with. */
export interface SealedParts {
  readonly storage: Queue & Ledger;
  readonly sealed: Keeping;
  readonly live: {
    readonly pipelines: readonly Pipeline[];
    compile(
      name: string,
      content: PipelineContent,
      contentOf?: (attachment: Attachment) => Promise<IntegrationContent>,
    ): Promise<{ readonly pipeline: Pipeline; readonly problems: readonly Problem[] }>;
  };
  readonly pipelines: Pipelines;
  readonly integrations: Integrations;
  readonly clock: Clock;
}

export function sealedHandlers({
  sealed,
  live,
  storage,
  pipelines,
  integrations,
  clock,
}: SealedParts): Handlers<SealedOperations> {
  const kept = (): Promise<SealedEvents> => keptEvents(sealed);
  const running = async (pipeline: string): Promise<Pipeline> => {
    await pipelines.need(pipeline);
    const found = live.pipelines.find((each) => each.name === pipeline);
    if (found === undefined || found.closed !== undefined) {
      throw new DspatchError(
        'unhealthy',
        `the pipeline ${pipeline} is closed until it is mended: ${found?.closed ?? ''}`,
      );
    }
    return found;
  };
  const drafted = async (pipeline: string, by: 'drafts' | 'revisions'): Promise<Pipeline> => {
    const { draft } = await pipelines.need(pipeline);
    const ofDraft = async ({ integration }: Attachment): Promise<IntegrationContent> =>
      (await integrations.need(integration)).draft;
    const { pipeline: compiled, problems } = await live.compile(pipeline, draft, by === 'drafts' ? ofDraft : undefined);
    if (problems.length === 0) return compiled;
    const found = problems.map(({ path, message }) => ({ path: formatPath(path), message }));
    throw new InvalidRequest('the draft cannot map events until its problems are resolved', found, 'unhealthy');
  };

  return {
    'GET /api/pipelines/:pipeline/recent-events': async ({ params, query: { limit = 100, ...query } }) => {
      await pipelines.need(params.pipeline);
      return { events: (await (await kept()).recent({ ...params, ...query }, limit)).map(recentEvent) };
    },
    'POST /api/pipelines/:pipeline/compare': async ({ params, body, signal }) => {
      const { last = MOST, event: wanted, integration } = body;
      const [before, after] = [await running(params.pipeline), await drafted(params.pipeline, body.with ?? 'drafts')];
      const events = await (await kept()).recent({ ...params, event: wanted }, last);
      return comparePipelines(events, before, after, { integration, signal, turn: setImmediate });
    },
    'POST /api/resend': async ({ body, audit }) => {
      const now = clock.now();
      const { pipeline, after, dryRun = false, all: _all, since, until, ...query } = body;
      const parts = { events: await kept(), storage };
      const where = { ...query, ...timesOf({ since, until }, now) };
      const done = await resend(parts, await running(pipeline), where, { after, dryRun }, now);
      if (!dryRun && done.resent > 0) audit('events.resent', `pipeline ${pipeline}`, { after: { ...body } as never });
      return done;
    },
  };
}

function recentEvent({ messageId, event, receivedAt, results, copy }: KeptEvent): RecentEvent {
  return {
    ...{ messageId, event, receivedAt, timestamp: copy.event.timestamp },
    results: results.map(({ integration, drop }) => ({ integration, reason: drop?.reason, detail: drop?.detail })),
    ...{ fields: shownFields(copy), leftOut: copy.leftOut },
  };
}

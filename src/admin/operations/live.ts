import { z } from 'zod';
import { MATCH_KEY_TYPES, NOTES } from '../../amazon/conversion.ts';
import { DspatchError } from '../../base/errors.ts';
import { DEAD_REASONS } from '../../delivery/outcome.ts';
import { DROP_REASONS } from '../../event/drop.ts';
import { EVENT_TYPES } from '../../event/event.ts';
import { safeMessageId } from '../../event/safe.ts';
import type { Entry, Ledger } from '../../ledger/ledger.ts';
import type { Queue } from '../../queue/queue.ts';
import type { LiveEvents } from '../../telemetry/live-events.ts';
import { LIVE_ENDS, LIVE_FATES } from '../../telemetry/live-item.ts';
import type { LiveOperations } from '../api/live.ts';
import type { Handlers, Specs } from '../operation.ts';
import { entry } from './ledger.ts';
import { eventName, name, only, time, words } from './parts.ts';

const keyTypes = z.array(z.enum(MATCH_KEY_TYPES));

const liveEvent = z.strictObject({
  receivedAt: time,
  pipeline: z.string(),
  messageId: z.string(),
  event: z.string(),
  type: z.enum(EVENT_TYPES).optional(),
  routes: z
    .array(
      z.strictObject({
        integration: z.string(),
        fate: z.enum(LIVE_FATES),
        reason: z.enum(codesOf(DROP_REASONS)).optional().describe('why it was dropped'),
        detail: z.string().optional(),
        target: z.string().optional(),
        lane: z.string().optional(),
        consent: z.string().optional().describe('by what the consent gate decided'),
        notes: z
          .array(z.enum(codesOf(NOTES)))
          .optional()
          .describe('what it is sent without'),
        keys: z
          .strictObject({ present: keyTypes, unusable: keyTypes, missing: keyTypes })
          .optional()
          .describe('its match keys by type, never their values'),
      }),
    )
    .describe('what mapping made of it in each integration'),
});

const liveSettled = z.strictObject({
  at: time,
  pipeline: z.string(),
  messageId: z.string(),
  integration: z.string(),
  event: z.string(),
  entry: z.int().describe('the id of its entry in the ledger'),
  became: z.enum(LIVE_ENDS),
  reason: z.enum(codesOf(DEAD_REASONS)).optional().describe('why it died'),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  nextAt: time.optional(),
});

const message = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('event'), id: z.string(), data: liveEvent }),
  z
    .strictObject({ event: z.literal('settled'), id: z.string(), data: liveSettled })
    .describe('what became of a delivery: attach it by pipeline, messageId and integration'),
  z
    .strictObject({ event: z.literal('missed'), data: z.strictObject({ n: z.int() }) })
    .describe('so many messages were lost to a caller who reads too slowly, or came back too late'),
]);

export const LIVE_SPECS: Specs<LiveOperations> = {
  'GET /api/live': {
    permission: 'read',
    summary:
      'The last 100 events, then each as it comes, with what mapping made of it and what became of its deliveries.',
    query: only({
      ...{ pipeline: words, event: eventName, integration: words, reason: words },
      fate: z.enum(LIVE_FATES, `must be one of ${LIVE_FATES.join(', ')}`).optional(),
    }),
    response: message,
    stream: true,
  },
  'GET /api/pipelines/:pipeline/events/:messageId': {
    permission: 'read',
    summary: 'The whole way of one event: what became of it in each integration, and each try as far as it is kept.',
    params: z.strictObject({ pipeline: name, messageId: z.string().min(1).max(1_000) }),
    response: z.strictObject({
      pipeline: z.string(),
      messageId: z.string(),
      event: z.string(),
      integrations: z.array(z.strictObject({ integration: z.string(), entries: z.array(entry) })),
      recent: z
        .strictObject({ events: z.array(liveEvent), settled: z.array(liveSettled) })
        .describe('what the live view still has of it'),
    }),
  },
};

/** What the operations on single events work with. */
export interface LiveParts {
  readonly storage: Queue & Ledger;
  readonly liveEvents: LiveEvents;
  readonly retention: { readonly ledgerDays: number; readonly deadLetterDays: number };
}

/** The most entries of one event that are looked for: a sender may send it without an end. */
const MOST_ENTRIES = 1_000;

export function liveHandlers({ storage, liveEvents, retention }: LiveParts): Handlers<LiveOperations> {
  return {
    'GET /api/live': async ({ query, lastEventId, signal }) => {
      const watcher = await liveEvents.watch(query, lastEventId);
      signal.addEventListener('abort', () => watcher.close());
      if (signal.aborted) watcher.close();
      return watcher;
    },
    'GET /api/pipelines/:pipeline/events/:messageId': async ({ params: { pipeline, messageId: given } }) => {
      // As the ledger knows it.
      const messageId = safeMessageId(given) ?? given;
      const { entries } = await storage.search({ pipeline, messageId, limit: MOST_ENTRIES });
      const [newest] = entries;
      if (newest === undefined) {
        const { ledgerDays, deadLetterDays } = retention;
        const kept = `what was delivered or dropped is kept ${ledgerDays} days, and dead letters ${deadLetterDays}`;
        throw new DspatchError(
          'not_found',
          `the ledger has no event with this messageId in the pipeline "${pipeline}": it never came, or it is too long ago (${kept})`,
        );
      }
      const names = [...new Set(entries.map(({ integration }) => integration))].sort();
      return {
        ...{ pipeline, messageId, event: newest.event },
        integrations: names.map((integration) => ({
          integration,
          entries: entries.filter((one: Entry) => one.integration === integration),
        })),
        recent: liveEvents.recent(pipeline, messageId, entries),
      };
    },
  };
}

function codesOf<C extends string>(table: Readonly<Record<C, unknown>>): [C, ...C[]] {
  return Object.keys(table) as [C, ...C[]];
}

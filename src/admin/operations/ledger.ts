import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { safeMessageId } from '../../event/safe.ts';
import { coverageOf } from '../../ledger/coverage.ts';
import { COUNTED, FATES, type Ledger } from '../../ledger/ledger.ts';
import type { Queue } from '../../queue/queue.ts';
import type { LedgerOperations, Times } from '../api/ledger.ts';
import type { Handlers, Specs } from '../operation.ts';
import { InvalidRequest } from '../problems.ts';
import { timeOrAgo } from '../times.ts';
import { time, words } from './parts.ts';

const times = { since: z.string().optional(), until: z.string().optional() };
const filters = { pipeline: words, integration: words, event: words, reason: words, ...times };

const entry = z.strictObject({
  id: z.int(),
  messageId: z.string(),
  pipeline: z.string(),
  integration: z.string(),
  event: z.string(),
  fate: z.enum(FATES),
  reason: z.string().optional(),
  detail: z.string().optional(),
  requestId: z.string().optional(),
  consent: z.string().optional(),
  attempts: z.int(),
  receivedAt: time,
  occurredAt: time,
  settledAt: time.optional(),
});

const count = z.strictObject({
  pipeline: z.string(),
  integration: z.string(),
  event: z.string(),
  counted: z.enum(COUNTED),
  reason: z.string(),
  n: z.int(),
});

const countsQuery = z.strictObject({ pipeline: words, integration: words, ...times });

export const LEDGER_SPECS: Specs<LedgerOperations> = {
  'GET /api/events': {
    permission: 'read',
    summary: 'Search what became of events, the newest first.',
    query: z.strictObject({
      ...filters,
      messageId: words,
      fate: z.enum(FATES).optional(),
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(1_000).optional(),
    }),
    response: z.strictObject({ entries: z.array(entry), next: z.int().optional() }),
  },
  'GET /api/counts': {
    permission: 'read',
    summary: 'What became of events, counted by pipeline, integration, event and reason.',
    query: countsQuery,
    response: z.strictObject({ counts: z.array(count) }),
  },
  'GET /api/match': {
    permission: 'read',
    summary: 'Which match keys the events had, by pipeline and integration, and which next key would add most.',
    query: countsQuery,
  },
  'POST /api/replay': {
    permission: 'deploy',
    summary: 'Send dead letters again, under the dedupe ids they had. Go on with `after: next` until there is no next.',
    body: z
      .strictObject({
        ...filters,
        ids: z.array(z.int().positive()).max(10_000).optional(),
        all: z.literal(true).optional(),
        after: z.int().nonnegative().optional(),
        dryRun: z.boolean().optional(),
      })
      .refine(
        ({ after: _after, dryRun: _dryRun, ...chosen }) => Object.values(chosen).some((one) => one !== undefined),
        'say which: by ids, pipeline, integration, event, reason or time; or all: true',
      ),
  },
};

/** What the ledger's operations work with. */
export interface LedgerParts {
  readonly storage: Queue & Ledger;
  readonly clock: Clock;
}

export function ledgerHandlers({ storage, clock }: LedgerParts): Handlers<LedgerOperations> {
  const timed = <T extends Times>(query: T): Omit<T, 'since' | 'until'> & { since?: number; until?: number } => {
    const { since, until, ...rest } = query;
    const now = clock.now();
    return { ...rest, ...readTime('since', since, now), ...readTime('until', until, now) };
  };
  return {
    'GET /api/events': async ({ query }) => {
      const { messageId, ...rest } = timed(query);
      // As the ledger knows it.
      const id = messageId === undefined ? undefined : (safeMessageId(messageId) ?? messageId);
      return storage.search({ ...rest, messageId: id });
    },
    'GET /api/counts': async ({ query }) => ({ counts: await storage.counts(timed(query)) }),
    'GET /api/match': async ({ query }) => ({ coverage: coverageOf(await storage.counts(timed(query))) }),
    'POST /api/replay': async ({ body, audit }) => {
      const { after, dryRun = false, all: _all, ...query } = timed(body);
      const replayed = await storage.replay(query, { after, dryRun }, clock.now());
      if (!dryRun && replayed.replayed > 0)
        audit('deliveries.replayed', 'dead letters', { after: { ...body } as never });
      return replayed;
    },
  };
}

function readTime(key: 'since' | 'until', text: string | undefined, now: number): { [key: string]: number } {
  if (text === undefined) return {};
  const at = timeOrAgo(text, now);
  if (at !== undefined) return { [key]: at };
  const message = 'not a time (2026-11-20T10:15:30Z, or how long ago: 15m, 24h, 7d)';
  throw new InvalidRequest(`${key}: ${message}`, [{ path: key, message }]);
}

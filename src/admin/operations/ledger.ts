import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { orderKey } from '../../event/order-key.ts';
import { safeMessageId } from '../../event/safe.ts';
import { coverageOf } from '../../ledger/coverage.ts';
import { COUNTED, FATES, type Ledger } from '../../ledger/ledger.ts';
import type { Queue } from '../../queue/queue.ts';
import type { LedgerOperations, Times } from '../api/ledger.ts';
import type { Handlers, Specs } from '../operation.ts';
import { timesOf } from '../times.ts';
import { eventName, only, time, times, truth, wholeFrom, words } from './parts.ts';

const filters = { pipeline: words, integration: words, event: eventName, reason: words, ...times };
const ID = 'must be the id of a dead letter, a whole number from 1 up';
const AFTER = 'must be the "next" of the step before';

/** An entry of the ledger. */
export const entry: z.ZodType = z.strictObject({
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

const countsQuery = only({ pipeline: words, integration: words, ...times });

export const LEDGER_SPECS: Specs<LedgerOperations> = {
  'GET /api/events': {
    permission: 'read',
    summary: 'Search what became of events, the newest first.',
    query: only({
      ...filters,
      messageId: words,
      order: words,
      fate: z.enum(FATES, `must be one of ${FATES.join(', ')}`).optional(),
      before: wholeFrom(1),
      limit: wholeFrom(1, 1_000),
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
    body: only({
      ...filters,
      ids: z
        .array(z.number(ID).int(ID).positive(ID), 'must be a list of ids')
        .min(1, 'must name an id')
        .max(10_000, 'must name at most 10,000 ids')
        .optional(),
      all: z.literal(true, 'must be true, or left out').optional(),
      after: z.number(AFTER).int(AFTER).nonnegative(AFTER).optional(),
      dryRun: truth,
    }).refine(({ ids, all }) => ids !== undefined || all === true, {
      error: 'name the "ids" of dead letters to replay, or say "all": true for all that match the filters',
    }),
    response: z.strictObject({ replayed: z.int(), tooOld: z.int(), next: z.int().optional() }),
  },
};

/** What the ledger's operations work with. */
export interface LedgerParts {
  readonly storage: Queue & Ledger;
  readonly clock: Clock;
  /** How long the ledger's entries are kept, in milliseconds. */
  readonly ledgerKept: number;
}

export function ledgerHandlers({ storage, clock }: LedgerParts): Handlers<LedgerOperations> {
  const timed = <T extends Times>(query: T): Omit<T, 'since' | 'until'> & { since?: number; until?: number } => {
    const { since, until, ...rest } = query;
    return { ...rest, ...timesOf({ since, until }, clock.now()) };
  };
  return {
    'GET /api/events': async ({ query }) => {
      const { messageId, order, ...rest } = timed(query);
      // As the ledger knows it.
      const id = messageId === undefined ? undefined : (safeMessageId(messageId) ?? messageId);
      return storage.search({ ...rest, messageId: id, orderKey: orderKey(order) });
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

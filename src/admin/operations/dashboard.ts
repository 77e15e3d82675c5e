import { z } from 'zod';
import { DAY } from '../../base/durations.ts';
import { type Dashboard, dashboardOf } from '../../ledger/dashboard.ts';
import { STEPS, type Step } from '../../ledger/ledger.ts';
import { beginOf, finestStep, keptSince, STEP_MS } from '../../ledger/steps.ts';
import type { DashboardOperations, DashboardQuery } from '../api/dashboard.ts';
import type { Handlers, Specs } from '../operation.ts';
import { InvalidRequest } from '../problems.ts';
import { timesOf } from '../times.ts';
import type { LedgerParts } from './ledger.ts';
import { eventName, only, time, times, words } from './parts.ts';

const figures = {
  received: z.int().describe('events, for each integration that got them'),
  duplicates: z.int(),
  dropped: z.int().describe('for any reason besides being a duplicate'),
  compliance: z.int().describe('of the dropped: because of consent'),
  delivered: z.int(),
  dead: z.int(),
  replayed: z.int(),
  waiting: z.int().describe('how many waited at its end'),
  p50: z.int().optional().describe('milliseconds from receipt within which half of the delivered were delivered'),
  p95: z.int().optional().describe('the same for 95 of 100'),
};
const reasonCount = { reason: z.string(), n: z.int() };
const source = { pipeline: z.string(), integration: z.string(), event: z.string(), definition: z.string() };

const response = z.strictObject({
  ...{ since: time, until: time, step: z.enum(STEPS) },
  totals: z.strictObject(figures),
  series: z.array(z.strictObject({ at: time, ...figures })).describe('every step, also where nothing happened'),
  breakdown: z
    .array(z.strictObject({ ...source, ...figures }))
    .describe('the most received first; here `waiting` is of now'),
  more: z.int().describe('how many further rows the breakdown would have'),
  drops: z.array(z.strictObject({ ...reasonCount, compliance: z.boolean() })),
  deaths: z.array(z.strictObject(reasonCount)),
  refused: z.array(z.strictObject(reasonCount)),
  coverage: z.array(
    z.strictObject({
      ...{ pipeline: z.string(), integration: z.string(), events: z.int() },
      keys: z.array(z.strictObject({ type: z.string(), present: z.int(), unusable: z.int() })),
      next: z.string().optional().describe('the key that would add most matches'),
    }),
  ),
  now: z.strictObject({ waiting: z.int(), oldest: time.optional(), dead: z.int(), open: z.boolean() }),
});

export const DASHBOARD_SPECS: Specs<DashboardOperations> = {
  'GET /api/dashboard': {
    permission: 'read',
    summary:
      'What became of events over time: totals, a series, by event and definition, reasons, delivery times, match keys.',
    query: only({
      ...{ pipeline: words, integration: words, event: eventName, definition: words, ...times },
      step: z.enum(STEPS, `must be one of ${STEPS.join(', ')}`).optional(),
    }),
    response,
  },
};

export function dashboardHandlers({ storage, clock, ledgerKept }: LedgerParts): Handlers<DashboardOperations> {
  return {
    'GET /api/dashboard': async ({ query }) => {
      const { since: from, until: to, step: asked, ...source } = query;
      const now = clock.now();
      const window = windowOf(timesOf({ since: from, until: to }, now), asked, { now, ledgerKept });
      const [series, stats] = await Promise.all([storage.series({ ...source, ...window }), storage.stats()]);
      const oldest = Math.min(...stats.lanes.map((lane) => lane.oldest ?? Number.POSITIVE_INFINITY));
      return {
        ...dashboardOf(series, window, stepsIn(window)),
        now: {
          waiting: stats.lanes.reduce((sum, lane) => sum + lane.waiting, 0),
          oldest: Number.isFinite(oldest) ? oldest : undefined,
          dead: stats.dead,
          open: stats.intake.open,
        },
      };
    },
  };
}

type Window = Pick<Dashboard, 'since' | 'until' | 'step'>;

/** The whole steps that hold a time; the last day, where none is asked for. */
function windowOf(
  { since = Number.NaN, until: asked = Number.NaN }: { since?: number; until?: number },
  step: DashboardQuery['step'],
  { now, ledgerKept }: { readonly now: number; readonly ledgerKept: number },
): Window {
  const until = Number.isNaN(asked) ? now : Math.min(asked, now);
  const from = Number.isNaN(since) ? until - DAY : since;
  if (from >= until) refuse('since', 'must lie before "until", and in the past');
  const chosen = step ?? finestStep(from, now);
  const kept = keptSince(chosen, now, ledgerKept);
  if (step !== undefined && from < kept) refuse('step', notKept(step, kept));
  const length = STEP_MS[chosen];
  // A step that is not kept any more would look as if nothing had happened in it.
  return { since: beginOf(chosen, Math.max(from, kept)), until: beginOf(chosen, until - 1) + length, step: chosen };
}

function notKept(step: Step, kept: number): string {
  const other = step === 'minute' ? 'hour' : 'day';
  const instead = step === 'day' ? '' : `: ask by the ${other}`;
  return `counts by the ${step} are kept since ${new Date(kept).toISOString()}${instead}, or with a later "since"`;
}

function refuse(path: string, message: string): never {
  throw new InvalidRequest(`${path}: ${message}`, [{ path, message }]);
}

function stepsIn({ since, until, step }: Window): number[] {
  const steps: number[] = [];
  for (let at = since; at < until; at += STEP_MS[step]) steps.push(at);
  return steps;
}

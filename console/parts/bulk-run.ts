import type { ReplayBody } from '../../src/admin/api/ledger.ts';
import type { ResendBody } from '../../src/admin/api/sealed.ts';
import { call } from '../api/client.ts';

/** What one step of a bulk run came to. */
export interface BulkStep {
  /** How many wait for delivery again; in a dry run: would. */
  readonly done: number;
  /** Others that were looked at, by what becomes of them. */
  readonly others: Readonly<Record<string, number>>;
  /** Where to go on; undefined at the end. */
  readonly next: number | undefined;
}

/** Something that is done to many events, step by step. */
export interface BulkRun {
  readonly title: string;
  /** The verb of its button. */
  readonly action: string;
  /** What happens to each. */
  readonly about: string;
  step(from: { readonly after: number | undefined; readonly dryRun: boolean }, signal: AbortSignal): Promise<BulkStep>;
}

/** Sends dead letters again. */
export function replayRun(body: Omit<ReplayBody, 'after' | 'dryRun'>): BulkRun {
  return {
    title: 'Replay dead letters',
    action: 'Replay',
    about: 'Each is sent again as it was mapped then, under the dedupe id it had: Amazon counts none of them twice.',
    step: async ({ after, dryRun }, signal) => {
      const done = await call('POST /api/replay', { body: { ...body, after, dryRun } }, signal);
      return { done: done.replayed, others: { 'too old for Amazon': done.tooOld }, next: done.next };
    },
  };
}

/** Runs events that were dropped for something mendable through what runs now. */
export function resendRun(body: Omit<ResendBody, 'after' | 'dryRun'>): BulkRun {
  return {
    title: 'Run dropped events again',
    action: 'Run again',
    about:
      'Each is mapped by what the pipeline runs now, from its sealed copy, and what comes of it waits for delivery. Events of which no copy is kept stay dropped.',
    step: async ({ after, dryRun }, signal) => {
      const { resent, already, notKept, detached, dropped, next } = await call(
        'POST /api/resend',
        { body: { ...body, after, dryRun } },
        signal,
      );
      const still = dropped.map(({ reason, n }) => [`dropped still: ${reason}`, n] as const);
      const others = {
        'taken meanwhile': already,
        'not to be told from their copies': notKept,
        'of an integration that the pipeline does not have any more': detached,
        ...Object.fromEntries(still),
      };
      return { done: resent, others, next };
    },
  };
}

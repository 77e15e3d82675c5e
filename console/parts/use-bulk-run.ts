import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type ApiProblem, asProblem } from '../api/problem.ts';
import type { BulkRun } from './bulk-run.ts';

/** How many events were looked at, and what came of them. */
export interface BulkTally {
  readonly done: number;
  readonly others: Readonly<Record<string, number>>;
}

/** `counting` is the dry run, `counted` its end; `stopped` by the person, `failed` by a problem: what was done until then is done. */
export type BulkPhase = 'counting' | 'counted' | 'running' | 'stopped' | 'failed' | 'finished';

export interface BulkState {
  readonly phase: BulkPhase;
  readonly counted: BulkTally;
  readonly came: BulkTally;
  readonly problem: ApiProblem | undefined;
}

const NONE: BulkTally = { done: 0, others: {} };

/** All that a tally is of. */
export function lookedAt({ done, others }: BulkTally): number {
  return Object.values(others).reduce((sum, n) => sum + n, done);
}

/** Counts what a bulk run would do, at once; does it when it is told to; stops between two steps. */
export function useBulkRun(run: BulkRun): {
  readonly state: BulkState;
  readonly start: () => void;
  readonly stop: () => void;
} {
  const client = useQueryClient();
  const [state, setState] = useState<BulkState>({ phase: 'counting', counted: NONE, came: NONE, problem: undefined });
  const leaving = useRef<AbortController>(undefined);
  const isStopped = useRef(false);

  const go = async (dryRun: boolean, signal: AbortSignal): Promise<void> => {
    const tally = dryRun ? 'counted' : 'came';
    try {
      let sum = NONE;
      let after: number | undefined;
      do {
        const step = await run.step({ after, dryRun }, signal);
        sum = added(sum, step);
        const shown = sum;
        setState((now) => ({ ...now, [tally]: shown }));
        after = step.next;
      } while (after !== undefined && !isStopped.current);
      const phase = dryRun ? 'counted' : after === undefined ? 'finished' : 'stopped';
      setState((now) => ({ ...now, phase }));
    } catch (error) {
      if (!signal.aborted) setState((now) => ({ ...now, phase: 'failed', problem: asProblem(error) }));
    }
    if (!dryRun) void client.invalidateQueries();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: it counts once, when it is opened
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    void go(true, controller.signal);
    return () => controller.abort();
  }, []);

  return {
    state,
    start: () => {
      isStopped.current = false;
      setState((now) => ({ ...now, phase: 'running' }));
      if (leaving.current !== undefined) void go(false, leaving.current.signal);
    },
    stop: () => {
      isStopped.current = true;
    },
  };
}

function added(sum: BulkTally, step: BulkTally): BulkTally {
  const others = { ...sum.others };
  for (const [what, n] of Object.entries(step.others)) if (n > 0) others[what] = (others[what] ?? 0) + n;
  return { done: sum.done + step.done, others };
}

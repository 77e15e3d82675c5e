import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/client.ts';
import { type ApiProblem, asProblem } from '../../api/problem.ts';
import { type RowFate, runImport } from './import-run.ts';
import type { ItemSource } from './item.ts';

/** How far a run is. */
export interface RunState {
  readonly phase: 'not begun' | 'running' | 'stopped' | 'done';
  /** Rows that were answered. */
  readonly done: number;
  /** Until when the gateway asked to be left alone, epoch milliseconds. */
  readonly waitsUntil: number | undefined;
  readonly problem: ApiProblem | undefined;
}

/** A run of a file's events through the gateway. */
export interface ImportRun extends RunState {
  /** What became of the rows until now. */
  readonly fates: readonly RowFate[];
  /** Begins, or goes on where it was stopped. */
  readonly go: () => void;
  /** Stops after the request that is under way. */
  readonly stop: () => void;
}

const NOT_BEGUN: RunState = { phase: 'not begun', done: 0, waitsUntil: undefined, problem: undefined };

/** Sends a file's events to a pipeline, or asks what would become of them (`dryRun`). It stops when the page is left. */
export function useImportRun(source: ItemSource, pipeline: string, dryRun: boolean): ImportRun {
  const [state, setState] = useState(NOT_BEGUN);
  const fates = useRef<RowFate[]>([]);
  const stopper = useRef<AbortController>(undefined);
  useEffect(() => () => stopper.current?.abort(), []);

  const change = (more: Partial<RunState>): void => setState((before) => ({ ...before, ...more }));
  const run = async (from: number, signal: AbortSignal): Promise<void> => {
    let done = from;
    try {
      await runImport(source, from, {
        signal,
        send: (events) =>
          call('POST /api/pipelines/:pipeline/import', { params: { pipeline }, body: { events, dryRun } }),
        wait: async (seconds) => {
          change({ waitsUntil: Date.now() + seconds * 1_000 });
          await slept(seconds * 1_000, signal);
          change({ waitsUntil: undefined });
        },
        onChunk: (found, next) => {
          for (const fate of found) fates.current.push(fate);
          done = next;
          change({ done });
        },
      });
      change({ phase: done < source.count ? 'stopped' : 'done', waitsUntil: undefined });
    } catch (error) {
      change({ phase: 'stopped', waitsUntil: undefined, problem: asProblem(error) });
    }
  };
  return {
    ...state,
    fates: fates.current,
    go: () => {
      stopper.current = new AbortController();
      change({ phase: 'running', problem: undefined });
      void run(state.done, stopper.current.signal);
    },
    stop: () => stopper.current?.abort(),
  };
}

function slept(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const stop = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

import { type DestinationStream, type Logger, pino } from 'pino';
import type { OutcomeKind } from '../delivery/outcome.ts';

export type { Logger } from 'pino';

/**
 * The gateway's log: JSON lines on standard error. A line holds what is said in the call and nothing else: no request bodies, no event
 * fields, no secrets.
 */
export function createLog(level: string, stream?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream ?? pino.destination({ fd: 2, sync: false }),
  );
}

/** What the line of a batch says. */
export interface BatchLine {
  readonly integration: string;
  readonly lane: string;
  readonly items: number;
  readonly bytes: number;
  readonly ms: number;
  readonly requestId: string | undefined;
  /** How many items came to what. */
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  readonly message: string | undefined;
}

/** The one wide line of a batch. */
export function logBatch(log: Logger, batch: BatchLine): void {
  const { integration, lane, items, bytes, ms, requestId, outcomes, message } = batch;
  const line = { what: 'batch', integration, lane, items, bytes, ms: Math.round(ms), requestId, outcomes, message };
  const allDelivered = outcomes.delivered === items;
  if (allDelivered) log.info(line);
  else log.warn(line);
}

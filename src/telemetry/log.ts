import { type DestinationStream, type Logger, pino } from 'pino';
import type { BatchReport } from '../delivery/worker.ts';

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

/** The one wide line of a batch. */
export function logBatch(log: Logger, report: BatchReport): void {
  const { integration, lane, items, bytes, ms, requestId, outcomes, message } = report;
  const line = { what: 'batch', integration, lane, items, bytes, ms: Math.round(ms), requestId, outcomes, message };
  const allDelivered = outcomes.delivered === items;
  if (allDelivered) log.info(line);
  else log.warn(line);
}

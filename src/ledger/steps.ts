import { DAY, HOUR, MINUTE } from '../base/durations.ts';
import type { Step } from './ledger.ts';

/** How long a step is, in milliseconds. */
export const STEP_MS: Readonly<Record<Step, number>> = { minute: MINUTE, hour: HOUR, day: DAY };

/** The longest that counts are kept by the minute and by the hour, in milliseconds. */
const MINUTES_KEPT = 6 * HOUR;
const HOURS_KEPT = 14 * DAY;
/** Days are kept for a year with the one before to compare it with, or as long as the ledger where that is longer. */
const DAYS_KEPT = 400 * DAY;

/** When the step begins that a time is in, epoch milliseconds. */
export function beginOf(step: Step, at: number): number {
  return Math.floor(at / STEP_MS[step]) * STEP_MS[step];
}

/** The begin of the oldest step that is kept, epoch milliseconds; `ledger` is the ledger's own retention, in milliseconds. */
export function keptSince(step: Step, now: number, ledger: number): number {
  if (step === 'minute') return beginOf('minute', now - MINUTES_KEPT);
  // Whole days, so that a day has all of its hours or none.
  if (step === 'hour') return beginOf('day', now - HOURS_KEPT);
  return beginOf('day', now - Math.max(DAYS_KEPT, ledger));
}

/** The finest step that is kept for all of a time, and gives no more points than a chart can show. */
export function finestStep(since: number, now: number): Step {
  if (since >= keptSince('minute', now, 0)) return 'minute';
  return since >= keptSince('hour', now, 0) ? 'hour' : 'day';
}

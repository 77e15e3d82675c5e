import type { Step } from '../../../src/ledger/ledger.ts';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, {
  ...({ weekday: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const),
});
// Days are counted by UTC: in another zone one would have the name of its neighbour.
const UTC_DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const WHOLE = new Intl.NumberFormat();

/** When a step began, in the viewer's zone: `14:05`, `Mon 12, 14:00`; days in UTC. */
export function stepText(at: number, step: Step): string {
  if (step === 'minute') return TIME.format(at);
  return step === 'hour' ? DAY_AND_TIME.format(at) : UTC_DAY.format(at);
}

/** A number as the viewer writes it, where only text will do. */
export function countText(n: number): string {
  return WHOLE.format(n);
}

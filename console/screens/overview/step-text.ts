import type { Step } from '../../../src/ledger/ledger.ts';

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, {
  ...({ day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const),
});
// Days are counted by UTC: in another zone one would have the name of its neighbour.
const UTC_DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const WHOLE = new Intl.NumberFormat();

/** More hours than these are told apart by their days. */
const HOURS_OF_ONE_DAY = 25;

/** When a step began, in the viewer's zone: `14:05`, `12 Nov, 14:00`; days in UTC. */
export function stepText(at: number, step: Step): string {
  if (step === 'minute') return TIME.format(at);
  return step === 'hour' ? DAY_AND_TIME.format(at) : UTC_DAY.format(at);
}

/** The same as short as an axis wants it, which has so many steps. */
export function tickText(at: number, step: Step, steps: number): string {
  if (step === 'day') return UTC_DAY.format(at);
  return step === 'hour' && steps > HOURS_OF_ONE_DAY ? DAY.format(at) : TIME.format(at);
}

/** A number as the viewer writes it, where only text will do. */
export function countText(n: number): string {
  return WHOLE.format(n);
}

import { type ReactElement, useSyncExternalStore } from 'react';

const LOCAL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const DAY_ONLY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const AGO = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A time in the viewer's zone, with UTC on hover. `ago`: how long ago, or until then. `day`: without the time of day. `clock`: that alone. */
export function When({
  at,
  as = 'time',
}: {
  /** Epoch milliseconds, or ISO 8601. */
  readonly at: number | string;
  readonly as?: 'time' | 'day' | 'clock' | 'ago';
}): ReactElement {
  const now = useSyncExternalStore(onHalfMinute, halfMinute);
  const date = new Date(at);
  const utc = `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const local = LOCAL.format(date);
  const text =
    as === 'ago' ? ago(date.getTime(), now) : as === 'time' ? local : (as === 'day' ? DAY_ONLY : CLOCK).format(date);
  return (
    <time dateTime={date.toISOString()} title={as === 'time' ? utc : `${local} (${utc})`}>
      {text}
    </time>
  );
}

function ago(at: number, now: number): string {
  const ms = at - now;
  const [unit, length] = STEPS.find(([, length]) => Math.abs(ms) >= length) ?? [];
  if (unit === undefined || length === undefined) return ms < HALF_MINUTE ? 'just now' : 'in a moment';
  return AGO.format(Math.trunc(ms / length), unit);
}

const HALF_MINUTE = 30_000;

function halfMinute(): number {
  return Math.floor(Date.now() / HALF_MINUTE) * HALF_MINUTE;
}

function onHalfMinute(tell: () => void): () => void {
  const timer = setInterval(tell, HALF_MINUTE);
  return () => clearInterval(timer);
}

/** Lengths of time in milliseconds. */
export const SECOND = 1_000;
export const MINUTE: number = 60 * SECOND;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** A length of time for people: `850 ms`, `12 s`, `3 min`, `5 h`, `2.5 d`. */
export function formatDuration(ms: number): string {
  const abs = Math.abs(ms);
  if (abs < SECOND) return `${Math.round(ms)} ms`;
  if (abs < 2 * MINUTE) return `${trim(ms / SECOND)} s`;
  if (abs < 2 * HOUR) return `${trim(ms / MINUTE)} min`;
  if (abs < 2 * DAY) return `${trim(ms / HOUR)} h`;
  return `${trim(ms / DAY)} d`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}

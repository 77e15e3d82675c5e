const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A length of time in milliseconds as the viewer writes it, in the greatest unit that fits: `1.2 s`. */
export function durationText(ms: number): string {
  const [unit, length] = UNITS.find(([, length]) => ms >= length) ?? (['millisecond', 1] as const);
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: ms < 10 * length ? 1 : 0 } as const;
  return new Intl.NumberFormat(undefined, style).format(ms / length);
}

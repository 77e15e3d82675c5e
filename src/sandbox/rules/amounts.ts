/**
 * Whether a number has at most two decimals. Compared as text: `v % 0.01` is not 0 for most amounts, because 0.01 is not a
 * double.
 */
export function hasCents(value: number): boolean {
  return Number(value.toFixed(2)) === value;
}

import type { ReactElement } from 'react';
import classes from './num.module.css';

const WHOLE = new Intl.NumberFormat();
const SHARE = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const BYTES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A number as the viewer writes it, in digits of one width. `share`: from 0 to 1, as per cent. */
export function Num({
  n,
  as = 'count',
}: {
  readonly n: number;
  readonly as?: 'count' | 'share' | 'bytes';
}): ReactElement {
  const text = as === 'count' ? WHOLE.format(n) : as === 'share' ? SHARE.format(n) : bytes(n);
  return <span className={classes.num}>{text}</span>;
}

function bytes(n: number): string {
  const step = n < 1 ? 0 : Math.min(BYTES.length - 1, Math.floor(Math.log10(n) / 3));
  const unit = BYTES[step] ?? 'byte';
  // Short for bytes is `215 byte`.
  const unitDisplay = step === 0 ? 'long' : 'short';
  const figure = { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(undefined, figure).format(n / 1000 ** step);
}

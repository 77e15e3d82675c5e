/** Which sign comes before the cents. */
export type DecimalSign = '.' | ',';

/**
 * Which sign a column's amounts have before the cents: the last of two different ones in a value (`1.234,50`), or one with other than three
 * digits behind it (`19,99`); never one that stands there twice (`1.234.567`). A point where nothing tells.
 */
export function decimalSignOf(values: Iterable<string>): DecimalSign {
  for (const value of values) {
    const [, signs = '', digits = ''] = /([.,](?:[\d\s]*[.,])*)(\d*)\D*$/.exec(value) ?? [];
    const [first, last] = [signs[0], signs.at(-1)];
    if (last !== '.' && last !== ',') continue;
    if (first !== last) return last;
    if (signs.length > 1) return last === '.' ? ',' : '.';
    if (digits.length !== 3) return last;
  }
  return '.';
}

/** An amount as people write it, with or without a currency's sign and groups of thousands; undefined for what is no number. */
export function readAmount(text: string, decimal: DecimalSign): number | undefined {
  const bare = text.replace(/^[\p{Sc}A-Za-z\s]+|[\p{Sc}A-Za-z\s]+$/gu, '').replace(/^([-+]?)\p{Sc}\s?/u, '$1');
  const group = decimal === '.' ? /[,\s'’](?=\d{3}(?:\D|$))/g : /[.\s'’](?=\d{3}(?:\D|$))/g;
  const plain = bare.replace(group, '').replace(decimal, '.');
  return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}

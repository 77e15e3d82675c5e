const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * Reads a time in the form Amazon documents, `YYYY-MM-DDThh:mm:ssTZD` with `Z` or `+hh:mm` as the zone (fact sheet 1.1).
 * Fractions of a second pass, because clients are known to send them. Returns epoch milliseconds (fractions cut off), or
 * undefined for every other text: no zone, no epoch number, no 30 February.
 */
export function readIsoTime(text: string): number | undefined {
  const part = SHAPE.exec(text);
  if (part === null) return undefined;
  const year = Number(part[1]);
  const month = Number(part[2]);
  const day = Number(part[3]);
  const [hour, minute, second] = [Number(part[4]), Number(part[5]), Number(part[6])];
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59 || year < 1000) return undefined;
  if (day < 1 || day > daysIn(year, month)) return undefined;
  const utc = Date.UTC(year, month - 1, day, hour, minute, second);
  if (part[7] === undefined) return utc;
  const offset = (Number(part[8]) * 60 + Number(part[9])) * 60_000;
  return part[7] === '+' ? utc - offset : utc + offset;
}

/** Epoch milliseconds as `YYYY-MM-DDThh:mm:ssZ`. */
export function writeIsoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Which comes first where a date is written with slashes, points or hyphens and its year at the end. */
export type DayOrder = 'day_first' | 'month_first';

/** How a column's times are read. */
export interface TimeReading {
  /** An IANA name, for times that do not say their offset. */
  readonly zone: string;
  readonly order: DayOrder;
}

const ISO = /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(.*)$/;
const YEAR_LAST = /^(\d\d?)[./-](\d\d?)[./-](\d{4})(?:,?\s+(\d\d?):(\d\d)(?::(\d\d))?\s*([ap])?\.?(?:m\.?)?)?\s*(.*)$/i;
const OFFSET = /^(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?$/i;

/**
 * A time in a file, as epoch milliseconds: ISO 8601, dates with the year last, epoch seconds and milliseconds. Undefined for anything else:
 * never a guess from free text.
 */
export function readTime(text: string, { zone, order }: TimeReading): number | undefined {
  const value = text.trim();
  if (/^\d{9,16}(\.\d+)?$/.test(value)) return fromEpoch(Number(value));
  const iso = ISO.exec(value);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, rest = ''] = iso;
    const ms = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
    return instant([year, month, day, hour, minute, second].map(Number0), ms, rest, zone);
  }
  const last = YEAR_LAST.exec(value);
  if (last === null) return undefined;
  const [, one, two, year, hour, minute, second, half, rest = ''] = last;
  const [day, month] = order === 'day_first' || value[one?.length ?? 0] === '.' ? [one, two] : [two, one];
  return instant([year, month, day, hourOf(hour, half), minute, second].map(Number0), 0, rest, zone);
}

/**
 * Which comes first in a column, day or month: undefined where no value tells. A first number above 12 is a day, a second above 12 makes the
 * first a month; with points the day always comes first.
 */
export function dayOrderOf(values: Iterable<string>): DayOrder | 'unclear' | undefined {
  let seen: 'unclear' | undefined;
  for (const value of values) {
    const found = /^(\d\d?)([/-])(\d\d?)[/-]\d{4}/.exec(value.trim());
    if (found === null) continue;
    if (Number(found[1]) > 12) return 'day_first';
    if (Number(found[3]) > 12) return 'month_first';
    seen = 'unclear';
  }
  return seen;
}

/** Whether a time says by itself when it was, whatever the zone. */
export function saysOffset(text: string): boolean {
  return (
    /^\d{9,16}(\.\d+)?$/.test(text.trim()) || /\d\s*(Z|UTC|GMT|([+-]\d\d(:?\d\d)?))$/i.test(afterDate(text.trim()))
  );
}

/** A date's own hyphens are no offset. */
function afterDate(text: string): string {
  return text.replace(/^\d+[./-]\d+[./-]\d+/, '');
}

function Number0(text: string | undefined): number {
  return Number(text ?? 0);
}

function hourOf(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return hour;
  return String((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0));
}

function fromEpoch(value: number): number {
  // Numbers below are seconds: as milliseconds they would lie before 1973.
  return Math.round(value < 1e11 ? value * 1000 : value);
}

function instant(parts: readonly number[], ms: number, rest: string, zone: string): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(wall);
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isReal) return undefined;
  if (/^(Z|UTC|GMT)$/i.test(rest)) return wall;
  const offset = OFFSET.exec(rest);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return wall - (offset[1] === '-' ? -minutes : minutes) * 60_000;
  }
  return rest === '' ? fromWall(wall, zone) : undefined;
}

/**
 * When a clock on a wall of a zone showed this; `wall` is that as if it were UTC. Of an hour that comes twice it is the first; one that is
 * left out is counted on from before.
 */
function fromWall(wall: number, zone: string): number {
  const guess = wall - aheadOfUtc(wall, zone);
  const before = wall - aheadOfUtc(guess - 3_600_000, zone);
  if (before + aheadOfUtc(before, zone) === wall) return before;
  const after = wall - aheadOfUtc(guess, zone);
  return after + aheadOfUtc(after, zone) === wall ? after : before;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clocks are ahead of UTC at a time, in milliseconds. */
function aheadOfUtc(at: number, zone: string): number {
  if (zone === 'UTC') return 0;
  let clock = clocks.get(zone);
  if (clock === undefined) {
    const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', second: 'numeric', ...numbers });
    clocks.set(zone, clock);
  }
  const part = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const read = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  const shown = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
  return shown - Math.floor(at / 1000) * 1000;
}

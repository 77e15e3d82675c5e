import metadata from 'libphonenumber-js/min/metadata';

/** What the library's numbering plans say about the numbers of one calling code. */
interface Plan {
  /** Lengths of a national number that are possible in every country of the calling code. */
  readonly lengths: ReadonlySet<number>;
  /** What the library may take for a national prefix and remove, also from international numbers. */
  readonly prefix: RegExp | undefined;
}

/** Positions in a country's row of the library's metadata, version 4. */
const LENGTHS = 3;
const NATIONAL_PREFIX = 5;
const NATIONAL_PREFIX_FOR_PARSING = 7;

const PLANS: ReadonlyMap<string, Plan> = plansOf();

function plansOf(): Map<string, Plan> {
  const plans = new Map<string, Plan>();
  // Another version of the data has other positions; without plans, every number goes through the library.
  if (metadata.version !== 4) return plans;
  const rows = metadata.countries as unknown as Readonly<Record<string, readonly unknown[]>>;
  for (const [code, countries] of Object.entries(metadata.country_calling_codes)) {
    const [main, ...others] = countries.map((country) => rows[country] ?? []);
    if (main === undefined) continue;
    const prefix = main[NATIONAL_PREFIX_FOR_PARSING] || main[NATIONAL_PREFIX];
    plans.set(code, {
      lengths: new Set(lengthsOf(main).filter((length) => others.every((row) => lengthsOf(row).includes(length)))),
      prefix: typeof prefix === 'string' ? new RegExp(`^(?:${prefix})`) : undefined,
    });
  }
  return plans;
}

function lengthsOf(row: readonly unknown[]): number[] {
  const lengths = row[LENGTHS];
  return Array.isArray(lengths) ? lengths : [];
}

const PLAIN = /^\+[1-9][0-9]{6,14}$/;

/**
 * The digits of a number in plain E.164 form (`+14155550123`) when the library would find it possible and return it
 * unchanged; undefined when only the library can tell. The library does three things to such a number: it cuts off the
 * calling code, removes a national prefix where it sees one, and compares the length with those of the country, which
 * some calling codes share. Here the prefix does not occur, and the length fits whichever country it is.
 *
 * 0.1 us instead of 2.5 to 7.5 us. The tests compare the two over every calling code.
 */
export function plainE164(value: string): string | undefined {
  if (!PLAIN.test(value)) return undefined;
  for (let end = 2; end <= 4; end++) {
    const plan = PLANS.get(value.slice(1, end));
    if (plan === undefined) continue;
    if (!plan.lengths.has(value.length - end) || plan.prefix?.test(value.slice(end)) === true) return undefined;
    return value.slice(1);
  }
  return undefined;
}

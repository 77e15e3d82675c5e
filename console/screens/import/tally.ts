import type { RowFate } from './import-run.ts';

/** Rows of one fate, in one integration, for one reason. */
export interface Outcomes {
  readonly integration: string;
  readonly fate: RowFate['fate'];
  readonly reason: string;
  readonly rows: number;
  /** The first of them, with what the gateway says of each. */
  readonly examples: readonly Pick<RowFate, 'row' | 'detail'>[];
}

/** What became of a file's rows. */
export interface Tally {
  /** Rows that go, or went, to one integration or more. */
  readonly accepted: number;
  /** The events that those are: fewer, where orders have several rows. */
  readonly events: number;
  readonly others: number;
  /** The most rows first; those that are accepted before all. */
  readonly outcomes: readonly Outcomes[];
}

const MOST_EXAMPLES = 5;

/** Counts rows by what became of them. */
export function tallyOf(fates: readonly RowFate[]): Tally {
  const outcomes = new Map<string, { of: RowFate; rows: Set<number>; examples: Outcomes['examples'][number][] }>();
  const [accepted, all, events] = [new Set<number>(), new Set<number>(), new Set<string>()];
  for (const fate of fates) {
    const key = JSON.stringify([fate.integration, fate.fate, fate.reason]);
    const found = outcomes.get(key) ?? { of: fate, rows: new Set(), examples: [] };
    outcomes.set(key, found);
    all.add(fate.row);
    if (fate.fate === 'accepted') {
      accepted.add(fate.row);
      events.add(fate.messageId);
    }
    // One event may count for several definitions of an integration: it is one row all the same.
    if (found.rows.has(fate.row)) continue;
    found.rows.add(fate.row);
    if (found.examples.length < MOST_EXAMPLES) found.examples.push({ row: fate.row, detail: fate.detail });
  }
  const list = [...outcomes.values()].map(({ of, rows, examples }): Outcomes => {
    return { integration: of.integration, fate: of.fate, reason: of.reason, rows: rows.size, examples };
  });
  const rank = ({ fate, rows }: Outcomes): number => (fate === 'accepted' ? Number.MAX_SAFE_INTEGER : rows);
  return {
    accepted: accepted.size,
    events: events.size,
    others: all.size - accepted.size,
    outcomes: list.sort((a, b) => rank(b) - rank(a)),
  };
}

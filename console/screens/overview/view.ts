import type { DashboardQuery } from '../../../src/admin/api/dashboard.ts';
import type { Step } from '../../../src/ledger/ledger.ts';
import type { Texts } from '../../app/search.ts';

/** What stands behind the question mark of the overview. */
export type ViewSearch = Texts<'range' | 'step' | 'pipeline' | 'integration' | 'event' | 'definition'>;

/** The times to choose from, each with the steps in which it can be told, its usual one first. */
const RANGES = {
  '1h': { title: '1 hour', steps: ['minute', 'hour'] },
  '24h': { title: '24 hours', steps: ['hour', 'day'] },
  '7d': { title: '7 days', steps: ['hour', 'day'] },
  // Hours are kept for 14 days.
  '30d': { title: '30 days', steps: ['day'] },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly steps: readonly Step[] }>>;

export type Range = keyof typeof RANGES;

export const RANGE_CHOICES: readonly { readonly value: Range; readonly label: string }[] = (
  Object.keys(RANGES) as Range[]
).map((value) => ({ value, label: RANGES[value].title }));

/** What is shown: of which time, in which steps, of what. */
export interface View {
  readonly range: Range;
  readonly step: Step;
  /** Those the time can be told in. */
  readonly steps: readonly Step[];
  readonly query: DashboardQuery;
}

/** What an address asks to be shown; what it has that there is not is as if it were not said. */
export function viewOf({ range: asked = '24h', step: wanted, ...of }: ViewSearch): View {
  const range: Range = asked in RANGES ? (asked as Range) : '24h';
  const steps: readonly Step[] = RANGES[range].steps;
  const step = steps.find((one) => one === wanted) ?? RANGES[range].steps[0];
  return { range, step, steps, query: { ...of, since: range, step } };
}

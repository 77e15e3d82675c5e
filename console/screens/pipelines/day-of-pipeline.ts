import type { Dashboard } from '../../../src/ledger/dashboard.ts';

/** What came in and was delivered. */
export type DayOfPipeline = Readonly<Record<'received' | 'delivered', number>>;

/** The rows of a dashboard summed by pipeline. */
export function daysOf(rows: Dashboard['breakdown']): (pipeline: string) => DayOfPipeline {
  const days = new Map<string, DayOfPipeline>();
  for (const { pipeline, received, delivered } of rows) {
    const day = days.get(pipeline) ?? NOTHING;
    days.set(pipeline, { received: day.received + received, delivered: day.delivered + delivered });
  }
  return (pipeline) => days.get(pipeline) ?? NOTHING;
}

const NOTHING: DayOfPipeline = { received: 0, delivered: 0 };

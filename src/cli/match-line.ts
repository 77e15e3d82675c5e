import type { Coverage } from '../ledger/coverage.ts';
import { count } from './table.ts';

/** Which match keys the events of an integration had, in a line. */
export function matchLine({ pipeline, integration, events, keys, next }: Coverage): string {
  const share = (n: number): string => `${Math.round((100 * n) / Math.max(1, events))}%`;
  const found = keys.map(({ type, present, unusable }) => {
    const lost = unusable === 0 ? '' : ` (${share(unusable)} cannot be used)`;
    return `${type} ${share(present)}${lost}`;
  });
  const advice = next === undefined ? '' : `; ${next} would add most`;
  return `\nMatch keys of ${pipeline} / ${integration}, ${count(events)} events: ${found.join(', ') || 'none'}${advice}`;
}

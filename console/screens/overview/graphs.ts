import type { Dashboard } from '../../../src/ledger/dashboard.ts';
import { durationText } from './duration.ts';

/** Figures over time: a column of each step for each line. */
export interface Graph {
  readonly title: string;
  readonly lead: string;
  readonly kind: 'bars' | 'area' | 'lines';
  readonly lines: readonly { readonly title: string; readonly colour: string }[];
  readonly steps: readonly { readonly at: number; readonly values: readonly (number | undefined)[] }[];
  /** How a value is written; as a whole number without it. */
  readonly text?: (value: number) => string;
}

type Series = Dashboard['series'];

/** What became of events over time. */
export function fatesGraph(series: Series): Graph {
  return {
    title: 'What became of events',
    lead: 'Each counted when it happened.',
    kind: 'bars',
    lines: [
      { title: 'Delivered', colour: 'sea.6' },
      { title: 'Dead', colour: 'red.6' },
      { title: 'Dropped', colour: 'yellow.6' },
      { title: 'Consent', colour: 'violet.5' },
      { title: 'Duplicates', colour: 'gray.5' },
    ],
    steps: series.map(({ at, delivered, dead, dropped, compliance, duplicates }) => ({
      ...{ at, values: [delivered, dead, dropped - compliance, compliance, duplicates] },
    })),
  };
}

/** How many wait over time. */
export function waitingGraph(series: Series): Graph {
  return {
    title: 'Waiting',
    lead: 'Stored and not yet delivered, at the end of each step.',
    kind: 'area',
    lines: [{ title: 'Waiting', colour: 'blue.5' }],
    steps: series.map(({ at, waiting }) => ({ at, values: [waiting] })),
  };
}

/** How long deliveries took over time. */
export function tookGraph(series: Series): Graph {
  return {
    title: 'Time to Amazon',
    lead: 'From receipt to Amazon’s answer.',
    kind: 'lines',
    lines: [
      { title: 'Median', colour: 'sea.6' },
      { title: '95% within', colour: 'blue.5' },
    ],
    steps: series.map(({ at, p50, p95 }) => ({ at, values: [p50, p95] })),
    text: durationText,
  };
}

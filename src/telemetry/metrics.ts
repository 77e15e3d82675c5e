import { Counter, Gauge, type Histogram, Registry } from 'prom-client';
import { isCompliance } from '../ledger/dashboard.ts';
import type { SourceCounts } from '../ledger/ledger.ts';
import { reasonsOf, sumOf, totalOf } from '../ledger/tally.ts';
import { bucketsOf, TOOK_BOUNDS } from '../ledger/took.ts';
import type { QueueStats } from '../queue/queue.ts';

/** What the metrics are made of. */
export interface Readings {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** All that was ever counted. */
  readonly totals: readonly SourceCounts[];
  readonly queue: QueueStats;
  readonly destinations: readonly DestinationReading[];
  /** When the consent of an integration's refresh token was given, where that is known; epoch milliseconds. */
  readonly consents: readonly { readonly integration: string; readonly at: number }[];
  /** How many alerts of each kind are open. */
  readonly alerts: ReadonlyMap<string, number>;
}

/** One lane's destination. */
export interface DestinationReading {
  readonly integration: string;
  readonly lane: string;
  readonly state: 'open' | 'slowed' | 'paused';
  readonly inFlight: number;
}

const STATES = ['open', 'slowed', 'paused'] as const;

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** One metric: how it is called, what it is, and its samples by the readings. docs/metrics.md has each of them. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly kind: 'counter' | 'gauge';
  readonly labels: readonly string[];
  readonly samples: (readings: Readings) => readonly Sample[];
}

const SOURCE = ['pipeline', 'integration'];

const METRICS: readonly Metric[] = [
  {
    ...{ name: 'dspatch_received_total', kind: 'counter', labels: SOURCE },
    help: 'Events received, for each integration that got them.',
    samples: ({ totals }) => byIntegration(totals).map(([of, { counts }]) => [of, totalOf(counts, 'received')]),
  },
  {
    ...{ name: 'dspatch_dropped_total', kind: 'counter', labels: [...SOURCE, 'reason', 'compliance'] },
    help: 'Events that were dropped, by reason; compliance="true" where that is consent.',
    samples: ({ totals }) =>
      byReason(totals, 'dropped', 'reason').map(([labels, n]) => [
        { ...labels, compliance: String(isCompliance(labels.reason ?? '')) },
        n,
      ]),
  },
  {
    ...{ name: 'dspatch_delivered_total', kind: 'counter', labels: [...SOURCE, 'event', 'definition'] },
    help: 'Conversions that Amazon took, by event and what it counts them as.',
    samples: ({ totals }) =>
      totals
        .filter(({ counts }) => counts.delivered !== undefined)
        .map(({ pipeline, integration, event, definition, counts }) => [
          { pipeline, integration, event, definition },
          totalOf(counts, 'delivered'),
        ]),
  },
  {
    ...{ name: 'dspatch_dead_total', kind: 'counter', labels: [...SOURCE, 'reason'] },
    help: 'Deliveries that became dead letters, by reason.',
    samples: ({ totals }) => byReason(totals, 'dead', 'reason'),
  },
  {
    ...{ name: 'dspatch_replayed_total', kind: 'counter', labels: SOURCE },
    help: 'Dead letters that were put back to wait.',
    samples: ({ totals }) => byIntegration(totals).map(([of, { counts }]) => [of, totalOf(counts, 'replayed')]),
  },
  {
    ...{ name: 'dspatch_refused_total', kind: 'counter', labels: ['pipeline', 'code'] },
    help: 'Requests, and items of batches, that were refused at the door, by the code that their sender was told.',
    samples: ({ totals }) =>
      byReason(totals, 'refused', 'code').map(([{ pipeline = '', code = '' }, n]) => [{ pipeline, code }, n]),
  },
  {
    ...{ name: 'dspatch_matchable_total', kind: 'counter', labels: SOURCE },
    help: 'Events whose match keys were looked for.',
    samples: ({ totals }) => byIntegration(totals).map(([of, { counts }]) => [of, totalOf(counts, 'matchable')]),
  },
  {
    ...{ name: 'dspatch_match_keys_total', kind: 'counter', labels: [...SOURCE, 'type', 'usable'] },
    help: 'Of these, events that had a match key of a type; usable="false" where its value could not be used.',
    samples: ({ totals }) => [
      ...byReason(totals, 'key', 'type').map(([labels, n]): Sample => [{ ...labels, usable: 'true' }, n]),
      ...byReason(totals, 'key_unusable', 'type').map(([labels, n]): Sample => [{ ...labels, usable: 'false' }, n]),
    ],
  },
  {
    ...{ name: 'dspatch_waiting', kind: 'gauge', labels: SOURCE },
    help: 'Deliveries that wait, by what they were received for.',
    samples: ({ totals }) => byIntegration(totals).map(([of, { waiting }]) => [of, waiting]),
  },
  {
    ...{ name: 'dspatch_lane_waiting', kind: 'gauge', labels: ['lane'] },
    help: 'Deliveries that wait, by lane: what an integration sends over one connection.',
    samples: ({ queue }) => queue.lanes.map(({ lane, waiting }) => [{ lane }, waiting]),
  },
  {
    ...{ name: 'dspatch_oldest_waiting_seconds', kind: 'gauge', labels: ['lane'] },
    help: 'Since when the oldest delivery of a lane waits; 0 where none does.',
    samples: ({ queue, now }) =>
      queue.lanes.map(({ lane, oldest }) => [{ lane }, oldest === undefined ? 0 : Math.max(0, now - oldest) / 1000]),
  },
  {
    ...{ name: 'dspatch_dead_letters', kind: 'gauge', labels: [] },
    help: 'Dead letters that are kept.',
    samples: ({ queue }) => [[{}, queue.dead]],
  },
  {
    ...{ name: 'dspatch_queue_bytes', kind: 'gauge', labels: [] },
    help: 'What the queue and the ledger take on disk.',
    samples: ({ queue }) => [[{}, queue.bytes]],
  },
  {
    ...{ name: 'dspatch_intake_open', kind: 'gauge', labels: [] },
    help: '1 while events are taken, 0 while senders are told to come again.',
    samples: ({ queue }) => [[{}, Number(queue.intake.open)]],
  },
  {
    ...{ name: 'dspatch_destination_state', kind: 'gauge', labels: ['integration', 'lane', 'state'] },
    help: '1 for the state that a destination is in (open, slowed, paused), 0 for the others.',
    samples: ({ destinations }) =>
      destinations.flatMap(({ integration, lane, state }) =>
        STATES.map((one): Sample => [{ integration, lane, state: one }, Number(one === state)]),
      ),
  },
  {
    ...{ name: 'dspatch_in_flight', kind: 'gauge', labels: ['integration', 'lane'] },
    help: 'Requests to a destination that are under way.',
    samples: ({ destinations }) =>
      destinations.map(({ integration, lane, inFlight }) => [{ integration, lane }, inFlight]),
  },
  {
    ...{ name: 'dspatch_consent_age_seconds', kind: 'gauge', labels: ['integration'] },
    help: 'Since when Amazon’s consent to an integration is given, where that is known; Amazon ends it after 365 days.',
    samples: ({ consents, now }) => consents.map(({ integration, at }) => [{ integration }, (now - at) / 1000]),
  },
  {
    ...{ name: 'dspatch_alert_open', kind: 'gauge', labels: ['kind'] },
    help: 'Alerts that are open, by kind.',
    samples: ({ alerts }) => [...alerts].map(([kind, n]) => [{ kind }, n]),
  },
  {
    ...{ name: 'dspatch_info', kind: 'gauge', labels: ['version'] },
    help: '1, with the version that runs.',
    samples: ({ version }) => [[{ version }, 1]],
  },
];

const TOOK = 'dspatch_delivery_seconds';
const TOOK_HELP = 'From the receipt of an event until Amazon took its conversion.';

/** The metrics of a gateway in Prometheus' text format. Nothing of a person is in them; the number of their labels is bounded. */
export function metricsText(readings: Readings): Promise<string> {
  const registry = new Registry();
  for (const { name, help, kind, labels, samples } of METRICS) {
    const about = { name, help, labelNames: labels, registers: [registry] };
    if (kind === 'counter') {
      const counter = new Counter(about);
      for (const [of, value] of samples(readings)) counter.inc(of, value);
    } else {
      const gauge = new Gauge(about);
      for (const [of, value] of samples(readings)) gauge.set(of, value);
    }
  }
  // A Histogram of the library's counts what it observes itself; ours is counted already.
  const took = { name: TOOK, help: TOOK_HELP, type: 'histogram', values: tookValues(readings) };
  registry.registerMetric({ name: TOOK, get: async () => took } as unknown as Histogram);
  return registry.metrics();
}

interface TookValue {
  readonly metricName: string;
  readonly labels: Labels;
  readonly value: number;
}

function tookValues({ totals }: Readings): TookValue[] {
  return byIntegration(totals).flatMap(([labels, { counts }]) => {
    let sum = 0;
    const buckets = bucketsOf(counts).map((n, place): TookValue => {
      sum += n;
      const bound = TOOK_BOUNDS[place];
      const le = bound === undefined ? '+Inf' : String(bound / 1000);
      return { metricName: `${TOOK}_bucket`, labels: { ...labels, le }, value: sum };
    });
    return [
      ...buckets,
      { metricName: `${TOOK}_sum`, labels, value: (counts.took ?? 0) / 1000 },
      { metricName: `${TOOK}_count`, labels, value: sum },
    ];
  });
}

type Together = Pick<SourceCounts, 'counts' | 'waiting'>;

/** The counts of all events together; what is of no integration is left out. */
function byIntegration(totals: readonly SourceCounts[]): [Labels, Together][] {
  return together(totals.filter(({ event }) => event !== ''));
}

function together(totals: readonly SourceCounts[]): [Labels, Together][] {
  const found = new Map<string, SourceCounts[]>();
  for (const one of totals) {
    const key = `${one.pipeline}\n${one.integration}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [one]);
    else known.push(one);
  }
  return [...found.values()].map((all) => {
    const { pipeline = '', integration = '' } = all[0] ?? {};
    const waiting = all.reduce((sum, one) => sum + one.waiting, 0);
    return [
      { pipeline, integration },
      { counts: sumOf(all.map(({ counts }) => counts)), waiting },
    ];
  });
}

function byReason(totals: readonly SourceCounts[], counted: string, label: string): Sample[] {
  return together(totals).flatMap(([labels, { counts }]) =>
    [...reasonsOf(counts, counted)].map(([reason, n]): Sample => [{ ...labels, [label]: reason }, n]),
  );
}

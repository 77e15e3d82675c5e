/** A number that a rule can be given. */
export interface Threshold {
  /** As a label: what the number says. */
  readonly title: string;
  readonly unit: 'minutes' | 'hours' | 'days' | 'percent' | 'events' | 'dead letters';
  /** What it is where nobody has said otherwise. */
  readonly usual: number;
  readonly min: number;
  readonly max: number;
}

/** What a kind can be told to leave out, by name. */
export interface Exceptions {
  readonly pipelines: readonly string[];
  readonly integrations: readonly string[];
}

/** A kind of alert. */
export interface KindSpec {
  readonly title: string;
  /** What its alerts are about, and can be left out of it; nothing, where they are about the gateway. */
  readonly about: readonly (keyof Exceptions)[];
  /** What is watched, as a sentence. */
  readonly watches: string;
  readonly thresholds: Readonly<Record<string, Threshold>>;
}

/**
 * The kinds of alerts there are, the most urgent first: what each watches, and what can be said of it. The longest times are those for which
 * counts are kept by the minute and by the hour (ledger/steps.ts).
 */
export const ALERT_KINDS = {
  intake_closed: {
    title: 'No events are taken',
    about: [],
    watches: 'Whether events are taken: while the queue or the disk is full, senders are told to come again.',
    thresholds: { minutes: { title: 'For at least', unit: 'minutes', usual: 2, min: 1, max: 1_440 } },
  },
  destination_paused: {
    title: 'A destination is paused',
    about: ['integrations'],
    watches: 'Whether each destination is sent to: it pauses where Amazon refuses us, and where a person paused it.',
    thresholds: { minutes: { title: 'For at least', unit: 'minutes', usual: 5, min: 1, max: 1_440 } },
  },
  falls_behind: {
    title: 'Deliveries wait too long',
    about: ['integrations'],
    watches: 'Since when the oldest delivery of each destination waits.',
    thresholds: {
      minutes: { title: 'For longer than', unit: 'minutes', usual: 15, min: 1, max: 10_080 },
    },
  },
  dead_letters: {
    title: 'Conversions are refused',
    about: ['pipelines', 'integrations'],
    watches: 'How many deliveries of each integration became dead letters.',
    thresholds: {
      count: { title: 'At least', unit: 'dead letters', usual: 5, min: 1, max: 1_000_000 },
      minutes: { title: 'Within the last', unit: 'minutes', usual: 60, min: 5, max: 300 },
    },
  },
  fixable_drops: {
    title: 'Conversions are lost to a mistake',
    about: ['pipelines', 'integrations'],
    watches:
      'Which share of the events of the last hour that should have become conversions was dropped for a reason that can be mended. What no playbook maps, what a filter keeps back, refusals of consent and duplicates do not count.',
    thresholds: {
      percent: { title: 'At least', unit: 'percent', usual: 25, min: 1, max: 100 },
      events: { title: 'Of at least', unit: 'events', usual: 50, min: 1, max: 1_000_000 },
    },
  },
  silence: {
    title: 'No events come in',
    about: ['pipelines'],
    watches:
      'Whether each pipeline gets events that had some in the same hours on most of the last seven days, and on the same day of the week.',
    thresholds: { hours: { title: 'None for', unit: 'hours', usual: 6, min: 1, max: 72 } },
  },
  consent_ends: {
    title: 'Amazon’s consent ends soon',
    about: ['integrations'],
    watches: 'When the consent of each integration was given: Amazon ends it after 365 days.',
    thresholds: { days: { title: 'Ends within', unit: 'days', usual: 30, min: 1, max: 180 } },
  },
} as const;

export type AlertKind = keyof typeof ALERT_KINDS;

type Thresholds<K extends AlertKind> = { readonly [T in keyof (typeof ALERT_KINDS)[K]['thresholds']]: number };

/** Whether a kind is watched, what is left out of it, and its thresholds by name. */
export type Rule<K extends AlertKind = AlertKind> = {
  readonly on: boolean;
  readonly except: Exceptions;
} & Thresholds<K>;

/** A rule as it is given: where it says nothing of it, nothing is left out. */
export type GivenRule<K extends AlertKind = AlertKind> = {
  readonly on: boolean;
  readonly except?: Partial<Exceptions> | undefined;
} & Thresholds<K>;

/** A rule for each kind. */
export type Rules = { readonly [K in AlertKind]: Rule<K> };
export type GivenRules = { readonly [K in AlertKind]: GivenRule<K> };

/** The kinds by name, in their order. */
export const KIND_NAMES: readonly AlertKind[] = Object.keys(ALERT_KINDS) as AlertKind[];

/** A kind as any other. */
export function kindOf(kind: AlertKind): KindSpec {
  return ALERT_KINDS[kind];
}

/** The rules of a gateway where nobody has said otherwise: everything is watched. */
export const USUAL_RULES: Rules = withUsual({});

/** Rules with the usual ones where they say nothing, as those do that an earlier version kept. */
export function withUsual(rules: { readonly [K in AlertKind]?: Partial<GivenRule<K>> }): Rules {
  const entries = KIND_NAMES.map((kind) => {
    const usual = Object.entries(kindOf(kind).thresholds).map(([name, threshold]) => [name, threshold.usual]);
    const except: Exceptions = { pipelines: [], integrations: [], ...rules[kind]?.except };
    return [kind, { on: true, ...Object.fromEntries(usual), ...rules[kind], except }];
  });
  return Object.fromEntries(entries) as Rules;
}

import { CONSENT_DAYS } from '../amazon/api.ts';
import { DAY, formatDuration, HOUR, MINUTE } from '../base/durations.ts';
import type { DropReason } from '../event/drop.ts';
import { reasonsOf, totalOf } from '../ledger/tally.ts';
import { integrationOfLane, usualLane } from '../pipeline/integration.ts';
import type { AlertSubject, Finding } from './alert.ts';
import { type AlertKind, KIND_NAMES, type Rule, type Rules } from './kinds.ts';
import type { DestinationSight, Sight } from './sight.ts';

/** What one kind finds in what there is to see. */
type Judgement<K extends AlertKind> = (sight: Sight, rule: Rule<K>) => readonly Found[];
type Found = Omit<Finding, 'kind' | 'holds'> & { readonly holds?: number };

/** All that is found by the rules that are on, but for what they leave out. */
export function judge(all: Sight, rules: Rules): readonly Finding[] {
  const sight = { ...all, destinations: all.destinations.map((one) => pausedIfTold(one, rules.destination_paused)) };
  return KIND_NAMES.filter((kind) => rules[kind].on).flatMap((kind) => {
    const found = (JUDGEMENTS[kind] as Judgement<AlertKind>)(sight, rules[kind]);
    return found.filter(({ subject }) => !isLeftOut(subject, rules[kind])).map((one) => ({ holds: 0, ...one, kind }));
  });
}

/** Where a pause is not to be told, what waits for it is. */
function pausedIfTold(destination: DestinationSight, rule: Rule<'destination_paused'>): DestinationSight {
  return rule.on && !isLeftOut(destination, rule) ? destination : { ...destination, paused: undefined };
}

function isLeftOut({ pipeline, integration }: AlertSubject, { except }: Rule): boolean {
  return (
    (pipeline !== undefined && except.pipelines.includes(pipeline)) ||
    (integration !== undefined && except.integrations.includes(integration))
  );
}

const JUDGEMENTS: { readonly [K in AlertKind]: Judgement<K> } = {
  intake_closed: ({ intake }, { minutes }) => {
    if (intake.open) return [];
    const about = { subject: {}, level: 'bad', holds: minutes * MINUTE } as const;
    const says = `No events are taken: ${intake.message}. Senders are told to come again, and keep what they have.`;
    return [{ ...about, says, mend: CLOSED[intake.reason], path: '/settings/data' }];
  },

  destination_paused: ({ destinations }, { minutes }) =>
    destinations.flatMap(({ integration, lane, paused }) => {
      if (paused === undefined) return [];
      const { why, byPerson } = paused;
      const about = { subject: { integration, lane }, level: 'bad', holds: minutes * MINUTE } as const;
      const says = `Nothing is sent for ${integration}: ${byPerson ? 'a person paused it' : why}. Its events wait.`;
      const mend = byPerson
        ? 'Resume it when that is over: what waits longer than Amazon takes becomes a dead letter.'
        : 'Mend the connection, or connect it again: Amazon is asked once a minute, and what waits is sent then.';
      return [{ ...about, says, mend, path: byPerson ? '/' : `/integrations/${integration}/connection` }];
    }),

  falls_behind: ({ now, lanes, destinations }, { minutes }) => {
    const oldest = new Map<string, number>();
    for (const { lane: one, oldest: at } of lanes) {
      const lane = usualLane(one);
      if (at !== undefined) oldest.set(lane, Math.min(at, oldest.get(lane) ?? at));
    }
    return [...oldest].flatMap(([lane, at]) => {
      const waits = now - at;
      if (waits < (minutes * MINUTE) / 2) return [];
      // That a paused destination's events wait is told already.
      const isPaused = destinations.some((one) => one.lane === lane && one.paused !== undefined);
      const integration = integrationOfLane(lane);
      const level = waits > minutes * MINUTE && !isPaused ? 'bad' : 'near';
      const says = `The oldest delivery of ${integration} waits for ${formatDuration(waits)}: Amazon takes them more slowly than they come, or not at all.`;
      const mend = 'Look at the destination’s state and at the limits of its connection.';
      return [{ subject: { integration, lane }, level, says, mend, path: `/integrations/${integration}/connection` }];
    });
  },

  dead_letters: ({ recent }, { count, minutes }) =>
    recent.flatMap(({ pipeline, integration, counts }) => {
      const dead = totalOf(counts, 'dead');
      if (dead === 0 || dead < count / 2) return [];
      const says = `${plural(dead, 'delivery', 'deliveries')} of ${integration} (pipeline ${pipeline}) became dead letters within ${minutes} minutes: ${listed(reasonsOf(counts, 'dead'))}.`;
      const mend =
        'Read what Amazon said of them, mend the mapping, and replay them before they are older than Amazon takes.';
      const path = `/search?view=dead&pipeline=${pipeline}&integration=${integration}`;
      return [{ subject: { pipeline, integration }, level: dead >= count ? 'bad' : 'near', says, mend, path }];
    }),

  fixable_drops: ({ lastHour }, { percent, events }) =>
    lastHour.flatMap(({ pipeline, integration, counts }) => {
      const dropped = reasonsOf(counts, 'dropped');
      const lost = new Map([...dropped].filter(([reason]) => MISTAKES.has(reason)));
      const [n, of] = [sum(lost), totalOf(counts, 'received') - sum([...dropped].filter(([one]) => MEANT.has(one)))];
      const share = (100 * n) / Math.max(of, n, 1);
      if (n === 0 || share < percent * STILL) return [];
      const where = integration === '' ? `pipeline ${pipeline}` : `${integration} (pipeline ${pipeline})`;
      const says = `${Math.floor(share)}% of what should have become conversions of ${where} was dropped in the last hour: ${listed(lost)}.`;
      const mend = 'See which events these are and what each lacks; once it is mended, many can be sent again.';
      const reason = [...lost].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
      const path = `/search?pipeline=${pipeline}${integration === '' ? '' : `&integration=${integration}`}&fate=dropped&reason=${reason}`;
      const level = share >= percent && of >= events ? 'bad' : 'near';
      return [{ subject: { pipeline, ...(integration === '' ? {} : { integration }) }, level, says, mend, path }];
    }),

  silence: ({ silent, listening }, { hours }) =>
    silent.flatMap(({ pipeline, daysBefore }) => {
      const had = daysBefore.filter(Boolean).length;
      if (had < LEAST_DAYS || had <= daysBefore.length / 2 || daysBefore[6] === false) return [];
      const says = `${pipeline} has had no event for ${plural(hours, 'hour', 'hours')} and more; in the same hours it had some on ${had} of the last ${daysBefore.length} days.`;
      const mend =
        'See that the site or app still loads its snippet, with a write key of the pipeline, and reaches us.';
      // Of the time before its start the gateway cannot tell.
      const level = listening >= hours * HOUR ? 'bad' : 'near';
      return [{ subject: { pipeline }, level, says, mend, path: `/pipelines/${pipeline}/connect` }];
    }),

  consent_ends: ({ now, consents }, { days }) =>
    consents.flatMap(({ integration, at }) => {
      const left = Math.ceil((at - now) / DAY) + CONSENT_DAYS;
      if (left > days) return [];
      const says =
        left > 0
          ? `Amazon’s consent to ${integration} ends in ${plural(left, 'day', 'days')}; nothing can be sent then.`
          : `Amazon’s consent to ${integration} is older than ${CONSENT_DAYS} days, and may have ended.`;
      const mend = 'Connect the integration again: the new token takes the old one’s place without a pause.';
      return [{ subject: { integration }, level: 'bad', says, mend, path: `/integrations/${integration}/connection` }];
    }),
};

/** What to do while intake is closed, by its reason. */
const CLOSED = {
  high_water: 'See what the destinations are waiting for: as soon as enough is delivered, events are taken again.',
  disk_low: 'Make room on the disk of the data directory: events are taken again by themselves.',
  failed: 'Look at the log and the disk, and start the gateway again.',
} as const;

/** Reasons by which something is wrong with events that should have become conversions. */
const MISTAKES: ReadonlySet<string> = new Set<DropReason>([
  ...(['no_identity', 'invalid_field', 'not_configured', 'too_old', 'in_future'] as const),
  ...(['consent_missing', 'no_integration'] as const),
]);
/** Reasons by which nothing is wrong: these events were not meant to become conversions. */
const MEANT: ReadonlySet<string> = new Set<DropReason>(['unmapped', 'filtered', 'consent_denied', 'duplicate']);

/** An alert ends when the share is below this part of its threshold. */
const STILL = 0.8;
/** On how many days there must have been events before their absence says anything. */
const LEAST_DAYS = 2;

function sum(counts: Iterable<readonly [string, number]>): number {
  let all = 0;
  for (const [, n] of counts) all += n;
  return all;
}

/** Reasons with how often each was, the most frequent first. */
function listed(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return sorted.map(([reason, n]) => `${reason} ${n.toLocaleString('en-US')}`).join(', ');
}

function plural(n: number, one: string, more: string): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : more}`;
}

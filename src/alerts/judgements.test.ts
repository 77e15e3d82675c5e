import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../base/durations.ts';
import type { Finding } from './alert.ts';
import { judge } from './judgements.ts';
import { type Exceptions, USUAL_RULES, withUsual } from './kinds.ts';
import type { Sight, SilentSight } from './sight.ts';

const NOW = 1_800_000_000_000;
const LANE = 'amazon@12345678';
const CALM: Sight = {
  ...{
    now: NOW,
    listening: 30 * DAY,
    intake: { open: true },
    lanes: [],
    destinations: [],
    recent: [],
    lastHour: [],
    silent: [],
  },
  consents: [],
};

/** What is found, in short. */
function found(sight: Partial<Sight>, rules = USUAL_RULES): readonly string[] {
  return findings(sight, rules).map(({ kind, level }) => `${kind} ${level}`);
}

function findings(sight: Partial<Sight>, rules = USUAL_RULES): readonly Finding[] {
  return judge({ ...CALM, ...sight }, rules);
}

const closed = { intake: { open: false, reason: 'disk_low', message: '12 MB are free' } } as const;

describe('nothing is found', () => {
  it('where all is well', () => {
    expect(found({})).toEqual([]);
  });

  it('by a rule that is switched off', () => {
    expect(found(closed)).toEqual(['intake_closed bad']);
    expect(found(closed, withUsual({ intake_closed: { on: false } }))).toEqual([]);
  });
});

describe('what a rule leaves out', () => {
  const recent = [
    { pipeline: 'web', integration: 'amazon', counts: { 'dead:rejected': 9 } },
    { pipeline: 'staging', integration: 'amazon', counts: { 'dead:rejected': 9 } },
    { pipeline: 'web', integration: 'amazon-test', counts: { 'dead:rejected': 9 } },
  ];
  const told = (except: Partial<Exceptions>) =>
    findings({ recent }, withUsual({ dead_letters: { except } })).map(({ subject }) => subject);

  it.each<[string, Partial<Exceptions>, object[]]>([
    ['is not told of a pipeline', { pipelines: ['staging'] }, [recent[0] ?? {}, recent[2] ?? {}]],
    ['nor of an integration', { integrations: ['amazon-test', 'gone since'] }, [recent[0] ?? {}, recent[1] ?? {}]],
    ['nor of either', { pipelines: ['staging'], integrations: ['amazon-test'] }, [recent[0] ?? {}]],
    ['and is looked for among what it names alone', { pipelines: ['amazon'], integrations: ['staging'] }, recent],
  ])('%s', (_, except, left) => {
    expect(told(except)).toEqual(left.map((one) => ({ ...one, counts: undefined })));
  });

  it('is told by the other rules', () => {
    const lastHour = [{ pipeline: 'staging', integration: 'amazon', counts: { received: 99, 'dropped:too_old': 99 } }];
    const rules = withUsual({ dead_letters: { except: { pipelines: ['staging'] } } });
    expect(found({ recent: recent.slice(1, 2), lastHour }, rules)).toEqual(['fixable_drops bad']);
  });

  it('waits visibly where its pause is not told', () => {
    const paused = { why: 'Amazon answers 401', byPerson: false };
    const sight = {
      lanes: [{ lane: LANE, waiting: 3, oldest: NOW - HOUR }],
      destinations: [{ integration: 'amazon', lane: LANE, paused }],
    };
    const except = { integrations: ['amazon'] };
    expect(found(sight, withUsual({ destination_paused: { except } }))).toEqual(['falls_behind bad']);
    expect(found(sight, withUsual({ destination_paused: { except }, falls_behind: { except } }))).toEqual([]);
  });
});

describe('that no events are taken', () => {
  it('is told with why, and what to do about that', () => {
    const [one] = findings(closed, withUsual({ intake_closed: { minutes: 7 } }));
    expect(one).toMatchObject({ subject: {}, holds: 7 * MINUTE, says: expect.stringContaining('12 MB are free') });
    expect(one?.mend).toMatch(/^Make room on the disk/);
  });
});

describe('a paused destination', () => {
  const paused = (byPerson: boolean) => ({
    destinations: [{ integration: 'amazon', lane: LANE, paused: { why: 'Amazon answers 401', byPerson } }],
  });

  it('is told with what Amazon said, and leads to its connection', () => {
    const [one] = findings(paused(false));
    expect(one).toMatchObject({
      subject: { integration: 'amazon', lane: LANE },
      path: '/integrations/amazon/connection',
    });
    expect(one?.says).toBe('Nothing is sent for amazon: Amazon answers 401. Its events wait.');
  });

  it('is told as a person’s doing where it is', () => {
    expect(findings(paused(true))[0]?.says).toContain('a person paused it');
  });

  it('is nothing while it is sent to', () => {
    expect(found({ destinations: [{ integration: 'amazon', lane: LANE, paused: undefined }] })).toEqual([]);
  });
});

describe('a destination that falls behind', () => {
  const waiting = (ms: number, lane = LANE) => ({ lane, waiting: 3, oldest: NOW - ms });
  const destination = (paused?: { why: string; byPerson: boolean }) => [{ integration: 'amazon', lane: LANE, paused }];

  it.each([
    [7 * MINUTE, []],
    [8 * MINUTE, ['falls_behind near']],
    [15 * MINUTE, ['falls_behind near']],
    [16 * MINUTE, ['falls_behind bad']],
  ])('after %i ms is %j', (ms, is) => {
    expect(found({ lanes: [waiting(ms)], destinations: destination() })).toEqual(is);
  });

  it('is judged by the oldest of all its lanes, and told once', () => {
    const lanes = [waiting(MINUTE), waiting(HOUR, `${LANE}#unlisted`)];
    expect(findings({ lanes, destinations: destination() })).toMatchObject([{ subject: { lane: LANE }, level: 'bad' }]);
  });

  it('begins no alert while it is paused, which is told already', () => {
    const sight = { lanes: [waiting(HOUR)], destinations: destination({ why: 'no', byPerson: false }) };
    expect(found(sight)).toEqual(['destination_paused bad', 'falls_behind near']);
    expect(found(sight, withUsual({ destination_paused: { on: false } }))).toEqual(['falls_behind bad']);
  });
});

describe('dead letters', () => {
  const dead = (counts: Record<string, number>) => ({ recent: [{ pipeline: 'web', integration: 'amazon', counts }] });

  it.each([
    [2, []],
    [3, ['dead_letters near']],
    [5, ['dead_letters bad']],
  ])('of which there are %i are %j', (n, is) => {
    expect(found(dead({ 'dead:rejected': n, received: 1_000 }))).toEqual(is);
  });

  it('are told by their reasons, the most frequent first, and lead to where they are replayed', () => {
    const [one] = findings(dead({ 'dead:expired': 2, 'dead:rejected': 1_200 }));
    expect(one?.says).toBe(
      '1,202 deliveries of amazon (pipeline web) became dead letters within 60 minutes: rejected 1,200, expired 2.',
    );
    expect(one?.path).toBe('/search?view=dead&pipeline=web&integration=amazon');
  });
});

describe('events that are lost to a mistake', () => {
  const hour = (counts: Record<string, number>) => ({ lastHour: [{ pipeline: 'web', integration: 'amazon', counts }] });

  it('are judged by their share of what should have become conversions', () => {
    const meant = { 'dropped:unmapped': 9_000, 'dropped:filtered': 500, 'dropped:consent_denied': 400 };
    expect(found(hour({ received: 10_000, ...meant, 'dropped:no_identity': 25 }))).toEqual(['fixable_drops bad']);
    expect(found(hour({ received: 10_000, 'dropped:no_identity': 25 }))).toEqual([]);
  });

  it.each([
    [19, []],
    [20, ['fixable_drops near']],
    [25, ['fixable_drops bad']],
  ])('at %i%% are %j', (n, is) => {
    expect(found(hour({ received: 100, 'dropped:invalid_field': n }))).toEqual(is);
  });

  it('begin no alert while they are too few to say anything', () => {
    expect(found(hour({ received: 49, 'dropped:no_identity': 49 }))).toEqual(['fixable_drops near']);
  });

  it('never count what nobody can mend, or nobody need', () => {
    const counts = { received: 100, 'dropped:unmapped': 90, 'dropped:consent_denied': 10 };
    expect(found(hour(counts))).toEqual([]);
  });

  it('lead to the events of the most frequent reason', () => {
    const [one] = findings(hour({ received: 100, 'dropped:no_identity': 30, 'dropped:too_old': 40 }));
    expect(one?.path).toBe('/search?pipeline=web&integration=amazon&fate=dropped&reason=too_old');
    expect(one?.says).toContain('70% of what should have become conversions');
  });
});

describe('a pipeline without events', () => {
  const silent = (daysBefore: SilentSight['daysBefore']) => ({ silent: [{ pipeline: 'web', daysBefore }] });
  const [yes, no] = [true, false];

  it.each([
    ['that had some on every day', [yes, yes, yes, yes, yes, yes, yes], 1],
    ['that is new, and had some on both of its days', [yes, yes], 1],
    ['that is closed at weekends, on a Monday', [no, no, yes, yes, yes, yes, yes], 1],
    ['that is closed at weekends, on a Saturday', [yes, yes, yes, yes, yes, no, no], 0],
    ['that had some yesterday alone', [yes, no, no, no, no, no, no], 0],
    ['that began yesterday', [yes], 0],
    ['that never had one', [], 0],
    ['that is silent every night', [no, no, no, no, no, no, no], 0],
  ])('%s', (_, daysBefore, n) => {
    expect(found(silent(daysBefore))).toHaveLength(n);
  });

  it('begins no alert, and ends none, while the gateway itself was not there to hear', () => {
    expect(found({ ...silent([yes, yes]), listening: 5 * HOUR })).toEqual(['silence near']);
  });

  it('is told with how it was on the days before', () => {
    expect(findings(silent([yes, yes, no]))[0]?.says).toBe(
      'web has had no event for 6 hours and more; in the same hours it had some on 2 of the last 3 days.',
    );
  });
});

describe('Amazon’s consent', () => {
  const given = (daysAgo: number) => ({ consents: [{ integration: 'amazon', at: NOW - daysAgo * DAY }] });

  it.each([
    [334, []],
    [335, ['consent_ends bad']],
    [400, ['consent_ends bad']],
  ])('after %i days is %j', (days, is) => {
    expect(found(given(days))).toEqual(is);
  });

  it('is told by the days that are left', () => {
    expect(findings(given(364))[0]?.says).toContain('ends in 1 day;');
    expect(findings(given(366))[0]?.says).toContain('may have ended');
  });
});

import { describe, expect, it } from 'vitest';
import { MINUTE } from '../base/durations.ts';
import type { Alert, Finding } from './alert.ts';
import { Course, type Turn } from './course.ts';

const NOW = 1_800_000_000_000;

function found(level: Finding['level'] = 'bad', more: Partial<Finding> = {}): Finding {
  const about = { kind: 'destination_paused', subject: { integration: 'amazon' }, path: '/' } as const;
  return { ...about, level, holds: 5 * MINUTE, says: 'It is paused.', mend: 'Mend it.', ...more };
}

/** Looks once a minute, at what is found minute by minute; gives what began and ended when, in minutes. */
function course(minutes: readonly (readonly Finding[])[]): readonly string[] {
  const one = new Course();
  let open: Alert[] = [];
  const told: string[] = [];
  for (const [minute, findings] of minutes.entries()) {
    const { begun, ended }: Turn = one.turn(open, findings, NOW + minute * MINUTE);
    const ids = new Set(ended.map(({ id }) => id));
    open = open.filter(({ id }) => !ids.has(id));
    for (const alert of begun) {
      open.push({ ...alert, id: `${minute}`, state: 'open' });
      told.push(`${minute}: begun, since ${(alert.since - NOW) / MINUTE}`);
    }
    for (const { until } of ended) told.push(`${minute}: over, since ${(until - NOW) / MINUTE}`);
  }
  return told;
}

const times = <T>(n: number, of: T): T[] => Array.from({ length: n }, () => of);

describe('an alert', () => {
  it('begins when something has been bad for as long as its rule says, and tells since when it is', () => {
    expect(course(times(8, [found()]))).toEqual(['5: begun, since 0']);
  });

  it('begins not for what was mended before', () => {
    expect(course([...times(5, [found()]), [], ...times(4, [found()])])).toEqual([]);
  });

  it('ends when nothing has been found for two minutes', () => {
    expect(course([...times(6, [found()]), ...times(4, [])])).toEqual(['5: begun, since 0', '8: over, since 6']);
  });

  it('is one, whatever goes up and down at its threshold', () => {
    const upAndDown = [[found()], [found('near')], [], [found()], [], [found('near')]];
    const told = course([...times(6, [found()]), ...times(20, upAndDown).flat(), ...times(3, [])]);
    expect(told.map((one) => one.replace(/.*: (\w+),.*/, '$1'))).toEqual(['begun', 'over']);
  });

  it('begins not by what is only near its threshold', () => {
    expect(course(times(20, [found('near', { holds: 0 })]))).toEqual([]);
  });

  it('is another one for another subject', () => {
    const other = found('bad', { subject: { integration: 'other' }, holds: 0 });
    expect(course([[found('bad', { holds: 0 }), other], [other], [other], [other]])).toEqual([
      '0: begun, since 0',
      '0: begun, since 0',
      '3: over, since 1',
    ]);
  });
});

describe('the words of an open alert', () => {
  const open: Alert = { ...found(), id: '1', state: 'open', since: NOW };

  it('are the latest while it is bad', () => {
    const { changed } = new Course().turn([open], [found('bad', { says: 'It refuses us otherwise.' })], NOW);
    expect(changed).toEqual([{ ...open, says: 'It refuses us otherwise.' }]);
  });

  it('stay where it is only near its threshold, and where nothing is new', () => {
    const one = new Course();
    expect(one.turn([open], [found('near', { says: 'Nearly.' })], NOW).changed).toEqual([]);
    expect(one.turn([open], [found()], NOW).changed).toEqual([]);
  });
});

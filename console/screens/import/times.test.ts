import { describe, expect, it } from 'vitest';
import { dayOrderOf, readTime, saysOffset, type TimeReading } from './times.ts';

const READING: TimeReading = { zone: 'America/New_York', order: 'month_first' };
const read = (text: string, more: Partial<TimeReading> = {}): string | undefined => {
  const at = readTime(text, { ...READING, ...more });
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('a time in a file', () => {
  it.each([
    ['2026-11-20T10:15:30.250Z', '2026-11-20T10:15:30.250Z'],
    ['2026-11-20 10:15:30 UTC', '2026-11-20T10:15:30.000Z'],
    ['2026-11-20T10:15+02:00', '2026-11-20T08:15:00.000Z'],
    ['2026-11-20 10:15:30 -0500', '2026-11-20T15:15:30.000Z'],
    ['2026-11-20 10:15:30 +05', '2026-11-20T05:15:30.000Z'],
    ['1795169730', '2026-11-20T10:15:30.000Z'],
    ['1795169730250', '2026-11-20T10:15:30.250Z'],
  ])('that says its offset is read whatever the zone: %s', (text, iso) => {
    expect([read(text), read(text, { zone: 'Asia/Tokyo' }), saysOffset(text)]).toEqual([iso, iso, true]);
  });

  it.each([
    ['2026-11-20 10:15:30', '2026-11-20T15:15:30.000Z'],
    ['2026-07-20', '2026-07-20T04:00:00.000Z'],
    ['7/4/2026 3:05 PM', '2026-07-04T19:05:00.000Z'],
    ['7/4/2026 12:05 AM', '2026-07-04T04:05:00.000Z'],
    ['20.11.2026 10:15', '2026-11-20T15:15:00.000Z'],
  ])('that does not is of the zone, summer and winter: %s', (text, iso) => {
    expect([read(text), saysOffset(text)]).toEqual([iso, false]);
  });

  it('is read with the day first where a person says so; with points it always is', () => {
    expect(read('04/07/2026', { order: 'day_first', zone: 'UTC' })).toBe('2026-07-04T00:00:00.000Z');
    expect(read('04/07/2026', { zone: 'UTC' })).toBe('2026-04-07T00:00:00.000Z');
    expect(read('04.07.2026', { zone: 'UTC' })).toBe('2026-07-04T00:00:00.000Z');
  });

  it('in the hour that comes twice is the first, and in the one that does not come is an hour later', () => {
    expect(read('2026-11-01 01:30:00')).toBe('2026-11-01T05:30:00.000Z');
    expect(read('2026-03-08 02:30:00')).toBe('2026-03-08T07:30:00.000Z');
    expect(read('2026-10-25 02:30:00', { zone: 'Europe/Berlin' })).toBe('2026-10-25T00:30:00.000Z');
  });

  it.each(['', 'yesterday', '2026-02-30', '13/13/2026', '2026-11-20 25:00', '12', '2026-11-20 10:15 CEST'])(
    'is no guess: %s',
    (text) => expect(read(text)).toBeUndefined(),
  );
});

it('a column tells by its dates whether the day comes first', () => {
  expect(dayOrderOf(['01/02/2026', '13/02/2026'])).toBe('day_first');
  expect(dayOrderOf(['01/02/2026', '02/13/2026'])).toBe('month_first');
  expect(dayOrderOf(['01/02/2026'])).toBe('unclear');
  expect(dayOrderOf(['2026-01-02', '1.2.2026'])).toBeUndefined();
});

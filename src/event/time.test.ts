import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, occurredAt, parseTime } from './time.ts';

describe('parseTime', () => {
  const T = Date.UTC(2026, 10, 20, 10, 15, 30);

  it.each([
    ['2026-11-20T10:15:30Z', T],
    ['2026-11-20T10:15:30.000Z', T],
    ['2026-11-20T10:15:30.250Z', T + 250],
    ['2026-11-20T10:15:30.250999999Z', T + 250],
    ['2026-11-20T10:15:30,5Z', T + 500],
    ['2026-11-20t10:15:30z', T],
    ['2026-11-20 10:15:30', T],
    ['2026-11-20T10:15:30', T],
    ['2026-11-20T12:15:30+02:00', T],
    ['2026-11-20T12:15:30+0200', T],
    ['2026-11-20T12:15:30+02', T],
    ['2026-11-20T02:15:30-08:00', T],
    ['2026-11-20T15:45:30+05:30', T],
    ['2026-11-20 10:15:30 +00:00', T],
    ['2026-11-20T10:15Z', T - 30_000],
    ['2026-11-20', Date.UTC(2026, 10, 20)],
    ['  2026-11-20T10:15:30Z ', T],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2026-11-20T23:59:60Z', Date.UTC(2026, 10, 20, 23, 59, 59)],
  ])('reads ISO-8601 %s', (text, expected) => {
    expect(parseTime(text)).toBe(expected);
  });

  it.each([
    [1795169730, 1795169730000],
    [1795169730.25, 1795169730250],
    [1795169730250, 1795169730250],
    ['1795169730', 1795169730000],
    ['1795169730250', 1795169730250],
    ['1795169730.5', 1795169730500],
    [0, 0],
  ])('reads epoch seconds and milliseconds, as number or text: %s', (value, expected) => {
    expect(parseTime(value)).toBe(expected);
  });

  it.each([
    ...['yesterday', '', ' ', '20/11/2026', 'Nov 20 2026', '2026-13-01', '2026-02-30', '2026-11-20T25:00:00Z', '2026'],
    ...[-1, Number.NaN, Number.POSITIVE_INFINITY, 1e300, null, true, [], {}, undefined],
  ])('does not guess: %s', (value) => {
    expect(parseTime(value as never)).toBeUndefined();
  });

  it('reads back what it writes, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        const text = formatTime(ms);
        expect(text).toMatch(/^\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        expect(parseTime(text)).toBe(Math.floor(ms / 1000) * 1000);
      }),
    );
  });

  it('agrees with the platform on whatever both can read', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        expect(parseTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const time = parseTime(value as never);
        expect(time === undefined || Number.isFinite(time)).toBe(true);
      }),
    );
  });
});

describe('when an event happened', () => {
  const RECEIVED = Date.UTC(2026, 10, 20, 12);
  const at = (fields: object, sentAt?: string): number | undefined => occurredAt(fields, sentAt, RECEIVED);

  it('is its timestamp', () => {
    expect(at({ timestamp: '2026-11-20T11:00:00Z' })).toBe(RECEIVED - 3_600_000);
  });

  it('is the time of receipt when there is none', () => {
    expect(at({})).toBe(RECEIVED);
    expect(at({ timestamp: null })).toBe(RECEIVED);
    expect(at({ timestamp: '' })).toBe(RECEIVED);
  });

  it('is freed of a wrong clock by sentAt: receivedAt - (sentAt - timestamp)', () => {
    // The sender's clock is a day ahead; the event happened a minute before it was sent.
    const skewed = { timestamp: '2026-11-21T11:59:00Z', sentAt: '2026-11-21T12:00:00Z' };
    expect(at(skewed)).toBe(RECEIVED - 60_000);
  });

  it('uses the batch’s sentAt where the event has none of its own', () => {
    expect(at({ timestamp: '2026-11-21T11:59:00Z' }, '2026-11-21T12:00:00Z')).toBe(RECEIVED - 60_000);
    const own = { timestamp: '2026-11-20T10:00:00Z', sentAt: '2026-11-20T11:00:00Z' };
    expect(at(own, '2026-11-25T00:00:00Z')).toBe(RECEIVED - 3_600_000);
  });

  it('ignores a sentAt that cannot be read', () => {
    expect(at({ timestamp: '2026-11-20T11:00:00Z', sentAt: 'soon' })).toBe(RECEIVED - 3_600_000);
  });

  it('takes originalTimestamp where there is no timestamp, as RudderStack’s libraries send it', () => {
    expect(at({ originalTimestamp: '2026-11-20T11:00:00Z', sentAt: '2026-11-20T12:00:00Z' })).toBe(
      RECEIVED - 3_600_000,
    );
  });

  it('does not correct twice what was corrected by whoever received it first', () => {
    const exported = {
      ...{ originalTimestamp: '2026-11-01T00:00:00Z', sentAt: '2026-11-01T00:00:01Z' },
      ...{ timestamp: '2026-11-19T00:00:00Z', receivedAt: '2026-11-19T00:00:01Z' },
    };
    expect(at(exported)).toBe(Date.UTC(2026, 10, 19));
  });

  it('is unknown when the timestamp cannot be read: the time of receipt would be a guess', () => {
    expect(at({ timestamp: 'yesterday' })).toBeUndefined();
  });
});

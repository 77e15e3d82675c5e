import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasCents } from './amounts.ts';
import { CONSENT_COUNTRIES, COUNTRIES } from './countries.ts';
import { DSP_CURRENCIES } from './currencies.ts';
import { isDigest } from './hashes.ts';
import { readIsoTime, writeIsoTime } from './iso-time.ts';

describe('times', () => {
  test('are read as they were written', () => {
    const anyTime = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(anyTime, (date) => {
        const seconds = Math.floor(date.getTime() / 1_000) * 1_000;
        expect(readIsoTime(writeIsoTime(seconds))).toBe(seconds);
        expect(readIsoTime(date.toISOString())).toBe(seconds);
      }),
    );
  });

  test.each([
    ['2026-11-20T10:15:30Z', Date.UTC(2026, 10, 20, 10, 15, 30)],
    ['2026-11-20T10:15:30.123456789Z', Date.UTC(2026, 10, 20, 10, 15, 30)],
    ['2026-11-20T10:15:30+02:00', Date.UTC(2026, 10, 20, 8, 15, 30)],
    ['2026-11-20T10:15:30-07:30', Date.UTC(2026, 10, 20, 17, 45, 30)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ])('%s is one', (text, ms) => {
    expect(readIsoTime(text)).toBe(ms);
  });

  test.each([
    '1763633730',
    '2026-11-20',
    '2026-11-20T10:15:30',
    '2026-11-20T10:15Z',
    '2026-11-20 10:15:30Z',
    '2026-11-20T10:15:30+0200',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-20T24:00:00Z',
    '2026-11-20T10:60:00Z',
    '0000-11-20T10:00:00Z',
    ' 2026-11-20T10:15:30Z',
    '',
  ])('%s is none', (text) => {
    expect(readIsoTime(text)).toBeUndefined();
  });

  test('no text makes the reader throw', () => {
    fc.assert(fc.property(fc.string(), (text) => ['number', 'undefined'].includes(typeof readIsoTime(text))));
  });
});

describe('amounts', () => {
  test('every number of cents is one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), (cents) => {
        expect(hasCents(Number(`${cents}e-2`))).toBe(true);
      }),
    );
  });

  test('a third decimal is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), fc.integer({ min: 1, max: 9 }), (units, last) => {
        expect(hasCents(Number(`${units}.00${last}`))).toBe(false);
      }),
    );
  });
});

test('there are 249 countries, GB among them and UK not', () => {
  expect(COUNTRIES.size).toBe(249);
  expect(COUNTRIES.has('GB')).toBe(true);
  expect(COUNTRIES.has('UK')).toBe(false);
});

test('consent is for the 30 countries of the EEA and the United Kingdom', () => {
  expect(CONSENT_COUNTRIES.size).toBe(31);
  expect([...CONSENT_COUNTRIES].every((it) => COUNTRIES.has(it))).toBe(true);
  expect(CONSENT_COUNTRIES.has('CH')).toBe(false);
});

test('dsp_v1 has 18 currencies', () => {
  expect(DSP_CURRENCIES.size).toBe(18);
});

test('only 64 lower-case hex digits are a digest', () => {
  expect(isDigest('0a'.repeat(32))).toBe(true);
  for (const text of ['0A'.repeat(32), '0a'.repeat(31), `${'0a'.repeat(32)}\n`, '0g'.repeat(32)]) {
    expect(isDigest(text)).toBe(false);
  }
});

import { describe, expect, it } from 'vitest';
import { normaliseMatchId, normaliseUserId } from './match-id.ts';

describe('normaliseMatchId', () => {
  it.each(['97980cfea0067', 'User42', '10', 'a'.repeat(100)])('keeps %s', (id) => {
    expect(normaliseMatchId(id)).toBe(id);
    expect(normaliseMatchId(` ${id} `)).toBe(id);
  });

  it.each([
    '',
    ' ',
    'a'.repeat(101),
    '550e8400-e29b-41d4-a716-446655440000',
    'user_42',
    'user 42',
    'ada@example.com',
    'übung',
    '１２３',
    'null',
    'undefined',
    'None',
  ])('omits %j, bending nothing', (value) => {
    expect(normaliseMatchId(value)).toBeUndefined();
  });
});

describe('normaliseUserId', () => {
  it('keeps ids of any form', () => {
    for (const id of ['550e8400-e29b-41d4-a716-446655440000', 'auth0|5f7c8ec7c33c6c004bbafe82', 'User42', 'übung']) {
      expect(normaliseUserId(` ${id}`)).toBe(id);
    }
  });

  it.each(['', '  ', 'null', 'undefined', 'a\u0007b', 'x'.repeat(300)])('omits %j', (value) => {
    expect(normaliseUserId(value)).toBeUndefined();
  });

  it.each(['0', '-1', 'anonymous', 'Guest', 'unknown', '00000000-0000-0000-0000-000000000000'])(
    'omits %j, by which shops mean whoever has not signed in',
    (value) => {
      expect(normaliseUserId(value)).toBeUndefined();
      expect(normaliseMatchId(value)).toBeUndefined();
    },
  );
});

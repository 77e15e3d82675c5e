import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE } from '../base/durations.ts';
import type { ApiResponse } from './api.ts';
import { requestIdOf, retryAfter, wholeAnswer, wordsOf } from './status.ts';

const NOW = Date.UTC(2026, 10, 20, 12);

const response = (status: number, body: string, headers: ApiResponse['headers'] = {}): ApiResponse => ({
  status,
  headers,
  body,
});

describe('a status', () => {
  it.each<[number, string | undefined]>([
    ...[200, 202, 207].map((status): [number, undefined] => [status, undefined]),
    ...[101, 301, 302, 304, 307, 401, 403, 404, 405, 406, 410, 415].map((s): [number, string] => [s, 'unauthorised']),
    ...[400, 422].map((status): [number, string] => [status, 'rejected']),
    [413, 'too_large'],
    [429, 'throttled'],
    ...[408, 425, 500, 502, 503, 504, 599].map((status): [number, string] => [status, 'unavailable']),
  ])('%d means for the whole request: %s', (status, kind) => {
    const answer = wholeAnswer(response(status, '{"message":"why"}', { 'x-amzn-requestid': 'r' }), NOW);
    expect(answer && 'whole' in answer ? answer.whole.kind : undefined).toBe(kind);
    if (answer !== undefined) expect(answer.requestId).toBe('r');
    if (answer && 'whole' in answer && 'message' in answer.whole) {
      const advised = kind === 'unauthorised' ? / \(check .*\)$/ : /$/;
      expect(answer.whole.message).toMatch(new RegExp(`^${status}: why${advised.source}`));
    }
  });

  it.each([
    [401, /check ADVERTISER_ID, PROFILE_ID and REGION, and that CLIENT_ID and REFRESH_TOKEN/],
    [403, /may manage events there/],
    [404, /check REGION or BASE_URL, and ADVERTISER_ID/],
    [307, /check BASE_URL: Amazon points elsewhere/],
    [415, /does not take such requests/],
  ])('%d, which pauses the destination, says in what to look for the reason', (status, advice) => {
    expect(wholeAnswer(response(status, ''), NOW)).toMatchObject({
      whole: { kind: 'unauthorised', message: expect.stringMatching(advice) },
    });
  });

  it('of 503 means patience where it says for how long, and else an outage', () => {
    expect(wholeAnswer(response(503, '', { 'retry-after': '3' }), NOW)).toEqual({
      whole: { kind: 'throttled', afterMs: 3_000 },
    });
    expect(wholeAnswer(response(503, '', { 'retry-after': 'soon' }), NOW)).toMatchObject({
      whole: { kind: 'unavailable' },
    });
  });
});

describe('Retry-After', () => {
  it.each<[string, string | readonly string[] | undefined, number | undefined]>([
    ['seconds', '120', 120_000],
    ['nought', '0', 0],
    ['with blanks around', ' 5 ', 5_000],
    ['the first of several', ['5', '9'], 5_000],
    ['a date', 'Fri, 20 Nov 2026 12:01:00 GMT', MINUTE],
    ['a date that is over', 'Fri, 20 Nov 2026 11:59:00 GMT', undefined],
    ['a year', '31536000', 15 * MINUTE],
    ['a date far off', 'Fri, 20 Nov 2099 12:00:00 GMT', 15 * MINUTE],
    ['more than a number holds', '9'.repeat(400), undefined],
    ['negative', '-5', undefined],
    ['a fraction', '1.5', undefined],
    ['words', 'soon', undefined],
    ['empty', '', undefined],
    ['absent', undefined, undefined],
  ])('%s', (_, header, expected) => {
    expect(retryAfter(response(429, '', { 'retry-after': header }), NOW)).toBe(expected);
  });
});

describe('a request id', () => {
  it.each<[string, ApiResponse['headers'], string, string | undefined]>([
    ['x-amzn-RequestId', { 'x-amzn-requestid': 'a' }, '', 'a'],
    ['Amazon-Advertising-API-RequestId', { 'amazon-advertising-api-requestid': 'b' }, '', 'b'],
    ['a header of that kind', { 'X-Request-ID': 'c' }, '{"requestId":"no"}', 'c'],
    ['an empty header, then the body', { 'x-amzn-requestid': '' }, '{"requestId":"d"}', 'd'],
    ['the first of several', { 'x-amzn-requestid': ['e', 'f'] }, '', 'e'],
    ['a body that is no object', {}, '["requestId"]', undefined],
    ['an id that is no text', {}, '{"requestId":5}', undefined],
    ['none', { 'x-request-identity': 'x' }, 'not json', undefined],
  ])('is found in %s', (_, headers, body, id) => {
    expect(requestIdOf(response(207, body, headers))).toBe(id);
  });

  it('is kept short', () => {
    expect(requestIdOf(response(207, '', { 'x-amzn-requestid': 'x'.repeat(5_000) }))?.length).toBe(100);
  });
});

describe('Amazon’s words', () => {
  it.each([
    ['classic', { code: 'INVALID', details: 'the account is not there' }, 'INVALID the account is not there'],
    [
      'DSP',
      { message: 'Bad', requestId: 'r', errors: [{ errorType: 'T', fieldName: 'name', message: 'too long' }] },
      'Bad; T name too long',
    ],
    ['v1', { code: 'BAD_REQUEST', message: 'No' }, 'BAD_REQUEST No'],
    ['accounts', { errors: [{ errorCode: 'E', errorId: 'i', errorMessage: 'No such' }] }, 'E No such'],
    ['login', { error: 'invalid_request', error_description: 'x is missing' }, 'x is missing; invalid_request'],
    ['an error in an error', { error: { code: 'X', message: 'inner' } }, 'X inner'],
    ['of no known shape', { oops: true }, '{"oops":true}'],
    ['that says its code twice', { code: 'INVALID', message: 'INVALID', errors: [{ code: 'INVALID' }] }, 'INVALID'],
    ['a list', [{ message: 'a' }, { message: 'b' }], 'a; b'],
  ])('in an error body: %s', (_, body, words) => {
    expect(wordsOf(response(400, JSON.stringify(body)))).toBe(words);
  });

  it.each([
    ['<html><title>502 Bad  Gateway</title>\n<p>nginx</html>', '502 Bad Gateway nginx'],
    ['upstream connect error', 'upstream connect error'],
    ['', 'no explanation in the answer'],
    [' \n ', 'no explanation in the answer'],
    ['<br>', 'no explanation in the answer'],
  ])('in a body that is not JSON: %j', (body, words) => {
    expect(wordsOf(response(502, body))).toBe(words);
  });

  it.each(['<', '<a ', '< ', ' ', '{"error":', '[', '\\', '<>'])(
    'are found in no time among two million of %j',
    (piece) => {
      const body = piece.repeat(Math.ceil(2_000_000 / piece.length));
      // Of this process alone: others may want the machine as well.
      const from = process.cpuUsage();
      expect(wordsOf(response(500, body)).length).toBeLessThanOrEqual(500);
      const { user, system } = process.cpuUsage(from);
      expect((user + system) / 1_000).toBeLessThan(2_000);
    },
  );

  it('are never more than a person reads, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const { length } = wordsOf(response(500, body));
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(500);
      }),
    );
  });
});

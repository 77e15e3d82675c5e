import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DspatchError } from '../../base/errors.ts';
import { readFaults } from './read-faults.ts';

test.each([
  [{ kind: 'status', status: 503, retryAfter: 2, retryAfterForm: 'date', match: { endpoint: 'eventData', nth: 2 } }],
  [{ kind: 'status', status: 200, body: { any: ['json'] }, times: 3, probability: 0.5, seed: 9, delayMs: 10 }],
  [{ kind: 'lie', lie: 'missing_some', indexes: [0, 3], process: false }],
  [{ kind: 'items', dedupeIds: ['a'], code: 'THROTTLED' }],
  [{ kind: 'reset', when: 'mid_response' }],
])('%j is a fault', (fault) => {
  expect(readFaults([fault])).toEqual([fault]);
});

const KINDS =
  'status, delay, hang, silence, slow_body, reset, truncated, lie, items, invalid_grant, unauthorized, forbidden, rate_limit, endless_body, gzip_bomb';

test.each<[unknown, string]>([
  [
    [{ kind: 'status', status: 503, retryafter: 2 }],
    'faults[0].retryafter: is not known here (did you mean "retryAfter"?); known are match, times, probability, seed, delayMs, kind, status, body, contentType, retryAfter, retryAfterForm, process',
  ],
  [[{ kind: 'status' }], 'faults[0].status: is missing: a number'],
  [[{ kind: 'status', status: 42 }], 'faults[0].status: must be at least 200'],
  [[{ kind: 'status', status: '503' }], 'faults[0].status: must be a number, not text'],
  [[{ kind: 'crash' }], `faults[0].kind: must be one of ${KINDS}`],
  [[{ kind: 'rate-limit' }], `faults[0].kind: must be one of ${KINDS} (did you mean "rate_limit"?)`],
  [[{ status: 503 }], `faults[0].kind: is missing: one of ${KINDS}`],
  [
    [{ kind: 'reset', when: 'mid' }],
    'faults[0].when: must be one of before_body, after_body, after_processing, mid_response',
  ],
  [
    [{ kind: 'hang', match: { endpoint: 'eventdata' } }],
    'faults[0].match.endpoint: must be one of token, authorize, profiles, advertisers, advertiserAccounts, definitions, listDefinitions, eventData, events, unknown (did you mean "eventData"?)',
  ],
  [
    [{ kind: 'hang' }, { kind: 'hang', match: { path: '/' } }],
    'faults[1].match.path: is not known here; known are endpoint, accountId, dedupeIds, moreItemsThan, nth, from, count',
  ],
  [[{ kind: 'hang', match: { nth: 1, from: 1 } }], 'faults[0]: match has nth, or from and count, not both'],
  [[{ kind: 'items' }], 'faults[0]: a fault of kind items needs indexes, dedupeIds or share'],
  [
    [{ kind: 'items', share: 1, match: { endpoint: 'token' } }],
    'faults[0]: this fault works on the endpoints eventData, events and definitions only',
  ],
  [
    [{ kind: 'lie', lie: 'index_twice', match: { endpoint: 'profiles' } }],
    'faults[0]: this lie works on the endpoints eventData and events only',
  ],
  [
    [{ kind: 'invalid_grant', match: { endpoint: 'events' } }],
    'faults[0]: invalid_grant works on the endpoint token only',
  ],
  [
    [{ kind: 'reset', when: 'before_body', match: { moreItemsThan: 1 } }],
    'faults[0]: reset before_body cannot match on dedupeIds or moreItemsThan, which are in the body',
  ],
  [[{ kind: 'delay' }], 'faults[0].delayMs: is missing: a number'],
  [
    [{ kind: 'status', status: 429, retryAfter: '1\r\nset-cookie: a=b' }],
    'faults[0].retryAfter: must be 1 to 200 printable ASCII characters',
  ],
  [[{ kind: 'rate_limit', retryAfter: true }], 'faults[0].retryAfter: must be a number or text'],
  [
    [{ kind: 'delay', delayMs: -1, times: 0 }],
    'faults[0].delayMs: must be at least 0\nfaults[0].times: must be at least 1',
  ],
  [{ kind: 'hang' }, 'faults: must be a list, not a map'],
  ['hang', 'faults: must be a list, not text'],
  [undefined, 'the body is not JSON: send a list of faults, such as [{"kind":"status","status":503,"times":3}]'],
])('%j is not: the message says where, and what would be right', (value, message) => {
  expect(messageOf(value).split('\n').sort()).toEqual(message.split('\n').sort());
});

function messageOf(value: unknown): string {
  try {
    readFaults(value);
  } catch (error) {
    return (error as DspatchError).message;
  }
  return 'it is one';
}

test('whatever is given, it is read or refused with a code', () => {
  const anyFault = fc.record({
    kind: fc.constantFrom('status', 'lie', 'items', 'x'),
    match: fc.jsonValue(),
    times: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(anyFault)), (value) => {
      try {
        readFaults(value);
      } catch (error) {
        expect(error).toBeInstanceOf(DspatchError);
        expect((error as DspatchError).code).toBe('sandbox_faults');
      }
    }),
  );
});

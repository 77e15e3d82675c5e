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

test.each<[unknown, RegExp]>([
  [[{ kind: 'status', status: 503, retryafter: 2 }], /faults\[0\].*retryafter/],
  [[{ kind: 'status' }], /faults\[0\]\.status/],
  [[{ kind: 'status', status: 42 }], /faults\[0\]\.status/],
  [[{ kind: 'crash' }], /faults\[0\]\.kind/],
  [[{ kind: 'hang', match: { endpoint: 'eventdata' } }], /faults\[0\]\.match\.endpoint/],
  [[{ kind: 'hang' }, { kind: 'hang', match: { path: '/' } }], /faults\[1\]\.match.*path/],
  [[{ kind: 'hang', match: { nth: 1, from: 1 } }], /nth, or from and count/],
  [[{ kind: 'items' }], /needs indexes, dedupeIds or share/],
  [[{ kind: 'items', share: 1, match: { endpoint: 'token' } }], /eventData, events and definitions only/],
  [[{ kind: 'lie', lie: 'index_twice', match: { endpoint: 'profiles' } }], /eventData and events only/],
  [[{ kind: 'invalid_grant', match: { endpoint: 'events' } }], /token only/],
  [[{ kind: 'reset', when: 'before_body', match: { moreItemsThan: 1 } }], /in the body/],
  [[{ kind: 'delay' }], /faults\[0\]\.delayMs/],
  [[{ kind: 'status', status: 429, retryAfter: '1\r\nset-cookie: a=b' }], /faults\[0\]\.retryAfter/],
  [{ kind: 'hang' }, /faults/],
  [undefined, /faults/],
])('%j is not: the message says where', (value, message) => {
  expect(() => readFaults(value)).toThrow(message);
});

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

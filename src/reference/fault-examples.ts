import type { Fault } from '../sandbox/faults/fault.ts';

/** A fault of each kind. A test reads them. */
export const FAULT_EXAMPLES: { readonly [Kind in Fault['kind']]: Extract<Fault, { readonly kind: Kind }> } = {
  status: { kind: 'status', status: 503, times: 3, retryAfter: 2, match: { endpoint: 'eventData' } },
  delay: { kind: 'delay', delayMs: 2_000, probability: 0.1 },
  hang: { kind: 'hang', match: { endpoint: 'eventData', nth: 2 } },
  silence: { kind: 'silence', times: 1, process: false },
  slow_body: { kind: 'slow_body', bytesPerSecond: 100 },
  reset: { kind: 'reset', when: 'after_processing', times: 1 },
  truncated: { kind: 'truncated', missingBytes: 1, times: 2 },
  lie: { kind: 'lie', lie: 'missing_some', indexes: [1, 7], process: false, times: 1 },
  items: { kind: 'items', dedupeIds: ['A-1001'], code: 'INVALID_VALUE', message: 'bad currency' },
  invalid_grant: { kind: 'invalid_grant' },
  unauthorized: { kind: 'unauthorized', times: 1 },
  forbidden: { kind: 'forbidden', match: { accountId: '1234567890' } },
  rate_limit: { kind: 'rate_limit', retryAfter: 1, match: { from: 10, count: 5 } },
  endless_body: { kind: 'endless_body', times: 1 },
  gzip_bomb: { kind: 'gzip_bomb', megabytes: 64, times: 1 },
};

import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../base/durations.ts';
import type { Leased, Settlement } from '../queue/queue.ts';
import type { Outcome } from './outcome.ts';
import { settlementOf } from './settlement.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const ITEM: Leased = {
  id: 7,
  lease: 3,
  wire: Buffer.from('{}'),
  attempts: 2,
  expiresAt: NOW + MINUTE,
  receivedAt: NOW,
};

type Effect = Settlement extends infer One ? (One extends unknown ? Omit<One, 'id' | 'lease'> : never) : never;

describe('an outcome settles its delivery', () => {
  // With half of what chance may give: after two attempts the third failure waits up to 4 s.
  it.each<[Outcome, Effect]>([
    [{ kind: 'delivered' }, { to: 'done', requestId: 'r' }],
    [{ kind: 'expired' }, { to: 'dead', reason: 'expired' }],
    [{ kind: 'throttled' }, { to: 'again', at: NOW + 500, costsAttempt: false, detail: 'throttled' }],
    [
      { kind: 'throttled', afterMs: 9 * SECOND },
      { to: 'again', at: NOW + 9 * SECOND, costsAttempt: false, detail: 'throttled' },
    ],
    [
      { kind: 'throttled', afterMs: 1 },
      { to: 'again', at: NOW + 500, costsAttempt: false, detail: 'throttled' },
    ],
    [
      { kind: 'unavailable', message: '502: bad gateway' },
      { to: 'again', at: NOW + 2 * SECOND, costsAttempt: true, detail: '502: bad gateway' },
    ],
    [
      { kind: 'ambiguous', message: 'reset' },
      { to: 'again', at: NOW + 2 * SECOND, costsAttempt: true, detail: 'reset' },
    ],
    [
      { kind: 'unauthorised', message: '403: terms' },
      { to: 'again', at: NOW, costsAttempt: false, detail: '403: terms' },
    ],
    [
      { kind: 'too_large' },
      { to: 'dead', reason: 'rejected', detail: '413: too large for Amazon by itself', requestId: 'r' },
    ],
    [
      { kind: 'rejected', code: 'BAD', message: 'BAD name is missing' },
      { to: 'dead', reason: 'rejected', detail: 'BAD name is missing', requestId: 'r' },
    ],
    [
      { kind: 'rejected', code: 'BAD', message: 'name is missing' },
      { to: 'dead', reason: 'rejected', detail: 'BAD: name is missing', requestId: 'r' },
    ],
  ])('%o', (outcome, effect) => {
    expect(settlementOf(ITEM, outcome, 'r', NOW, 0.5)).toEqual({ id: 7, lease: 3, ...effect });
  });
});

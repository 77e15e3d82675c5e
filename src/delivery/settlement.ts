import type { Leased, Settlement } from '../queue/queue.ts';
import type { Outcome } from './outcome.ts';
import { backoff } from './retry.ts';

/** Goes again at a time, unchanged. */
export function again(item: Leased, at: number, costsAttempt: boolean, detail?: string): Settlement {
  return { id: item.id, lease: item.lease, to: 'again', at, costsAttempt, detail };
}

/**
 * What an item's outcome means for its delivery: the table of outcome.ts. `random` is in [0, 1); `requestId` is Amazon's.
 */
export function settlementOf(
  item: Leased,
  outcome: Outcome,
  requestId: string | undefined,
  now: number,
  random: number,
): Settlement {
  const { id, lease } = item;
  switch (outcome.kind) {
    case 'delivered':
      return { id, lease, to: 'done', requestId };
    case 'expired':
      return { id, lease, to: 'dead', reason: 'expired' };
    case 'rejected': {
      const words = outcome.message.includes(outcome.code) ? outcome.message : `${outcome.code}: ${outcome.message}`;
      return { id, lease, to: 'dead', reason: 'rejected', detail: words, requestId };
    }
    case 'too_large':
      return { id, lease, to: 'dead', reason: 'rejected', detail: '413: too large for Amazon by itself', requestId };
    case 'throttled':
      return again(item, now + Math.max(backoff(1, random), outcome.afterMs ?? 0), false, 'throttled');
    case 'unauthorised':
      return again(item, now, false, outcome.message);
    default:
      return again(item, now + backoff(item.attempts + 1, random), true, outcome.message);
  }
}

import { isMendable } from '../event/drop.ts';
import type { SealedResult } from './sealed-events.ts';

/** Whether an integration dropped an event for something that can be mended. */
export function isMendableResult({ drop }: Pick<SealedResult, 'drop'>): boolean {
  return drop !== undefined && isMendable(drop.reason);
}

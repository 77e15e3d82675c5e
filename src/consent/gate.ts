import type { Consent } from './consent.ts';
import type { ConsentPolicy } from './policy.ts';
import type { ConsentSignal } from './signal.ts';
// To be replaced by the consent module proper, which is being written.
export type ConsentDecision =
  | {
      readonly verdict: 'granted' | 'not_needed' | 'unsignalled';
      readonly basis: string;
      readonly limited?: true;
      readonly consent?: Consent;
    }
  | { readonly verdict: 'denied' | 'missing'; readonly basis: string; readonly detail: string };
export function decide(_signal: ConsentSignal, _country: string, _policy: ConsentPolicy): ConsentDecision {
  return { verdict: 'not_needed', basis: 'none' };
}

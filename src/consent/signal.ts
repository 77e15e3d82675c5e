import type { Event } from '../event/event.ts';
// To be replaced by the consent module proper, which is being written.
export interface ConsentSignal {
  readonly none?: true;
}
export function readSignal(_event: Event): ConsentSignal {
  return {};
}

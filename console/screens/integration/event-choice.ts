import type { PreviewBody } from '../../../src/admin/api/preview.ts';
import type { RecentEvent } from '../../../src/admin/api/sealed.ts';
import { sampleEvent } from '../../parts/sample-event.ts';

/** The event that a draft is tried on: a recent one of a pipeline, one that was pasted, or a made-up one. */
export type EventChoice =
  | { readonly kind: 'sample'; readonly name: string }
  | { readonly kind: 'pasted'; readonly text: string }
  | { readonly kind: 'recent'; readonly pipeline: string; readonly event: RecentEvent };

/** What is looked at first: the event that is worth most. */
export const FIRST_CHOICE: EventChoice = { kind: 'sample', name: 'Order Completed' };

/** The event as the gateway takes it: a recent one is its sealed copy, which the gateway has. */
export function eventOf(choice: EventChoice): Pick<PreviewBody, 'event' | 'recent'> {
  if (choice.kind === 'recent') return { recent: { pipeline: choice.pipeline, messageId: choice.event.messageId } };
  return { event: choice.kind === 'pasted' ? choice.text : sampleEvent(choice.name) };
}

import type { PreviewBody } from '../../../src/admin/api/preview.ts';
import type { RecentEvent } from '../../../src/admin/api/sealed.ts';

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

/** A call that nobody has sent, with what shops usually send. Without a time it happens now. */
export function sampleEvent(name: string): object {
  const tea = { product_id: 'TEA-1', name: 'Green tea', brand: 'Leaf', category: 'Tea', price: 12.5, quantity: 2 };
  const pot = { product_id: 'POT-7', name: 'Teapot', brand: 'Leaf', category: 'Pots', price: 39, quantity: 1 };
  return {
    ...(name === 'Page' ? { type: 'page', name: 'Home' } : { type: 'track', event: name }),
    messageId: 'sample-1',
    userId: 'customer-4711',
    context: { traits: { email: 'jo.doe@example.com' }, page: { url: 'https://shop.example.com/' } },
    properties: { order_id: 'ORDER-1001', currency: 'usd', ...tea, products: [tea, pot] },
  };
}

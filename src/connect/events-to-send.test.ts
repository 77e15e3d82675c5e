import { describe, expect, it } from 'vitest';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import type { Definition } from './definitions.ts';
import { eventsToSend, proposalFor, suggestionsFor } from './events-to-send.ts';

const definition = (name: string, type: string = 'OTHER', more: Partial<Definition> = {}): Definition => ({
  ...{ id: name, name, type, sourceType: 'WEBSITE', countingMethod: 'EVERY', usable: true },
  ...more,
});
const EVENTS = eventsToSend(amazonDspCapi, {});
const suggested = (...definitions: Definition[]): Record<string, string> =>
  Object.fromEntries(suggestionsFor(EVENTS, definitions));

describe('the events of a playbook', () => {
  it('are the kit’s nine, each with its type', () => {
    expect(EVENTS).toHaveLength(9);
    expect(EVENTS).toContainEqual({ event: 'Order Completed', type: 'OFF_AMAZON_PURCHASES' });
    expect(EVENTS).toContainEqual({ event: 'Products Searched', type: 'SEARCH' });
  });

  it('are an integration’s own, too, and those that it has taken away', () => {
    const events = eventsToSend(amazonDspCapi, {
      events: {
        Page: null,
        'Signed Up': { conversionType: { enrichment: 'SIGN_UP' } },
        Donation: { conversionType: { mapping: 'properties.type' } },
        'Product Clicked': { conversionType: { enrichment: 'LEAD' } },
      },
    });
    expect(events).toHaveLength(11);
    expect(events).toEqual(
      expect.arrayContaining([
        { event: 'Page', type: 'PAGE_VIEW' },
        { event: 'Signed Up', type: 'SIGN_UP' },
        { event: 'Donation', type: 'OTHER' },
        { event: 'Product Clicked', type: 'LEAD' },
      ]),
    );
  });
});

describe('a definition to be made', () => {
  it.each([
    ['Order Completed', 'OFF_AMAZON_PURCHASES', 'EVERY', 0],
    ['Page', 'PAGE_VIEW', 'EVERY', 1],
    ['Signed Up', 'SIGN_UP', 'FIRST', 1],
  ] as const)('for %s counts and is worth what suits it', (event, type, countingMethod, value) => {
    expect(proposalFor({ event, type })).toEqual({
      ...{ name: `dspatch - ${event}`, type, countingMethod, sourceType: 'WEBSITE', value },
    });
  });

  it('for tests is labelled, and a name is never longer than Amazon takes', () => {
    expect(proposalFor({ event: 'Page', type: 'PAGE_VIEW' }, true).name).toBe('TEST dspatch - Page');
    expect(proposalFor({ event: 'x'.repeat(300), type: 'OTHER' }, true).name).toHaveLength(256);
  });
});

describe('the definition that is suggested for an event', () => {
  it.each([
    ['Order Completed', 'OFF_AMAZON_PURCHASES'],
    ['order_completed', 'OFF_AMAZON_PURCHASES'],
    ['OrderCompleted', 'OFF_AMAZON_PURCHASES'],
    ['dspatch - Order Completed', 'OFF_AMAZON_PURCHASES'],
    ['Web: Order Completed', 'OFF_AMAZON_PURCHASES'],
    ['Complete Order', 'OFF_AMAZON_PURCHASES'],
  ])('has a similar name: %s', (name, type) => {
    expect(suggested(definition(name, type))).toEqual({ 'Order Completed': name });
  });

  it.each([
    ['is of another kind of value', definition('Order Completed', 'LEAD')],
    ['is for tests', definition('TEST dspatch - Page', 'PAGE_VIEW')],
    ['is of another source', definition('Page', 'PAGE_VIEW', { usable: false })],
    ['has another name', definition('Newsletter', 'PAGE_VIEW')],
    ['shares a single word', definition('Product of the month', 'PAGE_VIEW')],
    ['has no name', definition('', 'PAGE_VIEW')],
  ])('is none that %s', (_, one) => {
    expect(suggested(one)).toEqual({});
  });

  it('is the most similar one, and each is suggested once', () => {
    const viewed = definition('Product Viewed', 'PAGE_VIEW');
    expect(suggested(viewed)).toEqual({ 'Product Viewed': 'Product Viewed' });
    const list = definition('Shop Product List Viewed', 'PAGE_VIEW');
    expect(suggested(list, viewed)).toEqual({ 'Product Viewed': viewed.id, 'Product List Viewed': list.id });
  });

  it('is of two with the same name the one of the event’s type', () => {
    const [one, other] = [definition('Page', 'LEAD', { id: '1' }), definition('Page', 'PAGE_VIEW', { id: '2' })];
    expect(suggested(one, other)).toEqual({ Page: '2' });
    expect(suggested(other, one)).toEqual({ Page: '2' });
  });
});

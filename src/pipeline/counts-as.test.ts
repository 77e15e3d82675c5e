import { describe, expect, it } from 'vitest';
import { eventOf, NOW } from '../../test/support/events.ts';
import { integrationOf, mapper } from '../../test/support/mapper.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import { DEFINITION_PLACEHOLDER } from '../kits/kit.ts';
import { MemoryQueue } from '../queue/memory.ts';
import { Pipeline } from './pipeline.ts';

const ORDER = {
  ...{ event: 'Order Completed', messageId: 'm-1', context: { traits: { email: 'abc@example.com' } } },
  properties: { currency: 'USD', total: 5 },
};

/** What an order counts as: the ids (or types) with their values, and what is withheld. */
function counted(section: JsonObject, properties: JsonObject = {}, kit = amazonDspCapi) {
  const map = mapper(kit, { playbook: { events: { 'Order Completed': section } } as never });
  const { drop, deliveries, withheld } = map({ ...ORDER, properties: { ...ORDER.properties, ...properties } });
  return {
    drop,
    withheld,
    sent: deliveries.map(({ conversion }) => [
      conversion.conversionDefinitionId ?? conversion.conversionType,
      conversion.value,
    ]),
  };
}

const PURCHASE = 'OFF_AMAZON_PURCHASES';
const fromEvent = { conversionDefinitionId: { mapping: 'properties.ids' } };

describe('definitions in a list', () => {
  it.each<[string, Json[], Json, Json[][]]>([
    [
      'have one type for all',
      ['2', '3'],
      PURCHASE,
      [
        ['2', 5],
        ['3', 5],
      ],
    ],
    [
      'have each its own, in their order',
      ['2', '3'],
      ['PAGE_VIEW', PURCHASE],
      [
        ['2', undefined as never],
        ['3', 5],
      ],
    ],
    [
      'keep theirs beside a placeholder',
      [DEFINITION_PLACEHOLDER, '2', '3'],
      [PURCHASE, 'PAGE_VIEW', PURCHASE],
      [
        ['2', undefined as never],
        ['3', 5],
      ],
    ],
    [
      'and beside one that is there twice, or is empty',
      ['2', '2', '', '3'],
      [PURCHASE, 'PAGE_VIEW', 'PAGE_VIEW', PURCHASE],
      [
        ['2', 5],
        ['3', 5],
      ],
    ],
  ])('%s', (_, ids, types, sent) => {
    const section = { conversionDefinitionId: { enrichment: ids }, conversionType: { enrichment: types } };
    expect(counted(section).sent).toEqual(sent);
  });

  it('that are placeholders are told, while the others are sent', () => {
    const ids = [DEFINITION_PLACEHOLDER, '2', DEFINITION_PLACEHOLDER];
    expect(counted({ conversionDefinitionId: { enrichment: ids } }).withheld).toEqual([
      { reason: 'not_configured', detail: '"Order Completed": 2 of its ids are still the placeholder' },
    ]);
  });

  it('that an event brings beyond ten are told, and no more than ten are sent', () => {
    const ids = Array.from({ length: 12 }, (_, i) => String(i + 1));
    const { sent, withheld } = counted(fromEvent, { ids: [...ids, '1', ' 2 '] });
    expect(sent).toHaveLength(10);
    expect(withheld).toEqual([
      {
        reason: 'invalid_field',
        detail: 'conversionDefinitionId: an event counts at most 10 times; 2 more are left out',
      },
    ]);
    const many = Array.from({ length: 3_000 }, (_, i) => String(i + 1));
    expect(counted(fromEvent, { ids: many }).withheld?.[0]?.detail).toContain('2990 more are left out');
  });

  it('are the numbers of definitions, and nothing else that an event may have in their place', () => {
    expect(counted(fromEvent, { ids: 123 }).sent).toEqual([['123', 5]]);
    for (const ids of ['joe@ab.co', 'joe', '+1 413 871 4499', { id: '1' }, true, 2 ** 60, 1.5, ['1', 'joe']]) {
      const { drop, sent } = counted(fromEvent, { ids });
      expect(sent).toEqual([]);
      expect(drop).toMatchObject({
        reason: 'invalid_field',
        detail: expect.stringMatching(/^conversionDefinitionId: /),
      });
      expect(drop?.detail).not.toContain('joe');
    }
  });
});

describe('a description', () => {
  it('of more than ten types is told to be, and no more than ten are sent', () => {
    const types = ['ADD_TO_SHOPPING_CART', 'APPLICATION', 'CHECKOUT', 'CONTACT', 'LEAD', 'MOBILE_APP_FIRST_START'];
    const more = [PURCHASE, 'OTHER', 'PAGE_VIEW', 'SEARCH', 'SIGN_UP'];
    const section = { conversionType: { mapping: 'properties.types' } };
    const { sent, withheld } = counted(section, { types: [...types, ...more] }, amazonDspEvents);
    expect(sent).toHaveLength(10);
    expect(withheld).toEqual([
      { reason: 'invalid_field', detail: 'conversionType: an event counts at most 10 times; 1 more is left out' },
    ]);
  });

  it('names a data set of the form that Amazon takes, whatever the event has in its place', () => {
    const section = { dataSetName: { mapping: 'properties.set' } };
    expect(counted(section, { set: 'Web_Shop' }, amazonDspEvents).drop).toBeUndefined();
    for (const set of ['joe@ab.co', '1a', 'a b c d e', { a: 1 }]) {
      expect(counted(section, { set }, amazonDspEvents).drop).toMatchObject({
        reason: 'invalid_field',
        detail: expect.stringMatching(/^dataSetName: /),
      });
    }
  });
});

it('what is withheld of an event has its account in the ledger, beside what is sent', async () => {
  const section = { conversionDefinitionId: { enrichment: [DEFINITION_PLACEHOLDER, '2'] } };
  const integration = integrationOf(amazonDspCapi, { playbook: { events: { 'Order Completed': section } } });
  const queue = new MemoryQueue({ maxWaiting: 10, retention: { ledger: 1e9, dead: 1e9 } });
  await queue.append([new Pipeline('web', [integration]).intake(eventOf(ORDER), NOW)], NOW);
  const { entries } = await queue.search({ messageId: 'm-1' });
  expect(entries.map(({ fate, reason }) => [fate, reason]).sort()).toEqual([
    ['dropped', 'not_configured'],
    ['waiting', undefined],
  ]);
});

import { describe, expect, it } from 'vitest';
import { integrationOf } from '../../test/support/mapper.ts';
import { amazonDspCapi } from '../kits/amazon-dsp-capi.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import type { CompiledSection } from '../playbook/compile.ts';
import type { SectionConfig } from '../playbook/schema.ts';
import { readsBeyond, readsLeftOut } from './reads.ts';

function section(config: SectionConfig): CompiledSection {
  const playbook = { events: { 'Order Completed': { conversionDefinitionId: { enrichment: '1' }, ...config } } };
  const found = integrationOf(amazonDspCapi, { playbook }).playbook.section('Order Completed');
  if (found === undefined) throw new Error('no section');
  return found;
}

describe('what a playbook reads that sealed copies do not have', () => {
  it.each([amazonDspCapi, amazonDspEvents])('is nothing in what the kit $name begins with', (kit) => {
    const { playbook } = integrationOf(kit);
    expect(playbook.events.length).toBeGreaterThan(5);
    for (const event of playbook.events) {
      const found = playbook.section(event);
      expect([event, found && readsBeyond(found)]).toEqual([event, []]);
    }
  });

  it.each<[string, SectionConfig, readonly string[]]>([
    ['a mapping', { value: { mapping: ['properties.total', 'properties.plan_price'] } }, ['properties.plan_price']],
    ['an expression', { value: { expression: 'toFloat(properties["plan price"]) * 2.0' } }, ['properties.plan price']],
    ['a filter', { deny: 'traits.email.endsWith("@example.com")' }, ['traits.email']],
    ['a filter of what is kept', { allow: 'properties.test != true && context.os.name == "iOS"' }, []],
    ['a name in quotes', { allow: 'properties.coupon == "properties.secret"' }, []],
    ['a function of each product', { value: { expression: 'sum(pluck(properties.products, "price"))' } }, []],
    [
      'another member of each product',
      { value: { expression: 'sum(pluck(properties.products, "fee"))' } },
      ['properties.products.0.fee'],
    ],
    ['products as a whole', { allow: 'properties.products.exists(p, p.name == "x")' }, ['properties.products']],
    ['the event as a whole', { allow: 'has(properties.tier) || size(context) > 1' }, ['properties.tier', 'context']],
    ['who it is of, by its keys alone', { 'matchKeys.EMAIL': { mapping: 'properties.contact' } }, []],
  ])('by %s', (_, config, places) => {
    expect(readsBeyond(section(config))).toEqual(places);
  });

  it('and of what did not stay in one of them', () => {
    const one = section({ value: { mapping: 'properties.products.0.price' }, allow: 'properties.coupon == "x"' });
    const leftOut = ['properties.coupon', 'properties.products.price', 'properties.brand', 'consent'];
    expect(readsLeftOut(one, leftOut)).toEqual(['properties.coupon', 'properties.products.price', 'consent']);
  });
});

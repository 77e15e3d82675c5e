import { describe, expect, it } from 'vitest';
import { fieldsOf, namesAfter, pathsIn } from '../../console/screens/integration/event-fields.ts';
import {
  changesIn,
  constantOf,
  DEFAULT,
  eventNames,
  GLOBAL,
  rowsOf,
  withMemberAt,
  withSection,
} from '../../console/screens/integration/playbook.ts';
import type { KitView } from '../../src/admin/api/library.ts';
import { overlay } from '../../src/playbook/overlay.ts';
import type { PlaybookConfig } from '../../src/playbook/schema.ts';

// What the mapping editor makes of a playbook when somebody clicks, held against what the gateway lays over the kit's.

const BELOW: PlaybookConfig = {
  global: { name: { expression: 'eventName' }, countryCode: { enrichment: 'US' } },
  events: { Page: { value: { mapping: 'properties.value' } } },
};
const KIT = {
  playbook: BELOW,
  outputKeys: [
    { name: 'value', type: 'number', required: false, description: 'What it is worth.' },
    { name: 'matchKeys.*', type: 'text', required: false, description: 'An identifier.' },
  ],
} as unknown as KitView;
const set = (
  own: PlaybookConfig,
  place: Parameters<typeof withMemberAt>[2],
  key: string,
  value: object | null | undefined,
) => withMemberAt(own, BELOW, place, key, value as never);

describe('an output key', () => {
  it('is laid over the kit’s, taken away and restored, and nothing else changes', () => {
    const over = set({}, GLOBAL, 'countryCode', { enrichment: 'GB' });
    expect(overlay(BELOW, over).global).toEqual({
      name: { expression: 'eventName' },
      countryCode: { enrichment: 'GB' },
    });
    const without = set(over, GLOBAL, 'name', null);
    expect(Object.keys(overlay(BELOW, without).global ?? {})).toEqual(['countryCode']);
    expect(set(set(without, GLOBAL, 'name', undefined), GLOBAL, 'countryCode', undefined)).toEqual({});
  });

  it('stands once, with what is below it and what is laid over', () => {
    const own = set(set({}, ['events', 'Page'], 'value', null), ['events', 'Page'], 'matchKeys.EMAIL', {
      mapping: 'userId',
    });
    expect(rowsOf(KIT, own, ['events', 'Page'])).toEqual([
      { key: 'value', output: KIT.outputKeys[0], kit: { mapping: 'properties.value' }, own: null },
      { key: 'matchKeys.EMAIL', output: KIT.outputKeys[1], kit: undefined, own: { mapping: 'userId' } },
    ]);
    expect(changesIn(own, ['events', 'Page'])).toBe(2);
  });
});

describe('a section', () => {
  it('of an event that the kit does not know maps it even while it is empty', () => {
    const added = withSection({}, ['events', 'Trial Started'], {});
    expect(overlay(BELOW, added).events).toHaveProperty('Trial Started');
    const emptied = set(
      set(added, ['events', 'Trial Started'], 'value', {}),
      ['events', 'Trial Started'],
      'value',
      undefined,
    );
    expect(emptied).toEqual(added);
    expect(eventNames(BELOW, added)).toEqual(['Page', 'Trial Started']);
    expect(withSection(added, ['events', 'Trial Started'], undefined)).toEqual({});
  });

  it('of the kit is taken away and restored', () => {
    const without = withSection({}, ['events', 'Page'], null);
    expect(overlay(BELOW, without).events).toEqual({});
    expect(withSection(without, ['events', 'Page'], undefined)).toEqual({});
    expect(overlay(BELOW, withSection({}, DEFAULT, {})).default).toEqual({});
  });
});

describe('what is typed for a constant', () => {
  it('is a text, unless it is a list or an object, or no text stood there before', () => {
    expect(constantOf('590123456789', undefined)).toBe('590123456789');
    expect(constantOf('["a", 1]', '')).toEqual(['a', 1]);
    expect(constantOf('["a", ', '')).toBe('["a", ');
    expect(constantOf('2.5', 3)).toBe(2.5);
    expect(constantOf('12345678901234567890', 3)).toBe('12345678901234567890');
  });
});

describe('the fields that are offered', () => {
  it('are those that events have had, with lists by their first member', () => {
    const fields = fieldsOf(
      [{ properties: { products: [{ price: 1 }, { sku: 'a' }] } }, { userId: 'u' }],
      ['properties'],
    );
    expect(pathsIn(fields)).toEqual([
      ...['properties', 'properties.products', 'properties.products.0'],
      ...['properties.products.0.price', 'properties.products.0.sku', 'userId'],
    ]);
    expect(namesAfter(fields, ['properties', 'products', '0'])).toEqual(['price', 'sku']);
    expect(namesAfter(fields, ['context'])).toEqual([]);
  });
});

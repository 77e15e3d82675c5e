import { describe, expect, it } from 'vitest';
import { integrationOf, mapped, mapper } from '../../test/support/mapper.ts';
import { amazonDspEvents } from '../kits/amazon-dsp-events.ts';
import type { SectionConfig } from '../playbook/schema.ts';
import { missingVariables } from './missing-variables.ts';

const ORDER = { type: 'track', event: 'Order Completed', context: { traits: { email: 'abc@example.com' } } };

const problemsOf = (global: SectionConfig, variables: Record<string, string>) =>
  missingVariables(variables, [integrationOf(amazonDspEvents, { playbook: { global }, variables })]);
const namesOf = (global: SectionConfig) => problemsOf(global, {}).map(({ path }) => path[1]);

describe('variables of the pipeline', () => {
  it('are the mapping’s own: the same integration maps otherwise with others', () => {
    const playbook = { global: { dataSetName: { enrichment: 'Shop_${pipeline.SHOP}' } } };
    const dataSetWith = (SHOP: string) => {
      const map = mapper(amazonDspEvents, { playbook, variables: { SHOP } });
      return mapped(map(ORDER)).conversion.dataSetName;
    };
    expect(['berlin', 'london'].map(dataSetWith)).toEqual(['Shop_berlin', 'Shop_london']);
  });

  it('may be anything to an integration by itself: what reads one has no value', () => {
    const { variables: _, ...alone } = {
      ...{ playbook: { global: { dataSetName: { enrichment: '${pipeline.DATA_SET}' } } }, variables: undefined },
    };
    expect(mapped(mapper(amazonDspEvents, alone)(ORDER)).conversion).not.toHaveProperty('dataSetName');
  });

  it.each<[string, SectionConfig]>([
    ['an enrichment', { dataSetName: { enrichment: 'Shop_${pipeline.SHOP}' } }],
    ['a list of an enrichment', { matchKeys: { enrichment: [{ type: 'MATCH_ID', value: '${pipeline.SHOP}' }] } }],
    ['a mapping', { dataSetName: { mapping: ['properties.shop', 'pipeline.SHOP'] } }],
    ['an expression', { dataSetName: { expression: '"Shop_" + pipeline.SHOP' } }],
    ['an expression, in brackets', { dataSetName: { expression: 'upper(pipeline["SHOP"])' } }],
    ['a filter', { deny: 'properties.shop == pipeline.SHOP' }],
  ])('are needed by %s', (_, global) => {
    expect(namesOf(global)).toEqual(['SHOP']);
    expect(problemsOf(global, { SHOP: 'berlin' })).toEqual([]);
  });

  it.each<[string, SectionConfig]>([
    ['a default', { dataSetName: { mapping: 'pipeline.SHOP', default: 'Web_Shop' } }],
    ['a default of an expression', { dataSetName: { expression: 'upper(pipeline.SHOP)', default: 'Web_Shop' } }],
    ['coalesce', { dataSetName: { expression: 'coalesce(pipeline.SHOP, "Web_Shop")' } }],
    ['has', { deny: 'has(pipeline.SHOP)' }],
    ['an optional', { dataSetName: { expression: 'pipeline.?SHOP.orValue("Web_Shop")' } }],
  ])('are not needed where %s says what happens without', (_, global) => {
    expect(namesOf(global)).toEqual([]);
  });

  it('that are missing are told once each, with the first place that needs them and the nearest name that is there', () => {
    const global = {
      dataSetName: { enrichment: '${pipeline.DATA_SET}' },
      'customData.set': { enrichment: '${pipeline.DATA_SET}' },
      deny: 'pipeline.SHOPP == "x"',
    };
    expect(problemsOf(global, { DATASET: 'Shop_Berlin' })).toEqual([
      {
        path: ['variables', 'DATA_SET'],
        code: 'variable_missing',
        message:
          'is missing (did you mean "DATASET"?): "kit-under-test" reads it in playbook.global.dataSetName.enrichment; give it a value here, or mend its name there',
      },
      expect.objectContaining({
        path: ['variables', 'SHOPP'],
        message: expect.stringContaining('playbook.global.deny'),
      }),
    ]);
  });

  it('are held to what the output key takes, and their names to letters, digits and "_"', () => {
    const setting = (enrichment: string, SHOP: string) => () =>
      integrationOf(amazonDspEvents, { playbook: { global: { dataSetName: { enrichment } } }, variables: { SHOP } });
    expect(setting('${pipeline.SHOP}', 'x y')).toThrow('global.dataSetName.enrichment: must be 5 to 100 letters');
    expect(setting('${pipeline.a b}', 'x')).toThrow('"a b" is no name of a variable');
    expect(setting('${pipeline.SHOP}', 'Shop_Berlin')).not.toThrow();
  });
});

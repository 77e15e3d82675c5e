import { describe, expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { formatPath } from '../base/problem.ts';
import { compileIntegration } from '../pipeline/integration.ts';
import type { PlaybookConfig } from '../playbook/schema.ts';
import { amazonDspCapi } from './amazon-dsp-capi.ts';
import { amazonDspEvents } from './amazon-dsp-events.ts';
import type { Kit } from './kit.ts';
import { readParameters } from './parameters.ts';

/** What is wrong with a constant of an output key, as an enrichment and as a default; the same in both. */
function wrongWith(kit: Kit, key: string, value: Json): string | undefined {
  const { values } = readParameters(kit.parameters, {}, () => ({ error: '' }), { requireAll: false });
  const told = (input: object, kind: string): string | undefined => {
    const playbook = { events: { 'Order Completed': { [key]: input } } } as PlaybookConfig;
    const { problems } = compileIntegration({ name: 'a', kit, parameters: values.public, playbook });
    expect(problems.length).toBeLessThan(2);
    if (problems[0] !== undefined) expect(formatPath(problems[0].path)).toBe(`events.Order Completed.${key}.${kind}`);
    return problems[0]?.message;
  };
  const asEnrichment = told({ enrichment: value }, 'enrichment');
  expect(told({ mapping: 'properties.x', default: value }, 'default')).toBe(asEnrichment);
  return asEnrichment;
}

const IDS = Array.from({ length: 11 }, (_, i) => String(i + 1));

describe('a constant that an output key does not take is refused before any event comes', () => {
  it.each<[Kit, string, Json, string]>([
    [amazonDspCapi, 'conversionType', 'OFF_AMAZON_PURCHASE', '(did you mean "OFF_AMAZON_PURCHASES"?)'],
    [amazonDspCapi, 'conversionType', ['PAGE_VIEW', 'PURCHASE'], 'not "PURCHASE"'],
    [amazonDspCapi, 'conversionDefinitionId', 'abc def', 'must be the number of a conversion definition'],
    [amazonDspCapi, 'conversionDefinitionId', { a: 1 }, 'not {"a":1}'],
    [amazonDspCapi, 'conversionDefinitionId', ['1', 'x'], 'not "x"'],
    [amazonDspCapi, 'conversionDefinitionId', IDS, 'lists 11, and an event counts at most 10 times'],
    [amazonDspCapi, 'conversionDefinitionId', [], 'has nothing in its list'],
    [amazonDspCapi, 'conversionDefinitionId', null, 'is empty'],
    [amazonDspCapi, 'conversionDefinitionId', '', 'is empty'],
    [amazonDspCapi, 'conversionDefinitionId', 2 ** 60, 'put it in quotes'],
    [amazonDspCapi, 'conversionDefinitionId', ['1', 2 ** 60], 'put it in quotes'],
    [amazonDspEvents, 'eventSource', 'WEB', 'must be one of WEBSITE, ANDROID, IOS'],
    [amazonDspEvents, 'eventSource', 'WEBSITES', '(did you mean "WEBSITE"?)'],
    [amazonDspEvents, 'dataSetName', '1a', '5 to 100 letters'],
    [amazonDspEvents, 'customData.brand', '---', 'letters, digits and underscores'],
    [amazonDspEvents, 'customData.brand', 4.99, 'letters, digits and underscores'],
    [amazonDspEvents, 'userAgent', 'x'.repeat(513), 'at most 512 characters'],
    [amazonDspCapi, 'timestamp', 'soon', 'must be a time'],
    [amazonDspCapi, 'matchKeys', 5, 'must be a list of { type, value }'],
    [amazonDspCapi, 'matchKeys', [{ type: 'E-MAIL', value: 'x' }], '(did you mean "EMAIL"?)'],
    [amazonDspCapi, 'matchKeys', [{ type: 'EMAIL' }], 'without a value'],
    [amazonDspCapi, 'matchKeys.EMAIL', { a: 1 }, 'must be text'],
    [amazonDspCapi, 'currencyCode', 'fooo', 'must be a currency’s code'],
    [amazonDspCapi, 'currencyCode', 'EURO', '(did you mean "EUR"?)'],
    [amazonDspCapi, 'countryCode', 'Narnia', 'must be a country'],
    [amazonDspCapi, 'value', 'much', 'must be a number'],
    [amazonDspCapi, 'value', [1], 'must be a number'],
    [amazonDspCapi, 'unitsSold', 0, 'must be a whole number from 1'],
    [amazonDspCapi, 'unitsSold', 1.5, 'must be a whole number from 1'],
    [amazonDspCapi, 'dataProcessingOptions', 'limited_data_use', '(did you mean "LIMITED_DATA_USE"?)'],
    [amazonDspCapi, 'clientDedupeId', 'order', 'must not be the same for every event'],
    [amazonDspCapi, 'name', 'x'.repeat(257), 'at most 256 characters'],
    [amazonDspCapi, 'name', 'joe@example.com', 'must not hold an e-mail address'],
  ])('$name, %s: %j (%s)', (kit, key, value, words) => {
    expect(wrongWith(kit, key, value)).toContain(words);
  });

  it.each<[Kit, string, Json]>([
    [amazonDspCapi, 'conversionType', ' off_amazon_purchases '],
    [amazonDspCapi, 'conversionType', ['PAGE_VIEW', null, 'SEARCH']],
    [amazonDspCapi, 'conversionDefinitionId', 109],
    [amazonDspCapi, 'conversionDefinitionId', [...IDS.slice(1), '2', ' 3 ', '']],
    [amazonDspCapi, 'conversionDefinitionId', 'ADD_CONVERSION_DEFINITION_ID_HERE'],
    [amazonDspEvents, 'eventSource', 'offline'],
    [amazonDspEvents, 'customData.brand', 'Café Kessel'],
    [amazonDspEvents, 'customData.gift', false],
    [amazonDspCapi, 'timestamp', '2026-11-20T10:15:30Z'],
    [amazonDspCapi, 'matchKeys', [{ type: 'RAMP_ID', value: 'XY1' }, { sources: 'standard' }]],
    [amazonDspCapi, 'matchKeys.EMAIL', 'shop@example.com'],
    // Whether the API takes it is a matter of CURRENCY_POLICY.
    [amazonDspCapi, 'currencyCode', 'pln'],
    [amazonDspCapi, 'countryCode', 'Germany'],
    [amazonDspCapi, 'value', '12,50'],
    [amazonDspCapi, 'unitsSold', '2'],
    [amazonDspCapi, 'dataProcessingOptions', 'LIMITED_DATA_USE'],
    [amazonDspCapi, 'name', 'purchase'],
  ])('but not one that it takes: $name, %s: %j', (kit, key, value) => {
    expect(wrongWith(kit, key, value)).toBeUndefined();
  });
});

it('an attribute whose name can never be sent is refused', () => {
  const playbook = { events: { Page: { 'customData.brand-x': { mapping: 'properties.brand' } } } };
  const { values } = readParameters(amazonDspEvents.parameters, {}, () => ({ error: '' }), { requireAll: false });
  const source = { name: 'a', kit: amazonDspEvents, parameters: values.public, playbook };
  expect(compileIntegration(source).problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('"brand-x" cannot be sent'),
  ]);
});

it('an enrichment that a parameter cannot fill is one mistake, and not two', () => {
  const playbook = { events: { Page: { dataSetName: { enrichment: '${DATASET}' } } } };
  const source = {
    name: 'a',
    kit: amazonDspEvents,
    parameters: { DATA_SET_NAME: 'x', DEFAULT_COUNTRY: 'US' },
    playbook,
  };
  const { problems } = compileIntegration(source);
  expect(problems.map(({ path }) => formatPath(path))).toEqual([
    'global.dataSetName.enrichment',
    'events.Page.dataSetName.enrichment',
  ]);
});

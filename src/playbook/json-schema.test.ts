import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { KITS } from '../kits/library.ts';
import { readParameters } from '../kits/parameters.ts';
import { compilePlaybook } from './compile.ts';
import { playbookJsonSchema } from './json-schema.ts';
import { MODIFIERS } from './modifiers.ts';
import { overlay } from './overlay.ts';
import { type PlaybookConfig, playbookSchema } from './schema.ts';

const kits = [...KITS.values()].map((kit) => [kit.name, kit] as const);
const kit = KITS.get('amazon-dsp-events');
if (kit === undefined) throw new Error('no such kit');

const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowMatchingProperties: true,
  allErrors: true,
}).compile(playbookJsonSchema(kit.outputKeys));

/** Whether the compiler and its Zod schema take a playbook laid over the kit's. */
function compiles(playbook: unknown): boolean {
  const read = playbookSchema.safeParse(playbook);
  if (!read.success || kit === undefined) return false;
  const { values } = readParameters(kit.parameters, {}, () => ({ error: '' }), { requireAll: false });
  return compilePlaybook(overlay(kit.playbook, read.data), kit.outputKeys, values.public).problems.length === 0;
}

const inA = (section: object): PlaybookConfig => ({ events: { A: section } }) as PlaybookConfig;
const value = (input: unknown): PlaybookConfig => inA({ value: input as object });
const modified = (...modifiers: unknown[]): PlaybookConfig => value({ mapping: 'properties.a', modifiers });

describe('the JSON Schema of a playbook', () => {
  it.each(kits)('takes the default playbook of %s', (_, { outputKeys, playbook }) => {
    const check = new Ajv2020({ strict: false }).compile(playbookJsonSchema(outputKeys));
    expect(check(structuredClone(playbook)), JSON.stringify(check.errors)).toBe(true);
  });

  it.each(MODIFIERS.map(({ name, example }) => [name, example.args] as const))('knows %s', (name, args) => {
    const playbook = modified(args === undefined ? name : { [name]: args });
    expect([validate(playbook), compiles(playbook)]).toEqual([true, true]);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['several paths', value({ mapping: ['properties.a', 'traits["b c"]', 'messageId'], default: 0 })],
    ['a wildcard', value({ mapping: 'properties.products[*].price', modifiers: ['Join Values'] })],
    ['an only argument by itself', modified({ 'Join Values': '|' }, { SUBSTRING: 3 }, { trim_string: null })],
    ['an enrichment that is a list', inA({ matchKeys: { enrichment: [{ type: 'RAMP_ID', value: 'XY1' }] } })],
    ['one of several types', inA({ conversionType: { enrichment: ['SUBSCRIBE', ' lead ', null] } })],
    [
      'a parameter in it',
      inA({ conversionType: { enrichment: 'lead' }, dataSetName: { enrichment: '${DATA_SET_NAME}' } }),
    ],
    ['a constant in any case', inA({ eventSource: { mapping: 'properties.s', default: 'Offline' } })],
    ['filters, single and several', inA({ allow: 'true', deny: ['false', 'country == "US"'] })],
    ['what takes away', { events: { Page: null, A: { value: null, allow: null } }, default: null }],
    ['families, known and free', inA({ 'matchKeys.EMAIL': { mapping: 'userId' }, 'customData.x': { enrichment: 1 } })],
    ['tables and loose names', { eventNames: 'loose', tables: { stores: { berlin: 'DE' } } }],
  ])('takes %s, as the compiler does', (_, playbook) => {
    expect([validate(playbook), compiles(playbook)]).toEqual([true, true]);
  });

  it.each<[string, unknown]>([
    ['an unknown part', { event: {} }],
    ['an unknown output key', inA({ valeu: { enrichment: 1 } })],
    ['an unknown match key', inA({ 'matchKeys.EMIAL': { mapping: 'userId' } })],
    ['a misspelt kind', value({ maping: 'properties.a' })],
    ['two kinds', value({ mapping: 'userId', expression: 'userId' })],
    ['no kind', value({ default: 1 })],
    ['an enrichment with a default', value({ enrichment: 1, default: 2 })],
    ['a path from nowhere', value({ mapping: 'propertis.a' })],
    ['no path at all', value({ mapping: [] })],
    ['a misspelt modifier', modified('uppercase')],
    ['a misspelt modifier with arguments', modified({ join_value: ',' })],
    ['two modifiers in one', modified({ join_values: ',', trim_string: null })],
    ['a misspelt argument', modified({ join_values: { sep: ',' } })],
    ['an argument of the wrong kind', modified({ substring: { start: '1' } })],
    ['an argument for a modifier without', modified({ trim_string: 'x' })],
    ['a missing argument', modified('pluck_values')],
    ['an argument that is too long', modified({ join_values: 'x'.repeat(101) })],
    ['a type that is none', inA({ conversionType: { enrichment: 'OFF_AMAZON_PURCHASE' } })],
    ['one among others', inA({ conversionType: { enrichment: ['LEAD', 'SUBSCRIPTION'] } })],
    ['a source that is none', inA({ eventSource: { mapping: 'properties.s', default: 'WEB' } })],
    ['a data set of the wrong form', inA({ dataSetName: { enrichment: '1a' } })],
    ['limited data use in other words', inA({ dataProcessingOptions: { enrichment: 'limited' } })],
    ['a constant dedupe id', inA({ clientDedupeId: { enrichment: 'order' } })],
    ['a value that is a list', value({ enrichment: [1] })],
    ['an attribute whose name cannot be sent', inA({ 'customData.brand-x': { mapping: 'properties.brand' } })],
    ['an unknown way to compare names', { eventNames: 'lose' }],
    ['a filter that is no text', inA({ allow: true })],
  ])('refuses %s, as the compiler does', (_, playbook) => {
    expect([validate(playbook), compiles(playbook)]).toEqual([false, false]);
  });

  it('describes every output key and every modifier, for the editor to show', () => {
    const { $defs } = playbookJsonSchema(kit.outputKeys) as unknown as {
      $defs: { section: { properties: Record<string, { description: string }> }; modifier: { anyOf: object[] } };
    };
    for (const { name, description } of kit.outputKeys.filter((key) => !key.name.endsWith('.*'))) {
      expect($defs.section.properties[name]?.description).toBe(description);
    }
    expect($defs.modifier.anyOf).toContainEqual({
      const: 'trim_string',
      description: expect.stringContaining('white space'),
    });
  });

  it('stands anywhere in a larger schema', () => {
    const check = new Ajv2020({ strict: false }).compile({
      $defs: {
        playbooks: { 'amazon-dsp-events': playbookJsonSchema(kit.outputKeys, '#/$defs/playbooks/amazon-dsp-events') },
      },
      properties: { playbook: { $ref: '#/$defs/playbooks/amazon-dsp-events' } },
    });
    expect(check({ playbook: modified('trim_string') })).toBe(true);
    expect(check({ playbook: modified('trim_sting') })).toBe(false);
  });
});

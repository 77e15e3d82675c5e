import { describe, expect, it } from 'vitest';
import { eventOf } from '../../test/support/events.ts';
import type { Json } from '../base/json.ts';
import { formatPath } from '../base/problem.ts';
import { compilePlaybook, type OutputKey } from './compile.ts';
import { overlay } from './overlay.ts';
import type { PlaybookConfig } from './schema.ts';

const KEYS: readonly OutputKey[] = [
  { name: 'name', type: 'text', description: '' },
  { name: 'value', type: 'number', description: '' },
  { name: 'currencyCode', type: 'text', description: '' },
  { name: 'matchKeys.*', type: 'text', description: '', members: ['EMAIL', 'PHONE'] },
  { name: 'customData.*', type: 'text', description: '' },
];

function compile(config: PlaybookConfig) {
  return compilePlaybook(config, KEYS, { REGION: 'NA', LIMIT: 7 });
}

function problems(config: PlaybookConfig): string[] {
  return compile(config).problems.map((problem) => `${formatPath(problem.path)}: ${problem.message}`);
}

function outputs(config: PlaybookConfig, fields: object): Record<string, Json | undefined> | undefined {
  const event = eventOf(fields);
  const section = compile(config).playbook.section(event.name);
  if (section === undefined) return undefined;
  const scope = { event, parameters: {} };
  const plain = [...section.inputs].map(([key, input]) => [key, input.read(scope)] as const);
  const family = [...section.families].flatMap(([name, members]) =>
    [...members].map(([member, input]) => [`${name}.${member}`, input.read(scope)] as const),
  );
  return Object.fromEntries([...plain, ...family]);
}

describe('a playbook', () => {
  it('gives an event Global and its own list, its own going first', () => {
    const config: PlaybookConfig = {
      global: { name: { expression: 'snakeCase(eventName)' }, value: { enrichment: 1 } },
      events: { 'Order Completed': { value: { mapping: 'properties.total' } } },
    };
    expect(outputs(config, { event: 'Order Completed', properties: { total: 5 } })).toEqual({
      name: 'order_completed',
      value: 5,
    });
  });

  it('maps an event without a list by Default, and not at all without one', () => {
    const config: PlaybookConfig = { events: {}, default: { value: { enrichment: 2 } } };
    expect(outputs(config, { event: 'Anything' })).toEqual({ value: 2 });
    expect(outputs({ events: {} }, { event: 'Anything' })).toBeUndefined();
  });

  it('knows page calls as Page', () => {
    expect(outputs({ events: { Page: { value: { enrichment: 3 } } } }, { type: 'page', name: 'Home' })).toEqual({
      value: 3,
    });
  });

  it('compares names exactly, or ignoring case and separators on request', () => {
    const events = { 'Order Completed': { value: { enrichment: 1 } } };
    expect(outputs({ events }, { event: 'order_completed' })).toBeUndefined();
    expect(outputs({ events, eventNames: 'loose' }, { event: 'order_completed' })).toEqual({ value: 1 });
    expect(problems({ events: { ...events, 'order-completed': {} }, eventNames: 'loose' })).toEqual([
      'events.order-completed: names the same event as "Order Completed"',
    ]);
  });

  it('sends what every allow lets through and no deny holds back, of Global and of the event', () => {
    const config: PlaybookConfig = {
      global: { allow: 'country == "US"', deny: 'properties.test == true' },
      events: { A: { allow: ['properties.total > 1', 'properties.total < 9'] } },
      default: { deny: ['eventName.startsWith("x")'] },
    };
    const passes = (fields: object): boolean => {
      const event = eventOf({ context: { locale: 'en_US' }, ...fields });
      const filters = compile(config).playbook.section(event.name)?.filters ?? [];
      return filters.every(({ kind, test }) => test({ event, parameters: {} }) === (kind === 'allow'));
    };
    expect(passes({ event: 'A', properties: { total: 2 } })).toBe(true);
    expect(passes({ event: 'A', properties: { total: 9 } })).toBe(false);
    expect(passes({ event: 'A', properties: { total: 2, test: true } })).toBe(false);
    expect(passes({ event: 'A', properties: { total: 2 }, context: { locale: 'de_DE' } })).toBe(false);
    expect(passes({ event: 'A', properties: {} })).toBe(false);
    expect(passes({ event: 'Other' })).toBe(true);
    expect(passes({ event: 'xyz' })).toBe(false);
  });

  describe('inputs', () => {
    const one = (input: object, fields: object = {}): Json | undefined =>
      outputs({ events: { A: { value: input } } }, { event: 'A', ...fields })?.value;

    it('mapping: a path, with modifiers in their order, and a default', () => {
      const input = { mapping: 'properties.c', modifiers: ['trim_string', 'Uppercase String'], default: 'USD' };
      expect(one(input, { properties: { c: ' eur ' } })).toBe('EUR');
      expect(one(input)).toBe('USD');
      expect(one(input, { properties: { c: '' } })).toBe('USD');
      expect(one(input, { properties: { c: null } })).toBe('USD');
    });

    it('mapping: the first of several paths that has a usable value', () => {
      const input = { mapping: ['properties.a', 'properties.b'], modifiers: ['to_float'] };
      expect(one(input, { properties: { a: 'none', b: '5' } })).toBe(5);
    });

    it('mapping: modifiers with arguments', () => {
      const modifiers = [{ replace_string: { from: '-', to: '' } }, { substring: { end: 3 } }, { 'Join Values': '|' }];
      expect(one({ mapping: 'properties.c', modifiers }, { properties: { c: 'a-b-c-d' } })).toBe('abc');
    });

    it('expression: CEL, with a default where it has no value', () => {
      expect(one({ expression: 'properties.a + 1', default: 0 }, { properties: { a: 2 } })).toBe(3);
      expect(one({ expression: 'properties.a + 1', default: 0 })).toBe(0);
    });

    it('enrichment: a constant, with parameters in it, of their own type where they stand alone', () => {
      expect(one({ enrichment: 'x-${REGION}' })).toBe('x-NA');
      expect(one({ enrichment: '${LIMIT}' })).toBe(7);
      expect(one({ enrichment: ['${REGION}', { a: '${LIMIT}' }] })).toEqual(['NA', { a: 7 }]);
    });

    it('mapping: a wildcard over products, each item changed, those that cannot be left out', () => {
      const products = [{ price: '1,50' }, { price: 2.25 }, { price: 'free' }, {}];
      const input = {
        mapping: 'properties.products.*.price',
        modifiers: ['to_float', 'to_rounded_integer'],
        default: [],
      };
      expect(one(input, { properties: { products } })).toEqual([2, 2]);
      expect(one(input, { properties: { products: [{}] } })).toEqual([]);
      expect(
        one({ expression: 'sum(pluck(properties.products, "price"))' }, { properties: { products } }),
      ).toBeUndefined();
    });

    it('mapping: a chain from one kind of value to another and back', () => {
      const modifiers = [
        { split_string: ';' },
        'trim_string',
        'to_float',
        'to_string',
        { join_values: '+' },
        'to_hash',
      ];
      const hashed = one({ mapping: 'properties.c', modifiers }, { properties: { c: '1 ; 2,5;x' } });
      expect(hashed).toBe(one({ expression: 'sha256("1+2.5")' }));
    });

    it('expression: where an event comes from, and what country it says', () => {
      const context = { os: { name: 'iOS' }, locale: 'de_AT' };
      expect(one({ expression: 'eventSource + " " + country' }, { context })).toBe('IOS AT');
    });

    it('of families, known and free', () => {
      const events = {
        A: { 'matchKeys.EMAIL': { mapping: 'properties.mail' }, 'customData.brand': { enrichment: 'Acme' } },
      };
      expect(outputs({ events }, { event: 'A', properties: { mail: 'x' } })).toEqual({
        'matchKeys.EMAIL': 'x',
        'customData.brand': 'Acme',
      });
    });
  });

  it('finds all mistakes at once, each with its path and what would be right', () => {
    expect(
      problems({
        global: { allow: 'properties.total >', nme: { enrichment: 1 } },
        events: {
          A: {
            value: {
              mapping: 'propertis.total',
              modifiers: ['uppercase', { join_values: { sep: ',' } }, { pluck_values: {} }],
            },
            currencyCode: { enrichment: '${REGOIN}' },
            'matchKeys.EMIAL': { mapping: 'properties.mail' },
          },
          B: { value: { expression: 'lowr(event)' }, name: { enrichment: 2 ** 60 } },
        },
        default: { deny: '"text"' },
      }),
    ).toEqual([
      'global.nme: "nme" is not an output key of this kit (did you mean "name"?)',
      expect.stringMatching(/^global\.allow: "properties\.total >": .*character/),
      expect.stringMatching(/^events\.A\.value\.mapping: "propertis\.total": .*did you mean "properties"/),
      expect.stringMatching(/^events\.A\.value\.modifiers\[0\]: there is no modifier "uppercase"/),
      'events.A.value.modifiers[1]: join_values has no argument "sep"',
      'events.A.value.modifiers[2]: pluck_values needs "key": The member to take.',
      'events.A.currencyCode.enrichment: there is no parameter "REGOIN" (did you mean "REGION"?)',
      'events.A.matchKeys.EMIAL: "matchKeys.EMIAL" is not an output key of this kit (did you mean "matchKeys.EMAIL"?)',
      expect.stringMatching(/^events\.B\.value\.expression: .*did you mean "lower"/),
      'events.B.name.enrichment: this number is too long to be kept exactly: put it in quotes',
      expect.stringMatching(/^default\.deny: "text".*true or false|^default\.deny: .*true or false/),
    ]);
  });
});

describe('a mistake is told with its path, what was written, and what was probably meant', () => {
  const inA = (section: object): PlaybookConfig => ({ events: { A: section } }) as PlaybookConfig;
  const value = (input: object): PlaybookConfig => inA({ value: input });
  const modified = (...modifiers: unknown[]): PlaybookConfig => value({ mapping: 'properties.a', modifiers });

  it.each<[PlaybookConfig, string, string]>([
    [
      inA({ Value: { enrichment: 1 } }),
      'events.A.Value',
      '"Value" is not an output key of this kit (did you mean "value"?)',
    ],
    [inA({ currency: { enrichment: 1 } }), 'events.A.currency', '"currency" is not an output key'],
    [inA({ valu: null }), 'events.A.valu', '(did you mean "value"?)'],
    [
      inA({ 'matchkeys.EMAIL': { mapping: 'userId' } }),
      'events.A.matchkeys.EMAIL',
      '(did you mean "matchKeys.EMAIL"?)',
    ],
    [
      inA({ 'matchKeys.E-MAIL': { mapping: 'userId' } }),
      'events.A.matchKeys.E-MAIL',
      '(did you mean "matchKeys.EMAIL"?)',
    ],
    [value({ mapping: 'property.a' }), 'events.A.value.mapping', '"property.a": a path begins with one of'],
    [value({ mapping: 'Properties.a' }), 'events.A.value.mapping', '(did you mean "properties"?)'],
    [value({ mapping: ['properties.a', 'trait.b'] }), 'events.A.value.mapping[1]', '"trait.b": '],
    [value({ mapping: 'properties.a..b' }), 'events.A.value.mapping', 'cannot read the path from character 13 on'],
    [modified('upercase_sting'), 'events.A.value.modifiers[0]', '(did you mean "uppercase_string"?)'],
    [modified('uppercase'), 'events.A.value.modifiers[0]', '(did you mean "uppercase_string"?)'],
    [modified('trim'), 'events.A.value.modifiers[0]', '(did you mean "trim_string"?)'],
    [modified('trim_string', 'hash'), 'events.A.value.modifiers[1]', '(did you mean "to_hash"?)'],
    [
      modified({ replace_string: { from: 'a', too: 'b' } }),
      'events.A.value.modifiers[0]',
      'no argument "too" (did you mean "to"?)',
    ],
    [modified({ substring: { start: 'a' } }), 'events.A.value.modifiers[0]', '"start" must be a whole number'],
    [modified({ join_values: 1 }), 'events.A.value.modifiers[0]', '"separator" must be text'],
    [modified({ trim_string: 'x' }), 'events.A.value.modifiers[0]', 'trim_string takes no arguments'],
    [value({ expression: 'properties.a +' }), 'events.A.value.expression', 'at character'],
    [value({ expression: 'propertes.a' }), 'events.A.value.expression', 'at character 1 (did you mean "properties"?)'],
    [value({ expression: 'toFloatt(properties.a)' }), 'events.A.value.expression', '(did you mean "toFloat"?)'],
    [value({ expression: 'event.startswith("O")' }), 'events.A.value.expression', '(did you mean "startsWith"?)'],
    [value({ expression: 'lookup("shops", event)' }), 'events.A.value.expression', '(did you mean "shop"?)'],
    [value({ enrichment: '${REGON}' }), 'events.A.value.enrichment', '(did you mean "REGION"?)'],
    [inA({ allow: 'properties.a = 1' }), 'events.A.allow', '"properties.a = 1"'],
    [inA({ deny: ['true', 'size(event)'] }), 'events.A.deny', 'a filter is true or false, and this is of type int'],
    [{ default: { nam: { enrichment: 1 } } }, 'default.nam', '(did you mean "name"?)'],
  ])('%j: %s: %s', (config, path, message) => {
    const told = problems({ ...config, tables: { shop: {} } });
    expect(told).toHaveLength(1);
    expect(told[0]?.slice(0, path.length + 2)).toBe(`${path}: `);
    expect(told[0]).toContain(message);
  });
});

describe('an output key that an event does without', () => {
  const global: PlaybookConfig = {
    global: { value: { enrichment: 1 }, name: { enrichment: 'a' }, 'matchKeys.EMAIL': { mapping: 'userId' } },
    events: { A: {}, B: {} },
  };

  it('is taken away from what Global has, for that event alone', () => {
    const config = overlay(global, { events: { A: { value: null, 'matchKeys.EMAIL': null } } });
    expect(outputs(config, { event: 'A' })).toEqual({ name: 'a' });
    expect(outputs(config, { event: 'B', userId: 'u' })).toEqual({ value: 1, name: 'a', 'matchKeys.EMAIL': 'u' });
  });

  it('stays away whatever else is laid over', () => {
    const config = overlay(overlay(global, { events: { A: { value: null } } }), {
      events: { A: { name: { enrichment: 'b' } } },
    });
    expect(outputs(config, { event: 'A' })).toMatchObject({ name: 'b' });
    expect(outputs(config, { event: 'A' })).not.toHaveProperty('value');
  });
});

describe('laying one playbook over another', () => {
  const below: PlaybookConfig = {
    global: { allow: 'true', name: { enrichment: 'a' } },
    events: { A: { value: { enrichment: 1 }, currencyCode: { enrichment: 'USD' } }, B: {} },
  };

  it('replaces key by key and keeps the rest', () => {
    const result = overlay(below, { events: { A: { value: { enrichment: 2 } }, C: { value: { enrichment: 3 } } } });
    expect(result.events).toEqual({
      A: { value: { enrichment: 2 }, currencyCode: { enrichment: 'USD' } },
      B: {},
      C: { value: { enrichment: 3 } },
    });
  });

  it('takes away what is null', () => {
    const result = overlay(below, { global: { allow: null }, events: { A: { value: null }, B: null } });
    expect(result.global).toEqual({ name: { enrichment: 'a' } });
    expect(result.events).toEqual({ A: { currencyCode: { enrichment: 'USD' } } });
  });

  it('changes neither', () => {
    const before = structuredClone(below);
    overlay(below, { global: { name: null }, events: { A: null } });
    expect(below).toEqual(before);
  });
});

describe('an input of no kind, or of several', () => {
  const inA = (input: object): string[] => problems({ events: { A: { value: input } } } as PlaybookConfig);

  it('is refused', () => {
    expect(inA({})).toEqual(['events.A.value: an input needs one of mapping, expression, enrichment']);
    expect(inA({ mapping: 'properties.a', enrichment: 1 })).toEqual([
      'events.A.value: an input has one kind, and this has mapping and enrichment',
    ]);
    expect(inA({ enrichment: 1, default: 2 })).toEqual([
      'events.A.value: an enrichment is a constant: it takes no modifiers and no default',
    ]);
  });

  it('hides nothing of what else is wrong with it', () => {
    const input = { mapping: ['properties.a', 'prop.a'], expression: 'lowr(event)', modifiers: ['trim', {}] };
    expect(inA(input)).toEqual([
      'events.A.value: an input has one kind, and this has mapping and expression',
      expect.stringMatching(/^events\.A\.value\.mapping\[1\]: "prop\.a"/),
      expect.stringMatching(/^events\.A\.value\.expression: "lowr\(event\)"/),
      expect.stringMatching(/^events\.A\.value\.modifiers\[0\]: there is no modifier "trim"/),
      'events.A.value.modifiers[1]: a modifier is one name, or one name with its arguments; several are several items',
    ]);
    expect(problems({ events: { A: { valu: { mapping: 'userId', modifiers: ['trim'] } } } })).toEqual([
      'events.A.valu: "valu" is not an output key of this kit (did you mean "value"?)',
      expect.stringMatching(/^events\.A\.valu\.modifiers\[0\]: there is no modifier "trim"/),
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { eventOf } from '../../test/support/events.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { formatPath } from '../base/problem.ts';
import { type CompiledSection, compilePlaybook, type OutputKey } from './compile.ts';
import { MAX_INPUT_COST, MAX_ITEMS, MAX_SECTION_COST, MAX_TEXT } from './cost.ts';
import { MODIFIERS } from './modifiers.ts';
import type { InputConfig } from './schema.ts';
import type { Scope } from './scope.ts';

/** The promise is 5 ms; a busy machine and a cold engine may take ten times that before a test fails. */
const MOST_MS = 50;

const KEYS: readonly OutputKey[] = [{ name: 'customData.*', type: 'any', description: '' }];
const TABLES = { stores: { berlin: 'DE' } };

const repeat = <T>(length: number, make: (i: number) => T): T[] => Array.from({ length }, (_, i) => make(i));
const wide = (keys: number): JsonObject => Object.fromEntries(repeat(keys, (i) => [`k${i}`, i]));
const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);

/** Events of up to 32 KB that are made to be dear. All have `list`, most have `a`, a text to look for in it. */
const NASTY: Readonly<Record<string, JsonObject>> = {
  'a list of 16,000 numbers': { list: Array(16_000).fill(1), a: 1 },
  'a list as long as may be': {
    list: repeat(MAX_ITEMS, (i) => ({ price: i, quantity: 2, sku: `s${i}`, name: `N ${i}` })),
  },
  'texts as many as may be': { list: repeat(MAX_ITEMS - 1, (i) => `Ab c${i}`), a: 'Ab c3' },
  'texts in several scripts': { list: repeat(MAX_ITEMS - 20, (i) => `q${i}`.padEnd(16, 'éД')), a: 'é' },
  'numbers in several spellings': {
    list: repeat(1_000, () => '$1,299.50'),
    products: repeat(400, () => ({ price: '1,2' })),
  },
  'a thousand products': { list: 1, products: repeat(1_000, () => ({ price: '1,2', quantity: 2 })) },
  'lists in a list': { list: repeat(31, () => Array(31).fill('x')), a: 'x' },
  'a text of 32,000 characters': { list: 'a'.repeat(32_000), a: `${'a'.repeat(100)}b` },
  'a text as long as may be': { list: 'a'.repeat(MAX_TEXT), a: `${'a'.repeat(8_000)}b` },
  'upper and lower case by turns': { list: 'aÄ'.repeat(MAX_TEXT / 2), a: 'Ä' },
  'lists 26 deep': { list: nested(26), a: nested(2) },
  'an object of 2,500 keys': { list: wide(2_500), a: {} },
  'an object as wide as may be': { list: wide(MAX_ITEMS), a: {} },
  'nothing that is looked for': { a: null },
};
const SCOPES = Object.entries(NASTY).map(([name, properties]) => [name, scopeOf(properties)] as const);

function scopeOf(properties: JsonObject): Scope {
  return { event: eventOf({ event: 'A', properties, context: { locale: 'en_US' } }), parameters: {} };
}

function compile(inputs: readonly InputConfig[], global: Readonly<Record<string, InputConfig>> = {}) {
  const section = Object.fromEntries(inputs.map((input, i) => [`customData.x${i}`, input]));
  const { playbook, problems } = compilePlaybook({ global, events: { A: section }, tables: TABLES }, KEYS, {});
  return { section: playbook.section('A') as CompiledSection, problems };
}

const problemsOf = (...args: Parameters<typeof compile>): string[] =>
  compile(...args).problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);

function readAll(section: CompiledSection, scope: Scope): (Json | undefined)[] {
  return [...(section.families.get('customData')?.values() ?? [])].map((input) => input.read(scope));
}

/** Milliseconds of this thread's time that a section takes on an event, at best of three: on a busy machine it waits for its turn besides. */
function duration(section: CompiledSection, scope: Scope): number {
  const once = (): number => {
    const before = process.threadCpuUsage();
    readAll(section, scope);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  return Math.min(once(), once(), once());
}

function resultFor(expression: string, properties: JsonObject): Json | undefined {
  const { section, problems } = compile([{ expression }]);
  if (problems.length > 0) throw new Error(problems[0]?.message);
  return readAll(section, scopeOf(properties))[0];
}

const L = 'properties.list';
const A = 'properties.a';

describe('a section filled with one thing, as often as is allowed, is through in time on every nasty event', () => {
  const expressions = [
    `sum(${L}.map(p, p.price * p.quantity))`,
    `${L}.filter(p, p.price > 5.0)`,
    `${L}.exists(p, p.nope > 5)`,
    `${L}.all(p, p.sku == "x" || p.nope == 1 || true)`,
    `${L}.map(p, ${L}.map(q, q == ${A}))`,
    `${L}.map(p, lower(p))`,
    `${L}.map(p, sha256(p.name))`,
    `${L}.map(p, coalesce(p.x, p.y, 1))`,
    `${L}.map(p, {"a": p, "b": [p]})`,
    `${L}.map(p, p + ${A})`,
    `${L}.map(p, p in ${L})`,
    `${L}.map(p, p.contains(${A}))`,
    `${L}.map(p, ${L}).join(",")`,
    `${L}.split("").map(x, x + "b").join("")`,
    `[1].map(x, ${L} + ${L}).map(y, y + y).map(z, z + z).map(z, z + z)`,
    `${L} + ${L}`,
    `[${L}] == [${L}]`,
    `${A} in ${L}`,
    `size(${L})`,
    `${L}.contains(${A})`,
    `${L}.indexOf(${A})`,
    `lower(upper(lower(upper(${L}))))`,
    `snakeCase(${L})`,
    `sha256(${L})`,
    `sum(pluck(${L}, "price"))`,
    'orderValue(properties) * 2',
    'orderUnits(properties)',
    'orderCurrency(properties)',
    'coalesce(properties.x, properties.y, country, eventSource)',
    'timestamp(timestamp).getHours("Europe/Berlin")',
    '[properties]',
    `double(${L})`,
    `type(${L}) == list`,
    `lookup("stores", ${A}, "n")`,
  ].map((expression): [string, InputConfig] => [expression, { expression }]);
  const mappings = MODIFIERS.flatMap(({ name, example }) =>
    [L, `${L}.*`].map((mapping): [string, InputConfig] => [
      `${name} of ${mapping}`,
      { mapping, modifiers: [example.args === undefined ? name : { [name]: example.args }] },
    ]),
  );
  const paths = ['properties.*.*.*.*.x', `${L}.*.*`, L].map((mapping): [string, InputConfig] => [mapping, { mapping }]);

  it.each([...expressions, ...mappings, ...paths])('%s', (_, input) => {
    const [only] = [...(compile([input]).section.families.get('customData')?.values() ?? [])];
    const count = Math.min(200, Math.floor(MAX_SECTION_COST / (only?.cost ?? 1)));
    const { section, problems } = compile(Array(count).fill(input));
    expect(problems).toEqual([]);
    for (const [name, scope] of SCOPES) expect(duration(section, scope), name).toBeLessThan(MOST_MS);
  });
});

describe('what costs too much is refused, with the cost, the limit and what to do', () => {
  it('as a single expression', () => {
    expect(problemsOf([{ expression: `${L}.map(p, snakeCase(p))` }])).toEqual([
      expect.stringMatching(
        /^events\.A\.customData\.x0\.expression: .*costs up to [\d,]+ units .* limit is 20,000: put less into the loops/,
      ),
    ]);
  });

  it('as a mapping with all its modifiers', () => {
    const input = {
      mapping: [L, 'properties.other'],
      modifiers: Array(5).fill({ replace_string: { from: 'a', to: 'b' } }),
    };
    expect(problemsOf([input])).toEqual([
      expect.stringMatching(/^events\.A\.customData\.x0: costs up to [\d,]+ units/),
    ]);
  });

  it('as a filter', () => {
    const { problems } = compilePlaybook({ global: { allow: `${L}.exists(p, snakeCase(p) == "a")` } }, KEYS, {});
    expect(problems[0]?.message).toContain('the limit is 20,000');
  });

  it('as a section, which names its dearest inputs', () => {
    const inputs = [...Array(30).fill({ expression: `sum(${L}.map(p, p.price * p.quantity))` }), { mapping: A }];
    expect(problemsOf(inputs)).toEqual([
      expect.stringMatching(
        /^events\.A: costs up to [\d,]+ units .*limit is 80,000. Dearest: customData\.x0 \([\d,]+\), customData/,
      ),
    ]);
  });

  it('as a section together with Global', () => {
    const dear = (count: number): InputConfig[] =>
      Array(count).fill({ expression: `sum(${L}.map(p, p.price * p.quantity))` });
    const global = Object.fromEntries(dear(8).map((input, i) => [`customData.g${i}`, input]));
    expect(problemsOf(dear(8))).toEqual([]);
    expect(problemsOf(dear(8), global)).toEqual([expect.stringMatching(/^events\.A: costs/)]);
  });

  it('as a text of 2,001 characters', () => {
    expect(problemsOf([{ expression: `"${'x'.repeat(1_999)}"` }])[0]).toContain('the limit is 2000');
  });

  it('but two hundred plain mappings with a modifier each are welcome', () => {
    expect(problemsOf(Array(190).fill({ mapping: A, modifiers: ['trim_string'] }))).toEqual([]);
  });

  it.each([
    ['cel.bind(x, event, x + x)', 'bind() is not available'],
    ['event.lastIndexOf("a")', 'lastIndexOf() is not available'],
    ['event.indexof("a")', 'indexof() is not available (did you mean "indexOf"?)'],
    ['bytes(event).json()', 'json() is not available'],
    ['duration(event)', 'duration() takes a text in quotes'],
    ['event.matches("a")', 'matches() is not available'],
  ])('%s, whose cost has no bound: %s', (expression, message) => {
    expect(problemsOf([{ expression }])[0]).toContain(message);
  });
});

describe('an expression that meets a cap has no value', () => {
  const ones = (length: number): JsonObject => ({ list: Array(length).fill(1) });

  it.each<[string, string, JsonObject, JsonObject]>([
    ['a list of 501 items', `size(${L}.map(x, x))`, ones(500), ones(501)],
    ['a list of 501 items whose first decides', `${L}.exists(x, x == 1.0)`, ones(500), ones(501)],
    ['the keys of an object', `size(${L}.map(x, x))`, { list: wide(500) }, { list: wide(501) }],
    [
      'a list that split() made',
      `size(${L}.split(",").map(x, x))`,
      { list: ','.repeat(499) },
      { list: ','.repeat(500) },
    ],
    ['a list that + made', `size((${L} + ${L}).map(x, x))`, ones(250), ones(251)],
    ['a list for sum()', `sum(${L})`, ones(500), ones(501)],
    [
      'a list for pluck()',
      `size(pluck(${L}, "a"))`,
      { list: repeat(500, () => ({ a: 1 })) },
      { list: repeat(501, () => ({ a: 1 })) },
    ],
    ['1,000 rounds of nested loops', `${L}.map(x, size(${L}.map(y, y)))`, ones(31), ones(32)],
    ['100 failures that are passed over', `${L}.exists(x, x.a == 1) || true`, ones(98), ones(101)],
    ['100 failures in coalesce', `size(${L}.map(x, coalesce(x.a, 1)))`, ones(100), ones(101)],
    ['a text of 8,193 characters', `size(lower(${L}))`, { list: 'a'.repeat(8_192) }, { list: 'a'.repeat(8_193) }],
    ['a text put together', `${L} + ${L} == ""`, { list: 'a'.repeat(16_000) }, { list: 'a'.repeat(16_385) }],
    ['a result of 1,000 values', `[${L}]`, ones(998), ones(1_000)],
  ])('%s', (_, expression, within, beyond) => {
    expect(resultFor(expression, within)).toBeDefined();
    expect(resultFor(expression, beyond)).toBeUndefined();
  });

  it('and those after it on the same event have theirs', () => {
    const { section } = compile([{ expression: `${L}.all(x, x.a > 1)` }, { expression: 'size([1, 2].map(x, x))' }]);
    expect(readAll(section, scopeOf(ones(400)))).toEqual([undefined, 2]);
  });
});

describe('a condition that meets a cap says neither yes nor no', () => {
  const holds = (deny: string, properties: JsonObject): boolean | undefined => {
    const { playbook, problems } = compilePlaybook({ events: { A: { deny } }, tables: TABLES }, KEYS, {});
    expect(problems).toEqual([]);
    return playbook.section('A')?.filters[0]?.test(scopeOf(properties));
  };
  const test = { test: true };

  it.each<[string, JsonObject, JsonObject]>([
    [
      `${L}.exists(x, x.test == true)`,
      { list: [...Array(499).fill({ test: false }), test] },
      { list: Array(501).fill(test) },
    ],
    [`sum(${L}) > 10`, { list: Array(500).fill(1) }, { list: Array(501).fill(1) }],
    [`size(pluck(${L}, "test")) > 0`, { list: Array(500).fill(test) }, { list: Array(501).fill(test) }],
    [`lower(${L}) == "a" || true`, { list: 'A' }, { list: 'A'.repeat(8_193) }],
    [`snakeCase(${L}) != "a"`, { list: 'b' }, { list: 'b'.repeat(8_193) }],
    [`size(${L}) > 0`, { list: wide(500) }, { list: wide(501) }],
    [`${L} == ${L}`, { list: nested(2) }, { list: nested(20) }],
  ])('%s', (deny, within, beyond) => {
    expect(holds(deny, within)).toBe(true);
    expect(holds(deny, beyond)).toBeUndefined();
  });

  it('but one without a value says no', () => {
    expect(holds(`${L}.x == 1`, { list: 1 })).toBe(false);
    expect(holds('properties.nope == true', {})).toBe(false);
  });
});

describe('a mapping that meets a cap has no value', () => {
  const at = (modifiers: InputConfig['modifiers'], list: Json): Json | undefined =>
    readAll(compile([{ mapping: L, modifiers }]).section, scopeOf({ list }))[0];

  it.each<[string, InputConfig['modifiers'], Json, Json]>([
    ['of items in a list', ['trim_string'], Array(500).fill('a'), Array(501).fill('a')],
    ['of characters', ['uppercase_string'], 'a'.repeat(8_192), 'a'.repeat(8_193)],
    [
      'of characters in a list',
      ['to_hash'],
      ['a'.repeat(4_096), 'b'.repeat(4_096)],
      ['a'.repeat(4_096), 'b'.repeat(4_097)],
    ],
    ['of parts', ['split_string'], ','.repeat(499), ','.repeat(500)],
    ['of what is joined', [{ join_values: 'x'.repeat(100) }], Array(320).fill('ab'), Array(330).fill('ab')],
    ['of what is put in', [{ replace_string: { from: 'a', to: 'x'.repeat(100) } }], 'a'.repeat(320), 'a'.repeat(330)],
    ['of what is plucked', [{ pluck_values: 'a' }], repeat(500, () => ({ a: 1 })), repeat(501, () => ({ a: 1 }))],
    ['of values in a text', ['to_string'], { a: Array(998).fill(1) }, { a: Array(999).fill(1) }],
  ])('%s', (_, modifiers, within, beyond) => {
    expect(at(modifiers, within)).toBeDefined();
    expect(at(modifiers, beyond)).toBeUndefined();
  });

  it('but a part of a long text can always be cut out', () => {
    expect(at([{ substring: { end: 3 } }, 'uppercase_string'], 'a'.repeat(30_000))).toBe('AAA');
  });

  it('and an argument of 101 characters is refused', () => {
    expect(problemsOf([{ mapping: L, modifiers: [{ join_values: 'x'.repeat(101) }] }])[0]).toContain(
      'the limit is 100',
    );
  });
});

describe('a compiled playbook', () => {
  const isFrozen = (value: unknown, seen = new Set<unknown>()): boolean => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return true;
    seen.add(value);
    const members = value instanceof Map ? [...value.values()] : Object.values(value);
    return Object.isFrozen(value) && members.every((member) => isFrozen(member, seen));
  };

  it('is frozen all the way down, and what it was made of is not', () => {
    const config = { 'customData.a': { enrichment: { deep: [1] } }, allow: 'true' };
    const { playbook } = compilePlaybook({ global: config, events: { A: {} } }, KEYS, {});
    const section = playbook.section('A') as CompiledSection;
    expect(isFrozen(playbook) && isFrozen(section)).toBe(true);
    expect(Object.isFrozen(config['customData.a'].enrichment.deep)).toBe(false);
  });

  it('takes nothing more', () => {
    const { section } = compile([{ mapping: A }]);
    const inputs = section.inputs as Map<string, unknown>;
    expect(() => inputs.set('x', 1)).toThrow(TypeError);
    expect(() => (section.families as Map<string, unknown>).clear()).toThrow(TypeError);
  });

  it('costs what its parts cost, each no more than an input may', () => {
    const { section } = compile([{ mapping: A }, { expression: `sum(${L})` }, { enrichment: 1 }]);
    for (const { cost } of section.families.get('customData')?.values() ?? []) {
      expect(cost).toBeGreaterThan(0);
      expect(cost).toBeLessThanOrEqual(MAX_INPUT_COST);
    }
  });
});

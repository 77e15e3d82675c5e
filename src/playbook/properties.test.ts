import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import { eventOf } from '../../test/support/events.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { type CompiledSection, compilePlaybook, type OutputKey } from './compile.ts';
import { expressionLanguage } from './expression.ts';
import { EXAMPLE_TABLES } from './functions.ts';
import { MODIFIERS } from './modifiers.ts';
import type { InputConfig, ModifierConfig } from './schema.ts';
import type { Scope } from './scope.ts';

/** The promise is 5 ms; a busy machine and a cold engine may take ten times that before a test fails. */
const MOST_MS = 50;

const KEYS: readonly OutputKey[] = [{ name: 'customData.*', type: 'any', description: '' }];

const PATHS = ['properties.list', 'properties.a', 'properties.b', 'properties.missing', 'properties', 'context.locale'];
const LITERALS = ['"x"', '"a,b"', '1', '2.5', 'true', 'null', '[1, 2]', '{"k": 1}'];
const ON_ONE = [
  'lower',
  'upper',
  'trim',
  'sha256',
  'snakeCase',
  'toFloat',
  'toInt',
  'round',
  'epochSeconds',
  'iso8601',
];
const ON_ANY = [...ON_ONE, 'sum', 'orderValue', 'orderUnits', 'orderCurrency', 'size', 'string', 'double', 'type'];
const METHODS = ['contains', 'startsWith', 'endsWith', 'indexOf', 'split', 'join'];
const LOOPS = ['map', 'filter', 'exists', 'all', 'exists_one'];
const OPERATORS = ['+', '-', '*', '/', '%', '==', '!=', '<', '>=', 'in', '&&', '||'];

/** Expressions of the kinds that run as closures: literals, paths, and the playbook's functions over these. */
function nativeExpression(): fc.Arbitrary<string> {
  return fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(...PATHS, '"x"', '"1,5"', '2.5', '3', 'true'),
      fc.tuple(fc.constantFrom(...ON_ONE, 'sum', 'orderValue'), tie('expression')).map(([fn, arg]) => `${fn}(${arg})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `coalesce(${a}, ${b})`),
      fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `pluck(${a}, ${b})`),
      tie('expression').map((key) => `lookup("stores", ${key}, "none")`),
    ),
  })).expression;
}

/** Any expressions, most of them valid; loops use `x`, within loops too. */
function anyExpression(): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...PATHS, ...LITERALS, 'country', 'eventSource', 'messageId');
  return fc.letrec<{ expression: string }>((tie) => {
    const one = tie('expression');
    return {
      expression: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.tuple(fc.constantFrom(...ON_ANY), one).map(([fn, arg]) => `${fn}(${arg})`),
        fc.tuple(one, fc.constantFrom(...METHODS), one).map(([of, method, arg]) => `${of}.${method}(${arg})`),
        fc.tuple(one, fc.constantFrom(...OPERATORS), one).map(([a, op, b]) => `(${a} ${op} ${b})`),
        fc.tuple(one, fc.constantFrom(...LOOPS), one).map(([of, loop, step]) => `${of}.${loop}(x, ${step})`),
        fc
          .tuple(one, fc.constantFrom(...LOOPS), fc.constantFrom('x', 'x.price', 'x == 1', 'x.k > 2.0', 'size(x) > 1'))
          .map(([of, loop, step]) => `${of}.${loop}(x, ${step})`),
        fc.tuple(one, one, one).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        fc.tuple(one, one).map(([a, b]) => `coalesce(${a}, ${b})`),
        fc.tuple(one, one).map(([a, b]) => `[${a}, {"k": ${b}}]`),
        one.map((of) => `${of}.?k.orValue(0)`),
      ),
    };
  }).expression;
}

function anyModifier(): fc.Arbitrary<ModifierConfig> {
  return fc.constantFrom(...MODIFIERS).map(({ name, example }) => (example.args ? { [name]: example.args } : name));
}

/** Inputs of every kind, most of them valid. */
function arbitraryInput(): fc.Arbitrary<InputConfig> {
  const mapping = fc.constantFrom(...PATHS, 'properties.list.*', 'properties.*.*.price', 'properties.list[0].a');
  const modifiers = fc.array(anyModifier(), { maxLength: 4 });
  return fc.oneof(
    fc.record({ mapping, modifiers }),
    fc.record({ mapping: fc.array(mapping, { minLength: 1, maxLength: 3 }), default: fc.constant('none') }),
    { weight: 4, arbitrary: fc.record({ expression: anyExpression() }) },
    fc.record({ enrichment: fc.constantFrom<string | number>('x', 1) }),
  );
}

function compile(inputs: readonly InputConfig[]): CompiledSection | undefined {
  const section = Object.fromEntries(inputs.map((input, i) => [`customData.x${i}`, input]));
  const { playbook, problems } = compilePlaybook({ events: { A: section }, tables: EXAMPLE_TABLES }, KEYS, {});
  return problems.length === 0 ? playbook.section('A') : undefined;
}

function readAll(section: CompiledSection, scope: Scope): (Json | undefined)[] {
  return [...(section.families.get('customData')?.values() ?? [])].map((input) => input.read(scope));
}

function scopeOf(properties: JsonObject): Scope {
  return { event: eventOf({ event: 'A', properties, context: { locale: 'en_US' } }), parameters: {} };
}

describe('any valid playbook on any event', () => {
  const lists: readonly Json[] = [
    Array(12_000).fill(1),
    Array(500).fill('Ab, é'),
    Array.from({ length: 480 }, (_, i) => ({ price: i, k: [i, `t${i}`] })),
    'aB '.repeat(10_000),
    'é,'.repeat(4_000),
    Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i])),
    Array.from({ length: 25 }).reduce((inner: Json) => [inner], 'x') as Json,
  ];
  const list = fc.oneof(fc.constantFrom(...lists), anyJson({ maxDepth: 5 }));
  const events = fc.record({ list, a: anyJson({ maxDepth: 2 }), b: fc.constantFrom('x', '1,5', 2, null) });
  const sections = fc
    .array(arbitraryInput(), { minLength: 1, maxLength: 12 })
    .map((inputs) => compile(inputs.filter((input) => compile([input]) !== undefined)))
    .filter((section) => section !== undefined);

  it('gives values or none, in time; throws nothing and changes nothing', () => {
    let values = 0;
    fc.assert(
      fc.property(sections, events, (section, properties) => {
        const text = JSON.stringify(properties);
        fc.pre(Buffer.byteLength(text) < 32_000);
        const scope = scopeOf(JSON.parse(text));
        const before = readAll(section, scope);
        values += before.filter((value) => value !== undefined).length;
        const start = performance.now();
        expect(readAll(section, scope)).toEqual(before);
        expect(performance.now() - start).toBeLessThan(MOST_MS);
        expect(JSON.stringify(scope.event.fields.properties)).toBe(text);
      }),
      { numRuns: 300 },
    );
    expect(values).toBeGreaterThan(300); // else the playbooks would say too little
  });

  it('is compiled, or told what is wrong, whatever the expression is', () => {
    const language = expressionLanguage({});
    fc.assert(
      fc.property(fc.oneof(anyExpression(), fc.string()), (text) => {
        const read = language.compile(text);
        if (typeof read === 'object') expect(read.error).not.toBe('');
      }),
    );
  });
});

describe('expressions that run as closures', () => {
  const language = expressionLanguage(EXAMPLE_TABLES);
  const run = (text: string, scope: Scope): Json | undefined => {
    const read = language.compile(text);
    if (typeof read !== 'function') throw new Error(`${text}: ${read.error}`);
    return read(scope);
  };

  it('mean what the engine means by them', () => {
    const value = fc.oneof(
      anyJson({ maxDepth: 2 }),
      fc.constantFrom<Json>('berlin', ' 1,299.00 ', 2, '2026-11-20', 'Order Completed', [1, '2'], [{ x: 1 }]),
      fc.constant<Json>({ products: [{ price: 2, quantity: 3 }] }),
    );
    const properties = fc.record({ list: value, a: value, b: value }, { requiredKeys: [] });
    fc.assert(
      fc.property(nativeExpression(), properties, (text, given) => {
        const scope = scopeOf(given as JsonObject);
        // A loop is more than closures do: the engine evaluates what stands within.
        const list = run(`[${text}].filter(x, true)`, scope);
        // It gives no undefined within lists: nothing there and null are one to a playbook.
        expect(run(text, scope) ?? null).toEqual((Array.isArray(list) ? list[0] : undefined) ?? null);
      }),
      { numRuns: 500 },
    );
  });
});

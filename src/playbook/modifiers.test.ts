import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyJson } from '../../test/support/arbitrary.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { MODIFIERS, type Modifier, overItems } from './modifiers.ts';

function defaults(modifier: Modifier, args: JsonObject = {}): JsonObject {
  return { ...Object.fromEntries(modifier.args.map((arg) => [arg.name, arg.default])), ...args };
}

function apply(name: string, value: Json, args: JsonObject = {}): Json | undefined {
  const modifier = MODIFIERS.find((candidate) => candidate.name === name) as Modifier;
  return overItems(modifier, modifier.change(defaults(modifier, args)))(value);
}

describe('the modifiers', () => {
  it('are the 16 of the platform', () => {
    expect(MODIFIERS.map((modifier) => modifier.name)).toEqual([
      ...['direct_assign', 'join_values', 'lowercase_string', 'pluck_values', 'replace_string', 'split_string'],
      ...['substring', 'to_boolean', 'to_float', 'to_hash', 'to_rounded_integer', 'to_string'],
      ...['to_truncated_integer', 'trim_string', 'truncate_float', 'uppercase_string'],
    ]);
  });

  it.each(MODIFIERS.map((modifier) => [modifier.name, modifier] as const))(
    '%s does what its example says',
    (_, modifier) => {
      const { args, from, to } = modifier.example;
      expect(apply(modifier.name, from, args)).toEqual(to);
    },
  );

  it.each<[string, Json, JsonObject, Json | undefined]>([
    ['lowercase_string', ['A', 'B'], {}, ['a', 'b']],
    ['lowercase_string', 7, {}, '7'],
    ['lowercase_string', { a: 1 }, {}, undefined],
    ['replace_string', 'a.b.c', { from: '.', to: '$&' }, 'a$&b$&c'],
    ['replace_string', 'abc', { from: '', to: 'x' }, 'abc'],
    ['substring', 'abcdef', { start: -3 }, 'def'],
    ['to_boolean', 'GRANTED', {}, true],
    ['to_boolean', 0, {}, false],
    ['to_boolean', 'perhaps', {}, undefined],
    ['to_float', 'free', {}, undefined],
    ['to_hash', 'A'.repeat(64), {}, 'a'.repeat(64)],
    ['to_rounded_integer', -2.5, {}, -3],
    ['to_string', { a: 1 }, {}, '{"a":1}'],
    ['truncate_float', -1.239, {}, -1.23],
    ['join_values', [1, null, 'b', {}], {}, '1,b'],
    ['join_values', 'alone', {}, 'alone'],
    ['pluck_values', [{ a: 1 }, {}, 'x'], { key: 'a' }, [1]],
    ['pluck_values', 'x', { key: 'a' }, undefined],
    ['trim_string', [' a ', {}], {}, ['a']],
  ])('%s of %j', (name, value, args, expected) => {
    expect(apply(name, value, args)).toEqual(expected);
  });

  it('never throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...MODIFIERS), anyJson(), (modifier, value) => {
        apply(modifier.name, value as Json, { from: 'a', key: 'a' });
      }),
    );
  });
});

import { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import type { OutputKey } from './compile.ts';
import { MAX_ARGUMENT, MAX_EXPRESSION_LENGTH } from './cost.ts';
import { MODIFIERS, type Modifier, type ModifierArgument } from './modifiers.ts';
import { inputSchema, playbookSchema } from './schema.ts';
import { ROOTS } from './scope.ts';

/**
 * The JSON Schema of a kit's playbook, for editors: the Zod schema made as precise as the compiler is about names. `at` is the JSON
 * pointer under which it will stand in a larger schema. Paths and expressions are checked further when they are compiled.
 */
export function playbookJsonSchema(outputKeys: readonly OutputKey[], at = '#'): JsonObject {
  const whole = fromZod(playbookSchema);
  const section = { $ref: `${at}/$defs/section` };
  const orNull = { anyOf: [section, { type: 'null' }] };
  return {
    ...whole,
    properties: {
      ...(whole.properties as JsonObject),
      global: { ...section, description: 'For every event that is mapped.' },
      events: {
        type: 'object',
        description: 'By event name; null takes an event of the kit away.',
        additionalProperties: orNull,
      },
      tables: {
        type: 'object',
        description: 'Tables for lookup("table", key).',
        additionalProperties: { type: 'object' },
      },
      default: { ...orNull, description: 'For events without a list of their own. Without it, these are not sent.' },
    },
    $defs: {
      section: sectionSchema(outputKeys, at),
      input: input(at),
      path: {
        type: 'string',
        description:
          'A path into the event, such as properties.currency, properties.products.0.sku or properties.products.*.price.',
        pattern: `^(${ROOTS.join('|')})([.[]|$)`,
      },
      conditions: {
        anyOf: [
          { type: 'string', maxLength: MAX_EXPRESSION_LENGTH },
          { type: 'array', items: { type: 'string', maxLength: MAX_EXPRESSION_LENGTH } },
          { type: 'null' },
        ],
      },
      modifier: { anyOf: [...plainModifiers(), modifiersWithArguments()] },
    },
  };
}

/** What Zod makes of a schema, without the definitions of its parts: those that are needed are written out here. */
function fromZod(schema: z.ZodType): JsonObject {
  const { $schema, $defs, ...rest } = z.toJSONSchema(schema) as JsonObject;
  return rest;
}

function sectionSchema(outputKeys: readonly OutputKey[], at: string): JsonObject {
  const properties: JsonObject = {
    allow: { $ref: `${at}/$defs/conditions`, description: 'Send only if: conditions in CEL, all of which must hold.' },
    deny: { $ref: `${at}/$defs/conditions`, description: 'Drop if: conditions in CEL, none of which may hold.' },
  };
  const patternProperties: JsonObject = {};
  for (const { name, description, members, memberForm, takes } of outputKeys) {
    const input: JsonObject = { $ref: `${at}/$defs/input` };
    const one = { description, anyOf: [takes?.schema ? withConstants(input, takes.schema) : input, { type: 'null' }] };
    const family = name.endsWith('.*') ? name.slice(0, -1) : undefined;
    const form = memberForm?.regex.source.replace(/^\^/, '') ?? '';
    if (family === undefined) properties[name] = one;
    else if (members === undefined) patternProperties[`^${literal(family)}${form}`] = one;
    else for (const member of members) properties[`${family}${member}`] = one;
  }
  return { type: 'object', properties, patternProperties, additionalProperties: false };
}

/** An input whose constants are what the output key takes; in an enrichment, a text with a parameter in it may become that. */
function withConstants(input: JsonObject, schema: JsonObject): JsonObject {
  const withParameter = { type: 'string', pattern: '\\$\\{[^}]*\\}' };
  return { allOf: [input, { properties: { enrichment: { anyOf: [schema, withParameter] }, default: schema } }] };
}

function input(at: string): JsonObject {
  const made = fromZod(inputSchema);
  const path = { $ref: `${at}/$defs/path` };
  return {
    ...made,
    properties: {
      ...(made.properties as JsonObject),
      mapping: {
        description: 'A path, or several of which the first with a usable value wins.',
        anyOf: [path, { type: 'array', minItems: 1, items: path }],
      },
      expression: { type: 'string', maxLength: MAX_EXPRESSION_LENGTH, description: 'CEL.' },
      enrichment: {
        description:
          'A constant, in which ${NAME} stands for a parameter, and ${pipeline.NAME} for a variable of the pipeline.',
      },
      modifiers: { type: 'array', items: { $ref: `${at}/$defs/modifier` } },
      default: { description: 'Used where the mapping or expression has no value.' },
    },
    oneOf: [
      { required: ['mapping'] },
      { required: ['expression'] },
      { required: ['enrichment'], not: { anyOf: [{ required: ['modifiers'] }, { required: ['default'] }] } },
    ],
  };
}

const needed = (arg: ModifierArgument): boolean => arg.default === undefined && arg.optional !== true;

/** Modifiers by name alone: first as they are offered, then however they may be spelt. */
function plainModifiers(): JsonObject[] {
  const plain = MODIFIERS.filter(({ args }) => !args.some(needed));
  return [
    ...plain.map(({ name, description }) => ({ const: name, description })),
    { type: 'string', pattern: `^(${plain.map(({ name }) => anySpelling(name)).join('|')})$` },
  ];
}

function modifiersWithArguments(): JsonObject {
  return {
    type: 'object',
    minProperties: 1,
    maxProperties: 1,
    properties: Object.fromEntries(MODIFIERS.map(({ name, description }) => [name, { description }])),
    patternProperties: Object.fromEntries(
      MODIFIERS.map((modifier) => [`^${anySpelling(modifier.name)}$`, argumentsOf(modifier)]),
    ),
    additionalProperties: false,
  };
}

function argumentsOf({ args }: Modifier): JsonObject {
  const [first, ...rest] = args;
  if (first === undefined) return { type: 'null' };
  const schemaOf = ({ kind, description }: ModifierArgument): JsonObject =>
    kind === 'text' ? { type: 'string', maxLength: MAX_ARGUMENT, description } : { type: 'integer', description };
  const named = {
    type: 'object',
    properties: Object.fromEntries(args.map((arg) => [arg.name, schemaOf(arg)])),
    required: args.filter(needed).map(({ name }) => name),
    additionalProperties: false,
  };
  return {
    anyOf: [named, ...(rest.some(needed) ? [] : [schemaOf(first)]), ...(args.some(needed) ? [] : [{ type: 'null' }])],
  };
}

/** A pattern for a name in any case, with spaces, `_` and `-` anywhere: as names of modifiers are compared. */
function anySpelling(name: string): string {
  const letters = [...name.replaceAll('_', '')].map((letter) => `[${letter}${letter.toUpperCase()}][\\s_-]*`);
  return `[\\s_-]*${letters.join('')}`;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

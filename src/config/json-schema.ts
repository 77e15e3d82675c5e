import { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import { DEFINITION, type Kit } from '../kits/kit.ts';
import { KITS } from '../kits/library.ts';
import { DEFINITION_PREFIX, type Parameter } from '../kits/parameters.ts';
import { playbookJsonSchema } from '../playbook/json-schema.ts';
import { configSchema } from './schema.ts';

/**
 * The JSON Schema of dspatch.yaml, for editors: with the parameters and output keys of each kit, by what an integration says its kit
 * is. It knows the shape; what expressions, paths and secrets mean is for `dspatch check`.
 */
export function configJsonSchema(): JsonObject {
  const { $schema, ...whole } = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as JsonObject;
  const kits = [...KITS.values()];
  const properties = whole.properties as JsonObject;
  return {
    $schema: $schema as string,
    title: 'dspatch.yaml',
    ...whole,
    properties: {
      ...properties,
      integrations: {
        ...(properties.integrations as JsonObject),
        additionalProperties: { anyOf: kits.map((kit) => ({ $ref: `#/$defs/${kit.name}` })) },
      },
    },
    $defs: Object.fromEntries(
      kits.flatMap((kit) => [
        [kit.name, integrationOf(kit)],
        [playbookOf(kit), playbookJsonSchema(kit.outputKeys, `#/$defs/${playbookOf(kit)}`)],
      ]),
    ),
  };
}

function playbookOf(kit: Kit): string {
  return `${kit.name}-playbook`;
}

function integrationOf(kit: Kit): JsonObject {
  return {
    type: 'object',
    description: kit.description,
    properties: {
      kit: { const: kit.name },
      parameters: {
        type: 'object',
        properties: Object.fromEntries(kit.parameters.map((parameter) => [parameter.name, parameterOf(parameter)])),
        // `DEFINITION.Order Completed`: an event's definition.
        patternProperties: {
          [`^${DEFINITION_PREFIX.replace('.', '\\.')}.`]: { type: ['string', 'integer'], pattern: DEFINITION.source },
        },
        additionalProperties: false,
      },
      playbook: { $ref: `#/$defs/${playbookOf(kit)}` },
    },
    required: ['kit'],
    additionalProperties: false,
  };
}

function parameterOf({ description, kind, choices, min, max, example, default: otherwise }: Parameter): JsonObject {
  const about: JsonObject = {
    description,
    ...(otherwise === undefined ? {} : { default: Array.isArray(otherwise) ? [...otherwise] : (otherwise as string) }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
  switch (kind) {
    case 'choice':
      // YAML reads a bare off and on as truth values.
      return { ...about, enum: [...(choices ?? []), ...(choices?.includes('off') ? [false, true] : [])] };
    case 'integer':
    case 'number':
      return {
        ...about,
        type: kind,
        ...(min === undefined ? {} : { minimum: min }),
        ...(max === undefined ? {} : { maximum: max }),
      };
    case 'country':
    case 'currency':
      return { ...about, type: 'string' };
    case 'secret':
      return { ...about, type: 'string', pattern: '^(env|file):.' };
    case 'countries':
    case 'list':
      return { ...about, anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
    default:
      return { ...about, type: ['string', 'integer'] };
  }
}

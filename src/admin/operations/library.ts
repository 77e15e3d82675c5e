import { z } from 'zod';
import { DAY } from '../../base/durations.ts';
import type { Json } from '../../base/json.ts';
import { DEAD_REASONS } from '../../delivery/outcome.ts';
import { DROP_REASONS } from '../../event/drop.ts';
import type { Kit } from '../../kits/kit.ts';
import { KITS } from '../../kits/library.ts';
import type { Parameter } from '../../kits/parameters.ts';
import { FUNCTIONS } from '../../playbook/functions.ts';
import { MODIFIERS } from '../../playbook/modifiers.ts';
import { ROOTS } from '../../playbook/scope.ts';
import type { KitView, LanguageView, LibraryOperations, ParameterView } from '../api/library.ts';
import type { Handlers, Specs } from '../operation.ts';

const parameter = z.strictObject({
  name: z.string(),
  description: z.string(),
  kind: z.enum(['text', 'secret', 'url', 'integer', 'number', 'choice', 'country', 'countries', 'currency', 'list']),
  required: z.boolean(),
  default: z.json().optional(),
  defaultBy: z.strictObject({ parameter: z.string(), of: z.record(z.string(), z.string()) }).optional(),
  choices: z.array(z.string()).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  example: z.string().optional(),
});

const kit = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  api: z.strictObject({
    name: z.string(),
    title: z.string(),
    maxItems: z.int(),
    maxAgeDays: z.number(),
    linkedBy: z.enum(['definition', 'description']),
    carriesConsent: z.boolean(),
  }),
  parameters: z.array(parameter),
  outputKeys: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      required: z.boolean(),
      description: z.string(),
      members: z.array(z.string()).optional(),
    }),
  ),
  playbook: z.json(),
});

const language = z.strictObject({
  roots: z.array(z.string()),
  functions: z.array(
    z.strictObject({
      name: z.string(),
      params: z.array(z.string()),
      description: z.string(),
      example: z.strictObject({ expression: z.string(), properties: z.json(), result: z.json() }),
    }),
  ),
  modifiers: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      args: z.array(
        z.strictObject({
          name: z.string(),
          kind: z.enum(['text', 'integer']),
          description: z.string(),
          default: z.union([z.string(), z.number()]).optional(),
          optional: z.boolean(),
        }),
      ),
      example: z.strictObject({ args: z.json().optional(), from: z.json(), to: z.json() }),
    }),
  ),
  reasons: z.array(
    z.strictObject({
      ...{ code: z.string(), title: z.string(), mend: z.string(), fate: z.enum(['dropped', 'dead']) },
      mendable: z.boolean().optional().describe('of drops: whether events can be run again'),
      again: z.string().optional().describe('when, or why not'),
    }),
  ),
});

export const LIBRARY_SPECS: Specs<LibraryOperations> = {
  'GET /api/kits': {
    permission: 'read',
    summary: 'The library of kits: parameters, output keys and default playbook of each.',
    response: z.strictObject({ kits: z.array(kit) }),
  },
  'GET /api/language': {
    permission: 'read',
    summary: 'The mapping language: roots, functions, modifiers; and the reasons why events are not sent.',
    response: language,
  },
};

export function libraryHandlers(): Handlers<LibraryOperations> {
  const kits = [...KITS.values()].map(kitView);
  const language = languageView();
  return {
    'GET /api/kits': async () => ({ kits }),
    'GET /api/language': async () => language,
  };
}

function kitView({ name, title, description, codec, parameters, outputKeys, playbook }: Kit): KitView {
  const { facts } = codec;
  return {
    ...{ name, title, description, playbook },
    api: {
      ...{ name: facts.name, title: facts.title, maxItems: facts.maxItems, maxAgeDays: facts.maxAge / DAY },
      ...{ linkedBy: facts.linkedBy, carriesConsent: facts.carriesConsent },
    },
    parameters: parameters.map(parameterView),
    outputKeys: outputKeys.map(({ name, type, required = false, description, members }) => ({
      ...{ name, type, required, description },
      ...(members === undefined ? {} : { members }),
    })),
  };
}

function parameterView(parameter: Parameter): ParameterView {
  const { name, description, kind, required = false, default: otherwise, defaultBy } = parameter;
  const { choices, min, max, example } = parameter;
  return {
    ...{ name, description, kind, required },
    ...(otherwise === undefined ? {} : { default: (Array.isArray(otherwise) ? [...otherwise] : otherwise) as Json }),
    ...(defaultBy === undefined ? {} : { defaultBy }),
    ...(choices === undefined ? {} : { choices }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(example === undefined ? {} : { example }),
  };
}

interface Reason {
  readonly title: string;
  readonly mend: string;
  readonly mendable?: boolean;
  readonly again?: string;
}

function languageView(): LanguageView {
  const reasons = <F extends 'dropped' | 'dead'>(of: Readonly<Record<string, Reason>>, fate: F) =>
    Object.entries(of).map(([code, { title, mend, mendable, again }]) => ({
      ...{ code, title, mend, fate },
      ...(mendable === undefined ? {} : { mendable }),
      ...(again === undefined ? {} : { again }),
    }));
  return {
    roots: ROOTS,
    functions: FUNCTIONS.map(({ name, params, description, example }) => ({ name, params, description, example })),
    modifiers: MODIFIERS.map(({ name, description, args, example }) => ({
      ...{ name, description, example },
      args: args.map(({ optional = false, ...arg }) => ({ ...arg, optional })),
    })),
    reasons: [...reasons(DROP_REASONS, 'dropped'), ...reasons(DEAD_REASONS, 'dead')],
  };
}

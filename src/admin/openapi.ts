import { z } from 'zod';
import type { Json, JsonObject } from '../base/json.ts';
import type { OperationName } from './api/operation.ts';
import type { AnySpecs, Spec } from './operation.ts';

/**
 * The OpenAPI 3.1 document of the admin API, made of the same schemas that requests are read by. Deterministic: the same specs give the
 * same document.
 */
export function openApi(specs: AnySpecs, version: string): JsonObject {
  const paths: JsonObject = {};
  for (const [name, spec] of Object.entries(specs) as [OperationName, Spec][]) {
    const [method = 'GET', route = '/'] = name.split(' ', 2);
    const path = route.replace(/:([A-Za-z]+)/g, '{$1}');
    const known = (paths[path] ?? {}) as JsonObject;
    paths[path] = { ...known, [method.toLowerCase()]: operationOf(name, spec) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'dspatch admin API',
      version,
      description:
        'Everything that the console and the command line do. Sign in with a session cookie, or send an API token: `Authorization: Bearer dsp_...`.',
    },
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-dspatch' },
      },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: 'What was wrong, and what to do (RFC 9457).',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

const PROBLEM: JsonObject = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', examples: ['urn:dspatch:problem:not_found'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; for programs.' },
    detail: { type: 'string', description: 'What happened, and what to do.' },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: {
          path: { type: 'string' },
          message: { type: 'string' },
          line: { type: 'integer' },
          column: { type: 'integer' },
        },
      },
    },
  },
};

function operationOf(name: OperationName, spec: Spec): JsonObject {
  const { permission, summary, params, query, body, response, status, versioned, needsVersion, stream } = spec;
  const code = String(status ?? (response === undefined ? 204 : 200));
  const etag: JsonObject = { ETag: { schema: { type: 'string' }, description: 'The version, for If-Match.' } };
  return {
    operationId: name,
    summary,
    description: permission === 'public' ? 'For anybody.' : `Takes the permission to ${permission.replace('_', ' ')}.`,
    ...(permission === 'public' ? { security: [] } : {}),
    parameters: [
      ...parametersIn('path', params),
      ...parametersIn('query', query),
      ...(needsVersion
        ? [{ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' } } satisfies JsonObject]
        : []),
      ...(stream ? [LAST_EVENT_ID] : []),
    ],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } } }),
    responses: {
      [code]: {
        description: stream ? STREAM : 'Done.',
        ...(response === undefined
          ? {}
          : {
              content: {
                [stream ? 'text/event-stream' : 'application/json']: { schema: schemaOf(response, 'output') },
              },
            }),
        ...(versioned ? { headers: etag } : {}),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const LAST_EVENT_ID: JsonObject = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description:
    'The id of the last message of an earlier stream: this one goes on behind it. Browsers send it by themselves.',
};
const STREAM =
  'Server-sent events, without an end. The schema is that of one message: its event, its id where it has one, and its data as JSON.';

function parametersIn(place: 'path' | 'query', schema: z.ZodType | undefined): JsonObject[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: JsonObject;
    required?: readonly Json[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    ...{ name, in: place, required: place === 'path' || required.includes(name), schema: property ?? {} },
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonObject;
  return rest;
}

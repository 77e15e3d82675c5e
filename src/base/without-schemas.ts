import type { FastifyServerOptions } from 'fastify';

/**
 * For servers whose routes have no JSON Schema: what comes is checked by the parser and by zod. Fastify loads its schema compilers (ajv, and a
 * hundred modules in all) for every server that is not told so. Throws for a route that has a schema after all.
 */
export const WITHOUT_SCHEMAS: Pick<FastifyServerOptions, 'schemaController'> = {
  schemaController: { compilersFactory: { buildValidator: () => noSchemas, buildSerializer: () => noSchemas } },
};

function noSchemas(): never {
  throw new Error('routes have no JSON Schema here');
}

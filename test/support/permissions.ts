import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '../../src/admin/api/operation.ts';
import type { AnySpecs, Spec } from '../../src/admin/operation.ts';
import { type Permission, ROLES, type Role } from '../../src/admin/permissions.ts';
import { adminServerOf } from './admin-server.ts';

/** Who may do what needs a permission. Written out here again: a change of the table is to be meant. */
const MAY: Readonly<Record<Permission, readonly (Role | 'nobody')[]>> = {
  public: ['nobody', 'admin', 'deployment_manager', 'integration_manager', 'read_only'],
  signed_in: ['admin', 'deployment_manager', 'integration_manager', 'read_only'],
  read: ['admin', 'deployment_manager', 'integration_manager', 'read_only'],
  edit: ['admin', 'integration_manager'],
  deploy: ['admin', 'deployment_manager'],
  administer: ['admin'],
};

/**
 * Walks operations completely: each is asked for by nobody and by every role, and is served, or refused with 401 or 403, as `expected` says
 * of it. The work itself is left out: what is refused must never come to it.
 */
export function walkPermissions<S extends AnySpecs>(
  area: string,
  specs: S,
  expected: Readonly<Record<keyof S & OperationName, Permission>>,
): void {
  describe(`who may use the operations on ${area}`, () => {
    const worked: string[] = [];
    let app: FastifyInstance;
    beforeAll(() => {
      const names = Object.keys(specs) as OperationName[];
      app = adminServerOf({
        // What is asked for is let be: whoever may not do it must be refused before that is looked at.
        specs: Object.fromEntries(names.map((name) => [name, bare(specs[name] as Spec)])),
        handlers: Object.fromEntries(names.map((name) => [name, async () => void worked.push(name)])),
        gatekeeper: {
          identify: async ({ headers }) =>
            headers.role === 'nobody'
              ? undefined
              : { kind: 'token', id: 'walker', name: 'walker', role: headers.role as Role },
          record: async () => {},
        },
      });
    });
    afterAll(() => app.close());

    it('is said for each, and for no other', () => {
      const said = Object.fromEntries(Object.entries(specs).map(([name, { permission }]) => [name, permission]));
      expect(said).toEqual(expected);
    });

    const walk = (Object.entries(expected) as [OperationName, Permission][]).flatMap(([name, permission]) =>
      (['nobody', ...ROLES] as const).map((who) => {
        const allowed = MAY[permission].includes(who);
        return [name, who, allowed ? 'may' : who === 'nobody' ? 401 : 403] as const;
      }),
    );
    it.each(walk)('%s by %s: %s', async (name, who, outcome) => {
      const [method, path = ''] = name.split(' ');
      worked.length = 0;
      const { statusCode, payload } = await app.inject({
        ...{ method: method as 'GET', url: path.replaceAll(':', ''), headers: { role: who } },
      });
      if (outcome === 'may') return expect([statusCode, worked]).toEqual([204, [name]]);
      expect([statusCode, worked]).toEqual([outcome, []]);
      expect(JSON.parse(payload).code).toBe(outcome === 401 ? 'not_signed_in' : 'forbidden');
    });
  });
}

function bare({ permission, summary }: Spec): Spec {
  return { permission, summary };
}

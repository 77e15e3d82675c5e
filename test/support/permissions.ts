import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '../../src/admin/api/operation.ts';
import { SESSION_COOKIE } from '../../src/admin/cookies.ts';
import { gatekeeper } from '../../src/admin/gatekeeper.ts';
import type { AnySpecs, Spec } from '../../src/admin/operation.ts';
import { type Permission, ROLES, type Role } from '../../src/admin/permissions.ts';
import { authorOf } from '../../src/people/account.ts';
import { adminServerOf } from './admin-server.ts';
import { testPeople } from './people.ts';

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
 * Walks operations completely, over HTTP: each is asked for by nobody, and by every role with a session and with a token, and is served, or
 * refused with 401 or 403, as `expected` says of it. The work itself is left out: what is refused must never come to it.
 */
export function walkPermissions<S extends AnySpecs>(
  specs: S,
  expected: Readonly<Record<keyof S & OperationName, Permission>>,
): void {
  describe('who may use the operations', () => {
    const worked: string[] = [];
    /** How each of them shows who they are, by name. */
    const shown = new Map<string, Readonly<Record<string, string>>>();
    let app: FastifyInstance;
    let url: string;
    beforeAll(async () => {
      const names = Object.keys(specs) as OperationName[];
      const people = testPeople();
      app = adminServerOf({
        // What is asked for is let be: whoever may not do it must be refused before that is looked at.
        specs: Object.fromEntries(names.map((name) => [name, bare(specs[name] as Spec)])),
        handlers: Object.fromEntries(names.map((name) => [name, async () => void worked.push(name)])),
        gatekeeper: gatekeeper({ people }),
      });
      url = await app.listen({ host: '127.0.0.1', port: 0 });
      shown.set('nobody', {});
      for (const role of ROLES) {
        const { secret } = await people.tokens.create({ name: role, role, createdBy: authorOf({ id: '', name: '' }) });
        shown.set(`${role} by token`, { authorization: `Bearer ${secret}` });
        const person = await people.addPerson(role);
        const session = await people.sessions.start(person.id, { way: 'password', address: '', agent: '' });
        shown.set(`${role} by session`, { cookie: `${SESSION_COOKIE}=${session.token}`, origin: url });
      }
    });
    afterAll(() => app.close());

    it('is said for each, and for no other', () => {
      const said = Object.fromEntries(Object.entries(specs).map(([name, { permission }]) => [name, permission]));
      expect(said).toEqual(expected);
    });

    const callers = ['nobody', ...ROLES.flatMap((role) => [`${role} by token`, `${role} by session`])];
    const walk = (Object.entries(expected) as [OperationName, Permission][]).flatMap(([name, permission]) =>
      callers.map((who) => {
        const allowed = MAY[permission].includes(who.split(' ')[0] as Role | 'nobody');
        return [name, who, allowed ? 'may' : who === 'nobody' ? 401 : 403] as const;
      }),
    );
    it.each(walk)('%s by %s: %s', async (name, who, outcome) => {
      const [method = '', path = ''] = name.split(' ');
      worked.length = 0;
      const answer = await fetch(`${url}${path.replaceAll(':', '')}`, { method, headers: shown.get(who) ?? {} });
      const body = await answer.text();
      if (outcome === 'may') return expect([answer.status, worked]).toEqual([204, [name]]);
      expect([answer.status, worked]).toEqual([outcome, []]);
      expect(JSON.parse(body).code).toBe(outcome === 401 ? 'not_signed_in' : 'forbidden');
    });
  });
}

function bare({ permission, summary }: Spec): Spec {
  return { permission, summary };
}

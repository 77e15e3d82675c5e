import type { PeopleOperations } from '../../api/people.ts';
import { callerOf, type Handlers } from '../../operation.ts';
import { InvalidRequest } from '../../problems.ts';
import type { PeopleParts } from './parts.ts';

type TokenOperations = Pick<PeopleOperations, 'GET /api/tokens' | 'POST /api/tokens' | 'DELETE /api/tokens/:token'>;

/** What admins do with API tokens. */
export function tokenHandlers({ people, clock }: PeopleParts): Handlers<TokenOperations> {
  return {
    'GET /api/tokens': async () => ({ tokens: await people.tokens.list() }),

    'POST /api/tokens': async (call) => {
      const { name, role, expiresAt } = call.body;
      if (expiresAt !== undefined && expiresAt <= clock.now()) {
        const message = 'must be in the future';
        throw new InvalidRequest(`expiresAt: ${message}`, [{ path: 'expiresAt', message }]);
      }
      const { kind, id, name: who } = callerOf(call);
      const about = {
        name,
        role,
        createdBy: { kind, id, name: who },
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      const { token, secret } = await people.tokens.create(about);
      call.audit('token.created', `token ${name}`, { after: { id: token.id, role, expiresAt: expiresAt ?? null } });
      return { token, secret };
    },

    'DELETE /api/tokens/:token': async ({ params, audit }) => {
      const { id, name, role } = await people.tokens.revoke(params.token);
      audit('token.revoked', `token ${name}`, { before: { id, role } });
      return undefined;
    },
  };
}

import type { Json } from '../../../base/json.ts';
import { type Account, type AccountChange, signInName, subjectOf } from '../../../people/account.ts';
import { passwordLink } from '../../../people/links.ts';
import { newId } from '../../../people/secret-token.ts';
import type { PasswordLink, PeopleOperations } from '../../api/people.ts';
import type { Handlers } from '../../operation.ts';
import { hashed, type PeopleParts, personView } from './parts.ts';

type AccountOperations = Pick<
  PeopleOperations,
  | 'GET /api/people'
  | 'POST /api/people'
  | 'GET /api/people/:person'
  | 'PATCH /api/people/:person'
  | 'DELETE /api/people/:person'
  | 'POST /api/people/:person/password-reset'
>;

/** What admins do with people. */
export function accountHandlers(parts: PeopleParts): Handlers<AccountOperations> {
  const { people, clock, url } = parts;
  const { accounts, links, sessions } = people;

  const makeLink = async (person: string): Promise<PasswordLink> => {
    const { token, expiresAt } = await links.create(person);
    return { url: passwordLink(url(), token), expiresAt };
  };

  return {
    'GET /api/people': async () => ({ people: (await accounts.list()).map(personView) }),

    'POST /api/people': async ({ body, audit }) => {
      const { name, role } = body;
      const email = signInName(body.email);
      const hash = body.password === undefined ? undefined : await hashed(body.password, { name, email }, parts);
      const account: Account = {
        ...{ id: newId(), name, email, role, disabled: false, createdAt: clock.now() },
        ...(hash === undefined ? {} : { password: hash }),
      };
      await accounts.add(account);
      audit('person.added', subjectOf(account), { after: { name, role } });
      const person = personView(account);
      return hash === undefined ? { person, link: await makeLink(account.id) } : { person };
    },

    'GET /api/people/:person': async ({ params }) => personView(await accounts.need(params.person)),

    'PATCH /api/people/:person': async ({ params, body, audit }) => {
      const { name, email, role, disabled } = body;
      const change: AccountChange = {
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email: signInName(email) }),
        ...(role === undefined ? {} : { role }),
        ...(disabled === undefined ? {} : { disabled }),
      };
      const { before, after } = await accounts.change(params.person, change);
      if (after.disabled) await signOut(after.id);
      const changed = EDITABLE.filter((key) => before[key] !== after[key]);
      if (changed.length > 0) {
        const [was, is] = [before, after].map((one) => Object.fromEntries(changed.map((key) => [key, one[key]])));
        audit('person.changed', subjectOf(before), { before: was as Json, after: is as Json });
      }
      return personView(after);
    },

    'DELETE /api/people/:person': async ({ params, audit }) => {
      const { id, name, email, role } = await accounts.remove(params.person);
      await signOut(id);
      audit('person.removed', subjectOf({ email }), { before: { name, role } });
      return undefined;
    },

    'POST /api/people/:person/password-reset': async ({ params, audit }) => {
      const account = await accounts.need(params.person);
      const link = await makeLink(account.id);
      audit('person.link_made', subjectOf(account));
      return link;
    },
  };

  async function signOut(person: string): Promise<void> {
    await links.end(person);
    await sessions.end((session) => session.person === person);
  }
}

const EDITABLE = ['name', 'email', 'role', 'disabled'] as const;

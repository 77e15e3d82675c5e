import { DspatchError } from '../../../base/errors.ts';
import { type Account, authorOf, signInName, subjectOf } from '../../../people/account.ts';
import { newId } from '../../../people/secret-token.ts';
import { TooManyAttempts } from '../../../people/too-many-attempts.ts';
import type { PeopleOperations, SessionInfo } from '../../api/people.ts';
import { SESSION_COOKIE, setCookie } from '../../cookies.ts';
import { type Call, type Caller, callerOf, type Handlers } from '../../operation.ts';
import { mayDo, permissionsOf } from '../../permissions.ts';
import { InvalidRequest } from '../../problems.ts';
import { startSession } from '../../start-session.ts';
import { hashed, type PeopleParts } from './parts.ts';

type SessionOperations = Pick<
  PeopleOperations,
  | 'GET /api/session'
  | 'POST /api/setup'
  | 'POST /api/session'
  | 'DELETE /api/session'
  | 'PUT /api/session/password'
  | 'POST /api/password'
  | 'GET /api/sessions'
  | 'DELETE /api/sessions'
  | 'DELETE /api/sessions/:session'
>;

/** Signing in and out, and the passwords that are for it. */
export function sessionHandlers(parts: PeopleParts): Handlers<SessionOperations> {
  const { people, clock, ways } = parts;

  const infoOf = async (caller: Caller | undefined, account?: Account): Promise<SessionInfo> => {
    const about = { setUpNeeded: await people.setUp.isNeeded(), ways: [PASSWORD, ...ways] };
    if (caller === undefined) return { permissions: [], ...about };
    const { kind, id, name, role } = caller;
    const email = account?.email ?? (kind === 'person' ? (await people.accounts.get(id))?.email : undefined);
    return {
      caller: { kind, id, name, role, ...(email === undefined ? {} : { email }) },
      permissions: permissionsOf(role),
      ...about,
    };
  };

  const signIn = async (call: Call, account: Account): Promise<SessionInfo> => {
    const { address, agent, caller } = call;
    const cookie = await startSession(people, account, { way: 'password', address, agent, former: caller?.session });
    call.header('set-cookie', cookie);
    return infoOf({ ...authorOf(account), role: account.role }, account);
  };

  /** The account of a password, and what goes on record where it is not right. */
  const check = async (call: Call, email: string, password: string): Promise<Account> => {
    try {
      return await people.signIn.withPassword(email, password, call.address);
    } catch (error) {
      if (error instanceof TooManyAttempts) call.header('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)));
      else if (error instanceof DspatchError) {
        const account = await people.accounts.byEmail(email);
        await people.refusals.record(call.address, account ? subjectOf(account) : 'nobody known here', error.code);
      }
      throw error;
    }
  };

  return {
    'GET /api/session': ({ caller }) => infoOf(caller),

    'POST /api/setup': async (call) => {
      const { token, name, email, password } = call.body;
      if (!(await people.setUp.isToken(token))) {
        await people.refusals.record(call.address, 'set-up', 'wrong_credentials');
        throw new DspatchError(
          'wrong_credentials',
          'the set-up link is not the one that the gateway printed when it was last started',
        );
      }
      const account: Account = {
        ...{ id: newId(), name, email: signInName(email), role: 'admin', disabled: false },
        ...{ password: await hashed(password, { name, email }, parts), createdAt: clock.now() },
      };
      await people.accounts.addFirstAdmin(account);
      const author = authorOf(account);
      const about = { author, role: account.role, address: call.address, subject: subjectOf(account) };
      await people.audit.append({ ...about, action: 'set_up.done' });
      return signIn(call, account);
    },

    'POST /api/session': async (call) => signIn(call, await check(call, call.body.email, call.body.password)),

    'DELETE /api/session': async (call) => {
      const { session } = callerOf(call);
      if (session === undefined)
        throw new DspatchError('forbidden', 'a token has no session to end: revoke it instead');
      await people.sessions.end(({ id }) => id === session);
      call.header('set-cookie', setCookie(SESSION_COOKIE, '', { maxAgeMs: 0 }));
      call.audit('session.ended', await ownSubject(call));
      return undefined;
    },

    'PUT /api/session/password': async (call) => {
      const { kind, id, session } = callerOf(call);
      const account = kind === 'person' ? await people.accounts.need(id) : undefined;
      if (account?.password === undefined) {
        throw new DspatchError('forbidden', 'you have no password here: an admin can make a link by which you set one');
      }
      await check(call, account.email, call.body.current).catch((error: DspatchError) => {
        if (error.code !== 'wrong_credentials') throw error;
        const message = 'is not your password';
        throw new InvalidRequest(`current: ${message}`, [{ path: 'current', message }]);
      });
      const password = await hashed(call.body.password, account, parts);
      await people.accounts.change(id, { password });
      await people.links.end(id);
      await people.sessions.end((one) => one.person === id && one.id !== session);
      call.audit('person.password_set', subjectOf(account));
      return undefined;
    },

    'POST /api/password': async ({ body, address }) => {
      const account = await people.accounts.need(await people.links.personOf(body.token));
      if (account.disabled) throw new DspatchError('account_disabled', 'your account is disabled: ask an admin');
      const password = await hashed(body.password, account, parts);
      await people.links.use(body.token);
      await people.accounts.change(account.id, { password });
      await people.sessions.end(({ person }) => person === account.id);
      const about = { author: authorOf(account), role: account.role, address, subject: subjectOf(account) };
      await people.audit.append({ ...about, action: 'person.password_set', after: { by: 'link' } });
      return undefined;
    },

    'GET /api/sessions': async (call) => {
      const caller = callerOf(call);
      if (call.query.all === true) refuseUnlessAdmin(caller);
      const names = new Map((await people.accounts.list()).map(({ id, name }) => [id, name]));
      const own = caller.kind === 'person' ? caller.id : 'nobody';
      const found = await people.sessions.list(call.query.all === true ? undefined : own);
      const sessions = found.map((session) => ({
        ...session,
        ...{ name: names.get(session.person) ?? '', current: session.id === caller.session },
      }));
      return { sessions };
    },

    'DELETE /api/sessions': async (call) => {
      const caller = callerOf(call);
      const { person = caller.kind === 'person' ? caller.id : undefined } = call.query;
      if (person === undefined) throw new DspatchError('forbidden', 'a token has no sessions: name a person’s');
      if (person !== caller.id) refuseUnlessAdmin(caller);
      const account = await people.accounts.need(person);
      const ended = await people.sessions.end((one) => one.person === person && one.id !== caller.session);
      call.audit('session.ended', subjectOf(account), { after: { ended } });
      return { ended };
    },

    'DELETE /api/sessions/:session': async (call) => {
      const caller = callerOf(call);
      const { session: id } = call.params;
      const isAllowed = (person: string): boolean =>
        mayDo(caller.role, 'administer') || (caller.kind === 'person' && person === caller.id);
      const session = (await people.sessions.list()).find((one) => one.id === id && isAllowed(one.person));
      if (session === undefined) throw new DspatchError('not_found', 'there is no such session of yours');
      await people.sessions.end((one) => one.id === id);
      const account = await people.accounts.get(session.person);
      call.audit('session.ended', account === undefined ? `person ${session.person}` : subjectOf(account));
      return undefined;
    },
  };

  async function ownSubject(call: Call): Promise<string> {
    const { id } = callerOf(call);
    return subjectOf(await people.accounts.need(id));
  }
}

const PASSWORD = { way: 'password', title: 'password' } as const;

function refuseUnlessAdmin({ role }: Caller): void {
  if (mayDo(role, 'administer')) return;
  throw new DspatchError('forbidden', `your role (${role}) may not do this: it takes the permission to administer`);
}

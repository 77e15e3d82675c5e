import { type Account, authorOf, subjectOf } from '../people/account.ts';
import type { People } from '../people/people.ts';
import type { Session } from '../people/sessions.ts';
import { agentFamily } from '../people/user-agent.ts';
import { SESSION_COOKIE, setCookie } from './cookies.ts';

/** Where somebody signs in from, and how. */
export interface SignedInFrom {
  readonly way: Session['way'];
  readonly address: string;
  /** The header User-Agent. */
  readonly agent: string;
  /** The session that the browser had before: it ends. */
  readonly former?: string | undefined;
}

/** Signs somebody in, puts it on record, and gives the Set-Cookie header that says so. */
export async function startSession(people: People, account: Account, from: SignedInFrom): Promise<string> {
  const { way, address, agent: header, former } = from;
  const agent = agentFamily(header);
  if (former !== undefined) await people.sessions.end(({ id }) => id === former);
  const { token, session } = await people.sessions.start(account.id, { way, address, agent });
  await people.audit.append({
    ...{ author: authorOf(account), role: account.role, address },
    ...{ action: 'session.started', subject: subjectOf(account), after: { way, agent } },
  });
  return setCookie(SESSION_COOKIE, token, { maxAgeMs: session.endsAt - session.createdAt });
}

import type { PeopleOperations } from '../../api/people.ts';
import type { Handlers } from '../../operation.ts';
import { InvalidRequest } from '../../problems.ts';
import { timeOrAgo } from '../../times.ts';
import type { PeopleParts } from './parts.ts';

/** What admins read in the audit log. */
export function auditHandlers({ people, clock }: PeopleParts): Handlers<Pick<PeopleOperations, 'GET /api/audit'>> {
  const timeOf = (name: 'since' | 'until', text: string | undefined): number | undefined => {
    const time = text === undefined ? undefined : timeOrAgo(text, clock.now());
    if (text === undefined || time !== undefined) return time;
    const message = 'is not a time (2026-11-20T10:15:30Z, or how long ago: 15m, 24h, 7d)';
    throw new InvalidRequest(`${name}: ${message}`, [{ path: name, message }]);
  };

  return {
    'GET /api/audit': async ({ query }) => {
      const { who, since, until, limit = 100, ...rest } = query;
      // People are named by their address as well; the log has their id, which stays.
      const person = who?.includes('@') ? await people.accounts.byEmail(who) : undefined;
      const times = { since: timeOf('since', since), until: timeOf('until', until) };
      return people.audit.list({ ...rest, ...times, who: person?.id ?? who, limit });
    },
  };
}

import type { Clock } from '../base/clock.ts';
import { MINUTE } from '../base/durations.ts';
import type { Records } from '../catalog/records.ts';
import { Accounts } from './accounts.ts';
import { ApiTokens } from './api-tokens.ts';
import { AuditLog } from './audit.ts';
import { PasswordHashing } from './password.ts';
import { PasswordLinks } from './password-links.ts';
import { Refusals } from './refusals.ts';
import { Sessions } from './sessions.ts';
import { SetUp } from './set-up.ts';
import { SignIn } from './sign-in.ts';

/** Who may use a gateway, and what they did. */
export interface People {
  readonly accounts: Accounts;
  readonly hashing: PasswordHashing;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly setUp: SetUp;
  readonly links: PasswordLinks;
  readonly audit: AuditLog;
  readonly refusals: Refusals;
  /** Forgets what is over, in small steps. To be called about once a second. */
  tidy(): Promise<void>;
}

/** What people are kept with. */
export interface PeopleOptions {
  readonly records: Records;
  readonly clock: Clock;
  /** How long the audit log remembers, milliseconds. */
  readonly keepAuditMs: number;
  /** Tests take a cheaper one. */
  readonly hashing?: PasswordHashing;
}

/** Puts the parts together. */
export function openPeople({ records, clock, keepAuditMs, hashing = new PasswordHashing() }: PeopleOptions): People {
  const accounts = new Accounts(records);
  const audit = new AuditLog(records, clock, keepAuditMs);
  const refusals = new Refusals(audit, clock);
  const sessions = new Sessions(records, clock);
  const links = new PasswordLinks(records, clock);
  let next = Number.NEGATIVE_INFINITY;
  return {
    ...{ accounts, hashing, audit, refusals, sessions, links },
    signIn: new SignIn({ accounts, hashing, clock }),
    tokens: new ApiTokens(records, clock),
    setUp: new SetUp(records, accounts),
    tidy: async () => {
      await audit.tidy();
      if (clock.now() < next) return;
      next = clock.now() + MINUTE;
      for (const part of [sessions, links, refusals]) await part.tidy();
    },
  };
}

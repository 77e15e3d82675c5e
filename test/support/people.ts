import type { Role } from '../../src/admin/permissions.ts';
import { DAY } from '../../src/base/durations.ts';
import { MemoryRecords } from '../../src/catalog/memory.ts';
import type { Records } from '../../src/catalog/records.ts';
import type { Account } from '../../src/people/account.ts';
import { PasswordHashing } from '../../src/people/password.ts';
import { openPeople, type People } from '../../src/people/people.ts';
import { newId } from '../../src/people/secret-token.ts';
import { NOW } from './events.ts';
import { FakeClock } from './fake-clock.ts';

/** Passwords are hashed as always, and in no time. */
export const CHEAP = { log2N: 4, r: 8, p: 1 } as const;

/** A password that is taken. */
export const PASSWORD = 'seven purple herons';

/** People of a test, with what they are kept in. */
export interface TestPeople extends People {
  readonly records: Records;
  readonly clock: FakeClock;
  /** Adds somebody who has a password. */
  addPerson(role: Role, more?: Partial<Account>): Promise<Account>;
}

/** Opens people with a clock of their own. */
export function testPeople(records: Records = new MemoryRecords()): TestPeople {
  const clock = new FakeClock(NOW);
  const hashing = new PasswordHashing(CHEAP);
  const people = openPeople({ records, clock, keepAuditMs: 90 * DAY, hashing });
  return {
    ...{ ...people, records, clock },
    addPerson: async (role, more = {}) => {
      const id = newId();
      const account = {
        ...{ id, name: `Person ${id}`, email: `${id}@example.com`, role, disabled: false, createdAt: clock.now() },
        ...{ password: await hashing.hash(PASSWORD), ...more },
      };
      await people.accounts.add(account);
      return account;
    },
  };
}

/** Everything that is stored, as text. */
export async function storedText(records: Records): Promise<string> {
  return JSON.stringify(await records.list('', { limit: 100_000 }));
}

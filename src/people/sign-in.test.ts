import { describe, expect, it, vi } from 'vitest';
import { PASSWORD, type TestPeople, testPeople } from '../../test/support/people.ts';
import { HOUR, MINUTE, SECOND } from '../base/durations.ts';
import { PasswordHashing } from './password.ts';

const HOME = '198.51.100.7';

/** What an attempt came to: `in`, or the code of why not, with the seconds to wait. */
async function attempt(people: TestPeople, email: string, password: string, address = HOME): Promise<string> {
  try {
    await people.signIn.withPassword(email, password, address);
    return 'in';
  } catch (error) {
    const { code, retryAfterMs } = error as { code: string; retryAfterMs?: number };
    return retryAfterMs === undefined ? code : `${code} ${retryAfterMs / SECOND}`;
  }
}

describe('signing in by password', () => {
  it('takes the right one, with the address in any capitals, and keeps when that was', async () => {
    const people = testPeople();
    const { id } = await people.addPerson('admin', { email: 'ada@example.com' });
    await people.clock.pass(HOUR);
    const account = await people.signIn.withPassword(' Ada@Example.com', PASSWORD, HOME);
    expect(account).toMatchObject({ id, signedInAt: people.clock.now() });
    expect(await people.accounts.get(id)).toEqual(account);
  });

  it('answers the same whether there is an account, and does the same work', async () => {
    const people = testPeople();
    await people.addPerson('admin', { email: 'ada@example.com' });
    await people.addPerson('admin', { email: 'gone@example.com', disabled: true });
    await people.addPerson('admin', { email: 'new@example.com', password: undefined });
    const verify = vi.spyOn(people.hashing, 'verify');
    for (const name of ['ada', 'gone', 'new', 'nobody']) {
      const { code, message } = await people.signIn
        .withPassword(`${name}@example.com`, 'not this one', HOME)
        .catch((error) => error);
      expect([code, message]).toEqual(['wrong_credentials', 'the e-mail address or the password is wrong']);
    }
    expect(verify).toHaveBeenCalledTimes(4);
  });

  it('tells only who knows the password that the account is disabled', async () => {
    const people = testPeople();
    await people.addPerson('admin', { email: 'ada@example.com', disabled: true });
    expect(await attempt(people, 'ada@example.com', PASSWORD)).toBe('account_disabled');
    expect(await attempt(people, 'ada@example.com', 'not this one')).toBe('wrong_credentials');
  });

  it('makes the hash anew where it was made at another cost', async () => {
    const people = testPeople();
    const old = await new PasswordHashing({ log2N: 5, r: 8, p: 1 }).hash(PASSWORD);
    const { id } = await people.addPerson('admin', { email: 'ada@example.com', password: old });
    expect(await attempt(people, 'ada@example.com', PASSWORD)).toBe('in');
    expect((await people.accounts.get(id))?.password).toMatch(/ln=4/);
    expect(await attempt(people, 'ada@example.com', PASSWORD)).toBe('in');
  });

  it('is slowed for an account after some mistakes, from wherever, and looks at no password meanwhile', async () => {
    const people = testPeople();
    await people.addPerson('admin', { email: 'ada@example.com' });
    for (let i = 0; i < 5; i++) {
      expect(await attempt(people, 'ada@example.com', 'not this one', `203.0.113.${i}`)).toBe('wrong_credentials');
    }
    const verify = vi.spyOn(people.hashing, 'verify');
    expect(await attempt(people, 'ADA@example.com', PASSWORD, '203.0.113.99')).toBe('too_many_requests 1');
    expect(verify).not.toHaveBeenCalled();
    await people.clock.pass(SECOND);
    expect(await attempt(people, 'ada@example.com', PASSWORD)).toBe('in');
    expect(await attempt(people, 'ada@example.com', 'not this one')).toBe('wrong_credentials');
    expect(await attempt(people, 'ada@example.com', PASSWORD)).toBe('in');
  });

  it('is slowed for names that have no account as well', async () => {
    const people = testPeople();
    const tries: string[] = [];
    for (let i = 0; i < 6; i++) tries.push(await attempt(people, 'nobody@example.com', 'not this one'));
    expect(tries).toEqual([...Array(5).fill('wrong_credentials'), 'too_many_requests 1']);
  });

  it('is slowed for an address that tries many accounts, and a right one among them does not help it', async () => {
    const people = testPeople();
    await people.addPerson('read_only', { email: 'eve@example.com' });
    for (let i = 0; i < 19; i++) await attempt(people, `p${i}@example.com`, 'not this one');
    expect(await attempt(people, 'eve@example.com', PASSWORD)).toBe('in');
    expect(await attempt(people, 'p20@example.com', 'not this one')).toBe('wrong_credentials');
    expect(await attempt(people, 'eve@example.com', PASSWORD)).toBe('too_many_requests 1');
    expect(await attempt(people, 'eve@example.com', PASSWORD, '203.0.113.5')).toBe('in');
    await people.clock.pass(15 * MINUTE);
    expect(await attempt(people, 'eve@example.com', PASSWORD)).toBe('in');
  });

  it('counts many at once, each', async () => {
    const people = testPeople();
    await people.addPerson('admin', { email: 'ada@example.com' });
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => attempt(people, 'ada@example.com', 'not this one')),
    );
    expect(tries.filter((one) => one === 'wrong_credentials')).toHaveLength(5);
  });
});

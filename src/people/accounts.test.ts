import { describe, expect, it } from 'vitest';
import { RECORD_DRIVERS } from '../../test/support/record-drivers.ts';
import type { Role } from '../admin/permissions.ts';
import { type Account, isEmail, signInName } from './account.ts';
import { Accounts } from './accounts.ts';

const account = (id: string, role: Role = 'read_only', more: Partial<Account> = {}): Account => ({
  ...{ id, name: `Person ${id}`, email: `${id}@example.com`, role, disabled: false, createdAt: 1 },
  ...more,
});

/** How many of several calls went through, and the codes of the others. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<{ done: number; codes: readonly unknown[] }> {
  const settled = await Promise.allSettled(calls);
  const codes = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  return { done: settled.length - codes.length, codes };
}

describe.each(RECORD_DRIVERS)('accounts in %s', (_, open) => {
  it('are found by id, by e-mail address in any capitals, and by who an issuer says they are', async () => {
    const accounts = new Accounts(open());
    const ada = account('ada', 'admin', { signOn: { issuer: 'https://issuer.example', subject: '17' } });
    await accounts.add(ada);
    await accounts.add(account('bob'));
    expect(await accounts.list()).toEqual([ada, account('bob')]);
    expect(await accounts.get('ada')).toEqual(ada);
    expect(await accounts.byEmail(' ADA@Example.COM ')).toEqual(ada);
    expect(await accounts.bySignOn('https://issuer.example', '17')).toEqual(ada);
    expect(await accounts.bySignOn('https://other.example', '17')).toBeUndefined();
    expect(await accounts.byEmail('eve@example.com')).toBeUndefined();
    await expect(accounts.need('eve')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('have one sign-in name each, also when two are added at once', async () => {
    const accounts = new Accounts(open());
    const twice = ['a', 'b', 'c'].map((id) => accounts.add(account(id, 'admin', { email: 'same@example.com' })));
    expect(await outcomes(twice)).toEqual({ done: 1, codes: ['exists', 'exists'] });
    await accounts.add(account('other'));
    await expect(accounts.change('other', { email: 'same@example.com' })).rejects.toMatchObject({ code: 'exists' });
    expect(await accounts.list()).toHaveLength(2);
  });

  it('tell what a change made of them', async () => {
    const accounts = new Accounts(open());
    await accounts.add(account('bob'));
    const { before, after } = await accounts.change('bob', { role: 'admin' });
    expect([before, after]).toEqual([account('bob'), account('bob', 'admin')]);
    expect(await accounts.get('bob')).toEqual(after);
    await expect(accounts.change('eve', { name: 'Eve' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('lose no change to another that is made at the same time', async () => {
    const accounts = new Accounts(open());
    await Promise.all(Array.from({ length: 20 }, (_, i) => accounts.add(account(`p${i}`))));
    await Promise.all(Array.from({ length: 20 }, (_, i) => accounts.change(`p${i}`, { name: `new ${i}` })));
    const names = (await accounts.list()).map(({ name }) => name);
    expect(names.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `new ${i}`).sort());
  });

  it.each<[string, (accounts: Accounts, id: string) => Promise<unknown>]>([
    ['removed', (accounts, id) => accounts.remove(id)],
    ['disabled', (accounts, id) => accounts.change(id, { disabled: true })],
    ['made something else', (accounts, id) => accounts.change(id, { role: 'deployment_manager' })],
  ])('never lack an admin: the last one cannot be %s, not even the two last at once', async (_, take) => {
    const accounts = new Accounts(open());
    await accounts.add(account('ada', 'admin'));
    await accounts.add(account('bob', 'admin'));
    await accounts.add(account('eve', 'admin', { disabled: true }));
    expect(await outcomes([take(accounts, 'ada'), take(accounts, 'bob')])).toEqual({ done: 1, codes: ['last_admin'] });
    expect(await accounts.haveAdmin()).toBe(true);
  });

  it('begin with one first admin, whoever else tries at the same time', async () => {
    const accounts = new Accounts(open());
    await accounts.add(account('reader'));
    const firsts = Array.from({ length: 10 }, (_, i) => accounts.addFirstAdmin(account(`a${i}`, 'admin')));
    const { done, codes } = await outcomes(firsts);
    expect([done, new Set(codes)]).toEqual([1, new Set(['set_up_done'])]);
    expect(await accounts.list()).toHaveLength(2);
  });
});

describe('a sign-in name', () => {
  it('is one form of an address', () => {
    expect(signInName(' Ada.Lovelace@EXAMPLE.com\n')).toBe('ada.lovelace@example.com');
    // The same letter, composed and not.
    expect(signInName('u\u0308@example.com')).toBe(signInName('\u00fc@example.com'));
  });

  it.each([
    ['ada@example.com', true],
    ['ada@localhost', true],
    ['jürgen@bücher.example', true],
    ['ada', false],
    ['ada@', false],
    ['@example.com', false],
    ['a b@example.com', false],
    ['a@b@c', false],
    ['<ada@example.com>', false],
    ['ada@example.com\u001b[2J', false],
    [`${'a'.repeat(250)}@b.example`, false],
  ])('%j: %s', (text, isOne) => {
    expect(isEmail(text)).toBe(isOne);
  });
});

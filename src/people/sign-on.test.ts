import { describe, expect, it } from 'vitest';
import { testPeople } from '../../test/support/people.ts';
import type { Role } from '../admin/permissions.ts';
import type { JsonObject } from '../base/json.ts';
import { type Claims, type SignedOn, type SignOnPolicy, signOn } from './sign-on.ts';

const ISSUER = 'https://issuer.example';
const BY_DOMAIN: SignOnPolicy = { title: 'Example ID', role: 'read_only', allowedDomains: ['Example.com'] };
const BY_GROUP: SignOnPolicy = {
  title: 'Example ID',
  roleClaim: {
    claim: 'groups',
    roles: { ops: 'admin', marketing: 'integration_manager', release: 'deployment_manager' },
  },
};

const claims = (more: JsonObject = {}): Claims => ({
  ...{ iss: ISSUER, sub: '17', email: 'Ada@example.com', email_verified: true, name: 'Ada Lovelace' },
  ...more,
});

type People = ReturnType<typeof testPeople>;
const on = (people: People, said: Claims, policy: SignOnPolicy = BY_DOMAIN): Promise<SignedOn> =>
  signOn(said, policy, people.accounts, people.clock.now());
const refused = expect.objectContaining({ code: 'sign_on_refused' });

describe('who an issuer vouches for', () => {
  it('gets an account at their first sign-in, and is known by their subject from then on', async () => {
    const people = testPeople();
    const { account, before } = await on(people, claims());
    expect(before).toBeUndefined();
    expect(account).toMatchObject({
      email: 'ada@example.com',
      name: 'Ada Lovelace',
      role: 'read_only',
      disabled: false,
    });
    const again = await on(people, claims({ email: 'ada.king@example.com', name: 'Ada King' }));
    expect([again.account.id, again.account.email]).toEqual([account.id, 'ada@example.com']);
    expect(again.before?.id).toBe(account.id);
    expect(await people.accounts.list()).toHaveLength(1);
  });

  it('keeps the role that an admin gave them', async () => {
    const people = testPeople();
    const { account } = await on(people, claims());
    await people.accounts.change(account.id, { role: 'deployment_manager' });
    expect((await on(people, claims())).account.role).toBe('deployment_manager');
  });

  it.each<[string, JsonObject]>([
    ['of another domain', { email: 'ada@other.example' }],
    ['of a domain below', { email: 'ada@sub.example.com' }],
    ['of a domain that looks alike', { email: 'ada@evil-example.com' }],
    ['whose address is not verified', { email_verified: false }],
    ['whose address nobody has verified', { email_verified: null }],
    ['whose address is said to be verified in words', { email_verified: 'true' }],
    ['without an address', { email: null }],
  ])('stays out: who is %s', async (_, more) => {
    const people = testPeople();
    await expect(on(people, claims(more))).rejects.toEqual(refused);
    expect(await people.accounts.list()).toEqual([]);
  });

  it('stays out when their domain is not allowed any more, and when they are disabled', async () => {
    const people = testPeople();
    const { account } = await on(people, claims());
    await expect(on(people, claims(), { ...BY_DOMAIN, allowedDomains: ['new.example'] })).rejects.toEqual(refused);
    await people.accounts.change(account.id, { disabled: true });
    await expect(on(people, claims())).rejects.toMatchObject({ code: 'account_disabled' });
  });

  it.each<[unknown, Role | 'out']>([
    [['ops'], 'admin'],
    ['marketing', 'integration_manager'],
    [['release', 'marketing'], 'deployment_manager'],
    [['marketing', 'ops', 'other'], 'admin'],
    [['other'], 'out'],
    [[], 'out'],
    [undefined, 'out'],
    [{ ops: true }, 'out'],
    [['constructor', '__proto__', 'toString'], 'out'],
  ])('has the role of their claim: %j -> %s', async (groups, role) => {
    const coming = on(testPeople(), claims({ groups } as JsonObject), BY_GROUP);
    if (role === 'out') await expect(coming).rejects.toEqual(refused);
    else expect((await coming).account.role).toBe(role);
  });

  it('has the role that others have, where the claim gives none', async () => {
    const policy = { ...BY_GROUP, role: 'read_only' } as const;
    expect((await on(testPeople(), claims({ groups: [] }), policy)).account.role).toBe('read_only');
  });

  it('is given a role by a claim within another, and by one with dots in its name', async () => {
    const nested = { claim: 'realm_access.roles', roles: { ops: 'admin' } } as const;
    const said = claims({ realm_access: { roles: ['ops'] } });
    expect((await on(testPeople(), said, { title: 'x', roleClaim: nested })).account.role).toBe('admin');
    const dotted = { claim: 'https://example.com/roles', roles: { ops: 'admin' } } as const;
    const flat = claims({ 'https://example.com/roles': 'ops' });
    expect((await on(testPeople(), flat, { title: 'x', roleClaim: dotted })).account.role).toBe('admin');
  });

  it('follows their claim at each sign-in, and stays out when it gives no role any more', async () => {
    const people = testPeople();
    await people.addPerson('admin');
    await on(people, claims({ groups: ['ops'] }), BY_GROUP);
    const { account, before } = await on(people, claims({ groups: ['marketing'] }), BY_GROUP);
    expect([before?.role, account.role]).toEqual(['admin', 'integration_manager']);
    await expect(on(people, claims({ groups: [] }), BY_GROUP)).rejects.toEqual(refused);
  });

  it('stays an admin where nobody else is one', async () => {
    const people = testPeople();
    await on(people, claims({ groups: ['ops'] }), BY_GROUP);
    expect((await on(people, claims({ groups: ['marketing'] }), BY_GROUP)).account.role).toBe('admin');
  });

  it('takes over the account of their verified address, with its role', async () => {
    const people = testPeople();
    const { id } = await people.addPerson('deployment_manager', { email: 'ada@example.com' });
    const { account } = await on(people, claims());
    expect(account).toMatchObject({ id, role: 'deployment_manager', signOn: { issuer: ISSUER, subject: '17' } });
  });

  it.each<[string, JsonObject, SignOnPolicy]>([
    ['an address that nobody has verified', { email_verified: null, groups: ['ops'] }, BY_GROUP],
    ['another subject than the account’s', { sub: '18' }, BY_DOMAIN],
    ['another issuer than the account’s', { iss: 'https://other.example' }, BY_DOMAIN],
  ])('takes over no account by %s', async (what, more, policy) => {
    const people = testPeople();
    await people.addPerson('admin', { email: 'boss@example.com' });
    if (what.startsWith('an address')) await people.addPerson('admin', { email: 'ada@example.com' });
    else await on(people, claims());
    await expect(on(people, claims(more), policy)).rejects.toEqual(refused);
    expect((await people.accounts.list()).map(({ signOn: known }) => known?.subject)).not.toContain('18');
  });

  it('brings a name that steers no terminal', async () => {
    const { account } = await on(testPeople(), claims({ name: '\u001b[31mAda\u0007 ' }));
    expect(account.name).toBe('[31mAda');
  });
});

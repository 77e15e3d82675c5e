import { describe, expect, it } from 'vitest';
import { storedText, testPeople } from '../../test/support/people.ts';
import { RECORD_DRIVERS } from '../../test/support/record-drivers.ts';
import { newId } from './secret-token.ts';

describe.each(RECORD_DRIVERS)('links that set a password, in %s', (_, open) => {
  it('are known by a token that is kept nowhere, until they are used', async () => {
    const { links, records } = testPeople(open());
    const person = newId();
    const { token } = await links.create(person);
    expect(await links.personOf(token)).toBe(person);
    expect(await storedText(records)).not.toContain(token.split('.')[1]);
    await links.use(token);
    await expect(links.personOf(token)).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('work once, also when they are used twice at once', async () => {
    const { links } = testPeople(open());
    const { token } = await links.create(newId());
    const uses = await Promise.allSettled([links.use(token), links.use(token), links.use(token)]);
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('end with a newer one, when they are ended, and after three days', async () => {
    const { links, clock, records } = testPeople(open());
    const [ada, bob] = [newId(), newId()];
    const { token: old } = await links.create(ada);
    const { token, expiresAt } = await links.create(ada);
    const { token: other } = await links.create(bob);
    await links.end(bob);
    for (const ended of [old, other]) {
      await expect(links.personOf(ended)).rejects.toMatchObject({ code: 'wrong_credentials' });
    }
    await clock.pass(expiresAt - clock.now() - 1);
    await links.tidy();
    expect(await links.personOf(token)).toBe(ada);
    await clock.pass(1);
    await expect(links.use(token)).rejects.toMatchObject({ code: 'wrong_credentials' });
    await links.tidy();
    expect(await records.list('password-link/')).toEqual([]);
  });

  it.each(['', 'x', '.', '0123456789abcdef.', '../people/accounts.x', `${'0'.repeat(16)}.${'a'.repeat(43)}`])(
    'are not made up: %j',
    async (token) => {
      const { links } = testPeople(open());
      await links.create('0123456789abcdef');
      await expect(links.personOf(token)).rejects.toMatchObject({ code: 'wrong_credentials' });
    },
  );
});

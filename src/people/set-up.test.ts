import { describe, expect, it } from 'vitest';
import { storedText, testPeople } from '../../test/support/people.ts';
import { RECORD_DRIVERS } from '../../test/support/record-drivers.ts';
import { setUpLink } from './links.ts';

describe.each(RECORD_DRIVERS)('setting a gateway up, in %s', (_, open) => {
  it('is for who has the token of this start; those of earlier ones are worth nothing', async () => {
    const { setUp, records } = testPeople(open());
    expect(await setUp.isToken('')).toBe(false);
    const first = (await setUp.prepare()) ?? '';
    expect([await setUp.isNeeded(), await setUp.isToken(first), await setUp.isToken('other')]).toEqual([
      ...[true, true, false],
    ]);
    const second = (await setUp.prepare()) ?? '';
    expect([await setUp.isToken(first), await setUp.isToken(second)]).toEqual([false, true]);
    expect(await storedText(records)).not.toContain(second);
  });

  it('is over when there is an admin', async () => {
    const { setUp, addPerson, records } = testPeople(open());
    await setUp.prepare();
    await addPerson('read_only');
    expect(await setUp.isNeeded()).toBe(true);
    await addPerson('admin');
    expect(await setUp.isNeeded()).toBe(false);
    expect(await setUp.prepare()).toBeUndefined();
    expect(await records.get('people/set-up')).toBeUndefined();
  });
});

describe('a link', () => {
  it('has its secret behind the #, which browsers send to nobody', () => {
    const link = new URL(setUpLink('http://127.0.0.1:8081', 'secret'));
    expect([link.origin, link.pathname, link.search, link.hash]).toEqual([
      ...['http://127.0.0.1:8081', '/setup', '', '#secret'],
    ]);
  });
});

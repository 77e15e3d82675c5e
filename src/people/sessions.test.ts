import { describe, expect, it, vi } from 'vitest';
import { storedText, testPeople } from '../../test/support/people.ts';
import { RECORD_DRIVERS } from '../../test/support/record-drivers.ts';
import { DAY, HOUR, MINUTE } from '../base/durations.ts';
import { digestOf } from './secret-token.ts';

const HERE = { way: 'password', address: '198.51.100.7', agent: 'Firefox on Linux' } as const;

describe.each(RECORD_DRIVERS)('sessions in %s', (_, open) => {
  it('are known by a token that is kept nowhere', async () => {
    const { sessions, records, clock } = testPeople(open());
    const { token, session } = await sessions.start('ada', HERE);
    expect(session).toMatchObject({ person: 'ada', ...HERE, createdAt: clock.now(), seenAt: clock.now() });
    expect(await sessions.find(token)).toEqual(session);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const stored = await storedText(records);
    expect(stored).not.toContain(token);
    expect(stored).toContain(digestOf(token));
  });

  it('are not known by anything else, not even by what is kept of them', async () => {
    const { sessions } = testPeople(open());
    const { token, session } = await sessions.start('ada', HERE);
    for (const other of [
      '',
      'x',
      `${token}x`,
      token.toUpperCase(),
      digestOf(token),
      session.id,
      '../people/accounts',
    ]) {
      expect(await sessions.find(other)).toBeUndefined();
    }
  });

  it('go on while they are used, and are over after twelve hours without', async () => {
    const { sessions, clock } = testPeople(open());
    const { token } = await sessions.start('ada', HERE);
    for (let i = 0; i < 5; i++) {
      await clock.pass(12 * HOUR - 1);
      expect(await sessions.find(token)).toMatchObject({ person: 'ada', seenAt: clock.now() });
    }
    await clock.pass(12 * HOUR);
    expect(await sessions.find(token)).toBeUndefined();
    expect(await sessions.list()).toEqual([]);
  });

  it.each([
    ['password', 30],
    ['oidc', 1],
  ] as const)('are over in the end however busy they are: by %s after %i days', async (way, days) => {
    const { sessions, clock } = testPeople(open());
    const { token, session } = await sessions.start('ada', { ...HERE, way });
    expect(session.endsAt).toBe(clock.now() + days * DAY);
    for (let hour = 0; hour < days * 24; hour += 6) {
      expect(await sessions.find(token)).toBeDefined();
      await clock.pass(6 * HOUR);
    }
    expect(await sessions.find(token)).toBeUndefined();
  });

  it('are written once a minute at most for being seen', async () => {
    const { sessions, records, clock } = testPeople(open());
    const { token } = await sessions.start('ada', HERE);
    const put = vi.spyOn(records, 'put');
    for (let i = 0; i < 120; i++) {
      await clock.pass(1_000);
      await sessions.find(token);
    }
    expect(put).toHaveBeenCalledTimes(2);
  });

  it('can be used where nothing can be written', async () => {
    const { sessions, records, clock } = testPeople(open());
    const { token } = await sessions.start('ada', HERE);
    await clock.pass(5 * MINUTE);
    vi.spyOn(records, 'put').mockRejectedValue(new Error('the disk is full'));
    expect(await sessions.find(token)).toMatchObject({ person: 'ada' });
  });

  it('are listed, the last seen first, of one person or of all', async () => {
    const { sessions, clock } = testPeople(open());
    const first = await sessions.start('ada', HERE);
    await clock.pass(HOUR);
    const second = await sessions.start('ada', HERE);
    const other = await sessions.start('bob', HERE);
    await clock.pass(HOUR);
    await sessions.find(first.token);
    expect((await sessions.list('ada')).map(({ id }) => id)).toEqual([first.session.id, second.session.id]);
    expect(new Set((await sessions.list()).map(({ id }) => id))).toEqual(
      new Set([first, second, other].map(({ session }) => session.id)),
    );
  });

  it('end at once, one or all of a person, and do not come back when they are used just then', async () => {
    const { sessions, clock, records } = testPeople(open());
    const [one, two, three] = await Promise.all(['ada', 'ada', 'bob'].map((person) => sessions.start(person, HERE)));
    expect(await sessions.end(({ id }) => id === one?.session.id)).toBe(1);
    expect(await sessions.find(one?.token ?? '')).toBeUndefined();
    expect(await sessions.end(({ person }) => person === 'ada')).toBe(1);
    expect(await sessions.find(two?.token ?? '')).toBeUndefined();
    // It is ended between being read and being seen.
    await clock.pass(HOUR);
    const read = records.get.bind(records);
    vi.spyOn(records, 'get').mockImplementation(async (key) => {
      const record = await read(key);
      await sessions.end(() => true);
      return record;
    });
    await sessions.find(three?.token ?? '');
    expect(await sessions.list()).toEqual([]);
  });

  it('are forgotten when they are over, in small steps', async () => {
    const { sessions, clock, records } = testPeople(open());
    for (let i = 0; i < 150; i++) await sessions.start('ada', HERE);
    await clock.pass(12 * HOUR);
    const { token } = await sessions.start('bob', HERE);
    const remove = vi.spyOn(records, 'remove');
    await sessions.tidy();
    expect(remove.mock.calls.length).toBeLessThanOrEqual(100);
    for (let i = 0; i < 3; i++) await sessions.tidy();
    expect(await records.list('session/')).toHaveLength(1);
    expect(await sessions.find(token)).toBeDefined();
  });
});

import { describe, expect, it, vi } from 'vitest';
import { storedText, testPeople } from '../../test/support/people.ts';
import { RECORD_DRIVERS } from '../../test/support/record-drivers.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../base/durations.ts';
import type { AuditLog, AuditQuery, AuditRecord } from './audit.ts';

const ADA = { kind: 'person', id: 'ada-1', name: 'Ada' } as const;
const CI = { kind: 'token', id: 'ci-1', name: 'ci' } as const;
const HOME = '198.51.100.7';

/** All pages of a query, followed to the end. */
async function everything(audit: AuditLog, query: Partial<AuditQuery> = {}): Promise<readonly AuditRecord[]> {
  const all: AuditRecord[] = [];
  for (let after: string | undefined; ; ) {
    const page = await audit.list({ limit: 100, ...query, after });
    all.push(...page.items);
    after = page.next;
    if (after === undefined) return all;
  }
}

const actions = (entries: readonly AuditRecord[]): readonly string[] => entries.map(({ action }) => action);

describe.each(RECORD_DRIVERS)('the audit log in %s', (_, open) => {
  it('gives back what was put on record, the newest first', async () => {
    const { audit, clock } = testPeople(open());
    const deployed = {
      author: ADA,
      role: 'admin',
      address: HOME,
      action: 'pipeline.deployed',
      subject: 'pipeline web',
    };
    await audit.append({ ...deployed, role: 'admin', before: { revision: 1 }, after: { revision: 2 } });
    await clock.pass(SECOND);
    await audit.append({ address: HOME, action: 'session.refused', subject: 'nobody known here' });
    expect(await audit.list({ limit: 10 })).toEqual({
      items: [
        { at: clock.now(), address: HOME, action: 'session.refused', subject: 'nobody known here' },
        { at: clock.now() - SECOND, ...deployed, before: { revision: 1 }, after: { revision: 2 } },
      ],
      next: undefined,
    });
  });

  it('keeps the order of what happened at once, and loses nothing of it', async () => {
    const { audit } = testPeople(open());
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => audit.append({ address: HOME, action: `a.${i}`, subject: 's' })),
    );
    const found = actions(await everything(audit));
    expect(found).toEqual(Array.from({ length: 50 }, (_, i) => `a.${49 - i}`));
  });

  it('takes an entry of a time that it has an entry of, as after a restart', async () => {
    const records = open();
    const [before, after] = [testPeople(records), testPeople(records)];
    for (const { audit } of [before, after]) await audit.append({ address: HOME, action: 'a', subject: 's' });
    expect(await everything(after.audit)).toHaveLength(2);
  });

  it('is searched by who, by the beginning of the action, by part of the subject, and by time', async () => {
    const { audit, clock } = testPeople(open());
    const start = clock.now();
    for (const [author, action, subject] of [
      [ADA, 'pipeline.created', 'pipeline web'],
      [CI, 'pipeline.deployed', 'pipeline web'],
      [ADA, 'pipeline.deployed', 'pipeline app'],
      [ADA, 'person.added', 'person Bob@example.com'],
    ] as const) {
      await audit.append({ author, role: 'admin', address: HOME, action, subject });
      await clock.pass(HOUR);
    }
    const found = async (query: Partial<AuditQuery>): Promise<readonly string[]> =>
      (await everything(audit, query)).map(({ action, subject }) => `${action} ${subject}`);
    expect(await found({ who: 'ci-1' })).toEqual(['pipeline.deployed pipeline web']);
    expect(await found({ who: 'CI' })).toEqual(['pipeline.deployed pipeline web']);
    expect(await found({ who: 'c' })).toEqual([]);
    expect(await found({ action: 'pipeline.' })).toHaveLength(3);
    expect(await found({ action: 'deployed' })).toEqual([]);
    expect(await found({ subject: 'bob@' })).toEqual(['person.added person Bob@example.com']);
    expect(await found({ since: start + HOUR, until: start + 3 * HOUR })).toEqual([
      ...['pipeline.deployed pipeline app', 'pipeline.deployed pipeline web'],
    ]);
    expect(await found({ until: start })).toEqual([]);
    expect(await found({ who: 'ada-1', action: 'pipeline.d', subject: 'app', since: start })).toHaveLength(1);
  });

  it('comes in pages, each entry once, whatever is put on record meanwhile', async () => {
    const { audit, clock } = testPeople(open());
    for (let i = 0; i < 25; i++) {
      await audit.append({ address: HOME, action: `a.${i}`, subject: 's' });
      if (i % 5 === 0) await clock.pass(MINUTE);
    }
    const pages: (readonly string[])[] = [];
    let after: string | undefined;
    do {
      const page = await audit.list({ limit: 10, after });
      pages.push(actions(page.items));
      after = page.next;
      await audit.append({ address: HOME, action: 'later', subject: 's' });
    } while (after !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual(Array.from({ length: 25 }, (_, i) => `a.${24 - i}`));
  });

  it('forgets what is older than it is kept, in small steps', async () => {
    const { audit, clock, records } = testPeople(open());
    for (let i = 0; i < 50; i++) await audit.append({ address: HOME, action: 'old', subject: 's' });
    await clock.pass(DAY);
    await audit.append({ address: HOME, action: 'young', subject: 's' });
    await audit.tidy();
    expect(await everything(audit)).toHaveLength(51);
    await clock.pass(89 * DAY + 1);
    const remove = vi.spyOn(records, 'remove');
    await audit.tidy();
    expect(remove).toHaveBeenCalledTimes(20);
    for (let i = 0; i < 4; i++) await audit.tidy();
    expect(actions(await everything(audit))).toEqual(['young']);
  });

  it('holds no secret, even where its caller forgot', async () => {
    const { audit, records } = testPeople(open());
    const change = { before: { parameters: { CLIENT_SECRET: 'canary' } }, after: { list: [{ password: 'canary' }] } };
    await audit.append({ address: HOME, action: 'a', subject: 's', ...change });
    expect(await storedText(records)).not.toContain('canary');
    const [entry] = await everything(audit);
    expect(entry?.before).toEqual({ parameters: { CLIENT_SECRET: '[redacted]' } });
  });

  it('keeps nothing that is far too long', async () => {
    const { audit } = testPeople(open());
    await audit.append({ address: HOME, action: 'a', subject: 's', after: ['x'.repeat(200_000)] });
    expect((await everything(audit))[0]?.after).toBe('[200004 characters: too long to be kept here]');
  });
});

describe('the audit log', () => {
  it('looks through so much in a call, and says where to go on', async () => {
    const { audit, records } = testPeople();
    await audit.append({ address: HOME, action: 'rare', subject: 's' });
    for (let i = 0; i < 5_200; i++) await audit.append({ address: HOME, action: 'common', subject: 's' });
    const list = vi.spyOn(records, 'list');
    const first = await audit.list({ action: 'rare', limit: 10 });
    expect([first.items, typeof first.next, list.mock.calls.length]).toEqual([[], 'string', 10]);
    expect(actions((await audit.list({ action: 'rare', limit: 10, after: first.next })).items)).toEqual(['rare']);
  });
});

describe('sign-ins that were refused', () => {
  it('are on record, but for a flood of them only its number', async () => {
    const { refusals, audit, clock } = testPeople();
    for (let i = 0; i < 1_000; i++) await refusals.record(HOME, 'nobody known here', 'wrong_credentials');
    expect(await everything(audit)).toHaveLength(100);
    await clock.pass(HOUR);
    await refusals.tidy();
    expect((await audit.list({ limit: 1 })).items).toMatchObject([{ action: 'session.refused', after: { more: 900 } }]);
    await refusals.record(HOME, 'person ada@example.com', 'wrong_credentials');
    await clock.pass(HOUR);
    await refusals.tidy();
    expect(await everything(audit)).toHaveLength(102);
  });
});

describe('people', () => {
  it('are tidied with everything that is over', async () => {
    const people = testPeople();
    const { audit, sessions, links, clock, records } = people;
    await audit.append({ address: HOME, action: 'a', subject: 's' });
    await sessions.start('ada', { way: 'password', address: HOME, agent: '' });
    await links.create('0123456789abcdef');
    await people.tidy();
    expect(await records.list('')).toHaveLength(3);
    await clock.pass(91 * DAY);
    await people.tidy();
    expect(await records.list('')).toEqual([]);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { storedText, testPeople } from '../../test/support/people.ts';
import { RECORD_DRIVERS } from '../../test/support/record-drivers.ts';
import { DAY, MINUTE } from '../base/durations.ts';
import { digestOf } from './secret-token.ts';

const BY = { kind: 'person', id: 'ada', name: 'Ada' } as const;
const ABOUT = { name: 'ci', role: 'deployment_manager', createdBy: BY } as const;

describe.each(RECORD_DRIVERS)('API tokens in %s', (_, open) => {
  it('are shown once, and kept as what does not tell them', async () => {
    const { tokens, records, clock } = testPeople(open());
    const { secret, token } = await tokens.create(ABOUT);
    expect(secret).toMatch(/^dsp_[A-Za-z0-9_-]{43}$/);
    expect(token).toEqual({ id: expect.any(String), ...ABOUT, createdAt: clock.now() });
    expect(await tokens.list()).toEqual([token]);
    expect(await tokens.find(secret)).toMatchObject({ id: token.id, role: 'deployment_manager' });
    const stored = await storedText(records);
    expect(stored).not.toContain(secret.slice(4));
    expect(stored).toContain(digestOf(secret));
  });

  it('are not known by anything else', async () => {
    const { tokens } = testPeople(open());
    const { secret, token } = await tokens.create(ABOUT);
    for (const other of ['', 'dsp_', secret.slice(4), `${secret}x`, digestOf(secret), token.id]) {
      expect(await tokens.find(other)).toBeUndefined();
    }
  });

  it('expire, where they are to', async () => {
    const { tokens, clock } = testPeople(open());
    const { secret } = await tokens.create({ ...ABOUT, expiresAt: clock.now() + DAY });
    const { secret: lasting } = await tokens.create(ABOUT);
    await clock.pass(DAY - 1);
    expect(await tokens.find(secret)).toBeDefined();
    await clock.pass(1);
    expect(await tokens.find(secret)).toBeUndefined();
    await clock.pass(1_000 * DAY);
    expect(await tokens.find(lasting)).toBeDefined();
    expect(await tokens.list()).toHaveLength(2);
  });

  it('tell when they were last used, written once a minute at most', async () => {
    const { tokens, records, clock } = testPeople(open());
    const { secret } = await tokens.create(ABOUT);
    await clock.pass(DAY);
    const put = vi.spyOn(records, 'put');
    const first = clock.now();
    for (let i = 0; i < 60; i++) {
      await tokens.find(secret);
      await clock.pass(1_000);
    }
    expect(put).toHaveBeenCalledTimes(1);
    expect((await tokens.list())[0]?.usedAt).toBe(first);
    await tokens.find(secret);
    expect((await tokens.list())[0]?.usedAt).toBe(first + MINUTE);
    put.mockRejectedValue(new Error('the disk is full'));
    await clock.pass(MINUTE);
    expect(await tokens.find(secret)).toBeDefined();
  });

  it('are revoked at once, and once', async () => {
    const { tokens } = testPeople(open());
    const { secret, token } = await tokens.create(ABOUT);
    expect(await tokens.revoke(token.id)).toEqual(token);
    expect(await tokens.find(secret)).toBeUndefined();
    await expect(tokens.revoke(token.id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

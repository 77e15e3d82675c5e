import { scrypt, timingSafeEqual } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CHEAP, PASSWORD } from '../../test/support/people.ts';
import { HASH_COST, PasswordHashing } from './password.ts';
import { passwordProblem } from './password-rules.ts';
import { TooManyAttempts } from './too-many-attempts.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, scrypt: vi.fn(crypto.scrypt), timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

describe('the hash of a password', () => {
  const hashing = new PasswordHashing(CHEAP);
  beforeEach(() => {
    vi.mocked(scrypt).mockClear();
    vi.mocked(timingSafeEqual).mockClear();
  });

  it('says at what cost it was made, and no more: the same password has another each time', async () => {
    const [one, two] = [await hashing.hash(PASSWORD), await hashing.hash(PASSWORD)];
    expect(one).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(two);
    expect(await hashing.verify(PASSWORD, one)).toBe(true);
    expect(await hashing.verify(`${PASSWORD} `, one)).toBe(false);
  });

  it('costs what OWASP asks for', async () => {
    const real = new PasswordHashing();
    const hash = await real.hash(PASSWORD);
    expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
    expect(await real.verify(PASSWORD, hash)).toBe(true);
    expect([HASH_COST.log2N, HASH_COST.r, HASH_COST.p]).toEqual([15, 8, 3]);
  });

  it('takes the same characters, however they are typed', async () => {
    const hash = await hashing.hash('tu\u0308rkise Flamingos');
    expect(await hashing.verify('t\u00fcrkise Flamingos', hash)).toBe(true);
  });

  it('is checked at the cost that stands in it, and made anew where that is not today’s', async () => {
    const old = await new PasswordHashing({ log2N: 5, r: 4, p: 2 }).hash(PASSWORD);
    expect(await hashing.verify(PASSWORD, old)).toBe(true);
    expect([hashing.isOld(old), hashing.isOld(await hashing.hash(PASSWORD))]).toEqual([true, false]);
  });

  it.each(['', 'plain', '$scrypt$ln=4,r=8,p=1$c2FsdA==$dG9vIHNob3J0', '$scrypt$ln=400,r=8,p=1$a$b'])(
    'is no hash, and nobody’s password: %j',
    async (hash) => {
      expect(await hashing.verify('', hash)).toBe(false);
      expect(await hashing.verify(PASSWORD, hash)).toBe(false);
    },
  );

  it('is looked for in vain with as much work as it is found', async () => {
    const work = async (hash: string | undefined): Promise<unknown> => {
      vi.mocked(scrypt).mockClear();
      vi.mocked(timingSafeEqual).mockClear();
      await hashing.verify('not this one', hash);
      const [[, salt, bytes, options] = []] = vi.mocked(scrypt).mock.calls as unknown[][];
      return [(salt as Buffer).length, bytes, options, vi.mocked(timingSafeEqual).mock.calls.length];
    };
    const hash = await hashing.hash(PASSWORD);
    expect(await work(undefined)).toEqual(await work(hash));
  });

  it('is made for two at a time, and for so many behind them: the next is told to come back', async () => {
    let [running, most] = [0, 0];
    const { scrypt: real } = await vi.importActual<typeof import('node:crypto')>('node:crypto');
    vi.mocked(scrypt).mockImplementation(((...args: Parameters<typeof scrypt>) => {
      running += 1;
      most = Math.max(most, running);
      const [password, salt, length, options, done] = args as unknown as [string, Buffer, number, object, () => void];
      real(password, salt, length, options, (...result: unknown[]) => {
        running -= 1;
        (done as (...result: unknown[]) => void)(...result);
      });
    }) as typeof scrypt);
    const tries = await Promise.allSettled(Array.from({ length: 30 }, () => hashing.hash(PASSWORD)));
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect([most, refused.length]).toEqual([2, 8]);
    for (const error of refused) expect(error).toBeInstanceOf(TooManyAttempts);
    expect(await hashing.verify(PASSWORD, await hashing.hash(PASSWORD))).toBe(true);
  });
});

describe('a password that may be taken', () => {
  const owner = { name: 'Ada King Lovelace', email: 'ada.lovelace@analytical.example' };

  it.each([
    'seven purple herons',
    'lowercaseonly but long',
    '374019285630',
    'ünïcödé is fine 🐦',
    'x'.repeat(5) + 'yz'.repeat(97),
  ])('%j', (password) => {
    expect(passwordProblem(password, owner)).toBeUndefined();
  });

  it.each<[string, RegExp]>([
    ['short', /has 5 characters, and needs 12/],
    ['elevenchars', /has 11 characters/],
    ['🐦'.repeat(11), /has 11 characters/],
    ['long'.repeat(51), /longer than 200/],
    ['ada.lovelace@analytical.example', /is the e-mail address or the name/],
    ['ADA.lovelace', /is the e-mail address or the name/],
    ['ada king lovelace', /is the e-mail address or the name/],
    ['AdaKingLovelace', /is the e-mail address or the name/],
    ['password1234', /among the first that anybody would try/],
    ['Password 1234', /among the first/],
    ['correct horse battery staple', /among the first/],
    ['aaaaaaaaaaaaa', /among the first/],
    ['dspatch12345', /among the first/],
  ])('not %j', (password, why) => {
    expect(passwordProblem(password, owner)).toMatch(why);
  });
});

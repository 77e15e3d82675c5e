import { timingSafeEqual } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { digestOf, isTokenOf, newId, newSecretToken } from './secret-token.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

describe('a secret token', () => {
  beforeEach(() => {
    vi.mocked(timingSafeEqual).mockClear();
  });

  it('is 256 random bits', () => {
    const tokens = Array.from({ length: 100 }, newSecretToken);
    expect(new Set(tokens).size).toBe(100);
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('is known by its digest, which does not tell it', () => {
    const token = newSecretToken();
    expect(isTokenOf(token, digestOf(token))).toBe(true);
    expect(digestOf(token)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, string, string | undefined]>([
    ['right', 'a', digestOf('a')],
    ['wrong', 'b', digestOf('a')],
    ['unknown', 'a', undefined],
    ['empty', '', digestOf('a')],
    ['very long', 'a'.repeat(1_000_000), digestOf('a')],
  ])('is compared in the same time when it is %s', (what, token, digest) => {
    expect(isTokenOf(token, digest)).toBe(what === 'right');
    expect(vi.mocked(timingSafeEqual).mock.calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([[32, 32]]);
  });

  it('is not the token of no digest, not even the one whose digest would be zeros', () => {
    expect(isTokenOf('a', undefined)).toBe(false);
  });
});

describe('an id', () => {
  it('says nothing, and can stand on a command line and in a key', () => {
    const ids = Array.from({ length: 100 }, newId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });
});

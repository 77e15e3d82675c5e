import { describe, expect, it } from 'vitest';
import { holdsEmail, safeMessageId, safeName } from './safe.ts';

describe('an e-mail address in a text', () => {
  it.each([
    ['joe@example.com', true],
    ['order of joe+1@mail.example.com, again', true],
    ['mailto:joe%40example.com', true],
    ['/account?email=j%40example.com&x=1', true],
    ['joe@example', false],
    ['@example.com', false],
    ['joe @ example.com', false],
    ['%40example.com', false],
    ['Order Completed', false],
    ['40% off.now', false],
  ])('%j: %j', (text, is) => {
    expect(holdsEmail(text)).toBe(is);
  });

  it.each([
    ['a'.repeat(32_000), '@'],
    ['a@', 'b'.repeat(32_000)],
    ['a%40'.repeat(8_000), ''],
    ['a@'.repeat(16_000), ''],
  ])('is looked for in one go, however long the text', (...parts) => {
    const from = performance.now();
    expect(holdsEmail(parts.join(''))).toBe(false);
    // Looking anew from each character takes a second.
    expect(performance.now() - from).toBeLessThan(200);
  });
});

describe('what is kept of an event', () => {
  it('is a messageId without an e-mail address, the same for the same', () => {
    expect(safeMessageId(' order-1 ')).toBe('order-1');
    expect(safeMessageId(7)).toBe('7');
    for (const id of [
      'joe@example.com-1',
      'joe%40example.com-1',
      'x'.repeat(201),
      'a\u0000b',
      'a\u009bb',
      'a\u202eb',
    ]) {
      expect(safeMessageId(id)).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(safeMessageId(id)).toBe(safeMessageId(id));
    }
    for (const id of ['', '  ', null, undefined, {}, true]) expect(safeMessageId(id)).toBeUndefined();
  });

  it('is a name without an e-mail address', () => {
    expect(safeName('Order Completed')).toBe('Order Completed');
    expect(safeName('Mail to joe@example.com')).not.toContain('joe');
    expect(safeName('/mail?to=joe%40example.com')).not.toContain('joe');
  });

  it('is a name that shows all it has, and does nothing to a terminal', () => {
    expect(safeName('\u001b[31mRED\u001b]0;pwned\u0007\nINJECT')).toBe('␛[31mRED␛]0;pwned␇␊INJECT');
    expect(safeName('a\u009bb\u202ec')).toBe('a�b�c');
  });
});

import { describe, expect, it } from 'vitest';
import { holdsEmail, holdsPhone, safeMessageId, safeName } from './safe.ts';

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

describe('a phone number in a text', () => {
  it.each([
    ['+1 413 871 4499', true],
    ['+14138714499', true],
    ['order of +49 (0) 171 1234567, again', true],
    ['tel:+14138714499-1795521480000', true],
    ['/call?to=%2B1%20413%20871%204499', true],
    ['(413) 871-4499', true],
    ['1 (413) 871.4499', true],
    ['413-871-4499', true],
    ['1.413.871.4499', true],
    ['called_1_413_871_4499', true],
    ['0171 1234567', true],
    ['030/1234567', true],
    ['06 12 34 56 78', true],
    ['06.12.34.56.78', true],
    ['020 7946 0958', true],
    // Numbers of orders, times and ids.
    ['4138714499', false],
    ['000000140', false],
    ['0000-140-1', false],
    ['112-1234567-1234567', false],
    ['2026-11-24T10:15:30+02:00', false],
    ['2026-11-24 10:15:30', false],
    ['Report 01/02/2026 10:15', false],
    ['1795521480.77', false],
    ['GA1.2.1234567890.1795521480', false],
    ['98ae0cbe-412f-4d0c-8b5e-123456789012', false],
    ['ajs-next-1795521480000-6f4e4f1a-4f1a-4a13-a0fe-012345678901', false],
    ['gid://shopify/Order/5678901234567', false],
    ['192.168.100.200', false],
    ['978-0-306-40615-7', false],
    ['a+12345678', false],
    ['Step 1 (of 3)', false],
    ['Order Completed', false],
  ])('%j: %j', (text, is) => {
    expect(holdsPhone(text)).toBe(is);
  });

  it.each(['+1', '1 ', '0', '0 1', '413-', '(41)', '+1(.'])(
    'is looked for in one go, however long a text of %j',
    (part) => {
      const from = performance.now();
      holdsPhone(part.repeat(10_000));
      expect(performance.now() - from).toBeLessThan(200);
    },
  );
});

describe('what is kept of an event', () => {
  it('is a messageId without an e-mail address, the same for the same', () => {
    expect(safeMessageId(' order-1 ')).toBe('order-1');
    expect(safeMessageId(7)).toBe('7');
    for (const id of [
      'joe@example.com-1',
      'joe%40example.com-1',
      '+1 413 871 4499',
      'x'.repeat(201),
      'a\u0000b',
      'a\u009bb',
      'a\u202eb',
    ]) {
      expect(safeMessageId(id)).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(safeMessageId(id)).toBe(safeMessageId(id));
    }
    for (const id of [2 ** 53, 1e21, Number.POSITIVE_INFINITY]) expect(safeMessageId(id)).toBeUndefined();
    for (const id of ['', '  ', null, undefined, {}, true]) expect(safeMessageId(id)).toBeUndefined();
  });

  it('is another messageId for another, though both are damaged', () => {
    const damaged = ['m-\ud800', 'm-\ud801', 'm-\ufffd', `${'x'.repeat(300)}\ud800`, `${'x'.repeat(300)}\ud801`];
    expect(new Set(damaged.map(safeMessageId)).size).toBe(damaged.length);
    expect(safeMessageId('m-\ud800')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(safeMessageId('m-\ud83d\ude00')).toBe('m-\ud83d\ude00');
  });

  it('is a name without an e-mail address, a phone number or half a character', () => {
    expect(safeName('Called +1 413 871 4499')).toBe('(name held a phone number)');
    expect(safeName('A\ud800')).toBe('A\ufffd');
    expect(safeName('Order Completed')).toBe('Order Completed');
    expect(safeName('Mail to joe@example.com')).not.toContain('joe');
    expect(safeName('/mail?to=joe%40example.com')).not.toContain('joe');
  });

  it('is a name that shows all it has, and does nothing to a terminal', () => {
    expect(safeName('\u001b[31mRED\u001b]0;pwned\u0007\nINJECT')).toBe('␛[31mRED␛]0;pwned␇␊INJECT');
    expect(safeName('a\u009bb\u202ec')).toBe('a�b�c');
  });
});

import { describe, expect, it } from 'vitest';
import { release } from './release.ts';

describe('giving back memory', () => {
  it('empties bytes that have their memory for themselves', () => {
    const bytes = Buffer.allocUnsafeSlow(100_000);
    const part = bytes.subarray(10, 20);
    release(bytes);
    expect([bytes.length, part.length, bytes.buffer.byteLength]).toEqual([0, 0, 0]);
  });

  it('leaves alone what shares its memory, and may be given twice', () => {
    const all = Buffer.allocUnsafeSlow(100).fill('x');
    release(all.subarray(0, 50));
    expect(all.toString()).toBe('x'.repeat(100));
    release(all);
    release(all);
    expect(all.length).toBe(0);
    for (let i = 0; i < 2; i++) release(Buffer.alloc(0));
    const nothing = new Uint8Array(0);
    for (let i = 0; i < 2; i++) release(nothing);
  });
});

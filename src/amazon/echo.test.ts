import { describe, expect, it } from 'vitest';
import type { Answer } from '../delivery/outcome.ts';
import { withoutEcho } from './echo.ts';

const HASH = 'a'.repeat(64);
const item = (id: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      matchKeys: [
        { type: 'EMAIL', values: [HASH] },
        { type: 'MATCH_ID', values: [id] },
      ],
      deviceInfo: { userAgent: 'Mozilla/5.0 (X11)' },
    }),
  );
const ITEMS = [item('user-1'), item('user-2')];

describe('Amazon’s words about what it was sent', () => {
  it('about a whole request repeat neither the token nor any identifier that is sent as it is', () => {
    const words = `no, Bearer Atza|1 with user-1, user-2, Mozilla/5.0 (X11) and ${HASH}`;
    const answer: Answer = { whole: { kind: 'rejected', code: '400 user-1', message: words }, requestId: 'r' };
    expect(withoutEcho(answer, ITEMS, 'Atza|1')).toEqual({
      whole: {
        ...{ kind: 'rejected', code: '400 [redacted]' },
        message: `no, Bearer [redacted] with [redacted], [redacted], [redacted] and ${HASH}`,
      },
      requestId: 'r',
    });
  });

  it('about an item do not repeat its own', () => {
    const answer: Answer = {
      items: [{ kind: 'delivered' }, { kind: 'unavailable', message: 'later, Atza|1, user-2' }],
    };
    expect(withoutEcho(answer, ITEMS, 'Atza|1')).toEqual({
      items: [{ kind: 'delivered' }, { kind: 'unavailable', message: 'later, [redacted], [redacted]' }],
    });
  });

  it('stay as they are where there are none', () => {
    for (const answer of [
      { items: [{ kind: 'delivered' }, { kind: 'delivered' }] },
      { whole: { kind: 'throttled' } },
    ] satisfies Answer[]) {
      expect(withoutEcho(answer, ITEMS, 'Atza|1')).toBe(answer);
    }
  });
});
